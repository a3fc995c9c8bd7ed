"""A case whose platforms are in every state that there is."""

from datetime import datetime, timedelta

from tests.cases import answer, enter, opening, pdq, pull
from webapp.bank import Bank
from webapp.bank.case import open_case
from webapp.bank.deletion import confirm_deletions
from webapp.bank.dispute import Outcome, decide, open_list
from webapp.bank.feedback import Verdict
from webapp.bank.participant import add_participant
from webapp.bank.receipt import Receipt
from webapp.bank.revocation import revoke_participant
from webapp.bank.table import utc_now
from webapp.bank.withdrawal import COOL_OFF, finish_withdrawals, withdraw

HOUR = timedelta(hours=1)
# By slug, which is also the state: what each platform said, and how many hours after the opening.
ANSWERS = {
    "waiting": [],
    "pulled": [],
    "matched": [(Verdict.MATCH, 4)],
    "under-review": [(Verdict.MATCH, 4), (Verdict.UNDER_REVIEW, 9)],
    "removed": [(Verdict.MATCH, 4), (Verdict.UNDER_REVIEW, 5), (Verdict.REMOVED, 8)],
    "not-violating": [(Verdict.MATCH, 4), (Verdict.NOT_VIOLATING, 90)],
    "error": [(Verdict.ERROR, 4)],
    "left": [],
}


def open_case_in_every_state(bank: Bank, opened_at: datetime | None = None) -> Receipt:
    """A case of four images: one is paused, one refused, one was taken back 101 hours ago."""
    begin = opened_at or utc_now() - timedelta(days=10)
    ids = {slug: bank.run(add_participant, slug, f"Platform {slug.title()}").id for slug in ANSWERS}
    signals = [pdq(n) for n in range(1, 5)]
    receipt = open_case(bank, opening(*signals, participants=list(ANSWERS)), now=begin)
    bank.run(withdraw, enter(bank, receipt), [4], now=begin + 60 * HOUR)
    for slug, told in ANSWERS.items():
        if slug != "waiting":
            pull(bank, ids[slug], begin + 3 * HOUR)
        for verdict, hours in told:
            answer(bank, ids[slug], verdict, signals[0], now=begin + hours * HOUR)
    for signal, outcome in zip(signals[1:3], (Outcome.REFUSED, None), strict=True):
        answer(bank, ids["error"], Verdict.NOT_VIOLATING, signal, now=begin + 5 * HOUR, quorum=1)
        if outcome:
            bank.run(decide, bank.run(open_list)[0].id, outcome, now=begin + 6 * HOUR)
        answer(bank, ids["error"], Verdict.NONE, signal, now=begin + 7 * HOUR)
    bank.run(finish_withdrawals, now=begin + 60 * HOUR + COOL_OFF)
    for slug in ("removed", "not-violating"):
        pull(bank, ids[slug], begin + 140 * HOUR)
    pair = signals[3].type, signals[3].value
    bank.run(confirm_deletions, ids["removed"], [pair], now=begin + 141 * HOUR)
    bank.run(revoke_participant, "left", now=begin + 150 * HOUR)
    return receipt
