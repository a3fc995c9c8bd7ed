"""A lead sets up their own portal: seen before it is kept, refused in words, nobody else's."""

import html
import re
from base64 import b64encode
from datetime import timedelta

import pytest

from tests.webapp.bank.test_logo import picture
from webapp.bank.partner import find_partner, load_logo
from webapp.bank.partnership import let_frame
from webapp.bank.table import utc_now

LOOK = {"name": "Mor Çatı", "website": "", "colour": "#1b5e57", "locale": "tr"}


@pytest.fixture
def ngo(bank):
    """The partner as it is kept now."""
    return lambda: bank.run(find_partner, "ngo")


def preview_in(answer) -> str:
    found = re.search(r'srcdoc="([^"]*)"', answer.text)
    return html.unescape(found[1]) if found else ""


def test_a_look_is_seen_before_it_is_kept(zeynep, ngo, client):
    before = ngo()
    shown = preview_in(zeynep.post("/portal/look", **LOOK, preview="yes"))
    assert "Mor Çatı" in shown
    assert 'href="/p/ngo/colours.css?of=1b5e57"' in shown
    assert 'href="/p/ngo/en/case"' in shown, "the page behind the door, and not ours"
    assert ngo() == before
    assert "#1b5e57" in client.get("/p/ngo/colours.css?of=1b5e57").text
    answer = zeynep.post("/portal/look", **LOOK)
    assert answer.status_code == 303
    assert (ngo().name, ngo().colour) == ("Mor Çatı", "#1b5e57")
    assert "Mor Çatı" in client.get("/p/ngo/tr/").text


@pytest.mark.parametrize(
    ("part", "wrong", "word"),
    [
        ("look", {"colour": "#ffe0e0"}, "could not be read"),
        ("look", {"colour": "red"}, "six digits"),
        ("look", {"name": ""}, "one line"),
        ("look", {"website": "http://ngo.example"}, "https://"),
        ("look", {"locale": "x"}, "languages"),
        ("look", {"logo": "not base64!"}, "PNG"),
        ("look", {"logo": b64encode(b"<svg/>").decode()}, "PNG"),
        ("help", {"phones": "call me"}, "digits"),
        ("help", {"phones": "1\n2\n3\n4\n5"}, "four"),
        ("help", {"country": "Turkey"}, "countries"),
        ("help", {"first-1": "nobody"}, "list"),
        ("words", {"intro": "x" * 1501}, "1,500"),
    ],
)
@pytest.mark.parametrize("action", [{}, {"preview": "yes"}])
def test_what_the_bank_refuses_is_said_and_nothing_typed_is_lost(
    zeynep, ngo, part, wrong, word, action
):
    before = ngo()
    filled = {"look": LOOK, "help": {"country": "TR"}, "words": {"intro": "hello"}}[part]
    answer = zeynep.post(f"/portal/{part}", **{**filled, **wrong}, **action)
    assert answer.status_code == 422
    assert word in answer.text
    assert ngo() == before
    kept = {**filled, **wrong}
    for name in ("name", "colour", "website", "intro", "phones"):
        assert html.escape(kept.get(name, "")) in answer.text


def test_words_are_set_in_one_language_at_a_time(zeynep, ngo, client):
    texts = {"intro": "Merhaba.\r\n\r\n<b>Korkma</b>", "closing": "Arayın", "hours": "24 saat"}
    shown = preview_in(zeynep.post("/portal/words", words="tr", preview="yes", **texts))
    assert 'lang="tr"' in shown
    assert "&lt;b&gt;Korkma&lt;/b&gt;" in shown, "plain text and never markup"
    zeynep.post("/portal/words", words="tr", **texts)
    assert ngo().texts["tr", "intro"] == "Merhaba.\n\n<b>Korkma</b>"
    assert {locale for locale, _ in ngo().texts} == {"tr"}
    assert "&lt;b&gt;" in client.get("/p/ngo/tr/").text
    zeynep.post("/portal/words", words="tr", intro="", closing="", hours="")
    assert not ngo().texts


def test_ones_own_country_and_order_come_first_behind_ones_door_alone(bank, zeynep, ngo, client):
    def order(path: str) -> list[str]:
        return re.findall(r'data-resource="([^"]+)"', client.get(path).text)

    before = order("/p/ngo/tr/help/in/tr")
    *_, second, first = (slug for slug in before if slug.startswith("tr-"))
    fields = {"country": "TR", "phones": "112", "first-1": first, "first-2": second}
    assert zeynep.post("/portal/help", **fields, preview="yes").status_code == 200
    assert order("/p/ngo/tr/help/in/tr") == before
    zeynep.post("/portal/help", **fields)
    assert (ngo().country, ngo().favourites, ngo().phones) == ("TR", [first, second], ["112"])
    after = order("/p/ngo/tr/help/in/tr")
    assert after[:2] == [first, second]
    assert sorted(after) == sorted(before)
    assert order("/tr/help/in/tr") == before
    countries = re.findall(r"/help/in/(\w\w)", client.get("/p/ngo/en/help").text)
    assert countries[0] == "tr"
    assert re.findall(r"/help/in/(\w\w)", client.get("/en/help").text)[0] != "tr"

    def letters(door: str) -> list[str]:
        return re.findall(r'data-show-paper="([\w-]+)"', client.get(f"{door}/en/help/letters").text)

    assert letters("/p/ngo")[1].startswith("tr-")
    assert not letters("")[1].startswith("tr-")
    assert sorted(letters("/p/ngo")) == sorted(letters(""))


def test_a_logo_comes_as_text_and_goes_again(bank, zeynep):
    zeynep.post("/portal/look", **LOOK, logo=b64encode(picture("PNG")).decode())
    assert bank.run(load_logo, "ngo").data == picture("PNG")
    assert "Take the logo away" in zeynep.get("/portal/look").text
    zeynep.post("/portal/look", **LOOK, no_logo="yes")
    assert bank.run(load_logo, "ngo") is None


def test_sites_are_stopped_and_renewed_and_none_is_added(bank, zeynep, ngo):
    site = "https://ngo.example"
    bank.run(let_frame, "ngo", [site], lasts=timedelta(days=1))
    assert zeynep.post("/portal/sites", origin="https://evil.example").status_code == 422
    zeynep.post("/portal/sites", origin=site, renew="yes")
    assert ngo().origins[site] > utc_now() + timedelta(days=360)
    zeynep.post("/portal/sites", switch="off")
    assert ngo().framed_by() == []
    zeynep.post("/portal/sites", switch="on")
    assert ngo().framed_by() == [site]
    page = zeynep.get("/portal/sites").text
    assert "&lt;iframe src=" in page
    zeynep.post("/portal/sites", origin=site, stop="yes")
    assert not ngo().origins


def test_a_lead_changes_nothing_of_another_helpline(bank, zeynep, maria):
    maria.post("/portal/look", **LOOK)
    assert bank.run(find_partner, "ngo").name == "The NGO"
    assert bank.run(find_partner, "other").name == "Mor Çatı"
    assert zeynep.get("/portal/nothing").status_code == 404
    assert zeynep.post("/portal/nothing").status_code == 404
