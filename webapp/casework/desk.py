"""The desk: who sits at it, what they may open, and the one cookie that this server has.

Whom each page is open to stands in one table (`PAGES`). The cookie goes to no address outside this
room, no script can read it, and no other site's form brings it along.
"""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.bank.passkey import list_passkeys
from webapp.bank.sign_in import SEEN_AGAIN, SignIn, end_sign_in, find_sign_in, note_seen
from webapp.bank.staff import Staff, load_staff
from webapp.bank.table import utc_now
from webapp.i18n import current_language
from webapp.tools import tools

COOKIE = "desk"
PATH = "/casework"
ANYBODY = "anybody"
# Whoever finds a desk unattended may read on, but not make a key of their own.
FRESH = timedelta(minutes=15)
View = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Desk:
    """Somebody of the staff in front of a browser."""

    staff: Staff
    sign_in: SignIn
    has_second_step: bool

    @property
    def pending(self) -> str | None:
        """What has to come before everything else, if anything."""
        if not self.sign_in.is_whole and self.has_second_step:
            return "second-step"
        if self.staff.must_change_password:
            return "new-password"
        return None if self.sign_in.is_whole else "set-up"

    @property
    def is_fresh(self) -> bool:
        """True if they signed in a moment ago: what lets in may be changed."""
        return utc_now() - self.sign_in.began_at < FRESH

    @property
    def partner_id(self) -> UUID:
        """The partner whose callers they may see. Whoever has none has no such page."""
        if self.staff.partner_id is None:
            abort(HTTPStatus.FORBIDDEN)
        return self.staff.partner_id


def guard(blueprint: Blueprint, open_to: Mapping[str, Collection[str]]) -> None:
    """Let in whom `open_to` names for an endpoint (roles, a step of signing in, anybody)."""
    blueprint.before_request(partial(_let_in, open_to))
    blueprint.context_processor(lambda: {"desk": current_desk(), "form_token": _form_token()})


def current_desk() -> Desk | None:
    """Who is signed in, even if steps are pending; None if nobody is."""
    desk: Desk | None = g.get("desk")
    return desk


def desk() -> Desk:
    """Who is signed in, in a view that is open to nobody else."""
    found = current_desk()
    if found is None:
        abort(HTTPStatus.FORBIDDEN)
    return found


def let_sit(token: str) -> Response:
    """Go on as whoever has this token, which stands in the cookie from now on."""
    answer = redirect(url_for(".list_referrals"), HTTPStatus.SEE_OTHER)
    give_cookie(answer, token)
    return answer


def give_cookie(answer: Response, token: str) -> None:
    """Put the token into the cookie."""
    answer.set_cookie(
        _cookie_name(),
        token,
        path=PATH,
        secure=_is_https(),
        httponly=True,
        samesite="Strict",
    )


def stand_up() -> Response:
    """End this sign-in, and forget the cookie."""
    found = current_desk()
    if found:
        tools().bank.run(end_sign_in, found.staff.id, found.sign_in.id)
    answer = redirect(url_for(".sign_in"), HTTPStatus.SEE_OTHER)
    answer.delete_cookie(
        _cookie_name(), path=PATH, secure=_is_https(), httponly=True, samesite="Strict"
    )
    return answer


def _let_in(open_to: Mapping[str, Collection[str]]) -> Response | None:
    g.desk = _find_desk()
    if not current_language().desk:
        return redirect(url_for(request.endpoint or "", **(request.view_args or {}), lang="en"))
    if request.method == "POST":
        _refuse_forged()
    who = open_to[(request.endpoint or "").rpartition(".")[2]]
    if ANYBODY in who:
        return None
    found = current_desk()
    if found is None:
        was_here = "yes" if _cookie_name() in request.cookies else None
        return redirect(url_for(".sign_in", over=was_here), HTTPStatus.SEE_OTHER)
    if found.pending and found.pending not in who:
        return redirect(url_for(f".{found.pending.replace('-', '_')}"), HTTPStatus.SEE_OTHER)
    if found.pending is None and found.staff.role not in who:
        abort(HTTPStatus.FORBIDDEN)
    return None


def _find_desk() -> Desk | None:
    bank, token = tools().bank, request.cookies.get(_cookie_name(), "")
    found = bank.run(find_sign_in, token) if token else None
    if found is None:
        return None
    if utc_now() - found.seen_at > SEEN_AGAIN:
        bank.run(note_seen, found.id)
    staff = bank.run(load_staff, found.staff_id)
    if staff.is_example and not tools().config.demo:
        return None
    return Desk(staff, found, staff.has_totp or bool(bank.run(list_passkeys, staff.id)))


def _refuse_forged() -> None:
    """A form of ours knows the cookie that it was made for. Before there is one, the browser tells.

    A browser that does not tell where a form comes from is too old for this room.
    """
    if current_desk() is None:
        if _is_https() and "Sec-Fetch-Site" not in request.headers:
            abort(HTTPStatus.FORBIDDEN)
        return
    given = request.form.get("form_token", "").encode()
    if not hmac.compare_digest(given, _form_token().encode()):
        abort(HTTPStatus.FORBIDDEN)


def _form_token() -> str:
    found = current_desk()
    if found is None:
        return ""
    key = tools().signing_keys[0].encode()
    return hmac.digest(key, f"form of {found.sign_in.token}".encode(), "sha256").hex()


def _is_https() -> bool:
    return tools().config.public_url.startswith("https://")


def _cookie_name() -> str:
    """A browser takes a cookie of the longer name only over https, and from nobody in between."""
    return f"__Secure-{COOKIE}" if _is_https() else COOKIE
