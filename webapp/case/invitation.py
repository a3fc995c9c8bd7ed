"""Invitations: somebody comes with a link or a spoken code that an organisation gave them.

Which organisation it is, only the bank knows: here it is a name to show. A code that does not work
closes nothing: the wizard goes on without it.
"""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext

from webapp.bank.handover import (
    CodeMalformed,
    CodeUnknown,
    Invitation,
    cost_of_code,
    find_by_id,
    find_by_token,
    load_by_code,
    read_code,
)
from webapp.bank.source import Cost
from webapp.case.draft import Draft
from webapp.gate import Price, gate
from webapp.tools import source_address, tools

CODE = "code"
Answer = tuple[str, int]


def of(draft: Draft) -> Invitation | None:
    """What the draft came with, as long as it can be used."""
    return tools().bank.run(find_by_id, UUID(draft.handover)) if draft.handover else None


def find_by_link(token: str) -> Invitation | None:
    """What a link leads to, as long as it can be used."""
    return tools().bank.run(find_by_token, token)


def ask(problem: str = "", *, price: Price | None = None, status: int = HTTPStatus.OK) -> Answer:
    """The page that asks for the code. What was typed stays in the form."""
    words = {
        "wrong": gettext("No invitation has this number. Check it, or ask for a new one."),
        "number": gettext("This is not a whole invitation number. It has twelve digits."),
    }
    page = render_template(
        "case/code.html",
        slug=CODE,
        problem=problem,
        errors=[("code", words[problem])] if problem in words else [],
        price=price,
        typed=request.form.get("code", ""),
    )
    return page, status


def take[View](go_on: Callable[[Invitation], View]) -> View | Answer:
    """Take the code that was typed and go on with what it leads to."""
    bank, bucket = tools().bank, tools().bank.bucket_of(source_address())
    try:
        code = read_code(request.form.get("code", ""))
        price = _price_to_pay(code, bank.run(cost_of_code, bucket))
        if price:
            return ask("wait", price=price, status=HTTPStatus.TOO_MANY_REQUESTS)
        return go_on(load_by_code(bank, code, bucket))
    except CodeMalformed:
        return ask("number", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except CodeUnknown:
        return ask("wrong", status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _price_to_pay(code: str, cost: Cost) -> Price | None:
    paid = gate().is_paid(code, request.form.get("ticket", ""), request.form.get("pow", ""))
    return gate().price(code, cost) if cost and not paid else None
