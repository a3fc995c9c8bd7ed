"""The case followed up: look it up, add images, withdraw, take a withdrawal back.

Who proved the passcode gets a sealed visit in the page for an hour: no session and no cookie.
"""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext
from itsdangerous import BadData, URLSafeTimedSerializer

from ondevice.signals import SignalsRefused, TooManyItems
from webapp.bank import case as bank_case
from webapp.bank import follow, sharing, withdrawal
from webapp.bank.case import NothingToProtect, WrongCaseOrPasscode
from webapp.bank.receipt import CaseNumberMalformed, normalise_case_number
from webapp.bank.source import cost_of_guess
from webapp.case.opening import sent_signals
from webapp.case.statements import STATEMENTS, agreements
from webapp.gate import Price, gate
from webapp.i18n import current_code
from webapp.tools import source_address, tools

VISIT_SECONDS = 60 * 60
Answer = tuple[str, int]


class VisitOver(Exception):
    """The hour is over, or the visit is not one that we sealed: the passcode is asked again."""


def _visits() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(list(reversed(tools().signing_keys)), salt="visit")


def _seal_visit(case_id: UUID) -> str:
    return str(_visits().dumps(str(case_id)))


def _visited_case() -> UUID:
    try:
        return UUID(_visits().loads(request.form.get("visit", ""), max_age=VISIT_SECONDS))
    except (BadData, ValueError) as error:
        raise VisitOver from error


def ask(problem: str = "", *, price: Price | None = None, status: int = HTTPStatus.OK) -> Answer:
    """The page that asks for the case number and the passcode. What was typed stays in the form."""
    typed = {name: request.form.get(name, "") for name in ("case_number", "passcode")}
    page = render_template(
        "case/follow.html",
        slug="follow",
        problem=problem,
        errors=_errors(problem),
        price=price,
        typed=typed,
    )
    return page, status


def _errors(problem: str) -> list[tuple[str, str]]:
    words = {
        "wrong": gettext("We found no case with this number and passcode. Check both, try again."),
        "number": gettext("This is not a whole case number. It looks like A1B2-C3D4-E."),
    }
    return [("case_number", words[problem])] if problem in words else []


def take() -> Answer:
    """Do what the pressed button says."""
    action = request.form.get("action", "look-up")
    if action == "look-up":
        return _look_up()
    try:
        return ACTIONS.get(action, _show)(_visited_case())
    except VisitOver:
        return ask("over")


def _look_up() -> Answer:
    """Open the case for an hour, at a price for a source that failed often."""
    number, passcode = request.form.get("case_number", ""), request.form.get("passcode", "")
    try:
        number = normalise_case_number(number)
    except CaseNumberMalformed:
        return ask("number", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    price = _price_to_pay(number, passcode)
    if price:
        return ask("wait", price=price, status=HTTPStatus.TOO_MANY_REQUESTS)
    bank = tools().bank
    try:
        case_id = bank_case.load_case(bank, number, passcode, bank.bucket_of(source_address()))
    except WrongCaseOrPasscode:
        return ask("wrong", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _show(case_id)


def _price_to_pay(number: str, passcode: str) -> Price | None:
    bank = tools().bank
    cost = bank.run(cost_of_guess, bank.bucket_of(source_address()), number)
    subject = f"{number}\n{passcode}"
    paid = gate().is_paid(subject, request.form.get("ticket", ""), request.form.get("pow", ""))
    return gate().price(subject, cost) if cost and not paid else None


def _show(case_id: UUID, notice: str = "", *, status: int = HTTPStatus.OK) -> Answer:
    page = render_template(
        "case/case.html",
        slug="case",
        case=tools().bank.run(follow.see_case, case_id),
        visit=_seal_visit(case_id),
        notice=notice,
        statements=STATEMENTS,
    )
    return page, status


def _ask_what_to_withdraw(case_id: UUID) -> Answer:
    page = render_template(
        "case/withdraw.html",
        slug="withdraw",
        case=tools().bank.run(follow.see_case, case_id),
        visit=_seal_visit(case_id),
        problem="",
    )
    return page, HTTPStatus.OK


def _withdraw(case_id: UUID) -> Answer:
    """Withdraw the ticked images, or everything if the person chose so."""
    everything = request.form.get("what") == "all"
    items = [int(i) for i in request.form.getlist("items") if i.isdecimal() and len(i) < 4]
    try:
        tools().bank.run(withdrawal.withdraw, case_id, None if everything else items)
    except withdrawal.NothingToWithdraw:
        return _show(case_id, "nothing-chosen", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _show(case_id, "withdrawn")


def _cancel_withdrawal(case_id: UUID) -> Answer:
    try:
        withdrawal_id = UUID(request.form.get("withdrawal", ""))
        tools().bank.run(withdrawal.cancel_withdrawal, case_id, withdrawal_id)
    except (ValueError, withdrawal.WithdrawalUnknown, withdrawal.WithdrawalFinal):
        return _show(case_id, "too-late", status=HTTPStatus.CONFLICT)
    return _show(case_id, "kept")


def _hide_detail(case_id: UUID) -> Answer:
    tools().bank.run(follow.hide_detail, case_id)
    return _show(case_id, "hidden")


def _ask_to_end_sharing(case_id: UUID) -> Answer:
    case = tools().bank.run(follow.see_case, case_id)
    if case.sharing is None:
        return _show(case_id)
    page = render_template(
        "case/end-sharing.html", slug="end-sharing", case=case, visit=_seal_visit(case_id)
    )
    return page, HTTPStatus.OK


def _end_sharing(case_id: UUID) -> Answer:
    tools().bank.run(sharing.end_sharing, case_id)
    return _show(case_id, "unshared")


def _choose_more(case_id: UUID, problem: str = "", *, status: int = HTTPStatus.OK) -> Answer:
    page = render_template(
        "case/add-images.html",
        slug="add-images",
        visit=_seal_visit(case_id),
        statements=STATEMENTS,
        problem=problem,
    )
    return page, status


def _add_images(case_id: UUID) -> Answer:
    """Add what the vault made; the sentences must be true of the new images too."""
    agreed = request.form.getlist("statements")
    if set(agreed) < set(STATEMENTS):
        return _choose_more(case_id, "statements", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        signals = sent_signals()
        agreement = agreements(agreed, current_code())
        tools().bank.run(bank_case.add_signals, case_id, signals, agreement)
    except TooManyItems:
        return _choose_more(case_id, "too-many", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (SignalsRefused, NothingToProtect):
        return _choose_more(case_id, "no-signals", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _show(case_id, "added")


ACTIONS: dict[str, Callable[[UUID], Answer]] = {
    "choose-more": _choose_more,
    "add-images": _add_images,
    "choose-withdrawal": _ask_what_to_withdraw,
    "withdraw": _withdraw,
    "cancel-withdrawal": _cancel_withdrawal,
    "hide-detail": _hide_detail,
    "choose-end-sharing": _ask_to_end_sharing,
    "end-sharing": _end_sharing,
    "show": _show,
}
