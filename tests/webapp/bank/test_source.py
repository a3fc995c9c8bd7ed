"""Sources: guessing and flooding cost whoever does it, and nobody else; nobody is ever refused."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from tests.cases import NOON, SOMEWHERE, enter, opening
from webapp.bank.case import WrongCaseOrPasscode, load_case, open_case
from webapp.bank.receipt import ALPHABET
from webapp.bank.source import (
    FREE,
    FREE_GUESSES,
    OPENINGS_OF_ALL_IN_A_SLOT,
    PIGEONHOLES,
    PRICES,
    Bucket,
    Cost,
    TallyRow,
    cost_of_guess,
    cost_of_opening,
    forget_old,
    make_bucket,
    record_failure,
    record_opening,
)

NUMBER = "0000-0000-0"
ELSEWHERE = Bucket(b"another network.")


def fail(bank, times, number=NUMBER, now=NOON):
    for _ in range(times):
        bank.run(record_failure, SOMEWHERE, number, now=now)


def cost(bank, bucket=SOMEWHERE, number=NUMBER, now=NOON):
    return bank.run(cost_of_guess, bucket, number, now=now)


def tallies(bank):
    return bank.run(lambda s: s.scalar(select(func.coalesce(func.sum(TallyRow.count), 0))))


def test_ten_thousand_wrong_guesses_cost_the_owner_elsewhere_nothing(bank):
    receipt = open_case(bank, opening())
    stranger = bank.bucket_of("198.51.100.7")
    for n in range(1_000):
        with pytest.raises(WrongCaseOrPasscode):
            load_case(bank, receipt.case_number, f"{n:016}", stranger, now=NOON)
    # The other nine thousand, without the wait: what a wrong guess leaves behind is this.
    bank.run(
        lambda session: [
            record_failure(session, stranger, receipt.case_number, now=NOON) for _ in range(9_000)
        ]
    )
    assert tallies(bank) == 10_000
    owner = bank.bucket_of("203.0.113.9")
    assert bank.run(cost_of_guess, owner, receipt.case_number, now=NOON) == FREE
    assert load_case(bank, receipt.case_number, receipt.passcode, owner) == enter(bank, receipt)
    # And the owner who shares the stranger's network pays, but gets in all the same.
    assert bank.run(cost_of_guess, stranger, receipt.case_number, now=NOON) == PRICES[-1]
    assert load_case(bank, receipt.case_number, receipt.passcode, stranger)


def test_the_first_five_failures_of_a_day_are_free(bank):
    fail(bank, FREE_GUESSES - 1)
    assert cost(bank) == FREE
    assert not cost(bank)
    fail(bank, 1)
    assert cost(bank) == PRICES[0]


def test_the_price_rises_with_failures_on_this_case_and_stays_payable(bank):
    prices = []
    for _ in range(40):
        fail(bank, 1)
        prices.append(cost(bank))
    assert prices == sorted(prices, key=lambda price: price.bits)
    assert set(prices) == {FREE, *PRICES}
    assert all(18 <= price.bits <= 22 and 0 < price.wait_seconds <= 20 for price in PRICES)
    assert cost(bank, number="another case") == PRICES[0]


def test_however_a_number_is_typed_it_is_the_same_case(bank):
    fail(bank, 10, number="oooo oooo o")
    assert cost(bank, number=NUMBER) == PRICES[1]


def test_a_new_day_begins_with_nothing(bank):
    fail(bank, 30)
    assert cost(bank, now=NOON + timedelta(days=1)) == FREE


def test_trying_many_numbers_fills_no_table(bank):
    numbers = [f"{ALPHABET[n % 32]}{n}" for n in range(1_000)]
    bank.run(lambda s: [record_failure(s, SOMEWHERE, number, now=NOON) for number in numbers])
    rows = bank.run(lambda s: s.scalar(select(func.count()).select_from(TallyRow)))
    assert rows <= PIGEONHOLES
    assert cost(bank, number="one more") != FREE


def open_some(bank, times, now=NOON, bucket=SOMEWHERE):
    for _ in range(times):
        bank.run(record_opening, bucket, now=now)


def opening_cost(bank, now=NOON, bucket=SOMEWHERE):
    return bank.run(cost_of_opening, bucket, now=now)


def test_three_cases_an_hour_are_free(bank):
    open_some(bank, 2)
    assert opening_cost(bank) == FREE
    open_some(bank, 1)
    assert opening_cost(bank) == PRICES[0]
    assert opening_cost(bank, bucket=ELSEWHERE) == FREE
    assert opening_cost(bank, now=NOON + timedelta(minutes=61)) == FREE


def test_ten_cases_a_day_are_free_and_more_are_never_refused(bank):
    for hour in range(5):
        open_some(bank, 2, now=NOON + timedelta(hours=hour))
    later = NOON + timedelta(hours=7)
    assert opening_cost(bank, now=later) == PRICES[0]
    open_some(bank, 100, now=later)
    assert opening_cost(bank, now=later) == PRICES[-1]
    assert opening_cost(bank, now=NOON + timedelta(hours=36)) == FREE


def test_when_all_together_open_too_many_everybody_pays_a_little(bank):
    rows = [
        {
            "bucket": n.to_bytes(16),
            "deed": "open",
            "pigeonhole": 0,
            "slot_at": NOON,
            "count": 1,
        }
        for n in range(OPENINGS_OF_ALL_IN_A_SLOT)
    ]
    bank.run(lambda session: session.execute(insert(TallyRow), rows[1:]) and None)
    assert opening_cost(bank) == FREE
    bank.run(lambda session: session.execute(insert(TallyRow), rows[:1]) and None)
    assert opening_cost(bank) == PRICES[0]
    assert opening_cost(bank, now=NOON + timedelta(minutes=10)) == FREE


def test_opening_a_case_is_counted_once_however_often_it_is_sent(bank):
    sent = opening(bucket=SOMEWHERE)
    for _ in range(5):
        open_case(bank, sent, now=NOON)
    assert tallies(bank) == 1


def test_after_a_day_nothing_is_left(bank):
    fail(bank, 3)
    open_some(bank, 3)
    assert bank.run(forget_old, now=NOON + timedelta(hours=11)) == 0
    assert bank.run(forget_old, now=NOON + timedelta(hours=25)) == 2
    assert tallies(bank) == 0


def test_an_address_is_known_by_its_network_and_only_today():
    key, tomorrow = b"a" * 32, b"b" * 32
    assert make_bucket(key, "198.51.100.7") == make_bucket(key, "198.51.100.250")
    assert make_bucket(key, "198.51.100.7") == make_bucket(key, "::ffff:198.51.100.9")
    assert make_bucket(key, "198.51.100.7") != make_bucket(key, "198.51.101.7")
    assert make_bucket(key, "2001:db8:0:1::1") == make_bucket(key, "2001:db8:0:ff::2")
    assert make_bucket(key, "2001:db8:0:1::1") != make_bucket(key, "2001:db8:0:100::1")
    assert make_bucket(key, "fe80::1%eth0") == make_bucket(key, "fe80::2")
    assert make_bucket(key, "198.51.100.7") != make_bucket(tomorrow, "198.51.100.7")
    assert make_bucket(key, "") == make_bucket(key, "no address at all")


def test_what_is_free_is_false():
    assert not FREE
    assert all(PRICES)
    assert Cost() == FREE
