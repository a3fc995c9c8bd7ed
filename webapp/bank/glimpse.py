"""Glimpses: what a worker sees of a case that a caller shared.

Where each platform stands, in the words of the caller's own page, and nothing else: no signal and
no count of any, no case number, no passcode, no withdrawal's reason. If the caller switched the
names of platforms off, the worker sees only that there is a case.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.bank.case import CaseRow
from webapp.bank.progress import SeenParticipant, see_participants
from webapp.bank.referral import ReferralRow, own
from webapp.bank.sharing import SharingRow
from webapp.bank.table import utc_now
from webapp.bank.verb import reading


@dataclass(frozen=True)
class ParticipantState:
    """Where one participant stands, by `SeenParticipant.state`, and since when if it told us."""

    slug: str
    name: str
    state: str
    since: datetime | None


@dataclass(frozen=True)
class Glimpse:
    """A shared case. With `ended_at`, only that it was shared, and until when."""

    agreed_at: datetime
    ended_at: datetime | None = None
    is_withdrawn: bool = False
    shows_detail: bool = False
    participants: tuple[ParticipantState, ...] = ()


@reading
def see_shared(
    session: Session, partner_id: UUID, referral_id: UUID, *, now: datetime | None = None
) -> list[Glimpse]:
    """The cases shared with the partner's referral, the newest first; of others' nothing."""
    found = session.execute(
        select(SharingRow, CaseRow)
        .outerjoin(CaseRow, CaseRow.id == SharingRow.case_id)
        .where(
            SharingRow.referral_id.in_(
                own(partner_id)
                .with_only_columns(ReferralRow.id)
                .where(ReferralRow.id == referral_id)
            )
        )
        .order_by(SharingRow.agreed_at.desc())
    ).all()
    return [_glimpse(session, *row, now or utc_now()) for row in found]


def _glimpse(session: Session, sharing: SharingRow, case: CaseRow | None, now: datetime) -> Glimpse:
    if case is None:
        return Glimpse(sharing.agreed_at, sharing.ended_at)
    seen = see_participants(session, case.id, now) if case.shows_detail else ()
    return Glimpse(
        sharing.agreed_at,
        is_withdrawn=case.withdrawn_at is not None,
        shows_detail=case.shows_detail,
        participants=tuple(_state(each) for each in seen),
    )


def _state(seen: SeenParticipant) -> ParticipantState:
    since = seen.finding.since if seen.finding else seen.pulled_at
    return ParticipantState(seen.slug, seen.name, seen.state, since)
