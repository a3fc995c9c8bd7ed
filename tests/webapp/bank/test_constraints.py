"""What the database itself refuses, whoever asks: the rules do not hang on our code alone."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from tests.cases import NOON, answer, enter, opening, pdq, pull
from tests.referrals import open_desk
from tests.webapp.bank.test_logo import picture
from webapp.bank import resource_sheet
from webapp.bank.case import CaseRow, open_case
from webapp.bank.change import ChangeRow, HeadRow
from webapp.bank.consent import ConsentRow
from webapp.bank.credential import CredentialRow, rotate_keys
from webapp.bank.deletion import DeletionRow, confirm_deletions
from webapp.bank.dispute import DisputeRow
from webapp.bank.feedback import FeedbackRow, Verdict
from webapp.bank.handover import HandoverRow
from webapp.bank.idempotency import IdempotencyRow, do_once
from webapp.bank.participant import (
    ParticipantNetworkRow,
    ParticipantRow,
    ParticipantScopeRow,
    ParticipantTypeRow,
    add_participant,
)
from webapp.bank.partner import PartnerPhoneRow, PartnerRow, PartnerTextRow
from webapp.bank.partnership import add_partner, let_frame, set_logo, set_phones, set_text
from webapp.bank.passkey import PasskeyRow, add_passkey
from webapp.bank.pull import PullRow
from webapp.bank.recovery import RecoveryRow, make_recovery_codes
from webapp.bank.referral import FollowUpRow, ReferralRow, StepRow
from webapp.bank.referring import mark_step, plan_follow_up
from webapp.bank.sharing import SharingRow
from webapp.bank.sign_in import SignInRow, begin_sign_in
from webapp.bank.signal import SignalRow
from webapp.bank.source import TallyRow
from webapp.bank.staff import StaffRow
from webapp.bank.standing import StandingRow
from webapp.bank.submission import SubmissionRow, submit_signals
from webapp.bank.use import UseRow, count_uses
from webapp.bank.withdrawal import WithdrawalRow, withdraw


@pytest.fixture
def filled(bank):
    """A bank with one row of everything."""
    one = bank.run(add_participant, "one", "One", networks=["192.0.2.0/24"]).id
    signal = pdq(1)
    receipt = open_case(
        bank, opening(signal, participants=["one"], bucket=b"0123456789abcdef"), now=NOON
    )
    bank.run(withdraw, enter(bank, receipt), now=NOON)
    bank.run(rotate_keys, "one")
    bank.run(submit_signals, one, {(signal.type, signal.value)})
    answer(bank, one, Verdict.NOT_VIOLATING, signal, now=NOON, quorum=1)
    bank.run(confirm_deletions, one, [(signal.type, signal.value)])
    bank.run(count_uses, {(one, "v1.fetch_hashes"): 1})
    bank.run(do_once, one, "key", "request", lambda _session: "done")
    pull(bank, one)
    bank.run(resource_sheet.seed)
    bank.run(add_partner, "ngo", "An NGO", "tr", now=NOON)
    bank.run(set_logo, "ngo", picture("PNG"))
    bank.run(set_phones, "ngo", ["112"])
    bank.run(set_text, "ngo", "tr", "hours", "24")
    bank.run(let_frame, "ngo", ["https://ngo.example"])
    share_with_a_referral(bank, "A-1")
    return bank


def share_with_a_referral(bank, reference):
    """A referral with a case, and with a hand-over for another."""
    desk = open_desk(bank)
    referral_id = desk.open(reference)
    desk.run(mark_step, referral_id, "legal", "done")
    desk.run(plan_follow_up, referral_id, NOON.date())
    handover = desk.invitation(desk.hand_over(referral_id))
    open_case(bank, opening(handover=handover), now=NOON)
    desk.hand_over(referral_id)
    bank.run(begin_sign_in, desk.staff_id, is_whole=True)
    bank.run(add_passkey, desk.staff_id, reference.encode(), b"a key", "phone")
    bank.run(make_recovery_codes, desk.staff_id)


def test_there_is_a_row_of_everything(filled):
    filled.run(resource_sheet.seed)
    tables = CaseRow.metadata.sorted_tables
    empty = [t.name for t in tables if not filled.run(lambda s, t=t: s.execute(select(t)).first())]
    assert empty == []


NOBODY = UUID(int=1)
DAY = timedelta(days=1)
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
    (CredentialRow, {"kind": "password"}),
    (CredentialRow, {"digest": b"the key itself"}),
    (CredentialRow, {"participant_id": NOBODY}),
    (ParticipantScopeRow, {"scope": "everything"}),
    (ParticipantScopeRow, {"participant_id": NOBODY}),
    (ParticipantNetworkRow, {"participant_id": NOBODY}),
    (PullRow, {"participant_id": NOBODY}),
    (UseRow, {"endpoint": "v1.fetch_hashes?startTimestamp=1700000000"}),
    (UseRow, {"count": 0}),
    (UseRow, {"participant_id": NOBODY}),
    (StaffRow, {"role": "owner"}),
    (StaffRow, {"role": "operator"}),
    (StaffRow, {"partner_id": None}),
    (StaffRow, {"partner_id": NOBODY}),
    (StaffRow, {"password_digest": "hunter2"}),
    (StaffRow, {"name": "x" * 41}),
    (SignInRow, {"token_digest": b"the token itself"}),
    (SignInRow, {"staff_id": NOBODY}),
    (RecoveryRow, {"code_digest": b"abcd-efgh"}),
    (PasskeyRow, {"label": "x" * 41}),
    (PasskeyRow, {"key_id": b"x" * 1024}),
    (FeedbackRow, {"verdict": "guilty"}),
    (FeedbackRow, {"reason": "x" * 201}),
    (FeedbackRow, {"tags": "x" * 12_081}),
    (FeedbackRow, {"signal_id": NOBODY}),
    (FeedbackRow, {"participant_id": NOBODY}),
    (DisputeRow, {"outcome": "forgotten", "decided_at": NOON}),
    (DisputeRow, {"outcome": "refused"}),
    (DisputeRow, {"decided_at": NOON}),
    (DisputeRow, {"votes": 0}),
    (DisputeRow, {"signal_id": NOBODY}),
    (IdempotencyRow, {"key_digest": b"order-66"}),
    (IdempotencyRow, {"request_digest": b"{}"}),
    (IdempotencyRow, {"outcome": "x" * 20_001}),
    (SubmissionRow, {"participant_id": NOBODY}),
    (SubmissionRow, {"signal_id": NOBODY}),
    (DeletionRow, {"participant_id": NOBODY}),
    (DeletionRow, {"signal_id": NOBODY}),
    (ConsentRow, {"text_digest": b"the text itself"}),
    (ConsentRow, {"version": "latest"}),
    (ConsentRow, {"locale": ""}),
    (PartnerRow, {"slug": "x"}),
    (PartnerRow, {"name": ""}),
    (PartnerRow, {"logo_kind": "image/svg+xml"}),
    (PartnerRow, {"logo_kind": None}),
    (PartnerRow, {"logo": b"0" * 65_537}),
    (PartnerPhoneRow, {"number": "1"}),
    (PartnerTextRow, {"kind": "html"}),
    (PartnerTextRow, {"text": "x" * 1_501}),
    (ReferralRow, {"partner_id": NOBODY}),
    (ReferralRow, {"staff_id": NOBODY}),
    (ReferralRow, {"reference_digest": b"A-1"}),
    (ReferralRow, {"sealed_reference": b"0" * 193}),
    (ReferralRow, {"sealed_note": b"0" * 2_033}),
    (ReferralRow, {"locale": "turkish, she said"}),
    (ReferralRow, {"country": "Turkey"}),
    (ReferralRow, {"closed_at": NOON - DAY}),
    (StepRow, {"step": "dinner"}),
    (StepRow, {"state": "perhaps"}),
    (StepRow, {"state": "other-route"}),
    (StepRow, {"sealed_place": b"0" * 273}),
    (StepRow, {"referral_id": NOBODY}),
    (FollowUpRow, {"referral_id": NOBODY}),
    (HandoverRow, {"referral_id": NOBODY}),
    (HandoverRow, {"token_digest": b"the token itself"}),
    (HandoverRow, {"code_digest": b"1234 5678 9012"}),
    (SharingRow, {"referral_id": NOBODY}),
    (SharingRow, {"case_id": NOBODY}),
    (SharingRow, {"case_id": None}),
    (SharingRow, {"ended_at": NOON}),
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
        "partner.framing_off_at",
        "partner.logo",
        "partner.logo_kind",
        "referral.closed_at",
        "referral.staff_id",
        "referral_follow_up.done_on",
        "referral_step.on_date",
        "sharing.case_id",
        "sharing.ended_at",
        "signal.refused_at",
        "signal.suspended_at",
        "staff.off_at",
        "staff.partner_id",
        "staff.password_until",
        "staff.sealed_totp",
        "staff.totp_rests_until",
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
        (CredentialRow, "digest"),
        (HandoverRow, "referral_id"),
        (HandoverRow, "token_digest"),
        (HandoverRow, "code_digest"),
        (SharingRow, "case_id"),
        (ReferralRow, "reference_digest"),
        (StaffRow, "name"),
        (SignInRow, "token_digest"),
        (PasskeyRow, "key_id"),
        (RecoveryRow, "code_digest"),
    ],
)
def test_the_database_keeps_it_only_once(filled, table, column):
    open_case(filled, opening(pdq(1)))
    filled.run(add_participant, "two", "Two")
    share_with_a_referral(filled, "A-2")

    def make_all_alike(session):
        value = session.scalars(select(getattr(table, column))).first()
        session.execute(update(table).values({column: value}))

    with pytest.raises(IntegrityError):
        filled.run(make_all_alike)


def test_a_signal_has_one_open_dispute_at_most(filled):
    def open_another(session):
        signal_id = session.scalars(select(DisputeRow.signal_id)).one()
        session.add(DisputeRow(signal_id=signal_id, votes=1, opened_at=NOON))

    with pytest.raises(IntegrityError):
        filled.run(open_another)


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
        return session.scalars(select(CaseRow.opened_at)).first()

    found = filled.run(opened_at)
    assert found == NOON
    assert found.isoformat() == NOON.isoformat()
