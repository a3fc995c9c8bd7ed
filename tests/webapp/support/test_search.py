"""The search finds what people mean: in three languages, misspelt, and in the middle of a word."""

import re

import pytest

from tests.site import make_app, make_config
from webapp.support.search import Entry, likeness, rank, weigh, words_of

# What somebody types, and what must come first.
QUERIES = {
    # English
    "turkey": "country:tr",
    "united kingdom": "country:gb",
    "germny": "country:de",
    "nigeria": "country:ng",
    "tkdf": "tr-tkdf",
    "revenge porn helpline": "gb-revenge-porn-helpline",
    "samaritns": "gb-samaritans",
    "report remove": "gb-report-remove",
    "suicide": "need:crisis",
    "i want to kill myself": "need:crisis",
    "lawyer": "need:legal",
    "lawyer turkey": "tr-tkdf",
    "blackmail": "guide:blackmail",
    "blakmail": "guide:blackmail",
    "sextortion": "guide:blackmail",
    "deepfake": "guide:made-by-ai",
    "screenshot": "guide:proof",
    "spyware on my phone": "guide:watched-phone",
    "instagram": "platform:instagram",
    "telegrm": "platform:telegram",
    "take it down act": "letter:us-take-it-down",
    "my daughter is a minor": "need:under-18",
    # Turkish
    "şantaj": "guide:blackmail",
    "santaj yapiyor": "guide:blackmail",
    "avukat": "need:legal",
    "intihar": "need:crisis",
    "polis": "need:police",
    "türkiye": "country:tr",
    "almanya": "country:de",
    "İngiltere": "country:gb",
    "savcılığa dilekçe": "letter:tr-134",
    "erişim engelleme": "letter:tr-5651",
    "ekran görüntüsü": "guide:proof",
    "fotoğraflarımı paylaştı": "guide:first-steps",
    "yapay zeka": "guide:made-by-ai",
    "alo 183": "tr-alo-183",
    "güvende değilim": "need:now",
    # Arabic
    "ابتزاز": "guide:blackmail",
    "إبتزاز": "guide:blackmail",
    "الانتحار": "need:crisis",
    "محامي": "need:legal",
    "تركيا": "country:tr",
    "المانيا": "country:de",
    "شرطة": "need:police",
    "لقطة شاشة": "guide:proof",
    "قاصر": "need:under-18",
}


def hits(client, query: str, language: str = "en") -> list[str]:
    page = client.post(f"/{language}/help", data={"q": query}).text
    return re.findall(r'data-(?:hit|resource)="([^"]+)"', page)


@pytest.fixture(scope="module")
def searching(tmp_path_factory):
    return make_app(make_config(tmp_path_factory.mktemp("search"))).test_client(use_cookies=False)


def test_there_are_at_least_forty_queries_in_three_languages():
    assert len(QUERIES) >= 40
    assert sum(bool(re.search("[ء-ي]", query)) for query in QUERIES) >= 8


@pytest.mark.parametrize(("query", "expected"), QUERIES.items())
def test_the_first_hit_is_the_one_that_is_meant(searching, query, expected):
    assert hits(searching, query)[0] == expected


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_any_language_is_found_from_a_page_in_any_other(searching, language):
    for query in ("şantaj", "blackmail", "ابتزاز"):
        assert hits(searching, query, language)[0] == "guide:blackmail"


@pytest.mark.parametrize("query", ["", "   ", "qxzqxz", "!!!", "the of and", "a" * 5000])
def test_nothing_found_is_said_and_leads_on_to_the_countries(searching, query):
    page = searching.post("/en/help", data={"q": query})
    assert page.status_code == 200
    assert "We found nothing" in page.text
    assert "/en/help/in/tr" in page.text


def test_the_words_looked_for_are_in_no_address_and_come_back_escaped(searching):
    page = searching.post("/en/help", data={"q": '"><b>santaj'}).text
    assert "<b>santaj" not in page
    assert not re.search(r'(href|action|src)="[^"]*santaj', page)
    assert searching.get("/en/help?q=santaj").text.count("data-hit") == 0


@pytest.mark.parametrize(
    ("typed", "word", "is_alike"),
    [
        ("police", "police", True),
        ("polcie", "police", True),  # two letters changed places
        ("fotograflarimi", "fotograf", True),  # an inflected word
        ("fotgraflarimi", "fotograf", True),  # and misspelt as well
        ("tur", "turkiye", True),  # not typed to its end
        ("act", "cat", False),  # short words must be right
        ("santaj", "san", False),
        ("police", "policy", True),
        ("lawyer", "layer", True),
        ("doctor", "lawyer", False),
    ],
)
def test_words_are_alike_within_a_slip_or_two(typed, word, is_alike):
    assert bool(likeness(typed, word)) == is_alike


def test_spellings_that_mean_the_same_are_the_same():
    assert words_of("ŞANTAJ") == words_of("santaj")
    assert words_of("Işık") == words_of("ISIK") == ["isik"]
    assert words_of("İstanbul") == ["istanbul"]
    assert words_of("الإبتزاز") == words_of("ابتزاز")


def test_an_entry_that_has_all_the_words_comes_before_one_that_has_the_rarer():
    entries = [
        Entry(("both",), weigh(("lawyer turkey", 1))),
        Entry(("rare",), weigh(("turkey", 2))),
        Entry(("other",), weigh(("lawyer", 1))),
    ]
    assert rank("lawyer turkey", entries)[0] == ("both",)
