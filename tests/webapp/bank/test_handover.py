"""Hand-overs: used once, over after two days, and worth nothing to anybody who guesses."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cases import NOON, SOMEWHERE
from tests.referrals import open_desk
from webapp.bank import retention
from webapp.bank.handover import (
    LASTS,
    CodeMalformed,
    CodeUnknown,
    HandoverRow,
    NoHandover,
    cost_of_code,
    find_by_id,
    find_by_token,
    load_by_code,
    make_handover,
    open_until,
    read_code,
    revoke_handover,
    use_handover,
)
from webapp.bank.partnership import edit_partner, set_phones
from webapp.bank.referral import ReferralUnknown
from webapp.bank.referring import close_referral, mark_step
from webapp.bank.source import FREE, FREE_GUESSES, PRICES, Bucket, cost_of_guess


@pytest.fixture
def desk(bank):
    return open_desk(bank)


def other_code(code: str) -> str:
    """A code that is well made and that nobody was given."""
    first = code.replace(" ", "")[:-1]
    changed = f"{(int(first) + 1) % 10**11:011}"
    return next(changed + check for check in "0123456789" if is_code(changed + check))


def is_code(digits: str) -> bool:
    try:
        return bool(read_code(digits))
    except CodeMalformed:
        return False


def test_link_and_code_lead_to_the_organisation(desk):
    desk.bank.run(edit_partner, "ngo", website="https://ngo.example")
    desk.bank.run(set_phones, "ngo", ["112"])
    handover = desk.hand_over()
    found = desk.bank.run(find_by_token, handover.token, now=NOON)
    assert (found.organisation, found.website, list(found.phones)) == (
        "The NGO",
        "https://ngo.example",
        ["112"],
    )
    assert load_by_code(desk.bank, handover.code, SOMEWHERE, now=NOON) == found
    assert desk.bank.run(find_by_id, found.id, now=NOON) == found


def test_a_code_is_understood_however_it_is_typed(desk):
    code = desk.hand_over().code
    assert len(code) == len("0000 0000 0000")
    eastern = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for typed in (code.replace(" ", ""), code.replace(" ", "-"), f" {eastern} "):
        assert load_by_code(desk.bank, typed, SOMEWHERE, now=NOON)


def test_every_wrong_digit_is_told_as_a_slip_and_costs_nothing(desk):
    code = desk.hand_over().code.replace(" ", "")
    for at in range(12):
        for more in range(1, 10):
            wrong = code[:at] + str((int(code[at]) + more) % 10) + code[at + 1 :]
            with pytest.raises(CodeMalformed):
                load_by_code(desk.bank, wrong, SOMEWHERE, now=NOON)
    assert desk.bank.run(cost_of_code, SOMEWHERE, now=NOON) == FREE


def test_guessing_costs_the_source_more_and_more_and_nobody_else(desk):
    handover = desk.hand_over()
    wrong = other_code(handover.code)
    costs = []
    for _ in range(FREE_GUESSES + 6):
        costs.append(desk.bank.run(cost_of_code, SOMEWHERE, now=NOON))
        with pytest.raises(CodeUnknown):
            load_by_code(desk.bank, wrong, SOMEWHERE, now=NOON)
    assert costs == [FREE] * FREE_GUESSES + [PRICES[0]] * 5 + [PRICES[1]]
    assert desk.bank.run(cost_of_code, Bucket(b"another network."), now=NOON) == FREE
    assert desk.bank.run(cost_of_guess, SOMEWHERE, "0000-0000-0", now=NOON) == PRICES[0]


def test_it_is_over_after_two_days(desk):
    handover = desk.hand_over()
    id_ = desk.invitation(handover)
    assert handover.expires_at == NOON + LASTS
    assert desk.bank.run(find_by_id, id_, now=NOON + LASTS - timedelta(seconds=1))
    for verb, what in ((find_by_token, handover.token), (find_by_id, id_)):
        assert desk.bank.run(verb, what, now=NOON + LASTS) is None
    with pytest.raises(CodeUnknown):
        load_by_code(desk.bank, handover.code, SOMEWHERE, now=NOON + LASTS)
    assert desk.bank.run(use_handover, id_, NOON + LASTS) is None
    assert retention.run(desk.bank, now=NOON + LASTS).handovers_forgotten == 1


def test_it_is_used_once(desk):
    referral_id = desk.open()
    handover = desk.hand_over(referral_id)
    id_ = desk.invitation(handover)
    assert desk.bank.run(use_handover, id_, NOON) == referral_id
    assert desk.bank.run(use_handover, id_, NOON) is None
    assert desk.bank.run(find_by_token, handover.token, now=NOON) is None


def test_a_referral_has_one_at_a_time_and_it_can_be_called_back(desk):
    referral_id = desk.open()
    first, second = desk.hand_over(referral_id), desk.hand_over(referral_id)
    assert desk.bank.run(find_by_token, first.token, now=NOON) is None
    assert desk.run(open_until, referral_id, now=NOON) == second.expires_at
    desk.run(revoke_handover, referral_id)
    assert desk.bank.run(find_by_token, second.token, now=NOON) is None
    assert desk.run(open_until, referral_id, now=NOON) is None


def test_another_partner_can_neither_make_nor_see_nor_call_back_one(desk):
    other, referral_id = open_desk(desk.bank, "other"), desk.open()
    desk.hand_over(referral_id)
    for verb in (make_handover, revoke_handover):
        with pytest.raises(ReferralUnknown):
            other.run(verb, referral_id)
    assert other.run(open_until, referral_id, now=NOON) is None
    assert desk.run(open_until, referral_id, now=NOON)


def test_there_is_none_for_somebody_under_18_nor_for_a_closed_referral(desk):
    young, closed = desk.open("1"), desk.open("2")
    desk.run(mark_step, young, "age", "other-route")
    desk.run(close_referral, closed, now=NOON)
    for referral_id in (young, closed):
        with pytest.raises(NoHandover):
            desk.hand_over(referral_id)


def test_only_digests_are_kept(desk):
    handover = desk.hand_over()
    row = desk.bank.run(lambda s: s.scalars(select(HandoverRow)).one())
    for digest in (row.token_digest, row.code_digest):
        assert len(digest) == 32
        assert handover.token.encode() not in digest
    assert handover.token not in repr(handover)
    assert handover.code not in repr(handover)
