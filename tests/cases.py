"""What tests open cases with: signals, agreements, and an opening put together from them."""

import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ondevice.signals import PDQ, VIDEO_MD5, WHOLE, Signal
from webapp.bank import Bank
from webapp.bank.case import Opening, load_case
from webapp.bank.change import load_head
from webapp.bank.consent import IN_FORCE, Agreement, text_digest
from webapp.bank.feedback import Feedback, Verdict, give_feedback
from webapp.bank.pull import reached_by, record_pull
from webapp.bank.receipt import Receipt
from webapp.bank.source import Bucket

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOMEWHERE = Bucket(b"a network somewh")


def pdq(item: int = 1, value: str | None = None, variant: str = "stored") -> Signal:
    """A PDQ signal, of a value that no other test has."""
    return Signal(PDQ, value or secrets.token_hex(32), 90, item, variant)


def md5(item: int = 1) -> Signal:
    """An MD5 signal, of a value that no other test has."""
    return Signal(VIDEO_MD5, secrets.token_hex(16), 100, item, WHOLE)


def agreed() -> list[Agreement]:
    """Yes to every statement in force."""
    return [
        Agreement(id_, version, "en", text_digest(f"words of {id_}"))
        for id_, version in IN_FORCE.items()
    ]


def opening(*signals: Signal, **changes: Any) -> Opening:
    """An opening that the bank takes, unless the changes say otherwise."""
    given: dict[str, Any] = {
        "nonce": secrets.token_hex(16),
        "signals": signals or (pdq(),),
        "agreements": agreed(),
        "participants": [],
        "shows_detail": True,
        "even_if_nobody_takes_part": True,
    }
    return Opening(**given | changes)


def enter(bank: Bank, receipt: Receipt):
    """The id of the case that the receipt opens."""
    return load_case(bank, receipt.case_number, receipt.passcode, SOMEWHERE)


def pull(bank: Bank, participant_id: UUID, now: datetime = NOON) -> None:
    """A participant is told of everything that it was not told of yet."""
    since = bank.run(reached_by, participant_id)
    bank.run(record_pull, participant_id, since, bank.run(load_head), now=now)


def answer(
    bank: Bank, participant_id: UUID, verdict: Verdict, *signals: Signal, now: datetime, quorum=9
) -> None:
    """A participant says what it found of these signals."""
    given = [Feedback((signal.type, signal.value), verdict) for signal in signals]
    bank.run(give_feedback, participant_id, given, quorum, now=now)
