"""Keys: everything the bank keeps is worth nothing without them, and they are not in the database.

Three secrets come in, and every use has a sub-key of its own (HKDF-SHA256, one label a use), so
that no digest can ever be taken for another. `STILLMINE_BANK_KEY` seals values; `STILLMINE_PEPPER`
is under every digest and under the passcodes; `STILLMINE_SECRET_KEY`, which also seals the drafts,
derives the receipts: as long as a draft can be opened, so can its receipt be made again.

Each may be a comma list, newest first. What is kept begins with the id of the key it was made with
(4 bytes), so that the older keys go on working until `rekey` has caught up.
"""

import hmac
import secrets as random
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webapp.bank.daily import DailyKey

ID_BYTES = 4
NONCE_BYTES = 12
SHORTEST_SECRET = 32


class SecretTooShort(Exception):
    """A secret of fewer than 32 characters can be guessed; none of ours is."""


class KeyUnknown(Exception):
    """Something was kept under a key that is not in the list any more."""


class _Secret:
    """One secret and the sub-keys made of it."""

    def __init__(self, text: str) -> None:
        if len(text) < SHORTEST_SECRET:
            raise SecretTooShort
        self._material = text.encode()
        self._made: dict[str, bytes] = {}
        self.id = self.key("id")[:ID_BYTES]

    def key(self, use: str) -> bytes:
        if use not in self._made:
            derived = HKDF(SHA256(), 32, salt=None, info=b"stillmine " + use.encode())
            self._made[use] = derived.derive(self._material)
        return self._made[use]

    @cached_property
    def cipher(self) -> AESGCM:
        """What seals and unseals. Made once, which is half of the work; threads may share it."""
        return AESGCM(self.key("seal"))

    def digest(self, use: str, message: bytes) -> bytes:
        """32 bytes: the key's id, then an HMAC-SHA256 cut to fit (224 bits)."""
        return self.id + hmac.digest(self.key(use), message, "sha256")[:-ID_BYTES]


class BankKeys:
    """What one server knows and its database does not. Nothing of it is ever printed."""

    def __init__(
        self,
        bank_keys: Sequence[str],
        peppers: Sequence[str],
        secret_keys: Sequence[str],
        daily: DailyKey,
    ) -> None:
        self._sealing = [_Secret(text) for text in bank_keys]
        self._peppers = [_Secret(text) for text in peppers]
        self._receipts = [_Secret(text) for text in secret_keys]
        self.daily = daily

    @classmethod
    def from_secrets(cls, secrets: Mapping[str, str], instance: Path) -> "BankKeys":
        """The keys of this server. `instance` is the folder where the key of the day is kept.

        Raises SecretTooShort.
        """
        return cls(
            _listed(secrets["STILLMINE_BANK_KEY"]),
            _listed(secrets["STILLMINE_PEPPER"]),
            _listed(secrets["STILLMINE_SECRET_KEY"]),
            DailyKey(instance),
        )

    def __repr__(self) -> str:
        return "BankKeys(...)"

    # What is sealed can be opened again, by those who have the key.

    @property
    def sealing_id(self) -> bytes:
        """The id of the key that seals now."""
        return self._sealing[0].id

    def seal(self, plain: bytes, context: str) -> bytes:
        """Key id, nonce and AES-256-GCM. It opens only in the same context: a type and a row."""
        nonce = random.token_bytes(NONCE_BYTES)
        cipher = self._sealing[0].cipher
        return self.sealing_id + nonce + cipher.encrypt(nonce, plain, context.encode())

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """What was sealed. Raises KeyUnknown, or InvalidTag if it was altered or moved."""
        secret = _find(self._sealing, sealed)
        nonce, rest = sealed[ID_BYTES:][:NONCE_BYTES], sealed[ID_BYTES + NONCE_BYTES :]
        return secret.cipher.decrypt(nonce, rest, context.encode())

    # What is digested can be found again, by those who have the key and know what they look for.

    @property
    def pepper_id(self) -> bytes:
        """The id of the pepper that digests now."""
        return self._peppers[0].id

    def digest(self, use: str, text: str) -> bytes:
        """The digest to keep."""
        return self._peppers[0].digest(use, text.encode())

    def digests(self, use: str, text: str) -> list[bytes]:
        """Every digest to look for, newest first: the thing may be kept under an older pepper."""
        return [pepper.digest(use, text.encode()) for pepper in self._peppers]

    def pepper(self, passcode: str, pepper_id: bytes | None = None) -> bytes:
        """What argon2id is fed with, so that a stolen table of passcodes cannot even be tried."""
        pepper = _find(self._peppers, pepper_id) if pepper_id else self._peppers[0]
        return pepper.digest("passcode", passcode.encode())

    def receipt_material(self, nonce: str, attempt: int) -> list[bytes]:
        """What a receipt is made of, for each secret key that may have sealed the draft."""
        message = f"{attempt}:{nonce}".encode()
        return [hmac.digest(s.key("receipt"), message, "sha512") for s in self._receipts]


def alias(key: bytes, id_: bytes) -> str:
    """Another id for the same thing, which nobody without the key can tell is the same.

    In the form of a random UUID; made by hand, since a page of the feed takes thousands.
    """
    made = hmac.digest(key, id_, "sha256")[:16].hex()
    variant = "89ab"[int(made[16], 16) & 3]
    return f"{made[:8]}-{made[8:12]}-4{made[13:16]}-{variant}{made[17:20]}-{made[20:]}"


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()] or [""]


def _find(secrets: Sequence[_Secret], kept: bytes) -> _Secret:
    for secret in secrets:
        if secret.id == kept[:ID_BYTES]:
            return secret
    raise KeyUnknown
