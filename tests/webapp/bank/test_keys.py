"""Keys: what is kept is worth nothing without them, and each opens one thing only."""

import stat
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag

from tests.databases import SECRETS, keys_in
from webapp.bank.daily import DailyKey
from webapp.bank.keys import BankKeys, KeyUnknown, SecretTooShort, alias

NEWER = "a newer secret that was put before the older one"


def rotated(folder, name):
    return BankKeys.from_secrets(SECRETS | {name: f"{NEWER}, {SECRETS[name]}"}, folder)


def test_what_is_sealed_opens_again_in_its_own_context_only(tmp_path):
    keys = keys_in(tmp_path)
    sealed = keys.seal(b"a value", "pdq:1")
    assert keys.unseal(sealed, "pdq:1") == b"a value"
    with pytest.raises(InvalidTag):
        keys.unseal(sealed, "pdq:2")


def test_what_is_sealed_twice_looks_different_each_time(tmp_path):
    keys = keys_in(tmp_path)
    assert keys.seal(b"a value", "pdq:1") != keys.seal(b"a value", "pdq:1")


def test_an_altered_byte_is_noticed(tmp_path):
    keys = keys_in(tmp_path)
    sealed = bytearray(keys.seal(b"a value", "pdq:1"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        keys.unseal(bytes(sealed), "pdq:1")


def test_an_older_bank_key_still_opens_and_the_newest_seals(tmp_path):
    old = keys_in(tmp_path)
    both = rotated(tmp_path, "STILLMINE_BANK_KEY")
    assert both.unseal(old.seal(b"a value", "pdq:1"), "pdq:1") == b"a value"
    with pytest.raises(KeyUnknown):
        old.unseal(both.seal(b"a value", "pdq:1"), "pdq:1")


def test_an_older_pepper_still_finds_and_the_newest_digests(tmp_path):
    old = keys_in(tmp_path)
    both = rotated(tmp_path, "STILLMINE_PEPPER")
    assert old.digest("nonce", "abc") in both.digests("nonce", "abc")
    assert both.digest("nonce", "abc") == both.digests("nonce", "abc")[0]
    assert both.digest("nonce", "abc") not in old.digests("nonce", "abc")


def test_digests_for_different_uses_have_nothing_in_common(tmp_path):
    keys = keys_in(tmp_path)
    assert keys.digest("nonce", "abc")[4:] != keys.digest("case number", "abc")[4:]


def test_no_secret_gives_the_same_keys_as_another(tmp_path):
    same = dict.fromkeys(SECRETS, "one secret that was set for all three of them")
    keys = BankKeys.from_secrets(same, tmp_path)
    assert keys.receipt_material("abc", 0)[0][:28] != keys.digest("receipt", "0:abc")[4:]


def test_a_secret_that_could_be_guessed_is_refused(tmp_path):
    for name in SECRETS:
        for weak in ("short", "", f"{SECRETS[name]},short"):
            with pytest.raises(SecretTooShort):
                BankKeys.from_secrets(SECRETS | {name: weak}, tmp_path)


def test_keys_are_never_printed(tmp_path):
    assert repr(keys_in(tmp_path)) == "BankKeys(...)"


def test_an_alias_stays_the_same_and_tells_nothing_across_keys():
    one, other, thing = b"1" * 32, b"2" * 32, uuid4()
    assert alias(one, thing.bytes) == alias(one, thing.bytes)
    assert len({str(thing), alias(one, thing.bytes), alias(other, thing.bytes)}) == 3
    for n in range(100):
        made = UUID(alias(one, bytes([n])))
        assert (str(made), made.version) == (alias(one, bytes([n])), 4)


def test_key_of_the_day_is_shared_and_only_ours_to_read(tmp_path):
    key = DailyKey(tmp_path).today()
    assert DailyKey(tmp_path).today() == key
    (kept,) = tmp_path.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_yesterdays_key_is_gone_when_the_day_is_over(tmp_path):
    times = [datetime(2026, 11, 24, 23, 59, tzinfo=UTC)]
    daily = DailyKey(tmp_path, clock=lambda: times[-1])
    first = daily.today()
    times.append(times[-1] + timedelta(minutes=2))
    assert daily.today() != first
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == daily.today() != first
