"""A caller with an invitation: asked once, on one page, and free to say no or to end it."""

import re
from datetime import timedelta

import pytest

from tests.journey import ANSWERS, Walk, field, shown, solve, step_of
from tests.referrals import open_desk
from tests.webapp.bank.test_handover import other_code
from tests.webapp.case.test_follow import look_up, press
from tests.webapp.case.test_views import later
from webapp.bank.glimpse import see_shared
from webapp.bank.handover import revoke_handover
from webapp.bank.participant import add_participant
from webapp.bank.partnership import edit_partner, set_phones
from webapp.bank.source import FREE_GUESSES
from webapp.bank.table import utc_now
from webapp.case.draft import LIFETIME_SECONDS
from webapp.i18n import LANGUAGES

SHARE = {"sharing": "share"}
ALONE = {"sharing": "alone"}


@pytest.fixture
def desk(app):
    return open_desk(app.extensions["stillmine"].bank)


@pytest.fixture
def referral_id(desk):
    return desk.open()


@pytest.fixture
def handover(desk, referral_id):
    return desk.hand_over(referral_id, utc_now())


class Invited(Walk):
    """Somebody who opens the link, or types the number."""

    def __init__(self, client, token: str, base: str = "/en/case") -> None:
        self.client, self.base = client, base
        self.page = client.get(f"{base}/w/{token}")

    def answer_all(self, sharing=SHARE, **answers):
        assert self.step == "sharing"
        self.answer(**sharing)
        return self.go_to("review", **answers)


def type_number(client, number, **more):
    return client.post("/en/case/code", data={"code": number, **more})


def seen(desk, referral_id):
    return desk.run(see_shared, referral_id)


def test_the_link_leads_to_the_page_that_says_who_asks_and_what_they_would_see(
    client, desk, handover
):
    desk.bank.run(edit_partner, "ngo", website="https://ngo.example/help")
    desk.bank.run(set_phones, "ngo", ["0212 000 00 00"])
    page = client.get(f"/en/case/w/{handover.token}")
    assert (page.status_code, step_of(page)) == (200, "sharing")
    for words in ("The NGO", "ngo.example/help", "0212 000 00 00", "never see", "your images"):
        assert words in page.text
    assert "checked" not in page.text, "nothing is chosen before the person chooses"
    assert 'href="https://ngo.example' not in page.text


def test_who_agrees_shares_and_is_told_so_before_and_after(client, desk, referral_id, handover):
    walk = Invited(client, handover.token).answer_all()
    assert "you and The NGO" in walk.page.text
    receipt = walk.send()
    assert "data-shared" in receipt.text
    (glimpse,) = seen(desk, referral_id)
    assert [each.slug for each in glimpse.participants] == ["example-social", "example-video"]
    page = look_up(client, shown(receipt, "case-number"), shown(receipt, "passcode"))
    assert "data-sharing" in page.text
    assert "The NGO" in page.text


def test_who_says_no_shares_nothing_and_uses_nothing_up(client, desk, referral_id, handover):
    walk = Invited(client, handover.token).answer_all(ALONE)
    assert "only you" in walk.page.text
    receipt = walk.send()
    assert step_of(receipt) == "receipt"
    assert "The NGO" not in receipt.text
    assert seen(desk, referral_id) == []
    assert step_of(client.get(f"/en/case/w/{handover.token}")) == "sharing"


def test_who_gives_no_answer_is_asked_again(client, handover):
    walk = Invited(client, handover.token).answer()
    assert (walk.step, walk.page.status_code) == ("sharing", 422)
    assert walk.answer(sharing="made-up").step == "sharing"


def test_nobody_gets_past_the_page_without_an_answer(client, handover):
    walk = Invited(client, handover.token)
    draft = field(walk.page, "draft")
    for slug in ("start", "statements", "review"):
        data = {"draft": draft, **ANSWERS.get(slug, {})}
        assert step_of(client.post(f"/en/case/{slug}", data=data)) == "sharing"


def test_a_change_of_mind_at_review_counts(client, desk, referral_id, handover):
    walk = Invited(client, handover.token).answer_all().answer(change="sharing")
    assert walk.step == "sharing"
    assert walk.answer(**ALONE).step == "review"
    walk.send()
    assert seen(desk, referral_id) == []


def test_the_number_said_on_the_telephone_leads_to_the_same_page(client, handover):
    start = client.get("/en/case")
    assert 'href="/en/case/code"' in start.text
    assert step_of(client.get("/en/case/code")) == "code"
    assert step_of(type_number(client, handover.code.replace(" ", "-"))) == "sharing"


def test_a_slip_and_a_wrong_number_are_told_apart_and_close_nothing(client, handover):
    slip = type_number(client, handover.code[:-1])
    wrong = type_number(client, other_code(handover.code))
    assert "not a whole invitation number" in slip.text
    assert "No invitation has this number" in wrong.text
    for page in (slip, wrong):
        assert (page.status_code, step_of(page)) == (422, "code")
        assert 'href="/en/case"' in page.text
    assert handover.code[:-1] in slip.text


def test_guessing_costs_work_and_whoever_pays_is_let_through(client, handover):
    wrong = other_code(handover.code)
    for _ in range(FREE_GUESSES):
        assert type_number(client, wrong).status_code == 422
    page = type_number(client, handover.code)
    assert (page.status_code, step_of(page)) == (429, "code")
    paid = {"ticket": field(page, "ticket"), "pow": str(solve(page))}
    assert type_number(client, wrong, **paid).status_code == 429
    assert step_of(type_number(client, handover.code, **paid)) == "sharing"


@pytest.mark.parametrize("how", ["used", "expired", "revoked", "made up"])
def test_a_link_that_is_over_says_what_to_do_and_the_wizard_goes_on(
    client, desk, referral_id, handover, how
):
    token = handover.token
    if how == "used":
        Invited(client, token).answer_all().send()
    elif how == "expired":
        token = desk.hand_over(referral_id, utc_now() - timedelta(hours=48)).token
    elif how == "revoked":
        desk.run(revoke_handover, referral_id)
    else:
        token = token[::-1]
    page = client.get(f"/en/case/w/{token}")
    assert (page.status_code, step_of(page)) == (404, "code")
    assert "does not work any more" in page.text
    assert "The NGO" not in page.text
    assert 'href="/en/case"' in page.text


def test_an_invitation_called_back_on_the_way_is_told_and_the_case_opens_unshared(
    client, desk, referral_id, handover
):
    walk = Invited(client, handover.token).answer_all()
    desk.run(revoke_handover, referral_id)
    receipt = walk.send()
    assert step_of(receipt) == "receipt"
    assert "data-not-shared" in receipt.text
    assert seen(desk, referral_id) == []


def test_an_invitation_called_back_before_the_answer_leads_on_without_it(
    client, desk, referral_id, handover
):
    walk = Invited(client, handover.token)
    desk.run(revoke_handover, referral_id)
    assert walk.answer().step == "start"
    assert "nothing is shared" in walk.page.text
    assert step_of(walk.go_to("review").send()) == "receipt"


def test_after_an_hour_it_is_asked_again(client, handover, monkeypatch):
    walk = Invited(client, handover.token).answer_all()
    later(monkeypatch, LIFETIME_SECONDS + 60)
    assert walk.send().status_code == 200
    assert walk.step == "sharing"
    assert step_of(walk.answer_all().send()) == "receipt"


def test_a_hand_over_cannot_be_put_into_a_draft_by_hand(client, handover):
    draft = field(client.get(f"/en/case/w/{handover.token}"), "draft")
    other = field(client.get("/en/case"), "draft")
    forged = draft.split(".")[0] + "." + other.split(".", 1)[1]
    page = client.post("/en/case/sharing", data={"draft": forged, **SHARE})
    assert step_of(page) == "start"
    assert "Something went wrong" in page.text


@pytest.fixture
def shared(client, handover):
    """The case of somebody who shares, looked up."""
    receipt = Invited(client, handover.token).answer_all().send()
    return look_up(client, shown(receipt, "case-number"), shown(receipt, "passcode"))


def test_sharing_is_ended_after_one_question_and_at_once(client, desk, referral_id, shared):
    page = press(client, shared, "choose-end-sharing")
    assert step_of(page) == "end-sharing"
    assert seen(desk, referral_id)[0].ended_at is None
    page = press(client, page, "end-sharing")
    assert step_of(page) == "case"
    assert "The sharing has ended" in page.text
    assert "The NGO" not in page.text
    (glimpse,) = seen(desk, referral_id)
    assert glimpse.ended_at
    assert glimpse.participants == ()
    assert step_of(press(client, page, "choose-end-sharing")) == "case"


def test_who_only_looks_at_the_question_goes_on_sharing(client, desk, referral_id, shared):
    page = press(client, press(client, shared, "choose-end-sharing"), "show")
    assert "data-sharing" in page.text
    assert seen(desk, referral_id)[0].ended_at is None


def test_no_page_names_a_participant_that_the_worker_would_not_see(
    client, desk, referral_id, handover
):
    desk.bank.run(add_participant, "third", "The Third")
    hidden = {"statements": ANSWERS["statements"]["statements"]}
    Invited(client, handover.token).answer_all(statements=hidden).send()
    assert seen(desk, referral_id)[0].participants == ()


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_it_works_behind_a_partners_door_in_every_language(
    client, desk, referral_id, handover, language
):
    walk = Invited(client, handover.token, f"/p/ngo/{language}/case")
    assert f'action="/p/ngo/{language}/case/sharing"' in walk.page.text
    languages = re.findall(r'href="([^"]+/case/w/[^"]+)"', walk.page.text)
    assert len(languages) == len(LANGUAGES), "the chooser keeps the invitation"
    assert "data-shared" in walk.answer_all().send().text
    assert len(seen(desk, referral_id)) == 1
