"""Credentials: the right keys, all of one participant, each of its kind, while they last."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cases import NOON
from webapp.bank.credential import (
    OVERLAP,
    CredentialRefused,
    CredentialRow,
    Kind,
    authenticate,
    forget_expired,
    rotate_keys,
)
from webapp.bank.participant import ParticipantUnknown, add_participant
from webapp.bank.revocation import revoke_participant

MOMENT = timedelta(seconds=1)


@pytest.fixture
def one(bank):
    return bank.run(add_participant, "one", "One").id


def keys_for(bank, slug="one", **more):
    return bank.run(rotate_keys, slug, **{"now": NOON} | more)


def fetching(keys):
    """What a participant shows to fetch."""
    return {kind: keys[kind] for kind in (Kind.SUBSCRIPTION, Kind.FETCH)}


def is_let_in(bank, shown, now=NOON):
    try:
        return bank.run(authenticate, shown, now=now)
    except CredentialRefused:
        return None


def test_the_keys_name_their_participant(bank, one):
    keys = keys_for(bank)
    assert set(keys) == set(Kind)
    assert len(set(keys.values())) == 5
    assert is_let_in(bank, fetching(keys)) == one
    assert is_let_in(bank, {Kind.API: keys[Kind.API]}) == one


def test_only_digests_are_kept(bank, one):
    keys = keys_for(bank)
    rows = bank.run(lambda session: session.scalars(select(CredentialRow)).all())
    kept = {row.kind: row.digest for row in rows}
    assert kept == {k: hashlib.sha256(key.encode()).digest() for k, key in keys.items()}


def test_a_key_opens_only_what_it_is_for(bank, one):
    keys = keys_for(bank)
    wrong = keys[Kind.FEEDBACK]
    for shown in (
        {Kind.SUBSCRIPTION: keys[Kind.SUBSCRIPTION], Kind.FETCH: wrong},
        {Kind.SUBSCRIPTION: wrong, Kind.FETCH: keys[Kind.FETCH]},
        {Kind.SUBSCRIPTION: keys[Kind.FETCH], Kind.FETCH: keys[Kind.FETCH]},
        {Kind.API: keys[Kind.FETCH]},
    ):
        assert is_let_in(bank, shown) is None


@pytest.mark.parametrize("shown", [{}, {Kind.API: ""}, {Kind.API: "x" * 43}])
def test_nothing_and_anything_open_nothing(bank, one, shown):
    keys_for(bank)
    assert is_let_in(bank, shown) is None


def test_keys_of_two_participants_do_not_mix(bank, one):
    bank.run(add_participant, "two", "Two")
    mine, theirs = keys_for(bank), keys_for(bank, "two")
    assert is_let_in(bank, fetching(mine) | {Kind.FETCH: theirs[Kind.FETCH]}) is None


def test_old_keys_go_on_for_a_while_and_mix_with_the_new(bank, one):
    old, new = keys_for(bank), keys_for(bank)
    last = NOON + OVERLAP - MOMENT
    assert is_let_in(bank, fetching(old), last) == is_let_in(bank, fetching(new), last) == one
    assert is_let_in(bank, fetching(new) | {Kind.FETCH: old[Kind.FETCH]}, last) == one
    assert is_let_in(bank, fetching(old), NOON + OVERLAP) is None
    assert is_let_in(bank, fetching(new), NOON + 99 * OVERLAP) == one


def test_rotated_again_the_oldest_do_not_last_longer(bank, one):
    oldest = keys_for(bank)
    keys_for(bank, now=NOON)
    keys_for(bank, now=NOON + OVERLAP / 2)
    assert is_let_in(bank, fetching(oldest), NOON + OVERLAP) is None


def test_without_an_overlap_a_stolen_key_ends_at_once(bank, one):
    stolen = keys_for(bank)
    keys_for(bank, overlap=timedelta())
    assert is_let_in(bank, fetching(stolen)) is None


def test_who_was_revoked_is_not_let_in_and_gets_no_new_keys(bank, one):
    keys = keys_for(bank)
    bank.run(revoke_participant, "one")
    assert is_let_in(bank, fetching(keys)) is None
    with pytest.raises(ParticipantUnknown):
        keys_for(bank)


def test_expired_digests_are_forgotten(bank, one):
    keys_for(bank)
    new = keys_for(bank)
    assert bank.run(forget_expired, NOON + OVERLAP - MOMENT) == 0
    assert bank.run(forget_expired, NOON + OVERLAP) == 5
    assert is_let_in(bank, fetching(new)) == one
