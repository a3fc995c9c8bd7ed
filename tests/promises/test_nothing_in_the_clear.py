"""With a copy of the whole database and without the keys, nobody can read a thing (T17).

Values, case numbers, passcodes, drafts and addresses are driven through every verb that touches
them. Then the files of the database themselves are searched, its log included, for all the ways in
which each of them could be written.
"""

import base64
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ondevice.signals import VPDQ, WHOLE, Signal, canonical_vpdq
from tests.cases import agreed, md5, opening, pdq
from tests.databases import SECRETS, PostgresServer
from tests.referrals import open_desk
from webapp.bank import Bank, demo, retention
from webapp.bank.case import WrongCaseOrPasscode, add_signals, load_case, open_case
from webapp.bank.follow import see_case
from webapp.bank.handover import find_by_token, make_handover
from webapp.bank.referring import mark_step
from webapp.bank.withdrawal import cancel_withdrawal, withdraw

ADDRESS = "198.51.100.77"


def spellings(text_: str) -> set[bytes]:
    """The ways in which something could have been written down."""
    plain = text_.replace(" ", "").replace("-", "")
    found = {text_, text_.upper(), text_.lower(), plain, plain.lower()}
    spelled = {each.encode() for each in found}
    with suppress(ValueError):
        spelled.add(bytes.fromhex(plain))
    return spelled | {base64.b64encode(each).rstrip(b"=") for each in spelled}


def live_through(bank: Bank) -> list[str]:
    """Everything that can happen to a case; what must be found nowhere afterwards."""
    frame = pdq().value
    video = Signal(VPDQ, canonical_vpdq(f'["{frame},90,1.000"]'), 90, 4, WHOLE)
    signals, more = [pdq(1), pdq(2), md5(3), video], [pdq(1)]
    bucket = bank.bucket_of(ADDRESS)
    sent = opening(*signals, bucket=bucket)
    receipt = open_case(bank, sent)
    open_case(bank, sent)
    for wrong in ("0000", receipt.passcode[:-1]):
        with pytest.raises(WrongCaseOrPasscode):
            load_case(bank, receipt.case_number, wrong, bucket)
    case_id = load_case(bank, receipt.case_number, receipt.passcode, bucket)
    bank.run(add_signals, case_id, more, agreed())
    bank.run(cancel_withdrawal, case_id, bank.run(withdraw, case_id, [1]).id)
    bank.run(withdraw, case_id, [2])
    demo.withdraw_signal(bank, "VideoMD5", signals[2].value)
    retention.run(bank)
    assert len(bank.run(see_case, case_id).signals) == 5
    values = [signal.value for signal in (*signals, *more)]
    numbers = [receipt.case_number, receipt.passcode, sent.nonce, ADDRESS, "198.51.100"]
    return [*values, frame, *numbers, *share(bank), *SECRETS.values()]


def share(bank: Bank) -> list[str]:
    """A worker and a caller who shares a case; what they wrote and said to each other."""
    desk = open_desk(bank)
    words = {"reference": "Gelincik 19", "note": "Telefon etme, kapiyi dinliyor"}
    referral_id, place = desk.open(**words), "Moda karakolu"
    desk.run(mark_step, referral_id, "complaint", "done", place=place)
    said = []
    for _ in range(2):  # the first is used, the second is left
        handover = bank.run(make_handover, desk.partner_id, referral_id)
        said += [handover.token, handover.code]
        if len(said) == 2:
            invitation = bank.run(find_by_token, handover.token)
            assert invitation
            open_case(bank, opening(handover=invitation.id))
    return [*words.values(), place, *said]


def leaks(secrets: list[str], content: bytes) -> list[str]:
    return [secret for secret in secrets if any(s in content for s in spellings(secret))]


@pytest.fixture
def carried_away(request: pytest.FixtureRequest, database_url: str) -> Callable[[], bytes]:
    """Gives the content of every file that an intruder could take with them, as it is now."""
    if database_url.startswith("sqlite"):
        database = Path(database_url.removeprefix("sqlite:///"))
        return lambda: b"".join(f.read_bytes() for f in database.parent.glob(f"{database.name}*"))
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return lambda: b"".join(file.read_bytes() for file in server.files())


def test_no_file_of_the_database_holds_anything_in_the_clear(
    bank: Bank, carried_away: Callable[[], bytes]
):
    secrets = live_through(bank)
    content = carried_away()
    assert b"$argon2id$" in content
    assert leaks(secrets, content) == []
    bank.close()  # SQLite's log moves into the database now
    assert leaks(secrets, carried_away()) == []


def test_the_search_would_find_what_is_there(bank: Bank, carried_away: Callable[[], bytes]):
    open_case(bank, opening())
    value = pdq().value
    for kept in (value.encode(), bytes.fromhex(value)):
        change = text("UPDATE signal SET sealed_value = :kept").bindparams(kept=kept)
        bank.run(Session.execute, change)
        assert leaks([value], carried_away()) == [value]
