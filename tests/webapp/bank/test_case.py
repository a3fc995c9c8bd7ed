"""Cases: opened once, found again, and told to nobody but those who have the receipt."""

from uuid import uuid4

import argon2
import pytest
from sqlalchemy import event, func, select, update

from ondevice.signals import QualityTooLow, Signal, SignalMalformed, TooManyItems
from tests.cases import NOON, SOMEWHERE, agreed, enter, md5, opening, pdq
from tests.databases import SECRETS
from webapp.bank.case import (
    CaseRow,
    CaseUnknown,
    NobodyTakesPart,
    NothingToProtect,
    WrongCaseOrPasscode,
    add_signals,
    load_case,
    open_case,
    was_opened,
)
from webapp.bank.consent import ConsentMissing
from webapp.bank.follow import see_case
from webapp.bank.keys import BankKeys
from webapp.bank.participant import add_participant
from webapp.bank.passcode import PasscodeHasher
from webapp.bank.receipt import make_receipt
from webapp.bank.revocation import revoke_participant
from webapp.bank.signal import SignalRow, value_of
from webapp.bank.source import cost_of_guess
from webapp.bank.withdrawal import finish_withdrawals, withdraw


def count(bank, table):
    return bank.run(lambda session: session.scalar(select(func.count()).select_from(table)))


def values(bank):
    return bank.run(
        lambda session: {value_of(session, row) for row in session.scalars(select(SignalRow))}
    )


def test_an_opened_case_is_found_again_with_its_receipt(bank):
    signals = [pdq(1), md5(2)]
    case_id = enter(bank, open_case(bank, opening(*signals)))
    seen = bank.run(see_case, case_id)
    assert [(s.item, s.type, s.fingerprint) for s in seen.signals] == [
        (s.item, s.type, s.value[:6]) for s in signals
    ]
    assert values(bank) == {s.value for s in signals}


def test_the_same_draft_sent_twice_gives_one_case_and_one_receipt(bank):
    sent = opening(pdq(1))
    first = open_case(bank, sent)
    assert open_case(bank, sent) == first
    assert count(bank, CaseRow) == 1
    assert bank.run(was_opened, sent.nonce)
    assert not bank.run(was_opened, "another nonce")


def test_signals_that_are_new_the_second_time_are_added(bank):
    first, second = pdq(1), pdq(2)
    receipt = open_case(bank, opening(first, nonce="the nonce"))
    assert open_case(bank, opening(first, second, nonce="the nonce")) == receipt
    seen = bank.run(see_case, enter(bank, receipt))
    assert [(s.item, s.fingerprint) for s in seen.signals] == [
        (1, first.value[:6]),
        (2, second.value[:6]),
    ]


def test_a_second_submit_never_revives_what_was_withdrawn(bank):
    sent = opening(pdq(1), pdq(2))
    receipt = open_case(bank, sent, now=NOON)
    case_id = enter(bank, receipt)
    final_at = bank.run(withdraw, case_id, [1], now=NOON).final_at
    assert bank.run(finish_withdrawals, now=final_at) == 1
    assert open_case(bank, sent) == receipt
    assert [s.state for s in bank.run(see_case, case_id).signals] == ["withdrawn", "active"]
    final_at = bank.run(withdraw, case_id, now=NOON).final_at
    bank.run(finish_withdrawals, now=final_at)
    assert open_case(bank, opening(pdq(1), nonce=sent.nonce)) == receipt
    assert [s.state for s in bank.run(see_case, case_id).signals] == ["withdrawn", "withdrawn"]


def test_different_drafts_have_nothing_in_common(bank):
    one, other = open_case(bank, opening()), open_case(bank, opening())
    assert one.case_number != other.case_number
    assert one.passcode != other.passcode


def test_a_receipt_holds_when_the_secret_key_was_rotated_meanwhile(bank, another_bank, tmp_path):
    sent = opening()
    receipt = open_case(bank, sent)
    secret = f"a newer secret key that was put in front,{SECRETS['STILLMINE_SECRET_KEY']}"
    rotated = BankKeys.from_secrets(SECRETS | {"STILLMINE_SECRET_KEY": secret}, tmp_path)
    assert open_case(another_bank(keys=rotated), sent) == receipt


def test_a_case_number_that_is_taken_is_drawn_again(bank):
    nonce = "the nonce"
    taken = make_receipt(bank.keys.receipt_material(nonce, 0)[0]).case_number
    open_case(bank, opening())
    bank.run(
        lambda session: session.execute(
            update(CaseRow).values(number_digest=bank.keys.digest("case number", taken))
        )
    )
    receipt = open_case(bank, opening(nonce=nonce))
    assert receipt.case_number != taken
    assert open_case(bank, opening(nonce=nonce)) == receipt
    assert count(bank, CaseRow) == 2


@pytest.mark.parametrize("missing", range(5))
def test_without_every_statement_no_case_is_opened(bank, missing):
    some = agreed()
    del some[missing]
    with pytest.raises(ConsentMissing):
        open_case(bank, opening(agreements=some))
    assert count(bank, CaseRow) == 0


def test_without_signals_there_is_nothing_to_protect(bank):
    with pytest.raises(NothingToProtect):
        open_case(bank, opening(signals=[]))


def test_the_bank_takes_nobodys_word_for_a_signal(bank):
    for error, signal in (
        (SignalMalformed, pdq(1, value="G" * 64)),
        (QualityTooLow, Signal("pdq", "0" * 64, 49, 1, "stored")),
        (TooManyItems, pdq(101)),
    ):
        with pytest.raises(error):
            open_case(bank, opening(signal))
    assert count(bank, CaseRow) == count(bank, SignalRow) == 0


def test_a_case_that_nobody_would_see_is_refused_unless_asked_for(bank):
    bank.run(add_participant, "gone", "Gone")
    bank.run(revoke_participant, "gone")
    with pytest.raises(NobodyTakesPart):
        open_case(bank, opening(participants=["gone"], even_if_nobody_takes_part=False))
    assert count(bank, CaseRow) == count(bank, SignalRow) == 0
    bank.run(add_participant, "here", "Here")
    receipt = open_case(
        bank, opening(participants=["here", "gone"], even_if_nobody_takes_part=False)
    )
    seen = bank.run(see_case, enter(bank, receipt))
    assert [participant.slug for participant in seen.participants] == ["here"]


def test_a_wrong_passcode_and_an_unknown_case_end_alike_and_count_alike(bank):
    receipt = open_case(bank, opening())
    for number, passcode in (
        (receipt.case_number, "0000 0000 0000 0000"),
        ("0000-0000-0", receipt.passcode),
        ("not a number", receipt.passcode),
        ("", ""),
    ):
        with pytest.raises(WrongCaseOrPasscode) as caught:
            load_case(bank, number, passcode, SOMEWHERE)
        assert str(caught.value) == ""
    assert not bank.run(cost_of_guess, SOMEWHERE, receipt.case_number)
    with pytest.raises(WrongCaseOrPasscode):
        load_case(bank, "", "", SOMEWHERE)
    assert bank.run(cost_of_guess, SOMEWHERE, receipt.case_number)


def test_a_wrong_passcode_and_an_unknown_case_are_the_same_work(bank):
    receipt = open_case(bank, opening())
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked[-1].append(statement)

    event.listen(bank.engine, "before_cursor_execute", note)
    for number in (receipt.case_number, "0000-0000-0", "not a number"):
        asked.append([])
        with pytest.raises(WrongCaseOrPasscode):
            load_case(bank, number, "0000 0000 0000 0000", SOMEWHERE)
    assert asked[0] and asked[0] == asked[1] == asked[2]


def test_what_a_person_types_may_look_different_from_the_receipt(bank):
    receipt = open_case(bank, opening())
    number = f" {receipt.case_number.lower().replace('-', ' ')} "
    assert load_case(bank, number, receipt.passcode.replace(" ", "-"), SOMEWHERE) == enter(
        bank, receipt
    )


def test_a_passcode_is_hashed_anew_when_more_work_is_asked_for(bank, another_bank):
    receipt = open_case(bank, opening())
    argon = argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    harder = another_bank(hasher=PasscodeHasher(argon))

    def kept():
        return bank.run(lambda session: session.scalars(select(CaseRow.passcode_digest)).one())

    before = kept()
    case_id = enter(harder, receipt)
    assert kept() != before
    assert not harder.hasher.is_outdated(harder.keys, kept())
    assert enter(bank, receipt) == case_id


def test_a_new_pepper_is_taken_over_when_the_owner_comes(bank, another_bank, tmp_path):
    receipt = open_case(bank, opening())
    new = "a newer pepper that was put in front of it"

    def peppered(text):
        keys = BankKeys.from_secrets(SECRETS | {"STILLMINE_PEPPER": text}, tmp_path)
        return another_bank(keys=keys)

    case_id = enter(peppered(f"{new},{SECRETS['STILLMINE_PEPPER']}"), receipt)
    assert enter(peppered(new), receipt) == case_id


def test_added_signals_are_numbered_on_and_agreed_to_again(bank):
    case_id = enter(bank, open_case(bank, opening(pdq(1), pdq(2)), now=NOON))
    assert bank.run(add_signals, case_id, [pdq(1), md5(4)], agreed()) == 2
    seen = bank.run(see_case, case_id)
    assert [signal.item for signal in seen.signals] == [1, 2, 3, 4]
    assert len(seen.statements) == 10
    with pytest.raises(ConsentMissing):
        bank.run(add_signals, case_id, [pdq(1)], [])
    with pytest.raises(NothingToProtect):
        bank.run(add_signals, case_id, [], agreed())


def test_what_a_case_stands_behind_already_is_not_added_twice(bank):
    signal = pdq(1)
    case_id = enter(bank, open_case(bank, opening(signal)))
    assert bank.run(add_signals, case_id, [signal, pdq(2)], agreed()) == 1
    assert len(bank.run(see_case, case_id).signals) == 2


def test_a_file_may_give_one_value_in_several_variants(bank):
    value = pdq().value
    signals = [pdq(1, value, "stored"), pdq(1, value, "upright"), pdq(2, value)]
    seen = bank.run(see_case, enter(bank, open_case(bank, opening(*signals))))
    assert [(s.item, s.variant) for s in seen.signals] == [
        (1, "stored"),
        (1, "upright"),
        (2, "stored"),
    ]
    assert count(bank, SignalRow) == 1


def test_a_hundred_items_are_the_most_a_case_can_have(bank):
    case_id = enter(bank, open_case(bank, opening(*[pdq(n) for n in range(1, 100)])))
    assert bank.run(add_signals, case_id, [pdq(1)], agreed()) == 1
    with pytest.raises(TooManyItems):
        bank.run(add_signals, case_id, [pdq(1)], agreed())


def test_adding_what_is_on_its_way_out_keeps_it_protected(bank):
    signal = pdq(1)
    case_id = enter(bank, open_case(bank, opening(signal), now=NOON))
    final_at = bank.run(withdraw, case_id, now=NOON).final_at
    assert bank.run(add_signals, case_id, [signal], agreed(), now=NOON) == 1
    bank.run(finish_withdrawals, now=final_at)
    seen = bank.run(see_case, case_id)
    assert [s.state for s in seen.signals] == ["withdrawn", "active"]
    assert seen.withdrawn_at is None


def test_a_case_that_is_not_there_is_unknown(bank):
    case_id = uuid4()
    with pytest.raises(CaseUnknown):
        bank.run(see_case, case_id)
    with pytest.raises(CaseUnknown):
        bank.run(add_signals, case_id, [pdq()], agreed())
    with pytest.raises(CaseUnknown):
        bank.run(withdraw, case_id)
