"""What a worker does beside a caller: notes, warned of what points at a person, and hands over."""

import csv
import io
import re
from datetime import timedelta

import pytest

from tests.cases import opening, pdq
from tests.desks import seat
from webapp.bank.case import open_case
from webapp.bank.handover import find_by_token
from webapp.bank.referral import LONGEST_NOTE, ReferralRow
from webapp.bank.referring import MOST_FOLLOW_UPS, open_referral
from webapp.bank.sharing import SharingRow, end_sharing
from webapp.bank.table import utc_now

FACTS = {"reference": "Gelincik 19", "locale": "tr", "country": "TR", "note": "rings at noon"}


def path_of(answer) -> str:
    return answer.location.removeprefix("/casework/en")


@pytest.fixture
def referral(ayse):
    """The address of a referral."""
    return path_of(ayse.post("/new", **FACTS))


def named(page: str) -> list[str]:
    return re.findall(r'href="/casework/en/r/[^"]+"><bdi>([^<]+)', page)


def test_what_was_typed_stays_when_something_is_missing(ayse):
    for wrong, word in (
        ({"reference": ""}, "one short line"),
        ({"reference": "x" * 41}, "one short line"),
        ({"country": ""}, "Choose the country"),
        ({"note": "x" * (LONGEST_NOTE + 1)}, "too long"),
    ):
        page = ayse.post("/new", **{**FACTS, **wrong})
        assert page.status_code == 422
        assert word in page.text
        kept = {**FACTS, **wrong}
        assert kept["note"] in page.text
        assert f'value="{kept["reference"]}"' in page.text or not kept["reference"]
    assert named(ayse.get("/").text) == []


def test_a_reference_is_taken_once(ayse, zeynep, referral):
    assert "already" in zeynep.post("/new", **FACTS).text


@pytest.mark.parametrize(
    "telling",
    ["0532 123 45 67", "write to ayse@example.org", "https://t.me/x", "photo.jpg", "10000000146"],
)
def test_a_note_that_points_at_a_person_is_kept_only_after_a_second_look(ayse, telling):
    page = ayse.post("/new", **{**FACTS, "note": telling})
    assert page.status_code == 422
    assert "data-telltale" in page.text
    assert telling in page.text, "nothing is lost"
    assert named(ayse.get("/").text) == []
    referral = path_of(ayse.post("/new", **{**FACTS, "note": telling}, looked="yes"))
    assert telling in ayse.get(referral).text
    place = {"state": "done", "place": telling}
    assert "data-telltale" in ayse.post(f"{referral}/step/legal", **place).text
    assert ayse.post(f"{referral}/step/legal", **place, looked="yes").status_code == 303
    note = {**FACTS, "note": f"{telling} once more"}
    assert "data-telltale" in ayse.post(f"{referral}/note", **note).text


def test_the_list_is_filtered(app, bank, ayse, zeynep, referral):
    partner_id, today = ayse.staff.partner_id, utc_now().date()
    for reference, country in (("Lale", "DE"), ("Zambak", "TR")):
        facts = {"reference": reference, "locale": "tr", "country": country}
        bank.run(open_referral, partner_id, zeynep.staff.id, **facts)
    due = path_of(ayse.post("/new", **{**FACTS, "reference": "Papatya"}))
    ayse.post(due, action="plan", due_on=today.isoformat())
    closed = path_of(ayse.post("/new", **{**FACTS, "reference": "Nilüfer"}))
    ayse.post(closed, action="close")
    shown = {key: set(named(ayse.get(f"/?show={key}").text)) for key in ("open", "due", "mine")}
    assert shown["open"] == {"Gelincik 19", "Lale", "Zambak", "Papatya"}
    assert shown["due"] == {"Papatya"}
    assert shown["mine"] == {"Gelincik 19", "Papatya"}
    assert named(ayse.get("/?show=closed").text) == ["Nilüfer"]
    assert named(ayse.get("/?country=DE").text) == ["Lale"]
    assert named(ayse.post("/search", reference=" gelincik 19 ").text) == ["Gelincik 19"]
    assert named(ayse.post("/search", reference="nilüfer").text) == ["Nilüfer"], "closed ones too"
    assert "1 caller is to be asked again" in ayse.get("/").text
    assert named(ayse.get("/?show=all&country=xx&page=x").text), "a wrong address is no error"


def test_the_list_has_pages(bank, ayse):
    for n in range(51):
        facts = {"reference": f"R-{n}", "locale": "tr", "country": "TR"}
        bank.run(open_referral, ayse.staff.partner_id, ayse.staff.id, **facts)
    first, second = (named(ayse.get(f"/?page={n}").text) for n in (1, 2))
    assert (len(first), len(second)) == (50, 1)
    assert not set(first) & set(second)


def test_a_step_is_noted_with_day_and_place_and_taken_back(ayse, referral):
    step = f"{referral}/step/complaint"
    assert ayse.get(f"{referral}/step/nothing").status_code == 404
    fields = {"state": "done", "on": "2026-11-20", "place": "Moda"}
    for wrong in ({"state": "other-route"}, {"on": "20.11."}, {"place": "x" * 61}, {"state": ""}):
        page = ayse.post(step, **{**fields, **wrong})
        assert page.status_code == 422, wrong
        assert "data-error-summary" in page.text
    ayse.post(step, **fields)
    page = ayse.get(referral).text
    assert 'data-referral-step="complaint" data-state="done"' in page
    assert "Moda" in page
    assert "November 20, 2026" in page
    ayse.post(step, state="todo")
    assert 'data-referral-step="complaint" data-state="todo"' in ayse.get(referral).text


def test_follow_ups_are_planned_done_and_dropped(ayse, referral):
    tomorrow = utc_now().date() + timedelta(days=1)
    for wrong in ("", "tomorrow", (tomorrow - timedelta(days=2)).isoformat()):
        assert ayse.post(referral, action="plan", due_on=wrong).status_code == 422
    ayse.post(referral, action="plan", due_on=tomorrow.isoformat())
    page = ayse.get(referral).text
    assert "in 1 day" in page
    id_ = re.search(r'name="id" value="([^"]+)"', page)[1]
    ayse.post(referral, action="finish", id=id_)
    assert 'value="finish"' not in ayse.get(referral).text
    ayse.post(referral, action="drop", id=id_)
    assert "data-follow-up" not in ayse.get(referral).text
    assert ayse.post(referral, action="drop", id=id_).status_code == 422
    assert ayse.post(referral, action="burn").status_code == 400
    for _ in range(MOST_FOLLOW_UPS):
        ayse.post(referral, action="plan", due_on=tomorrow.isoformat())
    assert "50 days" in ayse.post(referral, action="plan", due_on=tomorrow.isoformat()).text


def test_a_hand_over_is_shown_once_and_ties_what_the_caller_agrees_to(bank, ayse, referral):
    page = ayse.post(f"{referral}/hand-over").text
    link = re.search(r'data-field="hand-over-link">([^<]+)', page)[1]
    code = re.search(r'data-field="hand-over-code">([^<]+)', page)[1]
    assert re.fullmatch(r"http://localhost/p/ngo/tr/case/w/[\w-]+", link)
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", code)
    assert "<svg" in page
    again = ayse.get(f"{referral}/hand-over").text
    assert link not in again
    assert code not in again
    assert "A hand-over is out" in again
    invitation = bank.run(find_by_token, link.rpartition("/")[2])
    receipt = open_case(
        bank, opening(pdq(), participants=["example-social"], handover=invitation.id)
    )
    page = ayse.get(referral).text
    assert 'data-shared="yes"' in page
    assert 'data-referral-step="case-opened" data-state="done"' in page
    assert 'data-participant="example-social" data-state="waiting"' in page
    for secret in (receipt.case_number, receipt.passcode, pdq().value):
        assert secret not in page
    bank.run(end_sharing, bank.run(lambda session: session.query(SharingRow).one().case_id))
    page = ayse.get(referral).text
    assert 'data-shared="ended"' in page
    assert 'data-referral-step="case-opened" data-state="todo"' in page
    assert "example-social" not in page


def test_a_hand_over_is_called_back(bank, ayse, referral):
    page = ayse.post(f"{referral}/hand-over").text
    token = re.search(r"/case/w/([\w-]+)", page)[1]
    ayse.post(f"{referral}/hand-over", action="revoke")
    assert bank.run(find_by_token, token) is None
    assert "A hand-over is out" not in ayse.get(referral).text


def test_there_is_no_hand_over_for_somebody_under_18_or_of_a_closed_referral(ayse, referral):
    ayse.post(f"{referral}/step/age", state="other-route")
    page = ayse.get(referral).text
    assert "hand-over" not in re.findall(r'data-action="([^"]+)"', page)
    assert "/en/help/in/tr/under-18" in page
    assert ayse.post(f"{referral}/hand-over").status_code == 409
    ayse.post(f"{referral}/step/age", state="done")
    ayse.post(referral, action="close")
    assert ayse.post(f"{referral}/hand-over").status_code == 409
    ayse.post(referral, action="reopen")
    assert ayse.post(f"{referral}/hand-over").status_code == 200


def test_the_sheet_for_the_caller_says_nothing_of_what_it_is_about(ayse, referral):
    ayse.post(f"{referral}/step/complaint", state="done", on="2026-11-20", place="Moda")
    sheet = ayse.get(f"{referral}/summary").text
    main = re.search(r"<main.*</main>", sheet, re.DOTALL)[0]
    paper = re.sub(
        r'<div class="sm-screen-only">.*?</div>\s*</div>|<nav.*?</nav>', "", main, flags=re.S
    )
    assert "Moda" in paper
    assert "0212 000 00 00" in paper
    for telling in ("Gelincik", "image", "The NGO", "rings at noon"):
        assert telling not in paper


def test_the_figures_come_as_a_file_with_small_ones_left_out(app, bank, ayse):
    for n in range(12):
        facts = {"reference": f"R-{n}", "locale": "tr", "country": "TR" if n else "DE"}
        made = bank.run(open_referral, ayse.staff.partner_id, ayse.staff.id, **facts)
    ayse.post(f"/r/{made}", action="close")
    today = utc_now().date()
    quarter = f"{today.year}-{(today.month + 2) // 3}"
    answer = ayse.get(f"/figures.csv?quarter={quarter}")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = {
        (row["what"], row["which"]): row["count"]
        for row in csv.DictReader(io.StringIO(answer.text))
    }
    assert rows["referrals", "opened"] == "12"
    assert rows["referrals", "closed"] == "withheld"
    assert ("country", "DE") not in rows
    assert "left out</td>" in ayse.get("/figures").text
    for wrong in ("2026-5", "2026", "x", "2026-1-1"):
        assert ayse.get(f"/figures?quarter={wrong}").status_code == 404


def test_who_is_gone_leaves_the_referrals(bank, ayse, zeynep, referral):
    zeynep.post("/team", action="remove", id=str(ayse.staff.id))
    assert named(zeynep.get("/").text) == ["Gelincik 19"]
    assert bank.run(lambda session: session.query(ReferralRow).one().staff_id) is None


def test_two_helplines_may_use_the_same_reference(app, ayse, maria, referral):
    assert path_of(maria.post("/new", **FACTS)) != referral
    assert named(seat(app, "hatice").get("/").text) == ["Gelincik 19"]
