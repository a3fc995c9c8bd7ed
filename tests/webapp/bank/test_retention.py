"""Retention: what is due happens once, and what is gone is gone."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.cases import NOON, SOMEWHERE, enter, opening, pdq
from tests.databases import SECRETS
from webapp.bank import retention, withdrawal
from webapp.bank.case import CaseRow, WrongCaseOrPasscode, load_case, open_case, was_opened
from webapp.bank.change import START, ChangeRow, changes_after
from webapp.bank.choice import ChoiceRow
from webapp.bank.consent import ConsentRow
from webapp.bank.credential import CredentialRow, rotate_keys
from webapp.bank.deletion import DeletionRow, confirm_deletions
from webapp.bank.feed import load_reader
from webapp.bank.follow import see_case
from webapp.bank.keys import BankKeys
from webapp.bank.participant import add_participant
from webapp.bank.signal import SignalRow, value_of
from webapp.bank.source import TallyRow, record_failure
from webapp.bank.standing import StandingRow
from webapp.bank.submission import SubmissionRow, submit_signals
from webapp.bank.use import UseRow, count_uses
from webapp.bank.withdrawal import COOL_OFF, TOMBSTONE, WithdrawalRow, withdraw

FINAL = NOON + COOL_OFF
SHREDDED = FINAL + TOMBSTONE


def count(bank, table):
    return bank.run(lambda session: session.scalar(select(func.count()).select_from(table)))


def test_a_withdrawal_runs_its_course_to_the_last_trace(bank):
    bank.run(add_participant, "one", "One")
    receipt = open_case(bank, opening(pdq(1), pdq(2), participants=["one"]), now=NOON)
    bank.run(withdraw, enter(bank, receipt), now=NOON)
    assert retention.run(bank, now=FINAL).withdrawals_finished == 1
    report = retention.run(bank, now=SHREDDED - timedelta(seconds=1))
    assert (report.signals_shredded, report.cases_removed) == (0, 0)
    assert len(bank.run(changes_after, START, 9)) == 2
    report = retention.run(bank, now=SHREDDED)
    assert (report.signals_shredded, report.cases_removed) == (2, 1)
    tables = CaseRow, SignalRow, StandingRow, ConsentRow, ChoiceRow, ChangeRow, WithdrawalRow
    assert [count(bank, table) for table in tables] == [0] * 7
    with pytest.raises(WrongCaseOrPasscode):
        load_case(bank, receipt.case_number, receipt.passcode, SOMEWHERE)


def test_a_case_that_withdrew_some_keeps_the_others(bank):
    case_id = enter(bank, open_case(bank, opening(pdq(1), pdq(2)), now=NOON))
    bank.run(withdraw, case_id, [1], now=NOON)
    retention.run(bank, now=FINAL)
    report = retention.run(bank, now=SHREDDED)
    assert (report.signals_shredded, report.cases_removed) == (1, 0)
    assert [(s.item, s.state) for s in bank.run(see_case, case_id).signals] == [(2, "active")]


def test_a_signal_that_was_joined_before_it_is_due_is_not_shredded(bank):
    signal = pdq(1)
    bank.run(withdraw, enter(bank, open_case(bank, opening(signal), now=NOON)), now=NOON)
    retention.run(bank, now=FINAL)
    open_case(bank, opening(signal), now=SHREDDED - timedelta(seconds=1))
    assert retention.run(bank, now=SHREDDED).signals_shredded == 0
    assert count(bank, SignalRow) == 1


def test_a_signal_that_a_participant_brought_is_shredded_only_after_that_lets_go(bank):
    signal = pdq(1)
    one = bank.run(add_participant, "one", "One").id
    bank.run(withdraw, enter(bank, open_case(bank, opening(signal), now=NOON)), now=NOON)
    bank.run(submit_signals, one, {(signal.type, signal.value)}, now=NOON)
    retention.run(bank, now=FINAL)
    assert retention.run(bank, now=SHREDDED).signals_shredded == 0
    bank.run(confirm_deletions, one, [(signal.type, signal.value)], now=SHREDDED)
    report = retention.run(bank, now=SHREDDED + TOMBSTONE)
    assert (report.signals_shredded, report.cases_removed) == (1, 1)
    assert [count(bank, table) for table in (SubmissionRow, DeletionRow, SignalRow)] == [0] * 3


def test_expired_keys_and_old_counts_of_participants_are_forgotten(bank):
    one = bank.run(add_participant, "one", "One").id
    for _ in range(2):
        bank.run(rotate_keys, "one", now=NOON)
    bank.run(count_uses, {(one, "v1.fetch_hashes"): 1}, now=NOON)
    report = retention.run(bank, now=NOON + timedelta(days=401))
    assert (report.keys_forgotten, report.uses_forgotten) == (5, 1)
    assert (count(bank, CredentialRow), count(bank, UseRow)) == (5, 0)


def test_more_than_one_batch_is_finished_in_one_run(bank, monkeypatch):
    for module in (withdrawal, retention):
        monkeypatch.setattr(module, "BATCH", 2)
    for _ in range(5):
        bank.run(withdraw, enter(bank, open_case(bank, opening(), now=NOON)), now=NOON)
    assert retention.run(bank, now=FINAL).withdrawals_finished == 5
    assert retention.run(bank, now=SHREDDED).signals_shredded == 5


def test_running_again_finds_nothing_to_do(bank):
    open_case(bank, opening(), now=NOON)
    retention.run(bank, now=NOON)
    assert not any(vars(retention.run(bank, now=NOON)).values())


def test_a_draft_is_forgotten_when_it_cannot_come_back(bank):
    sent = opening()
    open_case(bank, sent, now=NOON)
    retention.run(bank, now=NOON + timedelta(days=29))
    assert bank.run(was_opened, sent.nonce)
    assert retention.run(bank, now=NOON + timedelta(days=31)).nonces_forgotten == 1
    assert not bank.run(was_opened, sent.nonce)


def test_sources_are_forgotten_after_a_day(bank, tmp_path):
    bank.run(record_failure, SOMEWHERE, "a number", now=NOON)
    (tmp_path / "source-2026-01-01.key").write_bytes(b"a key that should have gone long ago")
    assert retention.run(bank, now=NOON + timedelta(hours=25)).tallies_forgotten == 1
    assert count(bank, TallyRow) == 0
    assert not (tmp_path / "source-2026-01-01.key").exists()


def test_after_a_rotation_the_older_keys_are_not_needed(bank, another_bank, tmp_path):
    signal = pdq(1)
    participant = bank.run(add_participant, "one", "One")
    case_id = enter(bank, open_case(bank, opening(signal)))
    alias = bank.run(load_reader, participant.id).name_of(case_id)
    new = {
        "STILLMINE_BANK_KEY": "a newer bank key that was put before the older",
        "STILLMINE_PEPPER": "a newer pepper that was put before the older",
    }
    both = {name: f"{newest},{SECRETS[name]}" for name, newest in new.items()}

    def with_secrets(secrets):
        return another_bank(keys=BankKeys.from_secrets(SECRETS | secrets, tmp_path))

    rotating = with_secrets(both)
    assert retention.run(rotating).rekeyed == 2
    assert retention.run(rotating).rekeyed == 0
    rotated = with_secrets(new)
    rows = rotated.run(
        lambda session: [value_of(session, row) for row in session.scalars(select(SignalRow))]
    )
    assert rows == [signal.value]
    assert rotated.run(load_reader, participant.id).name_of(case_id) == alias
    open_case(rotated, opening(signal))
    assert count(rotated, SignalRow) == 1
