"""The follow page's view: enough to know where one stands, too little to be used against one."""

from ondevice.signals import WHOLE, Signal, canonical_vpdq
from tests.cases import NOON, enter, md5, opening, pdq
from webapp.bank.case import REVIEW_AFTER, open_case
from webapp.bank.follow import hide_detail, see_case
from webapp.bank.participant import add_participant
from webapp.bank.revocation import revoke_participant


def seen(bank, sent):
    return bank.run(see_case, enter(bank, open_case(bank, sent, now=NOON)), now=NOON)


def test_signals_are_seen_by_file_with_kind_date_and_six_digits_of_their_value(bank):
    frame = f"{'ab12cd' + '0' * 58},90,1.000"
    video = Signal("vpdq", canonical_vpdq(f'["{frame}"]'), 90, 2, WHOLE)
    signals = [pdq(1), md5(2), video]
    case = seen(bank, opening(*signals))
    assert [(s.item, s.type, s.variant, s.state) for s in case.signals] == [
        (1, "pdq", "stored", "active"),
        (2, "video_md5", "whole", "active"),
        (2, "vpdq", "whole", "active"),
    ]
    assert [s.fingerprint for s in case.signals] == [
        signals[0].value[:6],
        signals[1].value[:6],
        "ab12cd",
    ]
    assert {s.added_at for s in case.signals} == {NOON}
    assert {item: len(of_item) for item, of_item in case.items.items()} == {1: 1, 2: 2}


def test_no_value_is_ever_in_the_view(bank):
    signal = pdq(1)
    assert signal.value[:7] not in repr(seen(bank, opening(signal)))


def test_times_and_statements_are_those_of_the_opening(bank):
    case = seen(bank, opening())
    assert (case.opened_at, case.review_due_at) == (NOON, NOON + REVIEW_AFTER)
    assert case.withdrawn_at is None and case.withdrawals == ()
    assert {(s.id, s.locale, s.agreed_at) for s in case.statements} == {
        (id_, "en", NOON)
        for id_ in ("adult", "is-me", "no-consent", "share-hashes", "understands-limits")
    }


def test_participants_chosen_are_waiting_until_they_come_and_left_when_they_go(bank):
    for slug in ("one", "two", "three"):
        bank.run(add_participant, slug, slug.title())
    case_id = enter(bank, open_case(bank, opening(participants=["one", "two"])))
    bank.run(revoke_participant, "two")
    case = bank.run(see_case, case_id)
    assert [(p.slug, p.name, p.state) for p in case.participants] == [
        ("one", "One", "waiting"),
        ("two", "Two", "left"),
    ]


def test_who_did_not_want_detail_shown_sees_none(bank):
    bank.run(add_participant, "one", "One")
    case = seen(bank, opening(participants=["one"], shows_detail=False))
    assert case.participants == () and not case.shows_detail


def test_detail_can_be_hidden_later(bank):
    bank.run(add_participant, "one", "One")
    case_id = enter(bank, open_case(bank, opening(participants=["one"])))
    assert bank.run(see_case, case_id).participants
    bank.run(hide_detail, case_id)
    assert not bank.run(see_case, case_id).participants
