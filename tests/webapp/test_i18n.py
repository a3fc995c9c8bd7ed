"""Languages: a person is answered in the one they came in, and never trapped in another."""

import re

import pytest

from webapp.i18n import LANGUAGES, TRANSLATIONS
from webapp.support.guides import GUIDES


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_that_is_not_there_is_said_so_in_the_language_of_its_address(client, code):
    answer = client.get(f"/{code}/nowhere", headers={"Accept-Language": "nl, en;q=0.5"})
    assert answer.status_code == 404
    assert f'lang="{code}" dir=' in answer.text
    for other in LANGUAGES:
        assert f'href="/{other}/" lang="{other}"' in answer.text, "out of there into any other"


@pytest.mark.parametrize(
    ("wanted", "answered"),
    [("nl, tr;q=0.5", "tr"), ("fr-CA", "fr"), ("pt-PT", "pt-BR"), ("pt", "pt-BR"), ("nl", "en")],
)
def test_an_address_without_a_language_is_answered_in_the_browsers(client, wanted, answered):
    answer = client.get("/nowhere/", headers={"Accept-Language": wanted})
    assert f'lang="{answered}" dir=' in answer.text


@pytest.mark.parametrize(
    ("asked", "nearest"), [("pt", "pt-BR"), ("pt-br", "pt-BR"), ("en-GB", "en"), ("ES", "es")]
)
def test_a_link_may_name_a_language_less_exactly(client, asked, nearest):
    answer = client.get(f"/{asked}/help/in/tr/legal")
    assert answer.status_code == 302
    assert answer.location == f"/{nearest}/help/in/tr/legal"


@pytest.mark.parametrize("asked", ["nl", "xx", "e", "wp-admin"])
def test_what_is_near_to_no_language_is_no_page(client, asked):
    assert client.get(f"/{asked}/help").status_code == 404


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_runs_the_way_of_its_language_and_leads_into_every_other(client, code):
    page = client.get(f"/{code}/case").text
    assert f'lang="{code}" dir="{LANGUAGES[code].dir}"' in page
    assert ("site-rtl" in page) == (LANGUAGES[code].dir == "rtl")
    for other in LANGUAGES:
        assert f'href="/{other}/case" lang="{other}"' in page


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_answers_in_every_language(app, client, code):
    filled = {"country": "tr", "need": "legal", "guide": "proof", "letter": "platform"}
    filled |= {"slug": "under-18", "token": "nobody-was-given-this", "lang": code}
    asked = 0
    for rule in app.url_map.iter_rules():
        is_ours = not rule.endpoint.startswith(("portal.", "casework."))
        if "lang" not in rule.arguments or "GET" not in (rule.methods or ()) or not is_ours:
            continue
        path = re.sub(r"<(\w+)>", lambda found: filled[found[1]], str(rule))
        answer = client.get(path)
        assert answer.status_code == (404 if "/case/w/" in path else 200), path
        assert f'lang="{code}"' in answer.text
        asked += 1
    assert asked > 15


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_no_sentence_of_a_step_is_left_in_english(client, code):
    """The catalogs are complete; this is that they are also used."""

    def sentences(language: str) -> set[str]:
        page = client.get(f"/{language}/case").text
        main = re.search(r"<main.*</main>", page, re.DOTALL)[0]
        return {each.strip() for each in re.findall(r">([^<>{}]{12,})<", main) if each.strip()}

    english = sentences("en")
    assert len(english) > 20
    assert not english & sentences(code)


def test_the_list_says_what_is_complete_and_who_has_read_it(client):
    listed = client.get("/languages.json").json
    by_code = {each["code"]: each for each in listed["languages"]}
    assert list(by_code) == list(LANGUAGES)
    for code, each in by_code.items():
        assert {"wizard", "statements", "follow", "portal"} <= set(each["complete"])
        assert ("casework" in each["complete"]) == LANGUAGES[code].desk
        texts = TRANSLATIONS.parents[1] / "templates" / "support" / "guides"
        assert each["guides"] == len(list(texts.glob(f"*/{code}.html")))
    assert by_code["en"]["guides"] == listed["guides"] == len(GUIDES)
    assert by_code["en"]["reviewed_by_a_native_speaker"] == "2026-11-24"
    assert by_code["hi"]["reviewed_by_a_native_speaker"] is None
    assert by_code["ur"]["direction"] == "rtl"


def test_a_guide_that_is_not_translated_says_so_and_is_marked_as_english(client):
    page = client.get("/ur/help/guides/police").text
    assert '<div class="sm-guide" lang="en" dir="ltr"' in page


def test_the_room_of_the_staff_goes_to_a_language_that_it_has(client):
    answer = client.get("/casework/hi/sign-in")
    assert answer.location == "/casework/en/sign-in"
    assert 'href="/casework/tr/sign-in"' in client.get("/casework/en/sign-in").text
    assert "/casework/hi/" not in client.get("/casework/en/sign-in").text
