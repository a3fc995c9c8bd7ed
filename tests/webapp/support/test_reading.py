"""Guides and letters: complete in English and Turkish at all times, and the same in both."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.site import make_app, make_config
from webapp.support.guides import GUIDES
from webapp.support.letters import FIELDS, LANGUAGES, LETTERS
from webapp.support.platforms import DEADLINES, PLATFORMS

TEMPLATES = Path(__file__).parents[3] / "templates" / "support"
IN_ARABIC = ("first-steps", "proof", "police")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """One client for all: nothing here changes anything."""
    return make_app(make_config(tmp_path_factory.mktemp("reading"))).test_client(use_cookies=False)


class Shape(HTMLParser):
    """The tags of a text, and its links, without its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(f"{tag} {dict(attrs).get('href', '')}")


def read(folder: str, slug: str, language: str) -> str:
    return (TEMPLATES / folder / slug / f"{language}.html").read_text("utf-8")


@pytest.mark.parametrize("slug", GUIDES)
def test_a_guide_says_the_same_in_the_same_parts_in_every_language(slug):
    """A part, a point or a link that one language has and another has not is found here."""
    wanted = Shape(read("guides", slug, "en")).found
    for language in ("tr", *(["ar"] if slug in IN_ARABIC else [])):
        assert Shape(read("guides", slug, language)).found == wanted, language


@pytest.mark.parametrize("slug", GUIDES)
@pytest.mark.parametrize("language", ["tr", "ar"])
def test_a_translation_is_no_copy(slug, language):
    file = TEMPLATES / "guides" / slug / f"{language}.html"
    if file.exists():
        sentences = set(re.findall(r">([^<]{25,})<", read("guides", slug, "en")))
        assert not sentences & set(re.findall(r">([^<]{25,})<", file.read_text("utf-8")))


def test_there_is_no_guide_without_an_entry():
    assert {folder.name for folder in (TEMPLATES / "guides").iterdir()} == set(GUIDES)
    assert {folder.name for folder in (TEMPLATES / "letters").iterdir()} == set(LETTERS)


@pytest.mark.parametrize("slug", GUIDES)
def test_a_guide_is_shown_in_its_language_or_says_that_it_is_not(client, slug):
    assert 'class="sm-guide" lang="tr" dir="ltr"' in client.get(f"/tr/help/guides/{slug}").text
    page = client.get(f"/ar/help/guides/{slug}").text
    if slug in IN_ARABIC:
        assert 'class="sm-guide" lang="ar" dir="rtl"' in page
    else:
        assert 'class="sm-guide" lang="en" dir="ltr"' in page
        assert "لم يُترجم هذا النص بعد" in page


@pytest.mark.parametrize("slug", ["first-steps", "proof", "blackmail", "made-by-ai", "for-others"])
@pytest.mark.parametrize("language", ["en", "tr"])
def test_whoever_may_be_under_18_is_told_where_to_go(slug, language):
    assert "need='under-18'" in read("guides", slug, language)


@pytest.mark.parametrize("slug", LETTERS)
def test_a_letter_asks_for_the_same_in_both_languages(slug):
    texts = [read("letters", slug, language) for language in LANGUAGES]
    gaps = [set(re.findall(r'fill\("(\w+)"\)', text)) for text in texts]
    assert gaps[0] == gaps[1] == set(LETTERS[slug].fields)
    assert all("places()" in text for text in texts)


# What each law asks a request to hold (docs/sources.md), by words that must be in the letter.
NEEDED = {
    "us-take-it-down": ["Signature", "Identification of the content", "good faith", "48 hours"],
    "uk-report": ["I declare", "is on your service", "I am the person shown", "Where to find it"],
    "eu-dsa": ["Exact addresses", "good faith", "Why this content is illegal", "Who sends"],
    "tr-5651": ["Full address (URL)", "Which right is breached, and how", "proof of identity"],
    "tr-134": ["Penal Code, article 134", "I make a complaint", "Evidence"],
    "au-esafety": ["eSafety", "without my consent", "sections 77 and 78"],
    "platform": ["I did not agree", "remove"],
}


@pytest.mark.parametrize("slug", LETTERS)
def test_a_letter_holds_what_its_law_asks_for(slug):
    text = read("letters", slug, "en")
    assert [words for words in NEEDED[slug] if words not in text] == []


@pytest.mark.parametrize("slug", LETTERS)
@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_a_letter_shows_source_date_and_that_it_is_no_legal_advice(client, slug, language):
    page = client.get(f"/{language}/help/letters/{slug}").text
    about = page[page.index(f'data-about="{slug}"') :]
    about = about[: about.index("</section>")]
    assert "hidden" not in about[: about.index(">")]
    assert LETTERS[slug].source.replace("&", "&amp;") in about
    words = {"en": "not legal advice", "tr": "hukuki danışmanlık değildir", "ar": "استشارة قانونية"}
    assert words[language] in about
    assert "2026" in about


def test_no_field_of_the_letters_is_part_of_a_form(client):
    """Not even Enter can send what stands in a field that belongs to no form."""
    page = client.get("/en/help/letters").text
    assert "<form" not in page
    fields = re.findall(r"<(?:input|textarea)[^>]*>", page)
    assert len(fields) >= len(FIELDS)
    assert [field for field in fields if 'autocomplete="off"' not in field] == []
    assert [field for field in fields if re.search(r"\sname=", field)] == []


def test_every_platform_has_an_address_and_every_deadline_a_source(client):
    page = client.get("/en/help/platforms").text
    for platform in PLATFORMS:
        assert platform.report.startswith("https://")
        assert f'data-platform="{platform.slug}"' in page
    for _, _, source in DEADLINES:
        assert source in page.replace("&amp;", "&")
    assert "not verified yet" in page


def test_platforms_that_take_part_here_are_named(client):
    assert 'data-participant="example-social"' in client.get("/en/help/platforms").text
