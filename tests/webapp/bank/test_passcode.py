"""Passcodes: the same work for every answer, and never more at once than the server can bear."""

from threading import Barrier, Event, Thread

import argon2
import pytest

from tests.databases import SECRETS, fast_hasher, keys_in
from webapp.bank.keys import BankKeys
from webapp.bank.passcode import (
    AT_ONCE,
    MEMORY_KIB,
    PASSES,
    PER_SOURCE,
    WAITING,
    HashingPool,
    PasscodeHasher,
    TooBusy,
)


class CountingArgon(argon2.PasswordHasher):
    """argon2 itself, which writes down what it was asked to do."""

    def __init__(self, **parameters):
        super().__init__(**parameters)
        self.verified = []

    def verify(self, hash, password):  # noqa: A002 - the name it has there
        self.verified.append(argon2.extract_parameters(hash))
        return super().verify(hash, password)


@pytest.fixture
def keys(tmp_path):
    return keys_in(tmp_path)


def test_only_the_right_passcode_is_right(keys):
    hasher = fast_hasher()
    kept = hasher.hash(keys, "1234567812345678")
    assert hasher.is_right(keys, kept, "1234567812345678")
    assert not hasher.is_right(keys, kept, "1234567812345679")
    assert not hasher.is_right(keys, None, "1234567812345678")


def test_what_a_stranger_costs_is_nineteen_mebibytes_and_two_passes(keys):
    kept = PasscodeHasher().hash(keys, "1234567812345678")
    parameters = argon2.extract_parameters(kept[8:])
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19_456, 2, 1)
    assert (parameters.type, MEMORY_KIB, PASSES) == (argon2.Type.ID, 19_456, 2)


def test_right_wrong_and_unknown_are_the_same_work(keys):
    argon = CountingArgon(time_cost=1, memory_cost=8, parallelism=1)
    hasher = PasscodeHasher(argon)
    kept = hasher.hash(keys, "1234567812345678")
    hasher.warm_up(keys)
    for kept_or_none, tried in ((kept, "1234567812345678"), (kept, "0"), (None, "0")):
        hasher.is_right(keys, kept_or_none, tried)
    assert len(argon.verified) == 3
    assert argon.verified[0] == argon.verified[1] == argon.verified[2]


def test_without_the_pepper_the_right_passcode_is_wrong(keys, tmp_path):
    hasher = fast_hasher()
    kept = hasher.hash(keys, "1234567812345678")
    with pytest.raises(argon2.exceptions.VerifyMismatchError):
        argon2.PasswordHasher().verify(kept[8:], "1234567812345678")


def test_an_older_pepper_or_less_work_is_outdated(keys, tmp_path):
    hasher = fast_hasher()
    kept = hasher.hash(keys, "1234567812345678")
    assert not hasher.is_outdated(keys, kept)
    more_work = PasscodeHasher(argon2.PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert more_work.is_outdated(keys, kept)
    pepper = f"a newer pepper, put before the older one,{SECRETS['STILLMINE_PEPPER']}"
    pepper = pepper.replace(", ", " ")
    rotated = BankKeys.from_secrets(SECRETS | {"STILLMINE_PEPPER": pepper}, tmp_path)
    assert hasher.is_outdated(rotated, kept)
    assert hasher.is_right(rotated, kept, "1234567812345678")


class Crowd:
    """Threads that hold a place in a pool until they are let go."""

    def __init__(self, pool):
        self.pool, self.may_leave, self.threads = pool, Event(), []

    def join_in(self, source):
        inside = Event()

        def stay():
            with self.pool.place(source):
                inside.set()
                self.may_leave.wait(30)

        self.threads.append(Thread(target=stay))
        self.threads[-1].start()
        return inside

    def leave(self):
        self.may_leave.set()
        for thread in self.threads:
            thread.join(30)


def wait_for(condition):
    for _ in range(2_000):
        if condition():
            return
        Event().wait(0.005)
    raise AssertionError


def test_beyond_four_at_work_and_sixteen_in_line_it_is_too_busy():
    pool = HashingPool()
    crowd = Crowd(pool)
    for n in range(AT_ONCE):
        assert crowd.join_in(b"%d" % n).wait(30)
    waiting = [crowd.join_in(b"%d" % (AT_ONCE + n)) for n in range(WAITING)]
    wait_for(lambda: pool.taken == AT_ONCE + WAITING)
    with pytest.raises(TooBusy), pool.place(b"one more"):
        pass
    assert not any(inside.is_set() for inside in waiting)
    crowd.leave()
    assert all(inside.is_set() for inside in waiting)
    with pool.place(b"one more"):
        assert pool.taken == 1


def test_a_flood_from_one_source_leaves_room_for_the_others():
    pool = HashingPool()
    crowd = Crowd(pool)
    for _ in range(PER_SOURCE):
        crowd.join_in(b"the flood")
    wait_for(lambda: pool.taken == PER_SOURCE)
    with pytest.raises(TooBusy), pool.place(b"the flood"):
        pass
    owner = crowd.join_in(b"the owner")
    wait_for(lambda: pool.taken == PER_SOURCE + 1)
    crowd.leave()
    assert owner.is_set()


def test_a_source_that_left_is_not_remembered():
    pool = HashingPool()
    together = Barrier(3)

    def pass_through(source):
        with pool.place(source):
            together.wait(30)

    threads = [
        Thread(target=pass_through, args=(source,))
        for source in (b"source 1", b"source 2", b"source 1")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert pool.taken == 0
    assert "source" not in str(pool._by_source)
