"""The index finds exactly what looking at every signal would find."""

import random
import secrets
import tracemalloc
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.exchange import pdq_buckets, pdq_index
from webapp.exchange.pdq_index import Match, PdqIndex
from webapp.exchange.pdq_values import Changes

ALL_ONES = (1 << 256) - 1


def as_hex(number):
    return f"{number:064x}"


def flipped(number, bits):
    for bit in bits:
        number ^= 1 << bit
    return number


def changes_of(pairs):
    changes = Changes()
    for id_, number in pairs:
        changes.add(id_, None if number is None else as_hex(number))
    return changes


def index_of(held):
    return PdqIndex.of_nothing().changed(changes_of(held.items()))


def by_looking_at_all(held, asked):
    far = {id_: (number ^ asked).bit_count() for id_, number in held.items()}
    return {Match(id_, distance) for id_, distance in far.items() if distance <= 31}


def assert_exact(index, held, asked):
    (found,) = index.near([as_hex(asked)])
    assert len(found) == len(set(found))
    assert set(found) == by_looking_at_all(held, asked)
    assert [match.distance for match in found] == sorted(match.distance for match in found)


def at_random(count):
    return {uuid4(): secrets.randbits(256) for _ in range(count)}


@pytest.fixture(params=["in buckets", "loose"])
def most_loose(request, monkeypatch):
    monkeypatch.setattr(pdq_index, "MOST_LOOSE", 0 if request.param == "in buckets" else 10_000)


# Values near each other, and values far from all: some bits of a few bases, flipped.
bases = st.sampled_from([0, ALL_ONES, int("5" * 64, 16), 0xFFFF << 64])
numbers = st.builds(flipped, bases, st.sets(st.integers(0, 255), max_size=40)) | st.integers(
    0, ALL_ONES
)
ids = st.integers(0, 20).map(lambda n: UUID(int=n << 100 | n))  # such as end in a zero byte, too
steps = st.lists(st.lists(st.tuples(ids, st.booleans()), max_size=12), max_size=12)


@settings(deadline=None)
@given(st.dictionaries(ids, numbers), st.lists(numbers, min_size=1, max_size=5), st.booleans())
def test_what_is_found_is_what_brute_force_finds(held, asked, is_loose):
    with patch.object(pdq_index, "MOST_LOOSE", 1000 if is_loose else 0):
        index = index_of(held)
    for number in [*asked, *held.values()]:
        assert_exact(index, held, number)


@settings(deadline=None)
@given(steps, st.lists(numbers, min_size=21, max_size=21))
def test_whatever_comes_and_goes_the_answers_stay_exact(steps, values):
    """Each step is a set of changes; a signal may change in it more than once."""
    index, held = PdqIndex.of_nothing(), {}
    value_of = {UUID(int=n << 100 | n): value for n, value in enumerate(values)}
    with patch.object(pdq_index, "MOST_LOOSE", 4):
        for step in steps:
            index = index.changed(
                changes_of((id_, value_of[id_] if stays else None) for id_, stays in step)
            )
            for id_, stays in step:
                held.pop(id_, None)
                if stays:
                    held[id_] = value_of[id_]
            assert len(index) == len(held)
            for number in values:
                assert_exact(index, held, number)


def two_in_each_chunk_but(chunk):
    """Two bits of each chunk, at random, and none of this one."""
    others = [16 * other for other in range(16) if other != chunk]
    return {first + bit for first in others for bit in random.sample(range(16), 2)}


@pytest.mark.usefixtures("most_loose")
def test_thirty_one_bits_spread_as_evenly_as_they_can_be_are_found_and_32_are_not():
    """For each bit a signal that can be found by this one only: of other chunks, two differ."""
    held, asked, wanted = at_random(2_000), secrets.randbits(256), set()
    for bit in range(256):
        bits = {*two_in_each_chunk_but(bit // 16), bit}
        held[id_ := uuid4()] = flipped(asked, bits)
        wanted.add(Match(id_, 31))
        held[uuid4()] = flipped(asked, {*bits, bit // 16 * 16 + (bit + 1) % 16})
    (found,) = index_of(held).near([as_hex(asked)])
    assert set(found) == wanted


@pytest.mark.usefixtures("most_loose")
def test_two_signals_of_one_value_are_both_found():
    held = dict.fromkeys([uuid4(), uuid4()], secrets.randbits(256)) | at_random(1_000)
    assert_exact(index_of(held), held, next(iter(held.values())))


@pytest.mark.usefixtures("most_loose")
def test_the_opposite_of_a_value_is_as_far_from_it_as_can_be():
    held = {uuid4(): 0}
    assert index_of(held).near([as_hex(ALL_ONES)]) == [[]]


def test_a_batch_is_answered_in_its_order():
    held = at_random(300)
    values = [as_hex(number) for number in held.values()]
    found = index_of(held).near([*values, values[0]])
    assert found == [[Match(id_, 0)] for id_ in [*held, next(iter(held))]]
    assert PdqIndex.of_nothing().near([]) == []


def test_an_index_stays_as_it_is_when_another_is_made_of_it():
    held = at_random(50)
    index = index_of(held)
    index.changed(changes_of((id_, None) for id_ in held))
    for number in held.values():
        assert_exact(index, held, number)


@pytest.mark.parametrize("others", [5_000, 0])
def test_values_that_have_a_chunk_in_common_are_found_in_small_portions(others, monkeypatch):
    """With many others they are looked for in buckets; alone, all of them are looked at."""
    monkeypatch.setattr(pdq_buckets, "AT_ONCE", 100)
    monkeypatch.setattr(pdq_index, "MOST_LOOSE", 0)
    asked = secrets.randbits(256)
    crowd = {uuid4(): flipped(asked, two_in_each_chunk_but(5)) for _ in range(1_000)}
    held = at_random(others) | crowd
    assert len(by_looking_at_all(held, asked)) == 1_000
    assert_exact(index_of(held), held, asked)


def test_a_crowd_of_values_alike_takes_little_memory_to_look_through():
    held = {uuid4(): secrets.randbits(128) for _ in range(100_000)}
    index = index_of(held)
    asked = as_hex(next(iter(held.values())))
    tracemalloc.start()
    (found,) = index.near([asked])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found[0].distance == 0
    # All are in 8 buckets of the query: taken from all of these, the values would be 26 MB.
    assert peak < 4_000_000


def test_a_signal_takes_little_memory():
    changes = changes_of(at_random(50_000).items())
    tracemalloc.start()
    index = PdqIndex.of_nothing().changed(changes)
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    whatever_comes = 4 * 16 * 65_536
    assert len(index) == 50_000
    assert taken < whatever_comes + 120 * 50_000
