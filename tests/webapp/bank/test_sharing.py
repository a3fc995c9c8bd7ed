"""Sharing: only who agreed is seen, only so much of them, and only until they end it."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.cases import NOON, answer, enter, opening, pdq, pull
from tests.referrals import open_desk
from webapp.bank import retention
from webapp.bank.case import NobodyTakesPart, open_case
from webapp.bank.feedback import Verdict
from webapp.bank.follow import hide_detail, see_case
from webapp.bank.glimpse import Glimpse, ParticipantState, see_shared
from webapp.bank.handover import LASTS, find_by_id, revoke_handover
from webapp.bank.participant import add_participant
from webapp.bank.partnership import remove_partner
from webapp.bank.referring import CLOSED_KEPT, close_referral
from webapp.bank.sharing import SharingRow, end_sharing, find_sharing
from webapp.bank.withdrawal import COOL_OFF, TOMBSTONE, withdraw

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(bank):
    return open_desk(bank)


@pytest.fixture
def referral_id(desk):
    return desk.open()


def share(desk, referral_id, *signals, **changes):
    """A caller opens a case and agrees; (the receipt, the id of the case)."""
    handover = desk.invitation(desk.hand_over(referral_id))
    receipt = open_case(desk.bank, opening(*signals, handover=handover, **changes), now=NOON)
    return receipt, enter(desk.bank, receipt)


def seen(desk, referral_id, now=NOON):
    return desk.run(see_shared, referral_id, now=now)


def test_the_worker_sees_that_the_case_is_open_and_the_person_sees_with_whom(desk, referral_id):
    assert seen(desk, referral_id) == []
    receipt, case_id = share(desk, referral_id)
    assert seen(desk, referral_id) == [Glimpse(NOON, shows_detail=True)]
    assert receipt.shared_with == "The NGO"
    sharing = desk.bank.run(see_case, case_id).sharing
    assert (sharing.organisation, sharing.agreed_at) == ("The NGO", NOON)


def test_the_worker_sees_where_each_platform_stands(desk, referral_id):
    one, _two = (desk.bank.run(add_participant, slug, slug.title()) for slug in ("one", "two"))
    signal = pdq()
    share(desk, referral_id, signal, participants=["one", "two"])
    pull(desk.bank, one.id, NOON + HOUR)
    answer(desk.bank, one.id, Verdict.MATCH, signal, now=NOON + 2 * HOUR)
    answer(desk.bank, one.id, Verdict.REMOVED, signal, now=NOON + 5 * HOUR)
    (glimpse,) = seen(desk, referral_id, NOON + 6 * HOUR)
    assert glimpse.participants == (
        ParticipantState("one", "One", "removed", NOON + 5 * HOUR),
        ParticipantState("two", "Two", "waiting", None),
    )


def test_there_is_no_room_for_more_in_what_the_worker_sees():
    """A new field here is a new promise to the caller: the page that asks must name it."""
    assert [f.name for f in fields(Glimpse)] == [
        "agreed_at",
        "ended_at",
        "is_withdrawn",
        "shows_detail",
        "participants",
    ]
    assert [f.name for f in fields(ParticipantState)] == ["slug", "name", "state", "since"]


def test_who_hides_the_platforms_hides_them_from_the_worker_too(desk, referral_id):
    desk.bank.run(add_participant, "one", "One")
    _receipt, case_id = share(desk, referral_id, participants=["one"])
    assert seen(desk, referral_id)[0].participants
    desk.bank.run(hide_detail, case_id)
    assert seen(desk, referral_id) == [Glimpse(NOON)]


def test_who_ends_it_is_seen_no_more(desk, referral_id):
    desk.bank.run(add_participant, "one", "One")
    _receipt, case_id = share(desk, referral_id, participants=["one"])
    desk.bank.run(end_sharing, case_id, now=NOON + HOUR)
    desk.bank.run(end_sharing, case_id, now=NOON + 2 * HOUR)
    assert seen(desk, referral_id) == [Glimpse(NOON, ended_at=NOON + HOUR)]
    assert desk.bank.run(see_case, case_id).sharing is None
    row = desk.bank.run(lambda s: s.scalars(select(SharingRow)).one())
    assert row.case_id is None


def test_another_partner_sees_nothing(desk, referral_id):
    share(desk, referral_id)
    assert open_desk(desk.bank, "other").run(see_shared, referral_id) == []


def test_a_case_without_a_hand_over_is_tied_to_nobody(desk, referral_id):
    desk.hand_over(referral_id)
    receipt = open_case(desk.bank, opening())
    assert receipt.shared_with == ""
    assert seen(desk, referral_id) == []


def test_a_retry_shares_once_and_says_so_again(desk, referral_id):
    sent = opening(handover=desk.invitation(desk.hand_over(referral_id)))
    first, again = (open_case(desk.bank, sent, now=NOON) for _ in range(2))
    assert first == again
    assert len(seen(desk, referral_id)) == 1


def test_a_retry_after_the_sharing_ended_does_not_begin_it_again(desk, referral_id):
    sent = opening(handover=desk.invitation(desk.hand_over(referral_id)))
    case_id = enter(desk.bank, open_case(desk.bank, sent, now=NOON))
    desk.bank.run(end_sharing, case_id, now=NOON)
    again = replace(sent, handover=desk.invitation(desk.hand_over(referral_id)))
    for each in (sent, again):
        assert open_case(desk.bank, each, now=NOON).shared_with == ""
    assert [each.ended_at for each in seen(desk, referral_id)] == [NOON]


def test_a_hand_over_ties_one_case_and_no_second(desk, referral_id):
    handover = desk.invitation(desk.hand_over(referral_id))
    receipts = [open_case(desk.bank, opening(handover=handover), now=NOON) for _ in range(2)]
    assert [each.shared_with for each in receipts] == ["The NGO", ""]
    assert len(seen(desk, referral_id)) == 1


@pytest.mark.parametrize("how", ["expired", "revoked"])
def test_a_hand_over_that_is_over_ties_nothing_and_the_case_opens_all_the_same(
    desk, referral_id, how
):
    handover = desk.invitation(desk.hand_over(referral_id))
    if how == "revoked":
        desk.run(revoke_handover, referral_id)
    at = NOON + LASTS if how == "expired" else NOON
    receipt = open_case(desk.bank, opening(handover=handover), now=at)
    assert enter(desk.bank, receipt)
    assert receipt.shared_with == ""
    assert seen(desk, referral_id) == []


def test_a_case_that_does_not_open_leaves_the_hand_over_as_it_was(desk, referral_id):
    handover = desk.invitation(desk.hand_over(referral_id))
    with pytest.raises(NobodyTakesPart):
        open_case(desk.bank, opening(handover=handover, even_if_nobody_takes_part=False), now=NOON)
    assert desk.bank.run(find_by_id, handover, now=NOON)


def sharings(bank):
    return bank.run(lambda s: s.scalar(select(func.count()).select_from(SharingRow)))


def test_a_case_that_goes_takes_the_sharing_with_it(desk, referral_id):
    _receipt, case_id = share(desk, referral_id)
    desk.bank.run(withdraw, case_id, now=NOON)
    retention.run(desk.bank, now=NOON + COOL_OFF)
    assert [each.is_withdrawn for each in seen(desk, referral_id)] == [True]
    retention.run(desk.bank, now=NOON + COOL_OFF + TOMBSTONE)
    assert sharings(desk.bank) == 0


@pytest.mark.parametrize("gone", ["referral", "partner"])
def test_a_referral_that_goes_leaves_the_case_alone_and_unshared(desk, referral_id, gone):
    _receipt, case_id = share(desk, referral_id)
    if gone == "partner":
        desk.bank.run(remove_partner, "ngo")
    else:
        desk.run(close_referral, referral_id, now=NOON)
        retention.run(desk.bank, now=NOON + CLOSED_KEPT)
    assert desk.bank.run(see_case, case_id).signals
    assert desk.bank.run(find_sharing, case_id) is None
