"""Looking up signals by their values: only the active ones, and without holding anybody up."""

from threading import Event, Thread

from sqlalchemy import insert

from ondevice.signals import PDQ, VPDQ, WHOLE, Signal, canonical_vpdq
from tests.cases import NOON, enter, md5, opening, pdq
from tests.databases import SECRETS
from webapp.bank import BankKeys, demo
from webapp.bank.case import open_case
from webapp.bank.change import START, ChangeRow, changes_after
from webapp.bank.lookup import find_active, values_after
from webapp.bank.retention import shred_signals
from webapp.bank.signal import SignalRow, find_signals, new_rows
from webapp.bank.withdrawal import TOMBSTONE


def pair(signal):
    return signal.type, signal.value


def test_only_what_the_bank_has_is_found(bank):
    image, video, other = pdq(1), md5(2), pdq(3)
    open_case(bank, opening(image, video))
    found = bank.run(find_active, [pair(image), pair(video), pair(other)])
    kept = bank.run(find_signals, [pair(image), pair(video)])
    assert found == {pair(image): kept[pair(image)].id, pair(video): kept[pair(video)].id}


def test_a_value_is_found_under_its_own_type_only(bank):
    image = pdq()
    open_case(bank, opening(image))
    assert bank.run(find_active, [("video_md5", image.value)]) == {}
    assert bank.run(find_active, []) == {}


def test_what_was_withdrawn_is_not_found_and_what_came_back_is(bank):
    image = pdq()
    open_case(bank, opening(image))
    demo.withdraw_signal(bank, *pair(image))
    assert bank.run(find_active, [pair(image)]) == {}
    open_case(bank, opening(image))
    assert list(bank.run(find_active, [pair(image)])) == [pair(image)]


def test_what_is_kept_under_an_older_pepper_is_found(bank, another_bank, tmp_path):
    image = pdq()
    open_case(bank, opening(image))
    newer = f"a newer pepper put before the one of before, {SECRETS['STILLMINE_PEPPER']}"
    rotated = BankKeys.from_secrets(SECRETS | {"STILLMINE_PEPPER": newer}, tmp_path)
    assert list(another_bank(keys=rotated).run(find_active, [pair(image)])) == [pair(image)]


def test_a_lookup_does_not_wait_for_a_writer(bank):
    image = pdq()
    open_case(bank, opening(image))
    locked, may_go = Event(), Event()

    def hold(session):
        find_signals(session, [pair(image)])
        locked.set()
        assert may_go.wait(60)

    writer = Thread(target=bank.run, args=(hold,))
    writer.start()
    assert locked.wait(30)
    # A lookup that locks would wait for this thread, which waits for it.
    assert list(bank.run(find_active, [pair(image)])) == [pair(image)]
    may_go.set()
    writer.join(30)


def test_values_come_in_the_order_of_their_places_and_page_by_page(bank):
    images = [pdq(item) for item in range(1, 8)]
    for image in images:
        open_case(bank, opening(image))
    told, place = [], START
    while page := bank.run(values_after, place, 3, PDQ):
        assert len(page) <= 3
        told += page
        place = page[-1].place
    assert [latest.value for latest in told] == [image.value for image in images]
    places = [(latest.place, latest.signal_id) for latest in told]
    assert places == bank.run(changes_after, START, 100)


def test_values_come_in_the_order_of_their_places_however_they_lie_in_the_table(bank):
    def put_in_upside_down(session):
        signals = new_rows(session, [pair(pdq()) for _ in range(3)])
        session.execute(insert(SignalRow), signals)
        places = [{"second": 9 - n, "sequence": 1} for n in range(3)]
        rows = [
            place | {"signal_id": row["id"]} for place, row in zip(places, signals, strict=True)
        ]
        session.execute(insert(ChangeRow), rows)

    bank.run(put_in_upside_down)
    found = bank.run(values_after, START, 10, PDQ)
    assert [latest.place.second for latest in found] == [7, 8, 9]


def test_other_types_and_withdrawn_signals_have_places_and_no_values(bank):
    image, video, frame = pdq(1), md5(2), pdq().value
    frames = Signal(VPDQ, canonical_vpdq(f'["{frame},90,1.000"]'), 90, 3, WHOLE)
    open_case(bank, opening(image, video, frames))
    found = bank.run(values_after, START, 10, PDQ)
    assert sorted(latest.value or "" for latest in found) == ["", "", image.value]
    demo.withdraw_signal(bank, *pair(image))
    assert [latest.value for latest in bank.run(values_after, START, 10, PDQ)] == [None] * 3
    bank.run(shred_signals, NOON.replace(year=NOON.year + 100) + TOMBSTONE)
    assert len(bank.run(values_after, START, 10, PDQ)) == 2


def test_nobody_prints_a_value_by_accident(bank):
    image = pdq()
    enter(bank, open_case(bank, opening(image)))
    assert image.value not in repr(bank.run(values_after, START, 10, PDQ))
