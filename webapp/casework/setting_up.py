"""What lets in, set up: a password of one's own, an app for codes, a passkey, recovery codes."""

from http import HTTPStatus

import segno
from flask import Response, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup

from webapp.bank import staffing
from webapp.bank.passkey import TooManyPasskeys
from webapp.bank.recovery import count_recovery_codes, make_recovery_codes
from webapp.bank.sign_in import go_further
from webapp.bank.totp import CodeWrong, app_address, make_secret, set_totp
from webapp.casework import passkeys
from webapp.casework.desk import View, desk, give_cookie, let_sit, stand_up
from webapp.casework.signing_in import go_on
from webapp.tools import source_address, tools

SECRET_SECONDS = 60 * 60


def new_password() -> View:
    """Ask for a password of their own."""
    return render_template("casework/new-password.html", slug="new-password", problem="")


def take_new_password() -> View:
    """Keep it; whoever has one already proves it first."""
    bank, found, form = tools().bank, desk(), request.form
    problem = ""
    try:
        if not found.staff.must_change_password:
            bucket = bank.bucket_of(source_address())
            old = form.get("old", "")
            staffing.check_password(bank, found.staff.name, old, bucket)
        staffing.change_password(bank, found.staff, form.get("password", ""), keep=found.sign_in.id)
    except staffing.WrongNameOrPassword:
        problem = "old"
    except staffing.PasswordWeak:
        problem = "weak"
    if problem:
        page = render_template("casework/new-password.html", slug="new-password", problem=problem)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    token = bank.run(go_further, found.sign_in.id, is_whole=found.sign_in.is_whole)
    return let_sit(token) if token else stand_up()


def set_up() -> View:
    """Show the square that an app reads, or ask for a passkey."""
    return _show_square()


def take_set_up() -> View:
    """Keep the second step that was set up, and show the recovery codes, once."""
    bank, found, form = tools().bank, desk(), request.form
    if "later" in form and tools().config.demo:
        return go_on()
    if not found.is_fresh:
        return _show_square("stale", status=HTTPStatus.FORBIDDEN)
    try:
        if "answer" in form:
            label = form.get("label", "")
            passkeys.add(found.staff, form["answer"], form.get("challenge", ""), label)
        else:
            secret = _secrets().loads(form.get("secret", ""), max_age=SECRET_SECONDS)
            bank.run(set_totp, found.staff.id, secret, form.get("code", ""))
    except (CodeWrong, BadData):
        return _show_square("wrong", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (passkeys.PasskeyRefused, TooManyPasskeys):
        return _show_square("passkey", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if bank.run(count_recovery_codes, found.staff.id):
        return redirect(url_for(".account"), HTTPStatus.SEE_OTHER)
    return show_recovery_codes()


def show_recovery_codes() -> View:
    """Ten new ones, on the only page that ever shows them. The sign-in is whole from here on."""
    bank, found = tools().bank, desk()
    codes = bank.run(make_recovery_codes, found.staff.id)
    token = bank.run(go_further, found.sign_in.id, is_whole=True)
    if token is None:
        return stand_up()
    page = render_template("casework/recovery-codes.html", slug="recovery-codes", codes=codes)
    answer = Response(page, mimetype="text/html")
    give_cookie(answer, token)
    return answer


def _show_square(problem: str = "", *, status: int = HTTPStatus.OK) -> View:
    """The secret stays the same from one try to the next, or the app would hold a wrong one."""
    staff = desk().staff
    try:
        secret = _secrets().loads(request.form.get("secret", ""), max_age=SECRET_SECONDS)
    except BadData:
        secret = make_secret()
    square = segno.make(app_address(secret, staff.name, "Stillmine"), error="m")
    page = render_template(
        "casework/set-up.html",
        slug="set-up",
        problem=problem,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        sealed=_secrets().dumps(secret),
        square=Markup(square.svg_inline(scale=5, border=2, light="#fff")),  # noqa: S704 - our own
        question=passkeys.ask_to_add(staff) if passkeys.are_possible() else None,
        may_wait=tools().config.demo and desk().pending == "set-up",
    )
    return page, status


def _secrets() -> URLSafeTimedSerializer:
    """It is shown to the one person whom it is for, so it is sealed against change alone."""
    keys = list(reversed(tools().signing_keys))
    return URLSafeTimedSerializer(keys, salt=f"totp of {desk().staff.id}")
