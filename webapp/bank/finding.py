"""Findings: how a participant's verdict on a signal reads to the person whose signal it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp.bank.feedback import DECISIONS, FeedbackRow, Verdict

# What the laws of the US and the UK count in, from a valid report: a yardstick, not a promise.
LEGAL_CLOCK = timedelta(hours=48)
# The first to be spoken of first: what is open matters more than what is over.
OPEN_FIRST = (Verdict.UNDER_REVIEW, Verdict.MATCH, *sorted(DECISIONS), Verdict.ERROR)


@dataclass(frozen=True)
class Finding:
    """What a participant found of one file of the person: how it stands, and since when."""

    item: int
    verdict: Verdict
    given_at: datetime
    matched_at: datetime | None
    under_review_at: datetime | None
    decided_at: datetime | None
    seen_at: datetime

    @property
    def state(self) -> str:
        """The verdict, in the words of the page: `matched` for a match."""
        return "matched" if self.verdict is Verdict.MATCH else self.verdict

    @property
    def since(self) -> datetime:
        """Since when it stands so."""
        if self.verdict is Verdict.UNDER_REVIEW and self.under_review_at:
            return self.under_review_at
        return self.decided_at or self.matched_at or self.given_at

    @property
    def took(self) -> timedelta | None:
        """From the match to the decision, or until now."""
        if self.matched_at is None:
            return None
        return (self.decided_at or self.seen_at) - self.matched_at

    @property
    def is_late(self) -> bool:
        """Longer than the legal clock."""
        return bool(self.took and self.took > LEGAL_CLOCK)


def first_of(findings: Collection[Finding]) -> Finding | None:
    """The finding to speak of first: what is open, then the latest decision."""
    return min(findings, key=_rank, default=None)


def as_finding(
    item: int, row: FeedbackRow | None, since: datetime | None, now: datetime
) -> Finding | None:
    """What a case may see of a verdict: what was told and what happened after `since`.

    A signal that others brought in before must look like one that nobody did. So where the
    beginning lies before, what can be seen begins with the first time after.
    """
    if row is None or row.verdict == Verdict.NONE or since is None or row.given_at <= since:
        return None
    begin = since.replace(microsecond=0)  # participants tell whole seconds

    def after(at: datetime | None) -> datetime | None:
        return at if at and at >= begin else None

    verdict = Verdict(row.verdict)
    if verdict is Verdict.ERROR:
        return Finding(item, verdict, row.given_at, None, None, None, now)
    reviewed = after(row.under_review_at)
    if verdict is Verdict.UNDER_REVIEW:
        reviewed = reviewed or row.given_at
    decided = (after(row.decided_at) or row.given_at) if verdict in DECISIONS else None
    matched = after(row.matched_at) or reviewed or decided or row.given_at
    if reviewed and reviewed < matched:
        reviewed = None  # that was about a copy which was decided on since
    return Finding(item, verdict, row.given_at, matched, reviewed, decided, now)


def _rank(finding: Finding) -> tuple[int, float]:
    is_decided = finding.verdict in DECISIONS
    place = OPEN_FIRST.index(Verdict.REMOVED if is_decided else finding.verdict)
    return place, -finding.given_at.timestamp()
