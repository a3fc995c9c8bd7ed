"""Participants: who takes part, what they can work with, and what they call a case."""

from uuid import uuid4

import pytest

from tests.cases import NOON
from webapp.bank.feed import load_reader
from webapp.bank.participant import (
    NameMalformed,
    ParticipantUnknown,
    SlugMalformed,
    SlugTaken,
    TypeUnknown,
    active_participants,
    add_participant,
    list_participants,
)
from webapp.bank.revocation import revoke_participant


def test_a_participant_that_was_added_takes_part_until_it_is_revoked(bank):
    added = bank.run(add_participant, "photo-site", "Photo Site", ["pdq"], now=NOON)
    assert (added.slug, added.name, added.types, added.added_at) == (
        "photo-site",
        "Photo Site",
        {"pdq"},
        NOON,
    )
    assert added.is_active
    assert bank.run(active_participants) == [added]
    bank.run(revoke_participant, "photo-site", now=NOON)
    assert bank.run(active_participants) == []
    (listed,) = bank.run(list_participants)
    assert listed.revoked_at == NOON
    with pytest.raises(ParticipantUnknown):
        bank.run(revoke_participant, "photo-site")


def test_participants_are_listed_by_name(bank):
    for slug, name in (("b", "Alpha"), ("a", "Beta")):
        bank.run(add_participant, slug * 2, name)
    assert [found.name for found in bank.run(list_participants)] == ["Alpha", "Beta"]


@pytest.mark.parametrize(
    "slug", ["", "a", "A-b", "a_b", "-ab", "ab-", "a--b", "1a", "a" * 41, "é1"]
)
def test_a_slug_that_could_not_stand_in_an_address_is_refused(bank, slug):
    with pytest.raises(SlugMalformed):
        bank.run(add_participant, slug, "Somebody")


def test_a_slug_is_never_used_twice_not_even_after_revoking(bank):
    bank.run(add_participant, "one", "One")
    with pytest.raises(SlugTaken):
        bank.run(add_participant, "one", "Another")
    bank.run(revoke_participant, "one")
    with pytest.raises(SlugTaken):
        bank.run(add_participant, "one", "Another")
    assert [found.name for found in bank.run(list_participants)] == ["One"]


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "x" * 101])
def test_a_name_that_cannot_be_shown_is_refused(bank, name):
    with pytest.raises(NameMalformed):
        bank.run(add_participant, "somebody", name)


@pytest.mark.parametrize("types", [[], ["photodna"], ["pdq", "text"]])
def test_only_types_that_exist_can_be_worked_with(bank, types):
    with pytest.raises(TypeUnknown):
        bank.run(add_participant, "somebody", "Somebody", types)


def test_two_participants_cannot_find_out_that_they_mean_the_same_case(bank):
    one, two = (bank.run(add_participant, slug, slug).id for slug in ("one", "two"))
    case_id = uuid4()
    names = [bank.run(load_reader, id_).name_of(case_id) for id_ in (one, two, one)]
    assert names[0] == names[2] != names[1]
    assert case_id not in names
