"""Passcodes: slow to try, for everybody alike, and never so many at once that the server chokes.

argon2id at 19 MiB, two passes (as OWASP says; about 29 ms): more memory would be a lever for those
who want to bring the server down. What is hashed is an HMAC of the passcode under the pepper.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from webapp.bank.keys import ID_BYTES, BankKeys

MEMORY_KIB = 19 * 1024
PASSES = 2
AT_ONCE = 4
WAITING = 16
PER_SOURCE = 10


class TooBusy(Exception):
    """Too many passcodes are being checked right now. Asking again in a moment helps."""

    retry_after_seconds = 2


class HashingPool:
    """At most 4 hashes run at once and 16 wait, and no source may have more than half the places.

    A flood from one network thus waits behind itself, and the owner's turn elsewhere comes soon.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._places = at_once + waiting
        self._running = threading.BoundedSemaphore(at_once)
        self._by_source: Counter[bytes | None] = Counter()
        self.taken = 0
        self._lock = threading.Lock()

    @contextmanager
    def place(self, source: bytes | None) -> Iterator[None]:
        """Wait for one's turn. Raises TooBusy when every place is taken."""
        with self._lock:
            if self.taken >= self._places or self._by_source[source] >= PER_SOURCE:
                raise TooBusy
            self._by_source[source] += 1
            self.taken += 1
        try:
            with self._running:
                yield
        finally:
            with self._lock:
                self._by_source[source] -= 1
                self._by_source += Counter()  # drops the zeros: no source is remembered
                self.taken -= 1


class PasscodeHasher:
    """Makes and checks what is kept of a passcode: the id of its pepper, then argon2's own text."""

    def __init__(
        self, argon: PasswordHasher | None = None, pool: HashingPool | None = None
    ) -> None:
        self._argon = argon or PasswordHasher(
            time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1
        )
        self._pool = pool or HashingPool()
        self._dummy: str | None = None

    def hash(self, keys: BankKeys, passcode: str, source: bytes | None = None) -> str:
        """What to keep. Raises TooBusy."""
        with self._pool.place(source):
            return keys.pepper_id.hex() + self._argon.hash(keys.pepper(passcode))

    def is_right(
        self, keys: BankKeys, kept: str | None, passcode: str, source: bytes | None = None
    ) -> bool:
        """True if it is the passcode. Without a case (`kept` is None) the same work is in vain.

        Raises TooBusy.
        """
        with self._pool.place(source):
            pepper_id, digest = _split(kept or self._in_vain(keys))
            with suppress(VerifyMismatchError, InvalidHashError):
                peppered = keys.pepper(passcode, pepper_id)
                return self._argon.verify(digest, peppered) and kept is not None
            return False

    def is_outdated(self, keys: BankKeys, kept: str) -> bool:
        """True if it was made with an older pepper or less work than is asked for now."""
        pepper_id, digest = _split(kept)
        return pepper_id != keys.pepper_id or self._argon.check_needs_rehash(digest)

    def warm_up(self, keys: BankKeys) -> None:
        """Make the digest that unknown cases are checked against, before anybody can time it."""
        self._in_vain(keys)

    def _in_vain(self, keys: BankKeys) -> str:
        if self._dummy is None:
            self._dummy = keys.pepper_id.hex() + self._argon.hash(keys.pepper("nobody's"))
        return self._dummy


def _split(kept: str) -> tuple[bytes, str]:
    return bytes.fromhex(kept[: 2 * ID_BYTES]), kept[2 * ID_BYTES :]
