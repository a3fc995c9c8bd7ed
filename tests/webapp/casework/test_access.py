"""Who may open what: every address of the server, for nobody and for everybody who signs in.

The table of the room says whom a page is open to. Here the same is written down once more, by hand:
a change of one has to be a change of both, and each page is really asked.
"""

import re

import pytest

from tests.desks import OWN_FORM, Browser, seat
from webapp import security
from webapp.bank.referring import mark_step, open_referral, plan_follow_up
from webapp.bank.table import utc_now
from webapp.door import twin

NOBODY, WORKER, LEAD, OPERATOR = "nobody", "worker", "lead", "operator"
WORKERS, LEADS = {WORKER, LEAD}, {LEAD, OPERATOR}
SIGNED_IN = WORKERS | {OPERATOR}
ANYBODY = SIGNED_IN | {NOBODY}

# Endpoint: whom it is open to, and whether it is about one referral.
OPEN_TO = {
    "sign_in": ANYBODY,
    "take_sign_in": ANYBODY,
    "take_passkey": ANYBODY,
    "take_sign_out": ANYBODY,
    "second_step": SIGNED_IN,
    "take_second_step": SIGNED_IN,
    "new_password": SIGNED_IN,
    "take_new_password": SIGNED_IN,
    "set_up": SIGNED_IN,
    "take_set_up": SIGNED_IN,
    "account": SIGNED_IN,
    "take_account": SIGNED_IN,
    "team": LEADS,
    "take_team": LEADS,
    "list_referrals": SIGNED_IN,
    "take_search": WORKERS,
    "new": WORKERS,
    "take_new": WORKERS,
    "show": WORKERS,
    "take_show": WORKERS,
    "step": WORKERS,
    "take_step": WORKERS,
    "note": WORKERS,
    "take_note": WORKERS,
    "hand_over": WORKERS,
    "take_hand_over": WORKERS,
    "summary": WORKERS,
    "workspace": {LEAD},
    "take_workspace": {LEAD},
    "figures": WORKERS,
    "figures_csv": WORKERS,
}
OF_A_REFERRAL = {
    "show", "take_show", "step", "take_step", "note", "take_note", "hand_over", "take_hand_over",
    "summary",
}  # fmt: skip
# Nobody who is signed in gets further by taking the second step once more.
PAST = {"second_step", "take_second_step"}
SECRET = "Gelincik 19"


@pytest.fixture
def people(app, bank):
    """One of each kind, with a browser."""
    everybody = {
        (role, slug): seat(app, f"{role}-{slug}", role, slug)
        for role in (WORKER, LEAD)
        for slug in ("ngo", "other")
    }
    everybody[OPERATOR, ""] = seat(app, "root", "operator")
    everybody[NOBODY, ""] = Browser(app)
    return everybody


@pytest.fixture
def referral(bank, people):
    """A referral of the first helpline, with all that there is to see."""
    mine = people[WORKER, "ngo"].staff
    facts = {"reference": SECRET, "locale": "tr", "country": "TR", "note": f"{SECRET} rings"}
    made = bank.run(open_referral, mine.partner_id, mine.id, **facts)
    bank.run(mark_step, mine.partner_id, made, "legal", "done", place=SECRET)
    bank.run(plan_follow_up, mine.partner_id, made, utc_now().date())
    return made


def rules(app, room: str = "casework."):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(room):
            (method,) = rule.methods & {"GET", "POST"}
            yield rule, method


def address(rule, referral) -> str:
    filled = {"<lang>": "en", "<uuid:referral>": str(referral), "<step>": "legal", "<part>": "look"}
    return re.sub(r"<[^>]+>", lambda found: filled[found[0]], str(rule))


def ask(person, method: str, path: str):
    if method == "GET":
        return person.client.get(path)
    data = {"form_token": person.form_token(), "action": "add"}
    return person.client.post(path, data=data, headers=OWN_FORM)


def is_let_in(answer) -> bool:
    """Neither refused, nor sent to sign in, nor told that there is nothing."""
    turned_away = (answer.location or "").partition("?")[0].endswith("/sign-in")
    return answer.status_code not in (403, 404) and not turned_away


def test_the_table_here_is_of_every_page_of_the_room(app):
    assert {rule.endpoint.rpartition(".")[2] for rule, _ in rules(app)} == set(OPEN_TO)


def test_every_page_is_open_to_whom_it_says_and_to_nobody_else(app, people, referral):
    for rule, method in rules(app):
        endpoint = rule.endpoint.rpartition(".")[2]
        if endpoint in ("take_sign_out", "take_account"):
            continue  # see below: they would end what is tried here
        for (role, slug), person in people.items():
            answer = ask(person, method, address(rule, referral))
            is_mine = slug == "ngo" or endpoint not in OF_A_REFERRAL
            expected = role in OPEN_TO[endpoint] and is_mine
            if endpoint in PAST:
                expected = False
            told = (role, slug, endpoint, answer.status_code, answer.location)
            assert is_let_in(answer) == expected, told
            if role == NOBODY and not expected:
                assert answer.status_code == 303, told
            elif role in OPEN_TO[endpoint] and not is_mine:
                assert answer.status_code == 404, told
            elif not expected:
                assert answer.status_code == 403, told
            if not (expected and slug == "ngo"):
                assert SECRET not in answer.text, told


def test_leaving_and_the_account_are_for_whoever_is_signed_in(people):
    for (role, _), person in people.items():
        assert is_let_in(person.post("/account", action="none")) == (role != NOBODY)
        assert person.post("/sign-out").location.endswith("/sign-in")
        assert not is_let_in(person.get("/account"))


def test_a_list_holds_ones_own_alone(app, people, referral):
    for (role, slug), person in people.items():
        for answer in (
            person.get("/"),
            person.get("/?show=mine"),
            person.post("/search", reference=SECRET),
            person.get("/figures.csv"),
        ):
            mine = role in WORKERS and slug == "ngo"
            assert str(referral) not in answer.text or mine
        found = person.post("/search", reference=SECRET)
        assert (str(referral) in found.text) == (role in WORKERS and slug == "ngo")


def test_nobody_else_changes_or_reads_on_by_an_id_they_heard_of(bank, people, referral):
    stranger = people[LEAD, "other"]
    path = f"/r/{referral}"
    for fields in (
        {"action": "close"},
        {"action": "plan", "due_on": "2030-01-01"},
    ):
        assert stranger.post(path, **fields).status_code == 404
    assert stranger.post(f"{path}/step/legal", state="todo").status_code == 404
    assert stranger.post(f"{path}/note", note="x", locale="tr", country="TR").status_code == 404
    assert stranger.post(f"{path}/hand-over").status_code == 404
    mine = people[WORKER, "ngo"].get(path).text
    assert mine.count(SECRET) >= 3
    assert "closed" not in re.findall(r"sm-tag[^>]*>([^<]+)", mine)


def test_every_other_address_asks_for_no_cookie_and_answers_all_alike(app, people, referral):
    """A sign-in opens nothing outside the room: no person's page, no platform's protocol."""
    lead, nobody = people[LEAD, "ngo"], people[NOBODY, ""]
    filled = {
        "lang": "en", "partner": "ngo", "slug": "start", "token": "x", "country": "tr",
        "need": "legal", "guide": "proof", "letter": "platform", "_rest": "x",
    }  # fmt: skip
    asked = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("casework.") or "GET" not in (rule.methods or ()):
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: filled[found[1]], str(rule))
        jar = {"Cookie": f"desk={lead.cookie}"}
        with_cookie = app.test_client(use_cookies=False).get(path, headers=jar)
        without = nobody.client.get(path)
        assert with_cookie.status_code == without.status_code, path
        assert "Set-Cookie" not in with_cookie.headers, path
        assert SECRET not in with_cookie.text
        asked += 1
    assert asked > 60
    assert {twin(rule.endpoint) for rule in app.url_map.iter_rules()} == set(security.ENDPOINTS)
