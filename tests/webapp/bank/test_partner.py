"""Partners: what they may give us, and which sites may show their portal in a frame."""

from datetime import timedelta

import pytest

from tests.cases import NOON
from tests.webapp.bank.test_logo import picture
from webapp.bank.origin import OriginMalformed, parse_origin
from webapp.bank.participant import NameMalformed, SlugMalformed
from webapp.bank.partner import find_partner, list_partners, load_logo
from webapp.bank.partnership import (
    MOST_ORIGINS,
    LocaleMalformed,
    PartnerTaken,
    PartnerUnknown,
    PhoneMalformed,
    TextMalformed,
    TooManyOrigins,
    WebsiteMalformed,
    add_partner,
    edit_partner,
    let_frame,
    remove_partner,
    set_logo,
    set_phones,
    set_text,
    stop_frame,
    switch_framing,
)

SITE = "https://ngo.example"


@pytest.fixture
def ngo(bank):
    bank.run(add_partner, "ngo", "An NGO", "tr", now=NOON)
    return bank


def framed_by(bank, **when):
    return bank.run(find_partner, "ngo").framed_by(**{"now": NOON, **when})


def test_a_partner_has_what_it_was_given(ngo):
    ngo.run(edit_partner, "ngo", name="Ours", website=f"{SITE}/help", colour="#8A1538")
    ngo.run(set_phones, "ngo", ["0212 000 00 00", "+90 (549) 000-00-00"])
    ngo.run(set_text, "ngo", "tr", "intro", "Bir.\n\n İki. ")
    kept = ngo.run(find_partner, "ngo")
    assert (kept.name, kept.website, kept.colour) == ("Ours", f"{SITE}/help", "#8a1538")
    assert kept.phones == ["0212 000 00 00", "+90 (549) 000-00-00"]
    assert kept.texts == {("tr", "intro"): "Bir.\n\nİki."}
    assert ngo.run(list_partners) == [kept]


def test_everything_can_be_taken_away_again(ngo):
    for value in ("#8a1538", ""):
        ngo.run(edit_partner, "ngo", colour=value)
    for numbers in (["112"], []):
        ngo.run(set_phones, "ngo", numbers)
    for text in ("Words", ""):
        ngo.run(set_text, "ngo", "en", "closing", text)
    for logo in (picture("PNG"), None):
        ngo.run(set_logo, "ngo", logo)
    kept = ngo.run(find_partner, "ngo")
    assert not any([kept.colour, kept.phones, kept.texts, kept.has_logo])


def test_a_logo_is_kept_apart_and_whole(ngo):
    assert ngo.run(load_logo, "ngo") is None
    ngo.run(set_logo, "ngo", picture("WEBP"))
    assert ngo.run(find_partner, "ngo").has_logo
    logo = ngo.run(load_logo, "ngo")
    assert (logo.kind, logo.data) == ("image/webp", picture("WEBP"))


def test_a_removed_partner_is_gone_with_all_it_gave_and_its_slug_is_free(ngo):
    ngo.run(set_phones, "ngo", ["112"])
    ngo.run(let_frame, "ngo", [SITE])
    ngo.run(remove_partner, "ngo")
    assert ngo.run(find_partner, "ngo") is None
    with pytest.raises(PartnerUnknown):
        ngo.run(remove_partner, "ngo")
    ngo.run(add_partner, "ngo", "Another", "en")
    assert ngo.run(find_partner, "ngo").phones == []


@pytest.mark.parametrize("slug", ["ngo", "self"])
def test_a_slug_stands_for_one_partner_and_never_for_ourselves(ngo, slug):
    with pytest.raises(PartnerTaken):
        ngo.run(add_partner, slug, "Somebody", "en")
    assert len(ngo.run(list_partners)) == 1


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"name": " "}, NameMalformed),
        ({"name": "two\nlines"}, NameMalformed),
        ({"locale": "türkçe"}, LocaleMalformed),
        ({"website": "http://ngo.example"}, WebsiteMalformed),
        ({"website": "https://ngo.example/?who=1"}, WebsiteMalformed),
        ({"website": "javascript:alert(1)"}, WebsiteMalformed),
        ({"website": "https://me@ngo.example/"}, OriginMalformed),
    ],
)
def test_facts_that_could_not_be_shown_are_refused(ngo, facts, refusal):
    with pytest.raises(refusal):
        ngo.run(edit_partner, "ngo", **facts)


def test_slugs_phones_and_texts_that_could_not_be_shown_are_refused(ngo):
    with pytest.raises(SlugMalformed):
        ngo.run(add_partner, "N G O", "Somebody", "en")
    for numbers in (["call us"], ["112"] * 5, ["0800<b>"]):
        with pytest.raises(PhoneMalformed):
            ngo.run(set_phones, "ngo", numbers)
    for kind, text in (("title", "x"), ("intro", "x" * 1_501), ("intro", "a\u202eb")):
        with pytest.raises(TextMalformed):
            ngo.run(set_text, "ngo", "en", kind, text)


def test_a_site_may_frame_us_until_its_day_comes_and_longer_if_it_is_said_again(ngo):
    ngo.run(let_frame, "ngo", [SITE], lasts=timedelta(days=10), now=NOON)
    assert framed_by(ngo) == [SITE]
    assert framed_by(ngo, now=NOON + timedelta(days=10)) == []
    ngo.run(let_frame, "ngo", [f"{SITE}/"], lasts=timedelta(days=20), now=NOON)
    assert framed_by(ngo, now=NOON + timedelta(days=10)) == [SITE]


def test_the_off_switch_stops_every_site_at_once_and_gives_them_back(ngo):
    ngo.run(let_frame, "ngo", [SITE, "https://www.ngo.example"], now=NOON)
    ngo.run(switch_framing, "ngo", is_off=True)
    assert framed_by(ngo) == []
    ngo.run(switch_framing, "ngo", is_off=False)
    assert framed_by(ngo) == [SITE, "https://www.ngo.example"]
    ngo.run(stop_frame, "ngo", SITE)
    assert framed_by(ngo) == ["https://www.ngo.example"]


def test_a_trial_on_loopback_frames_nothing_where_real_people_are(ngo):
    trial = "http://localhost:9100"
    with pytest.raises(OriginMalformed):
        ngo.run(let_frame, "ngo", [trial])
    ngo.run(let_frame, "ngo", [trial], with_loopback=True, now=NOON)
    assert framed_by(ngo, with_loopback=True) == [trial]
    assert framed_by(ngo) == []


def test_there_are_no_more_sites_than_fit_into_a_header(ngo):
    ngo.run(let_frame, "ngo", [f"https://s{n}.example" for n in range(MOST_ORIGINS)])
    with pytest.raises(TooManyOrigins):
        ngo.run(let_frame, "ngo", [SITE])
    assert len(ngo.run(find_partner, "ngo").origins) == MOST_ORIGINS


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://NGO.example/", "https://ngo.example"),
        ("https://ngo.example:443", "https://ngo.example"),
        ("https://ngo.example:8443", "https://ngo.example:8443"),
        ("https://xn--kadnlar-r9a.org.tr", "https://xn--kadnlar-r9a.org.tr"),
    ],
)
def test_an_origin_is_kept_in_one_spelling(text, origin):
    assert parse_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "http://ngo.example",
        "https://*.ngo.example",
        "https://ngo.example/path",
        "https://ngo.example?x",
        "https://me:pw@ngo.example",
        "https://ngo",
        "https://192.0.2.7",
        "https://ngo.example; script-src *",
        "https://ngo.example https://other.example",
        "https://ngo.example\nX: y",
        "https://kadınlar.org.tr",
        "*",
        "'self'",
        "null",
        "data:",
    ],
)
def test_what_is_not_one_exact_site_is_refused(text):
    for with_loopback in (False, True):
        with pytest.raises(OriginMalformed):
            parse_origin(text, with_loopback=with_loopback)
