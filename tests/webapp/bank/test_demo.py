"""Trials: made-up cases by the thousand, in the shape of real ones."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ondevice.signals import SignalMalformed, TooManyItems, is_value
from tests.cases import enter, opening, pdq
from webapp.bank import demo
from webapp.bank.case import CaseRow, open_case
from webapp.bank.change import START, changes_after
from webapp.bank.choice import ChoiceRow
from webapp.bank.consent import ConsentRow
from webapp.bank.follow import see_case
from webapp.bank.participant import active_participants
from webapp.bank.signal import SignalRow, value_of
from webapp.bank.standing import StandingRow
from webapp.bank.table import utc_now


def count(bank, table):
    return bank.run(lambda session: session.scalar(select(func.count()).select_from(table)))


def test_examples_are_added_once(bank):
    demo.add_examples(bank)
    demo.add_examples(bank)
    assert len(bank.run(active_participants)) == 2


def test_seeding_makes_whole_cases(bank):
    demo.add_examples(bank)
    assert demo.seed(bank, 30, 4) == 120
    tables = CaseRow, SignalRow, StandingRow, ConsentRow, ChoiceRow
    assert [count(bank, table) for table in tables] == [30, 120, 120, 150, 60]
    kept = bank.run(
        lambda session: [
            (row.type, value_of(session, row)) for row in session.scalars(select(SignalRow))
        ]
    )
    assert {type_ for type_, _ in kept} == {"pdq", "video_md5"}
    assert all(is_value(type_, value) for type_, value in kept)
    case_id = bank.run(lambda session: session.scalars(select(CaseRow.id)).first())
    assert [s.item for s in bank.run(see_case, case_id).signals] == [1, 2, 3, 4]


def test_seeding_spreads_over_the_past_and_leaves_the_present_free(bank):
    demo.seed(bank, 1_000)
    seconds = [found.place.second for found in bank.run(changes_after, START, 10_000)]
    now = utc_now().timestamp()
    assert seconds == sorted(seconds)
    assert seconds[-1] <= now
    assert seconds[0] < now - timedelta(days=29).total_seconds()
    assert len(set(seconds)) == 1_000


def test_seeding_again_puts_nothing_before_what_was_there(bank):
    open_case(bank, opening())
    (read,) = bank.run(changes_after, START, 10)
    demo.seed(bank, 50)
    assert len(bank.run(changes_after, read.place, 1_000)) == 50


def test_seeding_in_several_batches_misses_none(bank, monkeypatch):
    monkeypatch.setattr(demo, "SIGNALS_AT_ONCE", 40)
    assert demo.seed(bank, 101, 3) == 303
    assert (count(bank, CaseRow), count(bank, SignalRow)) == (101, 303)
    assert len(bank.run(changes_after, START, 1_000)) == 303


def test_a_case_cannot_be_seeded_with_more_than_it_may_have(bank):
    with pytest.raises(TooManyItems):
        demo.seed(bank, 1, 101)
    assert demo.seed(bank, 0) == 0


def test_a_case_opened_by_hand_has_a_receipt_that_opens_it(bank):
    value = pdq().value
    receipt = demo.open_case(bank, [f"pdq:{value}", f"VideoMD5:{'0' * 32}"])
    seen = bank.run(see_case, enter(bank, receipt))
    assert [(s.type, s.fingerprint) for s in seen.signals] == [
        ("pdq", value[:6]),
        ("video_md5", "000000"),
    ]
    for wrong in ("pdq", "pdq:xyz", "photodna:00"):
        with pytest.raises(SignalMalformed):
            demo.open_case(bank, [wrong])


@pytest.mark.parametrize("spelling", ["pdq", "ImagePDQ"])
def test_a_signal_withdrawn_by_hand_is_gone_at_once(bank, spelling):
    signal = pdq(1)
    case_ids = [enter(bank, open_case(bank, opening(signal))) for _ in range(2)]
    assert demo.withdraw_signal(bank, spelling, signal.value) == 2
    assert [bank.run(see_case, id_).signals[0].state for id_ in case_ids] == ["withdrawn"] * 2
    assert bank.run(lambda session: session.scalars(select(SignalRow)).one()).withdrawn_at
    with pytest.raises(demo.SignalUnknown):
        demo.withdraw_signal(bank, spelling, signal.value)
    with pytest.raises(demo.SignalUnknown):
        demo.withdraw_signal(bank, "pdq", pdq().value)
