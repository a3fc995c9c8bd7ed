"""A partner's door: the rooms behind it are the same, and whoever came in by it stays behind it."""

import html
import re

import pytest

from tests.journey import Walk, shown, step_of
from tests.site import make_app, make_config
from tests.webapp.bank.test_logo import picture
from webapp.bank import partnership
from webapp.bank.demo import add_examples

TEXT = "Merhaba <b>sana</b>\n\n[link](javascript:alert(1))"


def let_in(app, slug="ngo", **facts):
    bank = app.extensions["stillmine"].bank
    bank.run(partnership.add_partner, slug, "Kadın & Umut", "tr", **facts)
    bank.run(partnership.set_phones, slug, ["0212 000 00 00", "+90 549 000 00 00"])
    bank.run(partnership.set_text, slug, "tr", "hours", "Her gün, 24 saat")
    bank.run(partnership.set_text, slug, "tr", "intro", TEXT)
    bank.run(partnership.set_text, slug, "tr", "closing", "Yalnız değilsin.")
    return bank


@pytest.fixture
def bank(app):
    return let_in(app, colour="#8a1538", website="https://ngo.example/yardim")


class WalkBehindDoor(Walk):
    def __init__(self, client, language="tr", door="/p/ngo"):
        super().__init__(client, language)
        self.base = f"{door}/{language}/case"
        self.page = client.get(self.base)


def words(page) -> str:
    return html.unescape(page.text)


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_the_whole_wizard_works_behind_the_door_and_no_link_leads_out_of_it(bank, client, language):
    walk = WalkBehindDoor(client, language)
    pages = [walk.page]
    while walk.step != "review":
        pages.append(walk.go_to("review" if walk.step == "statements" else _next(walk)).page)
    receipt = walk.send()
    number, passcode = shown(receipt, "case-number"), shown(receipt, "passcode")
    data = {"action": "look-up", "case_number": number, "passcode": passcode}
    case = client.post(f"/p/ngo/{language}/case/follow", data=data)
    assert (step_of(receipt), step_of(case)) == ("receipt", "case")
    base = f"/p/ngo/{language}"
    pages += [client.get(f"{base}{path}") for path in ("/", "/help", "/help/in/tr", "/how")]
    pages += [client.post(f"{base}/help", data={"q": "TKDF"}), receipt, case]
    for page in pages:
        inside = re.findall(
            r'(?:href|action|formaction|data-src|data-address)="(/[^"]*)"', page.text
        )
        assert inside
        for address in inside:
            assert address.startswith(("/p/ngo/", "/static/", "/vault/ngo")), address


def _next(walk: Walk) -> str:
    from webapp.case.steps import path

    steps = path()
    return steps[steps.index(walk.step) + 1]


def test_a_case_is_the_same_by_every_door_and_tells_nobody_which_it_was(app, bank, client):
    receipt = WalkBehindDoor(client).go_to("review").send()
    data = {"action": "look-up", "case_number": shown(receipt, "case-number")}
    data["passcode"] = shown(receipt, "passcode")
    assert step_of(client.post("/en/case/follow", data=data)) == "case"
    bank.run(partnership.remove_partner, "ngo")
    assert step_of(client.post("/en/case/follow", data=data)) == "case"


def test_name_helpline_hours_and_texts_are_shown_as_plain_words(bank, client):
    page = client.get("/p/ngo/tr/")
    assert "Kadın & Umut" in words(page)
    assert 'href="tel:+905490000000"' in page.text
    assert "Her gün, 24 saat" in page.text
    assert "<b>sana</b>" not in page.text
    assert "Merhaba <b>sana</b>" in words(page)
    assert "[link](javascript:alert(1))" in words(page)
    assert not re.search(r'href="javascript', page.text)
    assert "Stillmine" in page.text.split("sm-footer")[1]


def test_the_last_words_stand_under_the_receipt_and_nowhere_else(bank, client):
    walk = WalkBehindDoor(client).go_to("review")
    assert "Yalnız değilsin." not in walk.page.text
    assert "Yalnız değilsin." in walk.send().text


def test_texts_in_a_language_that_the_reader_did_not_choose_are_left_out_but_hours_are_not(
    bank, client
):
    page = client.get("/p/ngo/ar/").text
    assert "Merhaba" not in page
    assert '<p lang="tr" dir="auto">Her gün, 24 saat</p>' in page


@pytest.mark.parametrize(
    ("asked", "language"), [("ar,tr;q=0.5", "ar"), ("nl", "tr"), ("", "tr"), ("en-GB", "en")]
)
def test_without_a_language_in_the_address_the_browser_decides_and_then_the_partner(
    bank, client, asked, language
):
    answer = client.get("/p/ngo/", headers={"Accept-Language": asked})
    assert answer.location == f"/p/ngo/{language}/"


def test_colours_and_logo_are_of_our_own_origin_and_hold_nothing_else(bank, client):
    assert "/p/ngo/colours.css" in client.get("/p/ngo/tr/case").text
    sheet = client.get("/p/ngo/colours.css")
    assert sheet.mimetype == "text/css"
    assert set(re.findall(r"--sm-accent: (#\w+)", sheet.text)) > {"#8a1538"}
    assert client.get("/p/ngo/logo").status_code == 404
    bank.run(partnership.set_logo, "ngo", picture("WEBP"))
    logo = client.get("/p/ngo/logo")
    assert (logo.content_type, logo.data) == ("image/webp", picture("WEBP"))
    assert "/p/ngo/logo" in client.get("/p/ngo/tr/").text


def test_the_vault_wears_the_colours_too(bank, client):
    page = words(client.get("/p/ngo/tr/case"))
    assert '"light-accent": "#8a1538"' in page
    assert 'data-src="/vault/ngo"' in page


def test_without_a_colour_of_its_own_a_portal_wears_ours(app, client):
    let_in(app)
    page = client.get("/p/ngo/tr/case").text
    assert "colours.css" not in page
    assert "data-colours" not in page
    assert client.get("/p/ngo/colours.css").status_code == 404


@pytest.mark.parametrize("door", ["/p/nobody", "/p/self", "/p/case"])
@pytest.mark.parametrize("path", ["/", "/en/", "/en/case", "/logo"])
def test_a_door_that_does_not_exist_leads_nowhere(bank, client, door, path):
    answer = client.get(door + path)
    assert answer.status_code == 404
    assert "Kadın" not in answer.text


def test_our_own_door_knows_no_partner(bank, client):
    page = client.get("/en/").text
    assert "Kadın" not in page
    assert "data-tight" not in page
    assert client.get("/vault/nobody").status_code == 404


def test_in_a_frame_there_is_a_way_into_a_tab_of_its_own(bank, client):
    plain, framed = (
        client.get("/p/ngo/en/case", headers={"Sec-Fetch-Dest": dest}).text
        for dest in ("document", "iframe")
    )
    assert plain.count("Open it in a tab of its own") == 1  # kept ready for a tight frame
    assert framed.count("Open it in a tab of its own") == 3  # without scripts, and in the footer


def test_an_example_has_no_door_on_a_copy_for_real_people(tmp_path):
    app = make_app(make_config(tmp_path, demo=True))
    let_in(app, "example", is_example=True)
    assert app.test_client().get("/p/example/tr/").status_code == 200
    real = make_app(make_config(tmp_path), participants={}).test_client()
    for address in ("/p/example/tr/", "/p/example/tr/case", "/vault/example"):
        assert real.get(address).status_code == 404


@pytest.fixture
def demo(tmp_path):
    """A demonstration as `db upgrade` leaves it; the folder it lives in."""
    app = make_app(make_config(tmp_path, demo=True))
    add_examples(app.extensions["stillmine"].bank)
    return app


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_a_demonstration_shows_a_portal_with_the_federations_public_numbers(demo, language):
    page = demo.test_client().get(f"/p/tkdf/{language}/").text
    for address in ("tel:02126569696", "tel:05496569696", "https://tkdf.org.tr"):
        assert f'href="{address}"' in page
    assert "TKDF" in page.split("sm-partner")[1], "the words that say whose page this is not"
    assert 'data-banner="protects-nobody"' in page


@pytest.mark.parametrize(
    ("host", "frame"),
    [
        ("localhost:8000", "http://127.0.0.1:8000"),
        ("127.0.0.1:8000", "http://localhost:8000"),
        ("demo.example", "http://demo.example"),
    ],
)
def test_the_trial_site_frames_the_portal_from_another_origin_where_it_can(demo, host, frame):
    page = demo.test_client().get("/p/tkdf/en/trial-site", headers={"Host": host}).text
    assert f'<iframe src="{frame}/p/tkdf/en/"' in page


def test_nothing_of_the_example_is_left_when_the_same_copy_is_no_demonstration(demo, tmp_path):
    real = make_app(make_config(tmp_path), participants={}).test_client()
    for path in ("/", "/tr/", "/tr/case", "/tr/trial-site", "/colours.css", "/logo"):
        answer = real.get(f"/p/tkdf{path}")
        assert answer.status_code == 404
        assert "tkdf" not in answer.text.lower()
    assert real.get("/vault/tkdf").status_code == 404


def test_a_real_partner_has_no_trial_site(bank, client):
    assert client.get("/p/ngo/tr/trial-site").status_code == 404
