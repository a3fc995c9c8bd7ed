"""One's own account: what lets in, and where one is signed in."""

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for

from webapp.bank.passkey import PasskeyUnknown, drop_passkey, list_passkeys
from webapp.bank.recovery import count_recovery_codes
from webapp.bank.sign_in import end_sign_in, list_sign_ins
from webapp.bank.totp import drop_totp
from webapp.casework.desk import View, desk
from webapp.casework.setting_up import show_recovery_codes
from webapp.tools import tools

CHANGES_WHAT_LETS_IN = ("drop-passkey", "drop-app", "recovery-codes")


def account() -> View:
    """What lets in, and the list of sign-ins."""
    return _show()


def take_account() -> View:
    """Do what the pressed button says."""
    bank, found, action = tools().bank, desk(), request.form.get("action", "")
    if action in CHANGES_WHAT_LETS_IN and not found.is_fresh:
        return _show("stale", status=HTTPStatus.FORBIDDEN)
    if action == "recovery-codes":
        return show_recovery_codes()
    try:
        if action == "end-sign-in":
            bank.run(end_sign_in, found.staff.id, UUID(request.form.get("id", "")))
        elif action == "drop-passkey":
            bank.run(drop_passkey, found.staff.id, UUID(request.form.get("id", "")))
        elif action == "drop-app":
            bank.run(drop_totp, found.staff.id)
    except (ValueError, PasskeyUnknown):
        return _show("gone", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for(".account"), HTTPStatus.SEE_OTHER)


def _show(problem: str = "", *, status: int = HTTPStatus.OK) -> View:
    bank, found = tools().bank, desk()
    page = render_template(
        "casework/account.html",
        slug="account",
        problem=problem,
        passkeys=bank.run(list_passkeys, found.staff.id),
        codes_left=bank.run(count_recovery_codes, found.staff.id),
        sign_ins=bank.run(list_sign_ins, found.staff.id),
    )
    return page, status
