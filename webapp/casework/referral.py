"""One referral: how the case stands if it is shared, the checklist, the note, the follow-ups."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for

from webapp.bank import referring
from webapp.bank.glimpse import see_shared
from webapp.bank.handover import open_until
from webapp.bank.referral import STATES, STEPS, Referral, ReferralUnknown, load_referral
from webapp.casework.desk import View, desk
from webapp.casework.referrals import (
    PROBLEMS,
    country_choices,
    telltale_in,
    today,
    typed_facts,
)
from webapp.i18n import LANGUAGES
from webapp.tools import tools


def show(referral: UUID) -> View:
    """One referral: how the case stands if it is shared, the checklist, what is to follow."""
    return page_of(referral)


def page_of(referral: UUID, problem: str = "", *, status: int = HTTPStatus.OK) -> View:
    """The page, with what went wrong."""
    bank, partner_id = tools().bank, desk().partner_id
    found = own_referral(referral)
    page = render_template(
        "casework/referral.html",
        slug="referral",
        problem=problem,
        referral=found,
        shared=bank.run(see_shared, partner_id, referral),
        invited_until=bank.run(open_until, partner_id, referral),
        today=today(),
        is_young=found.steps["age"].state == "other-route",
    )
    return page, status


def own_referral(referral: UUID) -> Referral:
    """The referral, if it is of one's own partner; there is no other."""
    try:
        return tools().bank.run(load_referral, desk().partner_id, referral)
    except ReferralUnknown:
        abort(HTTPStatus.NOT_FOUND)


def step(referral: UUID, step: str) -> View:
    """One step of the checklist: how it stands, when that was, and where."""
    found = own_referral(referral)
    if step not in STEPS:
        abort(HTTPStatus.NOT_FOUND)
    return _ask_step(found, step)


def take_step(referral: UUID, step: str) -> View:
    """Note it."""
    found, form = own_referral(referral), request.form
    place = form.get("place", "")
    if step not in STEPS:
        abort(HTTPStatus.NOT_FOUND)
    if warning := telltale_in(place, found.country):
        return _ask_step(found, step, "telltale", warning)
    try:
        day = date.fromisoformat(form["on"]) if form.get("on") else None
        state = form.get("state", "")
        tools().bank.run(
            referring.mark_step, desk().partner_id, referral, step, state, on=day, place=place
        )
    except referring.StepUnknown:
        return _ask_step(found, step, "state")
    except referring.TextTooLong:
        return _ask_step(found, step, "place")
    except ValueError:
        return _ask_step(found, step, "on")
    return redirect(url_for(".show", referral=referral), HTTPStatus.SEE_OTHER)


def _ask_step(found: Referral, step: str, problem: str = "", warning: str = "") -> View:
    kept = found.steps[step]
    typed = {"state": kept.state, "on": kept.on.isoformat() if kept.on else "", "place": kept.place}
    page = render_template(
        "casework/step.html",
        slug="step",
        problem=problem,
        warning_text=warning,
        referral=found,
        step=step,
        states=["todo", *(s for s in STATES if s != "other-route" or step == "age")],
        typed={name: request.form.get(name, value) for name, value in typed.items()},
        today=today(),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK


def note(referral: UUID) -> View:
    """The note, and in which language and of which country the caller is."""
    return _ask_note(own_referral(referral))


def take_note(referral: UUID) -> View:
    """Keep it, with the same warning as at the beginning."""
    found, typed = own_referral(referral), typed_facts()
    if warning := telltale_in(typed["note"], typed["country"]):
        return _ask_note(found, "telltale", warning)
    try:
        tools().bank.run(
            referring.edit_referral,
            desk().partner_id,
            referral,
            note=typed["note"],
            locale=typed["locale"],
            country=typed["country"],
        )
    except tuple(PROBLEMS) as error:
        return _ask_note(found, PROBLEMS[type(error)])
    return redirect(url_for(".show", referral=referral), HTTPStatus.SEE_OTHER)


def _ask_note(found: Referral, problem: str = "", warning: str = "") -> View:
    kept = {"note": found.note, "locale": found.locale, "country": found.country}
    page = render_template(
        "casework/note.html",
        slug="note",
        problem=problem,
        warning_text=warning,
        referral=found,
        typed={name: request.form.get(name, value) for name, value in kept.items()},
        countries=country_choices(),
        languages_spoken=list(LANGUAGES.values()),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK


def take_action(referral: UUID) -> View:
    """Plan or tick off a follow-up, close the referral or open it again."""
    own_referral(referral)
    action = ACTIONS.get(request.form.get("action", ""))
    if action is None:
        abort(HTTPStatus.BAD_REQUEST)
    try:
        action(referral)
    except (ValueError, referring.FollowUpUnknown):
        return page_of(referral, "day", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except referring.TooManyFollowUps:
        return page_of(referral, "many", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for(".show", referral=referral), HTTPStatus.SEE_OTHER)


def _plan(referral: UUID) -> None:
    due_on = date.fromisoformat(request.form.get("due_on", ""))
    if due_on < today():
        raise ValueError
    tools().bank.run(referring.plan_follow_up, desk().partner_id, referral, due_on)


def _finish(referral: UUID) -> None:
    id_ = UUID(request.form.get("id", ""))
    tools().bank.run(referring.finish_follow_up, desk().partner_id, referral, id_, today())


def _drop(referral: UUID) -> None:
    id_ = UUID(request.form.get("id", ""))
    tools().bank.run(referring.drop_follow_up, desk().partner_id, referral, id_)


def _close(referral: UUID) -> None:
    tools().bank.run(referring.close_referral, desk().partner_id, referral)


def _reopen(referral: UUID) -> None:
    tools().bank.run(referring.reopen_referral, desk().partner_id, referral)


ACTIONS: dict[str, Callable[[UUID], None]] = {
    "plan": _plan,
    "finish": _finish,
    "drop": _drop,
    "close": _close,
    "reopen": _reopen,
}
