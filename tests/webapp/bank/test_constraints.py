"""What the database itself refuses, whoever asks: the rules do not hang on our code alone."""

from uuid import UUID

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from tests.cases import NOON, enter, opening, pdq
from webapp.bank.case import CaseRow, open_case
from webapp.bank.change import ChangeRow, HeadRow
from webapp.bank.consent import ConsentRow
from webapp.bank.participant import ParticipantRow, ParticipantTypeRow, add_participant
from webapp.bank.signal import SignalRow
from webapp.bank.source import TallyRow
from webapp.bank.standing import StandingRow
from webapp.bank.withdrawal import WithdrawalRow, withdraw


@pytest.fixture
def filled(bank):
    """A bank with one row of everything."""
    bank.run(add_participant, "one", "One")
    receipt = open_case(
        bank, opening(pdq(1), participants=["one"], bucket=b"0123456789abcdef"), now=NOON
    )
    bank.run(withdraw, enter(bank, receipt), now=NOON)
    return bank


NOBODY = UUID(int=1)
REFUSED = [
    (CaseRow, {"number_digest": b"A1B2-C3D4-E"}),
    (CaseRow, {"nonce_digest": b"the nonce itself"}),
    (CaseRow, {"passcode_digest": "1234567812345678"}),
    (CaseRow, {"passcode_digest": "00000000$argon2i$v=19$"}),
    (SignalRow, {"type": "photo"}),
    (SignalRow, {"digest": b"0" * 64}),
    (SignalRow, {"withdrawn_at": NOON}),
    (SignalRow, {"shred_after": NOON}),
    (StandingRow, {"item": 0}),
    (StandingRow, {"item": 101}),
    (StandingRow, {"quality": 49}),
    (StandingRow, {"quality": 101}),
    (StandingRow, {"variant": "holiday.jpg"}),
    (StandingRow, {"variant": "frame-of-my-holiday"}),
    (StandingRow, {"case_id": NOBODY}),
    (StandingRow, {"signal_id": NOBODY}),
    (StandingRow, {"withdrawal_id": NOBODY}),
    (ConsentRow, {"text_digest": b"the text itself"}),
    (ConsentRow, {"version": "latest"}),
    (ConsentRow, {"locale": ""}),
    (ParticipantRow, {"slug": "x"}),
    (ParticipantRow, {"name": ""}),
    (ParticipantTypeRow, {"type": "text"}),
    (ChangeRow, {"sequence": 0}),
    (ChangeRow, {"sequence": 5_001}),
    (ChangeRow, {"signal_id": NOBODY}),
    (HeadRow, {"id": 2}),
    (TallyRow, {"bucket": b"198.51.100.7"}),
    (TallyRow, {"deed": "look"}),
    (TallyRow, {"pigeonhole": 512}),
    (TallyRow, {"count": 0}),
    (WithdrawalRow, {"items": 0}),
    (WithdrawalRow, {"final_at": NOON}),
    (WithdrawalRow, {"cancelled_at": NOON, "finished_at": NOON}),
]


def is_refused(bank, table, change):
    try:
        bank.run(lambda session: session.execute(update(table).values(change)))
    except IntegrityError:
        return True
    return False


def test_the_database_refuses_what_no_row_may_hold(filled):
    taken = [
        (t.__tablename__, change) for t, change in REFUSED if not is_refused(filled, t, change)
    ]
    assert taken == []


def test_every_column_without_a_value_is_meant_to_be_without(filled):
    may_be_empty = {
        "case.nonce_digest",
        "case.withdrawn_at",
        "signal.withdrawn_at",
        "signal.shred_after",
        "case_signal.withdrawal_id",
        "case_signal.withdrawn_at",
        "participant.revoked_at",
        "case_signal.joined_place",
        "case_signal.left_place",
        "dispute.decided_at",
        "dispute.outcome",
        "feedback.decided_at",
        "feedback.matched_at",
        "feedback.under_review_at",
        "participant_key.expires_at",
        "resource.verified_on",
        "signal.refused_at",
        "signal.suspended_at",
        "submission.retracted_at",
        "withdrawal.cancelled_at",
        "withdrawal.finished_at",
    }
    tables = CaseRow.metadata.tables.values()
    assert {str(c) for table in tables for c in table.columns if c.nullable} == may_be_empty


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (CaseRow, "number_digest"),
        (CaseRow, "nonce_digest"),
        (SignalRow, "digest"),
        (ParticipantRow, "slug"),
        (ChangeRow, "signal_id"),
    ],
)
def test_the_database_keeps_it_only_once(filled, table, column):
    open_case(filled, opening(pdq(1)))
    filled.run(add_participant, "two", "Two")

    def make_all_alike(session):
        value = session.scalars(select(getattr(table, column))).first()
        session.execute(update(table).values({column: value}))

    with pytest.raises(IntegrityError):
        filled.run(make_all_alike)


def test_a_participant_that_a_case_chose_cannot_vanish(filled):
    with pytest.raises(IntegrityError):
        filled.run(lambda session: session.execute(delete(ParticipantRow)))


def test_a_time_without_a_zone_is_refused(filled):
    with pytest.raises(StatementError):
        filled.run(
            lambda session: session.execute(
                update(CaseRow).values(opened_at=NOON.replace(tzinfo=None))
            )
        )


def test_times_come_back_in_utc_whatever_the_server_thinks(filled):
    def opened_at(session):
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET LOCAL TIME ZONE 'Asia/Tokyo'"))
        return session.scalars(select(CaseRow.opened_at)).one()

    found = filled.run(opened_at)
    assert found == NOON
    assert found.isoformat() == NOON.isoformat()
