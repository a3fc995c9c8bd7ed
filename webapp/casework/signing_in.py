"""Signing in: a name and a password, a second step, and what somebody new sets up first."""

from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.bank import staffing
from webapp.bank.passkey import list_passkeys
from webapp.bank.recovery import (
    RecoveryCodeWrong,
    use_recovery_code,
)
from webapp.bank.sign_in import begin_sign_in, end_sign_in, go_further, note_wrong_step
from webapp.bank.staff import Staff
from webapp.bank.totp import (
    CodesRest,
    is_code_right,
)
from webapp.casework import passkeys
from webapp.casework.desk import (
    View,
    current_desk,
    desk,
    let_sit,
    stand_up,
)
from webapp.gate import Price, gate
from webapp.tools import source_address, tools


def sign_in() -> View:
    """Ask for a name and a password, or for a passkey."""
    found = current_desk()
    if found and found.pending is None:
        return redirect(url_for(".list_referrals"), HTTPStatus.SEE_OTHER)
    return _ask("over" if "over" in request.args else "")


def take_sign_in() -> View:
    """Let in whoever knows the password, as far as the second step."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    bank = tools().bank
    bucket = bank.bucket_of(source_address())
    cost = bank.run(staffing.cost_of_sign_in, bucket, name)
    subject = f"{name}\n{password}"
    paid = gate().is_paid(subject, request.form.get("ticket", ""), request.form.get("pow", ""))
    if cost and not paid:
        price = gate().price(subject, cost)
        return _ask("wait", price=price, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        staff = staffing.check_password(bank, name, password, bucket)
    except staffing.WrongNameOrPassword:
        return _ask("wrong", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _begin(staff, is_whole=False)


def take_passkey() -> View:
    """Let in whoever has the key: it asked them for a finger, a face or a number itself."""
    form = request.form
    try:
        staff = passkeys.who_signs_in(form.get("answer", ""), form.get("challenge", ""))
    except passkeys.PasskeyRefused:
        return _ask("passkey", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _begin(staff, is_whole=True)


def _begin(staff: Staff, *, is_whole: bool) -> Response:
    """A new sign-in with a token of its own. The one that was there before is over."""
    before = current_desk()
    if before:
        tools().bank.run(end_sign_in, before.staff.id, before.sign_in.id)
    return let_sit(tools().bank.run(begin_sign_in, staff.id, is_whole=is_whole))


def _ask(problem: str = "", *, price: Price | None = None, status: int = HTTPStatus.OK) -> View:
    page = render_template(
        "casework/sign-in.html",
        slug="sign-in",
        problem=problem,
        price=price,
        typed={name: request.form.get(name, "") for name in ("name", "password")},
        question=passkeys.ask_to_sign_in() if passkeys.are_possible() else None,
    )
    return page, status


def second_step() -> View:
    """Ask for a code of the app, a recovery code, or a passkey."""
    return _ask_second()


def take_second_step() -> View:
    """A code of either kind lets further in; five wrong ones lead back to the password."""
    bank, found, form = tools().bank, desk(), request.form
    try:
        if "recovery" in form:
            bank.run(use_recovery_code, found.staff.id, form["recovery"])
            right = True
        else:
            right = bank.run(is_code_right, found.staff.id, form.get("code", ""))
    except RecoveryCodeWrong:
        right = False
    except CodesRest:
        return _ask_second("rest", status=HTTPStatus.TOO_MANY_REQUESTS)
    if not right:
        bank.run(note_wrong_step, found.sign_in.id)
        return _ask_second("wrong", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return go_on()


def _ask_second(problem: str = "", *, status: int = HTTPStatus.OK) -> View:
    keys = tools().bank.run(list_passkeys, desk().staff.id)
    page = render_template(
        "casework/second-step.html",
        slug="second-step",
        problem=problem,
        question=passkeys.ask_to_sign_in() if keys and passkeys.are_possible() else None,
    )
    return page, status


def go_on() -> Response:
    """The second step is taken: the sign-in is whole, under a new token."""
    token = tools().bank.run(go_further, desk().sign_in.id, is_whole=True)
    return let_sit(token) if token else stand_up()


def sign_out() -> View:
    """End this sign-in."""
    return stand_up()
