"""Sources: what guessing and flooding cost, and whom. Never a refusal, never a lock on a case.

A source is a network (IPv4 /24, IPv6 /56), known only as a digest under the key of the day.
Openings are tallied by ten minutes and failures by the day; after a day both are forgotten. An
owner who shares the network with somebody who guesses pays too, but can always pay: work for the
browser, or a wait of 20 seconds at most.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NewType

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Integer,
    LargeBinary,
    and_,
    case,
    cast,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.receipt import read_case_number
from webapp.bank.table import Table, utc_now
from webapp.bank.verb import insert_into, reading

Bucket = NewType("Bucket", bytes)

BUCKET_BYTES = 16
SLOT_MINUTES = 10
NETWORK_BITS = {4: 24, 6: 56}
# A source that tries many numbers must not fill the table: it gets so many pigeonholes, no more.
PIGEONHOLES = 512
KEPT = timedelta(hours=24)

FREE_GUESSES = 5
OPENINGS_AN_HOUR = 3
OPENINGS_A_DAY = 10
# All sources together, in one slot: beyond that, opening costs everybody a little.
OPENINGS_OF_ALL_IN_A_SLOT = 200
STEPS_UP = 5


@dataclass(frozen=True)
class Cost:
    """What has to be paid: find a number with so many zero bits, or wait. Falsy when it is free."""

    bits: int = 0
    wait_seconds: int = 0

    def __bool__(self) -> bool:
        return self.bits > 0


FREE = Cost()
# 18 bits are about 0.3 s on a phone, 22 about 5 s; the waits are for browsers without JavaScript.
PRICES = (Cost(18, 4), Cost(19, 8), Cost(20, 12), Cost(21, 16), Cost(22, 20))


class TallyRow(Table):
    """How often a source did a thing within ten minutes (openings) or a day (failures)."""

    __tablename__ = "source_tally"

    bucket: Mapped[bytes] = mapped_column(LargeBinary(), primary_key=True)
    deed: Mapped[str] = mapped_column(primary_key=True)
    pigeonhole: Mapped[int] = mapped_column(primary_key=True)
    slot_at: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int]

    __table_args__ = (
        CheckConstraint(f"length(bucket) = {BUCKET_BYTES}", "bucket_is_short_digest"),
        CheckConstraint("deed IN ('guess', 'open')", "deed_known"),
        CheckConstraint(f"pigeonhole BETWEEN 0 AND {PIGEONHOLES - 1}", "pigeonhole_range"),
        CheckConstraint("count > 0", "count_positive"),
    )


def make_bucket(day_key: bytes, address: str) -> Bucket:
    """The digest of an address's network. What is no address at all shares one bucket."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        network = "no address"
    else:
        if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        network = str(ip_network((ip, NETWORK_BITS[ip.version]), strict=False))
    return Bucket(hmac.digest(day_key, network.encode(), "sha256")[:BUCKET_BYTES])


@reading
def cost_of_guess(
    session: Session, bucket: Bucket, case_number: str, *, now: datetime | None = None
) -> Cost:
    """What one more try at a passcode costs this source. Other sources' failures play no part.

    Free until the fifth failure of the day; then it rises with the failures on this very case.
    """
    on_this = TallyRow.pigeonhole == _pigeonhole(bucket, case_number)
    failures, failures_here = session.execute(
        select(_sum(), _sum(on_this)).where(
            TallyRow.bucket == bucket,
            TallyRow.deed == "guess",
            TallyRow.slot_at > (now or utc_now()) - KEPT,
        )
    ).one()
    if failures < FREE_GUESSES:
        return FREE
    return _price(max(0, failures_here - FREE_GUESSES) // STEPS_UP)


def record_failure(
    session: Session, bucket: Bucket, case_number: str, *, now: datetime | None = None
) -> None:
    """A wrong passcode, or a number that no case has: both count alike."""
    day = (now or utc_now()).replace(hour=0, minute=0, second=0, microsecond=0)
    _count(session, bucket, "guess", _pigeonhole(bucket, case_number), day)


@reading
def cost_of_opening(session: Session, bucket: Bucket, *, now: datetime | None = None) -> Cost:
    """What opening one more case costs: free for 3 an hour and 10 a day, and never refused."""
    now = now or utc_now()
    by_me = TallyRow.bucket == bucket
    in_day, in_hour, of_all = session.execute(
        select(
            _sum(by_me),
            _sum(and_(by_me, TallyRow.slot_at > now - timedelta(hours=1))),
            _sum(TallyRow.slot_at == _slot(now)),
        ).where(TallyRow.deed == "open", TallyRow.slot_at > now - KEPT)
    ).one()
    over = max(in_hour - OPENINGS_AN_HOUR, in_day - OPENINGS_A_DAY)
    if over >= 0:
        return _price(over // STEPS_UP)
    return PRICES[0] if of_all >= OPENINGS_OF_ALL_IN_A_SLOT else FREE


def record_opening(session: Session, bucket: Bucket, *, now: datetime | None = None) -> None:
    """A case was opened. `open_case` does this itself."""
    _count(session, bucket, "open", 0, _slot(now or utc_now()))


def forget_old(session: Session, *, now: datetime | None = None) -> int:
    """Delete what is older than a day. Returns how many tallies went."""
    before = (now or utc_now()) - KEPT
    gone = delete(TallyRow).where(TallyRow.slot_at < before).returning(TallyRow.slot_at)
    return len(session.scalars(gone).all())


def _price(step: int) -> Cost:
    return PRICES[min(step, len(PRICES) - 1)]


def _pigeonhole(bucket: Bucket, case_number: str) -> int:
    """The bucket is itself secret and of this day, so it serves as the key."""
    digest = hmac.digest(bucket, read_case_number(case_number).encode(), "sha256")
    return int.from_bytes(digest[:4]) % PIGEONHOLES


def _slot(now: datetime) -> datetime:
    return now.replace(minute=now.minute - now.minute % SLOT_MINUTES, second=0, microsecond=0)


def _sum(only: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    counted = TallyRow.count if only is None else case((only, TallyRow.count), else_=0)
    return cast(func.coalesce(func.sum(counted), 0), Integer)


def _count(session: Session, bucket: Bucket, deed: str, hole: int, slot: datetime) -> None:
    row = {"bucket": bucket, "deed": deed, "pigeonhole": hole, "slot_at": slot, "count": 1}
    session.execute(
        insert_into(session, TallyRow)
        .values(row)
        .on_conflict_do_update(
            index_elements=["bucket", "deed", "pigeonhole", "slot_at"],
            set_={"count": TallyRow.count + 1},
        )
    )
