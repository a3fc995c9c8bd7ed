"""Signing in: the cookie, forged forms, fixed sessions, guessing, lost phones, and the way out."""

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.desks import OWN_FORM, PASSWORD, Browser, Member, give_app, hire, seat
from tests.site import make_app, make_config
from webapp.bank import demo, staffing
from webapp.bank.demo_partner import WORKER, renew_example_worker
from webapp.bank.recovery import make_recovery_codes
from webapp.bank.sign_in import IDLE, SignInRow, find_sign_in
from webapp.bank.source import FREE_GUESSES
from webapp.bank.table import utc_now
from webapp.bank.totp import MOST_FAILURES
from webapp.gate import Gate


def place(answer) -> str:
    """The page that an answer leads to."""
    return (answer.location or "").removeprefix("/casework/en/").partition("?")[0]


def shown(answer, field: str) -> str:
    return re.search(rf'data-field="{field}"[^>]*>([^<]+)', answer.text)[1]


@pytest.fixture
def visitor(app, bank):
    return Browser(app)


def test_somebody_new_chooses_a_password_and_a_second_step(app, bank, visitor):
    first = staffing.add_staff(bank, "ayse", "worker", "ngo")
    visitor.enter("ayse", first)
    assert place(visitor.get("/")) == "new-password"
    assert place(visitor.get("/set-up")) == "new-password", "one after the other"
    assert "too easy" in visitor.post("/new-password", password="short").text
    assert place(visitor.post("/new-password", password=PASSWORD)) == ""
    assert place(visitor.get("/")) == "set-up"
    page = visitor.get("/set-up")
    secret = shown(page, "totp-secret").replace(" ", "")
    sealed = re.search(r'name="secret" value="([^"]+)"', page.text)[1]
    wrong = visitor.post("/set-up", secret=sealed, code="000000")
    assert wrong.status_code == 422
    assert shown(wrong, "totp-secret").replace(" ", "") == secret, "the app holds it already"
    skipped = visitor.post("/set-up", later="yes")
    assert skipped.status_code == 422, "outside a demonstration nobody skips"
    member = Member(app, "ayse", secret, bank.run(staffing.find_staff, "ayse"))
    before = visitor.cookie
    codes = visitor.post("/set-up", secret=sealed, code=member.code())
    assert codes.text.count('class="sm-code"') == 10
    assert visitor.cookie != before
    assert visitor.get("/").status_code == 200


def test_the_cookie_goes_to_this_room_alone_and_no_script_reads_it(app, bank, visitor):
    hire(bank, "ayse")
    cookie = visitor.enter("ayse").headers["Set-Cookie"]
    assert re.fullmatch(r"desk=[\w-]{43}; HttpOnly; Path=/casework; SameSite=Strict", cookie)


def test_over_https_the_cookie_is_taken_from_nobody_in_between(tmp_path):
    app = make_app(make_config(tmp_path, public_url="https://stillmine.example"))
    hire(app.extensions["stillmine"].bank, "root", "operator")
    client = app.test_client()
    form = {"name": "root", "password": PASSWORD}
    assert client.post("/casework/en/sign-in", data=form).status_code == 403, "too old a browser"
    cookie = client.post("/casework/en/sign-in", data=form, headers=OWN_FORM).headers["Set-Cookie"]
    assert cookie.startswith("__Secure-desk=")
    assert "; Secure;" in cookie


def test_no_page_of_anybody_else_gives_or_takes_a_cookie(app, ayse):
    for path in ("/en/", "/en/case", "/en/case/follow", "/p/ngo/tr/", "/en/help", "/healthz"):
        answer = ayse.client.get(path)
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "desk=" not in str(answer.request.headers), path


def test_a_form_of_another_site_does_nothing(app, ayse):
    fields = {"reference": "A-1", "locale": "tr", "country": "TR"}
    for token in ("", "0" * 64, "ü", "\x00"):
        assert ayse.post("/new", form_token=token, **fields).status_code == 403
    data = {"form_token": ayse.form_token(), **fields}
    crossed = {"Sec-Fetch-Site": "cross-site"}
    answer = ayse.client.post("/casework/en/new", data=data, headers=crossed)
    assert answer.status_code == 403
    assert "data-referral=" not in ayse.get("/").text
    assert place(ayse.post("/new", **fields)).startswith("r/")


def test_the_mark_of_a_form_is_of_one_sign_in(app, bank, ayse):
    other = seat(app, "hatice")
    stolen = other.form_token()
    assert ayse.post("/account", form_token=stolen, action="end-sign-in").status_code == 403


def test_a_cookie_from_before_is_never_let_in(app, bank, visitor):
    """Session fixation: a token that somebody else put there, or knew from the step before."""
    hire(bank, "ayse")
    secret = give_app(bank, bank.run(staffing.find_staff, "ayse"))
    visitor.client.set_cookie("desk", "put-there-by-somebody", path="/casework")
    visitor.enter("ayse")
    half = visitor.cookie
    assert half != "put-there-by-somebody"
    member = Member(app, "ayse", secret, bank.run(staffing.find_staff, "ayse"))
    visitor.post("/second-step", code=member.code())
    assert visitor.cookie != half
    assert visitor.get("/").status_code == 200
    thief = Browser(app)
    for token in ("put-there-by-somebody", half):
        thief.client.set_cookie("desk", token, path="/casework")
        assert place(thief.get("/")) == "sign-in"


def test_the_password_alone_opens_no_page(app, bank, visitor):
    hire(bank, "ayse")
    give_app(bank, bank.run(staffing.find_staff, "ayse"))
    visitor.enter("ayse")
    for path in ("/", "/new", "/account", "/set-up", "/new-password", "/figures"):
        assert place(visitor.get(path)) == "second-step", path
    answer = visitor.post("/new-password", form_token=_mark_of_second_step(visitor), password="x")
    assert place(answer) == "second-step"


def _mark_of_second_step(visitor) -> str:
    return re.search(r'name="form_token" value="(\w+)"', visitor.get("/second-step").text)[1]


def test_guessing_takes_longer_and_locks_nobody_out(app, bank, visitor):
    hire(bank, "ayse")
    for _ in range(FREE_GUESSES):
        assert visitor.enter("ayse", "wrong").status_code == 422
    slow = visitor.enter("ayse")
    assert slow.status_code == 429
    assert "data-pow=" in slow.text
    elsewhere = {**OWN_FORM}
    data = {"name": "ayse", "password": PASSWORD}
    answer = app.test_client().post(
        "/casework/en/sign-in",
        data=data,
        headers=elsewhere,
        environ_base={"REMOTE_ADDR": "198.51.100.7"},
    )
    assert place(answer) == "", "the owner comes in from where nobody guesses"


def test_who_guessed_comes_in_after_the_wait(app, bank, visitor, monkeypatch):
    hire(bank, "ayse")
    for _ in range(FREE_GUESSES):
        visitor.enter("ayse", "wrong")
    page = visitor.enter("ayse").text
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    fields = {"name": "ayse", "password": PASSWORD, "ticket": ticket}
    assert visitor.post("/sign-in", **fields).status_code == 429
    another = {**fields, "password": "another guess"}
    keys = app.extensions["stillmine"].signing_keys
    later = Gate(keys, lambda: time.time() + 30)
    monkeypatch.setattr("webapp.casework.signing_in.gate", lambda: later)
    assert visitor.post("/sign-in", **another).status_code == 429, "paid for one password only"
    assert visitor.post("/sign-in", **fields).status_code == 303


def test_an_unknown_name_is_answered_like_a_wrong_password(bank, visitor):
    hire(bank, "ayse")
    pages = [
        re.sub(r'value="[^"]+"|data-passkey="[^"]+"', "", visitor.enter(name, "wrong").text)
        for name in ("ayse", "fatma")
    ]
    assert pages[0] == pages[1]


def test_wrong_second_steps_lead_back_to_the_password_and_let_codes_rest(app, bank, visitor):
    hire(bank, "ayse")
    staff = bank.run(staffing.find_staff, "ayse")
    member = Member(app, "ayse", give_app(bank, staff), staff)
    (recovery, *_) = bank.run(make_recovery_codes, staff.id)
    for n in range(MOST_FAILURES):
        if n % 5 == 0:
            assert place(visitor.get("/")) in ("sign-in", "second-step")
            visitor.enter("ayse")
        assert visitor.post("/second-step", code="000000").status_code == 422
    assert place(visitor.get("/")) == "sign-in"
    visitor.enter("ayse")
    assert visitor.post("/second-step", code=member.code()).status_code == 429
    assert place(visitor.post("/second-step", recovery=recovery)) == ""
    assert visitor.get("/").status_code == 200


def test_a_lead_gives_a_new_password_and_everything_of_before_is_worthless(app, ayse, zeynep):
    page = zeynep.post("/team", action="reset", id=str(ayse.staff.id))
    password = shown(page, "temporary-password")
    assert password not in zeynep.get("/team").text, "shown once"
    assert place(ayse.get("/")) == "sign-in"
    assert ayse.enter("ayse").status_code == 422
    ayse.enter("ayse", password)
    assert place(ayse.get("/")) == "new-password"


def test_a_lead_looks_after_their_own_team_alone(app, ayse, zeynep, maria, root):
    for action in ("reset", "switch", "remove"):
        for stranger in (maria, root):
            answer = zeynep.post("/team", action=action, id=str(stranger.staff.id))
            assert answer.status_code == 404
    assert zeynep.post("/team", action="remove", id=str(zeynep.staff.id)).status_code == 403
    assert zeynep.post("/team", action="reset", id="nobody").status_code == 404
    assert zeynep.post("/team", action="promote", id=str(ayse.staff.id)).status_code == 400
    assert maria.staff.name not in zeynep.get("/team").text
    zeynep.post("/team", action="add", name="hatice", role="worker", partner="other")
    added = zeynep.app.extensions["stillmine"].bank.run(staffing.find_staff, "hatice")
    assert added.partner_slug == "ngo", "whatever the form says"
    assert zeynep.post("/team", action="add", name="god", role="operator").status_code == 422
    zeynep.post("/team", action="switch", id=str(ayse.staff.id))
    assert place(ayse.get("/")) == "sign-in"
    assert ayse.enter("ayse").status_code == 422


def test_an_operator_adds_the_first_lead_of_a_helpline(bank, root):
    page = root.post("/team", action="add", name="fatma", role="lead", partner="other")
    assert shown(page, "temporary-password")
    assert bank.run(staffing.find_staff, "fatma").partner_slug == "other"
    assert root.post("/team", action="add", name="x y", role="lead").status_code == 422
    assert root.post("/team", action="add", name="gul", role="lead").status_code == 422


def test_one_sees_where_one_is_signed_in_and_ends_it(app, ayse):
    again = Browser(app)
    again.enter("ayse")
    again.post("/second-step", code=ayse.code(later=1))
    page = ayse.get("/account").text
    assert page.count("data-sign-in") == 2
    other = re.search(r'value="end-sign-in"><input type="hidden" name="id" value="([^"]+)"', page)
    ayse.post("/account", action="end-sign-in", id=other[1])
    assert place(again.get("/")) == "sign-in"
    assert ayse.get("/account").text.count("data-sign-in") == 1


def test_signing_out_ends_the_sign_in_itself(app, bank, ayse):
    token = ayse.cookie
    assert place(ayse.post("/sign-out")) == "sign-in"
    assert ayse.cookie is None
    assert not bank.run(find_sign_in, token)


def age(bank, **ages: timedelta) -> None:
    """Make every sign-in older."""

    def change(session):
        for row in session.query(SignInRow):
            for column, by in ages.items():
                setattr(row, column, utc_now() - by)

    bank.run(change)


def test_a_desk_that_nobody_uses_is_closed(bank, ayse):
    age(bank, seen_at=IDLE - timedelta(minutes=1))
    assert ayse.get("/").status_code == 200
    age(bank, seen_at=IDLE)
    answer = ayse.get("/")
    assert answer.location.endswith("sign-in?over=yes")
    assert "signed out" in ayse.get("/sign-in?over=yes").text


def test_an_unattended_desk_gives_nobody_a_key_of_their_own(bank, ayse):
    age(bank, began_at=timedelta(minutes=16))
    assert ayse.get("/").status_code == 200
    for action in ("recovery-codes", "drop-app", "drop-passkey"):
        assert ayse.post("/account", action=action).status_code == 403
    page = ayse.get("/set-up").text
    sealed = re.search(r'name="secret" value="([^"]+)"', page)[1]
    assert ayse.post("/set-up", secret=sealed, code="123456").status_code == 403
    assert (
        ayse.post("/new-password", old="wrong", password="six other words here").status_code == 422
    )


def test_a_secret_of_an_app_is_of_one_person(app, ayse, zeynep):
    page = zeynep.get("/set-up")
    sealed = re.search(r'name="secret" value="([^"]+)"', page.text)[1]
    secret = shown(page, "totp-secret").replace(" ", "")
    code = replace(zeynep, secret=secret).code()
    assert ayse.post("/set-up", secret=sealed, code=code).status_code == 422


def test_the_example_worker_is_there_in_a_demonstration_only(tmp_path):
    config = make_config(tmp_path, demo=True)
    app = make_app(config, participants={})
    bank = app.extensions["stillmine"].bank
    demo.add_examples(bank)
    password = renew_example_worker(bank)
    assert password
    assert renew_example_worker(bank) not in (password, None), "until one of their own is chosen"
    visitor = Browser(app)
    visitor.enter(WORKER, renew_example_worker(bank))
    visitor.post("/new-password", password=PASSWORD)
    assert place(visitor.post("/set-up", later="yes")) == ""
    assert visitor.get("/").status_code == 200
    assert renew_example_worker(bank) is None
    real = Browser(make_app(replace(config, demo=False), participants={}))
    real.enter(WORKER)
    assert place(real.get("/")) == "sign-in"
