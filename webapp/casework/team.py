"""The team: a lead adds and switches off those of their own partner, an operator anybody."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for

from webapp.bank import staffing
from webapp.bank.partner import list_partners
from webapp.bank.partnership import PartnerUnknown
from webapp.bank.staff import Staff, StaffUnknown, list_staff, load_staff
from webapp.casework.desk import View, desk
from webapp.tools import tools


def team() -> View:
    """Who works here."""
    return _show()


def take_team() -> View:
    """Add somebody, or do to somebody what the pressed button says."""
    action = request.form.get("action", "")
    return _add() if action == "add" else ACTIONS.get(action, _nothing)(_somebody())


def _add() -> View:
    name, role = request.form.get("name", "").strip().lower(), request.form.get("role", "")
    try:
        password = staffing.add_staff(tools().bank, name, role, _partner_for(role))
    except staffing.StaffNameMalformed:
        return _show("name", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except staffing.StaffNameTaken:
        return _show("taken", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (staffing.RoleUnknown, PartnerUnknown):
        return _show("role", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _show(made=(name, password))


def _partner_for(role: str) -> str | None:
    """A lead's own partner, whatever the form says; for an operator what it says."""
    mine = desk().staff
    if mine.role == "lead":
        return mine.partner_slug
    return None if role == "operator" else request.form.get("partner", "")


def _somebody() -> Staff:
    """Who the form is about: never oneself, and for a lead nobody of another partner."""
    mine = desk().staff
    try:
        found = tools().bank.run(load_staff, UUID(request.form.get("id", "")))
    except (ValueError, StaffUnknown):
        abort(HTTPStatus.NOT_FOUND)
    if mine.role == "lead" and found.partner_id != mine.partner_id:
        abort(HTTPStatus.NOT_FOUND)
    if found.id == mine.id:
        abort(HTTPStatus.FORBIDDEN)
    return found


def _reset(somebody: Staff) -> View:
    return _show(made=(somebody.name, staffing.reset_staff(tools().bank, somebody.id)))


def _switch(somebody: Staff) -> View:
    tools().bank.run(staffing.switch_staff, somebody.id, is_off=not somebody.is_off)
    return redirect(url_for(".team"), HTTPStatus.SEE_OTHER)


def _remove(somebody: Staff) -> View:
    tools().bank.run(staffing.remove_staff, somebody.id)
    return redirect(url_for(".team"), HTTPStatus.SEE_OTHER)


def _nothing(_somebody: Staff) -> View:
    abort(HTTPStatus.BAD_REQUEST)


ACTIONS: dict[str, Callable[[Staff], View]] = {
    "reset": _reset,
    "switch": _switch,
    "remove": _remove,
}


def _show(
    problem: str = "", *, made: tuple[str, str] | None = None, status: int = HTTPStatus.OK
) -> View:
    """The list. `made` is a name and its temporary password, which no other page ever shows."""
    bank, mine = tools().bank, desk().staff
    is_lead = mine.role == "lead"
    page = render_template(
        "casework/team.html",
        slug="team",
        problem=problem,
        made=made,
        typed={name: request.form.get(name, "") for name in ("name", "role", "partner")},
        members=bank.run(list_staff, mine.partner_id if is_lead else None),
        partners=[] if is_lead else bank.run(list_partners),
    )
    return page, status
