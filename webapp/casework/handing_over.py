"""The hand-over to a caller's own device, and the sheet of paper that they may take along."""

from http import HTTPStatus
from uuid import UUID

import segno
from flask import redirect, render_template, request, url_for
from markupsafe import Markup

from webapp.bank.handover import Handover, NoHandover, make_handover, open_until, revoke_handover
from webapp.bank.partner import find_partner
from webapp.bank.referral import Referral
from webapp.casework.desk import View, desk
from webapp.casework.referral import own_referral
from webapp.casework.referrals import today
from webapp.i18n import LANGUAGES
from webapp.tools import tools


def hand_over(referral: UUID) -> View:
    """Say what a hand-over is, and offer one."""
    return _show(own_referral(referral))


def take_hand_over(referral: UUID) -> View:
    """Make one, shown on this page and never again, or call back the one that is out."""
    found, bank, partner_id = own_referral(referral), tools().bank, desk().partner_id
    if request.form.get("action") == "revoke":
        bank.run(revoke_handover, partner_id, referral)
        return redirect(url_for(".show", referral=referral), HTTPStatus.SEE_OTHER)
    try:
        made = bank.run(make_handover, partner_id, referral)
    except NoHandover:
        return _show(found, status=HTTPStatus.CONFLICT)
    return _show(found, made)


def _show(found: Referral, made: Handover | None = None, *, status: int = HTTPStatus.OK) -> View:
    link = _link(found, made) if made else ""
    square = segno.make(link, error="m").svg_inline(scale=5, border=3, light="#fff")
    page = render_template(
        "casework/hand-over.html",
        slug="hand-over",
        referral=found,
        made=made,
        link=link,
        square=Markup(square),  # noqa: S704 - lines of our own making
        invited_until=tools().bank.run(open_until, desk().partner_id, found.id),
        may_hand_over=not found.closed_at and found.steps["age"].state != "other-route",
    )
    return page, status


def _link(found: Referral, made: Handover) -> str:
    """The address behind the partner's own door, in the caller's language."""
    path = url_for(
        "portal.case.open_invitation",
        partner=desk().staff.partner_slug,
        lang=spoken(found),
        token=made.token,
    )
    return (tools().config.public_url or request.host_url).rstrip("/") + path


def spoken(found: Referral) -> str:
    """The caller's language, or English where we do not have it."""
    return found.locale if found.locale in LANGUAGES else "en"


def summary(referral: UUID) -> View:
    """A sheet for the caller: what was done, what comes next, whom to call."""
    found = own_referral(referral)
    return render_template(
        "casework/summary.html",
        slug="summary",
        referral=found,
        partner_facts=tools().bank.run(find_partner, desk().staff.partner_slug),
        today=today(),
    )
