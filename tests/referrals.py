"""What tests make referrals with: a partner, a worker of its own, a referral and a hand-over."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tests.cases import NOON
from webapp.bank import Bank
from webapp.bank.handover import Handover, find_by_token, make_handover
from webapp.bank.partner import PartnerRow
from webapp.bank.partnership import add_partner
from webapp.bank.referral import Referral, load_referral
from webapp.bank.referring import open_referral
from webapp.bank.staff import StaffRow


@dataclass(frozen=True)
class Desk:
    """A partner's desk with one worker: verbs of referrals run with its partner."""

    bank: Bank
    partner_id: UUID
    staff_id: UUID

    def open(self, reference: str = "A-1", now: datetime = NOON, **facts: Any) -> UUID:
        """A referral, and its id."""
        given = {"reference": reference, "locale": "tr", "country": "TR", **facts}
        return self.bank.run(open_referral, self.partner_id, self.staff_id, now=now, **given)

    def run(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        """A verb that wants the partner first."""
        return self.bank.run(verb, self.partner_id, *args, **kwargs)

    def load(self, referral_id: UUID) -> Referral:
        return self.run(load_referral, referral_id)

    def hand_over(self, referral_id: UUID | None = None, now: datetime = NOON) -> Handover:
        return self.run(make_handover, referral_id or self.open(), now=now)

    def invitation(self, handover: Handover, now: datetime = NOON) -> UUID:
        """The id that a draft would carry."""
        found = self.bank.run(find_by_token, handover.token, now=now)
        assert found
        return found.id


def open_desk(bank: Bank, slug: str = "ngo") -> Desk:
    """A desk of a partner that may be there already."""

    def make(session) -> tuple[UUID, UUID]:
        if not session.scalar(select(PartnerRow).where(PartnerRow.slug == slug)):
            add_partner(session, slug, f"The {slug.upper()}", "tr")
        partner_id = session.scalars(select(PartnerRow.id).where(PartnerRow.slug == slug)).one()
        return partner_id, make_worker(session, slug)

    return Desk(bank, *bank.run(make))


def make_worker(session, slug: str) -> UUID:
    """A member of staff, for what only needs one to be there."""
    row = StaffRow(
        partner_id=session.scalar(select(PartnerRow.id).where(PartnerRow.slug == slug)),
        role="worker",
        name=f"{slug}-{secrets.token_hex(4)}",
        password_digest="00000000$argon2id$nobody signs in with it",
        added_at=NOON,
    )
    session.add(row)
    session.flush()
    return row.id
