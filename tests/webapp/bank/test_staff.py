"""Staff: how they are let in, slowed down, let out, and who a password opens nothing for."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from tests.cases import NOON
from tests.databases import SECRETS
from webapp.bank import retention, staffing
from webapp.bank.keys import BankKeys
from webapp.bank.partnership import PartnerUnknown, add_partner, remove_partner
from webapp.bank.passkey import (
    MOST_PASSKEYS,
    PasskeyUnknown,
    PasskeyUsed,
    TooManyPasskeys,
    add_passkey,
    drop_passkey,
    find_passkey,
    list_passkeys,
    note_passkey_used,
)
from webapp.bank.recovery import (
    RecoveryCodeWrong,
    count_recovery_codes,
    make_recovery_codes,
    use_recovery_code,
)
from webapp.bank.sign_in import (
    IDLE,
    LASTS,
    MOST_WRONG_STEPS,
    WAITS,
    SignInRow,
    begin_sign_in,
    end_sign_in,
    find_sign_in,
    go_further,
    list_sign_ins,
    note_seen,
    note_wrong_step,
)
from webapp.bank.source import FREE_GUESSES
from webapp.bank.staff import StaffRow, StaffUnknown, find_staff, list_staff
from webapp.bank.totp import MOST_FAILURES, RESTS, CodesRest, CodeWrong, is_code_right, set_totp

HERE, ELSEWHERE = b"0123456789abcdef", b"fedcba9876543210"
GOOD = "three green buses at night"


@pytest.fixture
def ayse(bank):
    """A worker with a temporary password."""
    bank.run(add_partner, "ngo", "An NGO", "tr")
    password = staffing.add_staff(bank, "ayse", "worker", "ngo", now=NOON)
    return bank.run(find_staff, "ayse"), password


def let_in(bank, name, password, now=NOON, bucket=HERE):
    return staffing.check_password(bank, name, password, bucket, now=now)


def test_a_temporary_password_works_for_three_days(bank, ayse):
    worker, password = ayse
    assert let_in(bank, " Ayse ", password).id == worker.id
    assert worker.must_change_password
    with pytest.raises(staffing.WrongNameOrPassword):
        let_in(bank, "ayse", password, NOON + staffing.TEMPORARY_LASTS)


@pytest.mark.parametrize("name", ["ab", "Ayse", "a b c", "ayşe", "-ay", "x" * 41, ""])
def test_a_name_to_sign_in_with_is_plain(bank, ayse, name):
    with pytest.raises(staffing.StaffNameMalformed):
        staffing.add_staff(bank, name, "worker", "ngo")


def test_nobody_has_the_name_or_the_role_of_another(bank, ayse):
    for wrong, args in {
        staffing.StaffNameTaken: ("ayse", "lead", "ngo"),
        staffing.RoleUnknown: ("zeynep", "operator", "ngo"),
        PartnerUnknown: ("zeynep", "lead", "nobody"),
    }.items():
        with pytest.raises(wrong):
            staffing.add_staff(bank, *args)
    with pytest.raises(staffing.RoleUnknown):
        staffing.add_staff(bank, "zeynep", "worker", None)
    assert [each.name for each in bank.run(list_staff)] == ["ayse"]


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaaa", "xx ayse 12345", "x" * 201])
def test_a_weak_password_is_refused(bank, ayse, weak):
    worker, password = ayse
    token = bank.run(begin_sign_in, worker.id, is_whole=True)
    with pytest.raises(staffing.PasswordWeak):
        staffing.change_password(bank, worker, weak, keep=bank.run(find_sign_in, token).id)
    assert let_in(bank, "ayse", password)


def test_a_new_password_ends_every_other_sign_in(bank, ayse):
    worker, password = ayse
    here, there = (bank.run(begin_sign_in, worker.id, is_whole=True) for _ in range(2))
    staffing.change_password(bank, worker, GOOD, keep=bank.run(find_sign_in, here).id)
    assert bank.run(find_sign_in, here)
    assert not bank.run(find_sign_in, there)
    assert not let_in(bank, "ayse", GOOD).must_change_password
    with pytest.raises(staffing.WrongNameOrPassword):
        let_in(bank, "ayse", password)


def test_wrong_passwords_cost_their_source_and_lock_nobody_out(bank, ayse):
    worker, password = ayse
    for _ in range(FREE_GUESSES):
        with pytest.raises(staffing.WrongNameOrPassword):
            let_in(bank, "ayse", "wrong")
    assert bank.run(staffing.cost_of_sign_in, HERE, "Ayse ", now=NOON)
    assert not bank.run(staffing.cost_of_sign_in, ELSEWHERE, "ayse", now=NOON)
    assert let_in(bank, "ayse", password, bucket=ELSEWHERE).id == worker.id


def test_an_unknown_name_is_answered_and_counted_like_a_wrong_password(bank, ayse):
    for _ in range(FREE_GUESSES):
        with pytest.raises(staffing.WrongNameOrPassword):
            let_in(bank, "nobody", "wrong")
    assert bank.run(staffing.cost_of_sign_in, HERE, "nobody", now=NOON)


def test_a_reset_takes_everything_that_lets_in(bank, ayse):
    worker, old = ayse
    token = bank.run(begin_sign_in, worker.id, is_whole=True)
    secret = pyotp.random_base32()
    bank.run(set_totp, worker.id, secret, pyotp.TOTP(secret).at(NOON), now=NOON)
    bank.run(add_passkey, worker.id, b"key", b"public", "phone")
    (code, *_) = bank.run(make_recovery_codes, worker.id)
    new = staffing.reset_staff(bank, worker.id, now=NOON)
    assert not bank.run(find_sign_in, token)
    with pytest.raises(PasskeyUnknown):
        bank.run(find_passkey, b"key")
    with pytest.raises(RecoveryCodeWrong):
        bank.run(use_recovery_code, worker.id, code)
    with pytest.raises(staffing.WrongNameOrPassword):
        let_in(bank, "ayse", old)
    again = let_in(bank, "ayse", new)
    assert again.must_change_password
    assert not again.has_totp


def test_who_is_switched_off_is_out_at_once_and_back_when_switched_on(bank, ayse):
    worker, password = ayse
    token = bank.run(begin_sign_in, worker.id, is_whole=True)
    bank.run(add_passkey, worker.id, b"key", b"public", "phone")
    bank.run(staffing.switch_staff, worker.id, is_off=True)
    assert not bank.run(find_sign_in, token)
    with pytest.raises(PasskeyUnknown):
        bank.run(find_passkey, b"key")
    with pytest.raises(staffing.WrongNameOrPassword):
        let_in(bank, "ayse", password)
    bank.run(staffing.switch_staff, worker.id, is_off=False)
    assert let_in(bank, "ayse", password)


def test_staff_go_with_their_partner_and_nobody_else(bank, ayse):
    staffing.add_staff(bank, "root", "operator", None)
    bank.run(remove_partner, "ngo")
    assert [each.name for each in bank.run(list_staff)] == ["root"]
    bank.run(staffing.remove_staff, bank.run(find_staff, "root").id)
    with pytest.raises(StaffUnknown):
        bank.run(find_staff, "root")


def test_a_sign_in_ends_by_itself(bank, ayse):
    worker, _ = ayse
    token = bank.run(begin_sign_in, worker.id, is_whole=True, now=NOON)
    half = bank.run(begin_sign_in, worker.id, is_whole=False, now=NOON)
    moment = timedelta(seconds=1)
    assert bank.run(find_sign_in, token, now=NOON + IDLE - moment)
    assert not bank.run(find_sign_in, token, now=NOON + IDLE)
    assert bank.run(find_sign_in, half, now=NOON + WAITS - moment)
    assert not bank.run(find_sign_in, half, now=NOON + WAITS)
    at, id_ = NOON, bank.run(find_sign_in, token, now=NOON).id
    while at < NOON + LASTS:
        assert bank.run(find_sign_in, token, now=at)
        bank.run(note_seen, id_, now=at)
        at += IDLE - moment
    assert not bank.run(find_sign_in, token, now=NOON + LASTS)
    assert retention.run(bank, now=at).sign_ins_forgotten == 2


def test_a_step_further_makes_the_token_of_before_worthless(bank, ayse):
    worker, _ = ayse
    before = bank.run(begin_sign_in, worker.id, is_whole=False)
    found = bank.run(find_sign_in, before)
    after = bank.run(go_further, found.id, is_whole=True)
    assert not bank.run(find_sign_in, before)
    assert bank.run(find_sign_in, after).is_whole
    assert [each.id for each in bank.run(list_sign_ins, worker.id)] == [found.id]


def test_after_five_wrong_second_steps_the_password_is_asked_for_again(bank, ayse):
    worker, _ = ayse
    token = bank.run(begin_sign_in, worker.id, is_whole=False)
    id_ = bank.run(find_sign_in, token).id
    for _ in range(MOST_WRONG_STEPS - 1):
        bank.run(note_wrong_step, id_)
    assert bank.run(find_sign_in, token)
    bank.run(note_wrong_step, id_)
    assert not bank.run(find_sign_in, token)
    assert bank.run(go_further, id_, is_whole=True) is None


def test_nobody_ends_the_sign_in_of_another(bank, ayse):
    worker, _ = ayse
    staffing.add_staff(bank, "zeynep", "lead", "ngo")
    token = bank.run(begin_sign_in, worker.id, is_whole=True)
    id_ = bank.run(find_sign_in, token).id
    bank.run(end_sign_in, bank.run(find_staff, "zeynep").id, id_)
    assert bank.run(find_sign_in, token)
    bank.run(end_sign_in, worker.id, id_)
    assert not bank.run(find_sign_in, token)


@pytest.fixture
def secret(bank, ayse):
    """The secret of the worker's app."""
    secret = pyotp.random_base32()
    with pytest.raises(CodeWrong):
        bank.run(set_totp, ayse[0].id, secret, "000000x", now=NOON)
    bank.run(set_totp, ayse[0].id, secret, pyotp.TOTP(secret).at(NOON), now=NOON)
    return secret


def test_a_code_works_once_and_for_a_clock_that_is_half_a_minute_off(bank, ayse, secret):
    worker, step = ayse[0], timedelta(seconds=30)
    code = pyotp.TOTP(secret).at(NOON)
    assert not bank.run(is_code_right, worker.id, code, now=NOON), "it set the codes up"
    later = NOON + 3 * step
    spaced = pyotp.TOTP(secret).at(later - step)
    assert bank.run(is_code_right, worker.id, f"{spaced[:3]} {spaced[3:]}", now=later)
    assert not bank.run(is_code_right, worker.id, spaced, now=later)
    assert not bank.run(is_code_right, worker.id, code, now=later)
    assert bank.run(is_code_right, worker.id, pyotp.TOTP(secret).at(later), now=later)


def test_codes_rest_after_ten_wrong_ones_and_other_ways_in_do_not(bank, ayse, secret):
    worker = ayse[0]
    (recovery, *_) = bank.run(make_recovery_codes, worker.id)
    for _ in range(MOST_FAILURES):
        assert not bank.run(is_code_right, worker.id, "", now=NOON)
    later = NOON + timedelta(minutes=1)
    with pytest.raises(CodesRest):
        bank.run(is_code_right, worker.id, pyotp.TOTP(secret).at(later), now=later)
    bank.run(use_recovery_code, worker.id, recovery)
    awake = NOON + RESTS
    assert bank.run(is_code_right, worker.id, pyotp.TOTP(secret).at(awake), now=awake)


def test_a_recovery_code_works_once_and_for_its_owner(bank, ayse):
    worker = ayse[0]
    staffing.add_staff(bank, "zeynep", "lead", "ngo")
    old = bank.run(make_recovery_codes, worker.id)
    codes = bank.run(make_recovery_codes, worker.id)
    for owner, code in (
        (worker.id, old[0]),
        (worker.id, ""),
        (bank.run(find_staff, "zeynep").id, codes[0]),
    ):
        with pytest.raises(RecoveryCodeWrong):
            bank.run(use_recovery_code, owner, code)
    bank.run(use_recovery_code, worker.id, codes[0].upper().replace("-", " "))
    assert bank.run(count_recovery_codes, worker.id) == len(codes) - 1
    with pytest.raises(RecoveryCodeWrong):
        bank.run(use_recovery_code, worker.id, codes[0])


def test_what_a_passkey_signed_before_its_last_use_is_worth_nothing(bank, ayse):
    worker = ayse[0]
    bank.run(add_passkey, worker.id, b"key", b"public", " my\nphone ", now=NOON)
    key = bank.run(find_passkey, b"key")
    assert (key.label, key.staff_id) == ("myphone", worker.id)
    second = timedelta(seconds=1)
    asked = NOON + second
    bank.run(note_passkey_used, key.id, 7, asked_at=asked, now=asked + second)
    with pytest.raises(PasskeyUsed):
        bank.run(note_passkey_used, key.id, 8, asked_at=asked, now=asked + second)
    assert bank.run(find_passkey, b"key").uses == 7


def test_passkeys_are_ten_at_most_and_ones_own(bank, ayse):
    worker = ayse[0]
    for n in range(MOST_PASSKEYS):
        bank.run(add_passkey, worker.id, bytes([n]), b"public", "")
    with pytest.raises(TooManyPasskeys):
        bank.run(add_passkey, worker.id, b"more", b"public", "")
    staffing.add_staff(bank, "zeynep", "lead", "ngo")
    mine = bank.run(list_passkeys, worker.id)[0].id
    with pytest.raises(PasskeyUnknown):
        bank.run(drop_passkey, bank.run(find_staff, "zeynep").id, mine)
    bank.run(drop_passkey, worker.id, mine)
    assert len(bank.run(list_passkeys, worker.id)) == MOST_PASSKEYS - 1


def test_nothing_that_lets_in_is_kept_in_the_clear(bank, ayse, secret):
    worker, password = ayse
    token = bank.run(begin_sign_in, worker.id, is_whole=True)
    codes = bank.run(make_recovery_codes, worker.id)

    def all_kept(session):
        tables = StaffRow.metadata.tables
        rows = [
            row
            for name in ("staff", "sign_in", "recovery_code")
            for row in session.execute(select(tables[name]))
        ]
        return " ".join(repr(value) for row in rows for value in row)

    kept = bank.run(all_kept)
    for text in (password, secret, token, *codes, *SECRETS.values()):
        assert text not in kept
    assert bank.run(lambda s: s.scalars(select(SignInRow.token_digest)).one()) != token.encode()


def test_codes_work_on_after_the_key_that_seals_was_changed(
    bank, another_bank, tmp_path, ayse, secret
):
    newest = "a newer bank key that was put before the older"

    def with_key(text):
        return another_bank(
            keys=BankKeys.from_secrets(SECRETS | {"STILLMINE_BANK_KEY": text}, tmp_path)
        )

    rotating = with_key(f"{newest},{SECRETS['STILLMINE_BANK_KEY']}")
    assert retention.run(rotating).rekeyed == 1
    later = NOON + timedelta(minutes=2)
    code = pyotp.TOTP(secret).at(later)
    assert with_key(newest).run(is_code_right, ayse[0].id, code, now=later)
