"""Send: the one request of the whole journey that carries signals."""

import json
from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import render_template, request

from ondevice.signals import Signal, SignalMalformed, SignalsRefused, parse_signals
from webapp.bank import case as bank_case
from webapp.bank.case import NobodyTakesPart, NothingToProtect
from webapp.bank.consent import ConsentMissing
from webapp.bank.source import cost_of_opening
from webapp.case.draft import Draft, drafts
from webapp.case.statements import agreements
from webapp.gate import Price, gate
from webapp.i18n import current_code
from webapp.tools import participants, source_address, tools

Answer = tuple[str, int]
Page = Callable[..., Answer]


def was_sent(draft: Draft) -> bool:
    """True if a case was opened from this draft within the last 30 days."""
    return tools().bank.run(bank_case.was_opened, draft.nonce)


def sent_signals() -> list[Signal]:
    """The signals in the request, each checked again by the grammar the browser used.

    Raises SignalsRefused: our own page never sends what is refused here.
    """
    try:
        listed = json.loads(request.form.get("signals", "[]"))
    except ValueError as error:
        raise SignalMalformed from error
    return parse_signals(listed)


def send(draft: Draft, page: Page) -> tuple[str, int]:
    """Open the case and show the receipt, or the step where something is still to do.

    The same draft sent again, after a lost answer or a second press, gets the same receipt.
    """
    try:
        signals = sent_signals()
        price = _price_to_pay(draft)
        if price:
            return page("review", draft, price=price, status=HTTPStatus.TOO_MANY_REQUESTS)
        return _open(draft, signals), HTTPStatus.OK
    except (NothingToProtect, SignalsRefused):
        return page("choose-files", draft, notice="no-signals", status=422)
    except ConsentMissing:
        return page("statements", draft, status=422)
    except NobodyTakesPart:
        return page("review", draft, status=HTTPStatus.CONFLICT)


def _price_to_pay(draft: Draft) -> Price | None:
    """What a source that opened many cases pays for the next; a retry of a sent draft is free."""
    bank = tools().bank
    cost = bank.run(cost_of_opening, bank.bucket_of(source_address()))
    paid = gate().is_paid(draft.nonce, request.form.get("ticket", ""), request.form.get("pow", ""))
    return gate().price(draft.nonce, cost) if cost and not paid and not was_sent(draft) else None


def _open(draft: Draft, signals: list[Signal]) -> str:
    bank = tools().bank
    agreed = draft.answers["statements"]
    chosen = draft.answers.get("where", [])
    may_share = bool(draft.handover) and draft.answers.get("sharing") == "share"
    opening = bank_case.Opening(
        nonce=draft.nonce,
        signals=signals,
        agreements=agreements(agreed, current_code()),
        participants=chosen,
        shows_detail="show-detail" in agreed,
        bucket=bank.bucket_of(source_address()),
        handover=UUID(draft.handover) if may_share else None,
        even_if_nobody_takes_part=tools().config.demo,
    )
    receipt = bank_case.open_case(bank, opening)
    return render_template(
        "case/receipt.html",
        slug="receipt",
        receipt=receipt,
        answers=draft.answers,
        may_share=may_share,
        participants=[p for p in participants() if p.slug in chosen],
        # Kept in the page so that a reload of the answer is the same request again.
        draft=drafts().seal(draft),
    )
