"""Who helps: by country, by need, and the emergency first when somebody is not safe."""

import re
from dataclasses import replace
from datetime import date

import pytest

from webapp.bank.resource import Resource, list_resources, save_resources

SHOWN = r'data-resource="([^"]+)"'


@pytest.fixture
def bank(app):
    return app.extensions["stillmine"].bank


def slugs(client, path: str) -> list[str]:
    return re.findall(SHOWN, client.get(f"/en/help/{path}").text)


def made(slug: str, **facts: object) -> Resource:
    usual = Resource(
        slug=slug,
        country="TR",
        name=slug,
        kinds=("helpline",),
        audience=("anyone",),
        source="https://made.example",
        gathered="2026-11",
        phones=("+902126569696",),
    )
    return replace(usual, **facts)


def test_every_country_that_has_somebody_can_be_chosen(client):
    page = client.get("/tr/help").text
    codes = re.findall(r'href="/tr/help/in/([a-z]{2})"', page)
    assert len(codes) == 27 - 3 + 1  # NO, SG and TZ lead nowhere yet; the last is another country
    assert codes[-1] == "zz"


def test_countries_stand_in_the_order_of_the_readers_alphabet(client):
    names = re.findall(r'href="/tr/help/in/[a-z]{2}">([^<]+)<', client.get("/tr/help").text)
    some = [name for name in names if name in ("Hindistan", "İrlanda", "İtalya", "Kanada")]
    assert some == ["Hindistan", "İrlanda", "İtalya", "Kanada"]


def test_a_country_shows_its_own_first_and_then_the_world(client):
    shown = slugs(client, "in/gb")
    assert shown[0] == "gb-revenge-porn-helpline"
    assert shown.index("gb-samaritans") < shown.index("us-take-it-down") < len(shown)
    assert shown.count("gb-stopncii") == 1


def test_a_country_without_anybody_gets_those_of_the_world(client):
    page = client.get("/en/help/in/ng").text
    assert "We know nobody in this country" in page
    assert set(re.findall(SHOWN, page)) >= {"us-take-it-down", "zz-inhope", "gb-stopncii"}


@pytest.mark.parametrize("need", ["helpline", "crisis", "removal", "police", "legal"])
def test_a_need_shows_only_those_that_answer_it(client, bank, need):
    kinds = {r.slug: r.kinds for r in bank.run(list_resources)}
    found = slugs(client, f"in/tr/{need}")
    assert found
    assert all(need in kinds[slug] for slug in found)


def test_who_is_not_safe_sees_the_emergency_number_first(client):
    page = client.get("/en/help/in/tr/now").text
    assert re.findall(r'href="tel:([^"]+)"', page)[0] == "112"
    assert re.findall(SHOWN, page)[0] == "tr-police"


@pytest.mark.parametrize(("country", "number"), [("gb", "999"), ("us", "911"), ("ng", "112")])
def test_a_country_whose_list_has_no_emergency_number_gets_that_of_its_networks(
    client, country, number
):
    page = client.get(f"/en/help/in/{country}/now").text
    assert re.findall(r'href="tel:([^"]+)"', page)[0] == number


def test_under_18_shows_those_made_for_the_young_first_and_nobody_for_adults_only(client):
    shown = slugs(client, "in/gb/under-18")
    assert shown[0] == "gb-report-remove"
    assert "us-take-it-down" in shown
    assert "gb-revenge-porn-helpline" not in shown


@pytest.mark.parametrize("path", ["in/xx", "in/TR", "in/tr/nonsense", "to/nonsense", "guides/no"])
def test_what_does_not_exist_is_not_made_up(client, path):
    assert client.get(f"/en/help/{path}").status_code == 404


def test_every_shown_row_is_marked_as_not_verified_until_somebody_dates_it(client, bank):
    page = client.get("/en/help/in/tr").text
    assert page.count('data-standing="unverified"') == len(re.findall(SHOWN, page))
    (tkdf,) = [r for r in bank.run(list_resources) if r.slug == "tr-tkdf"]
    bank.run(save_resources, [replace(tkdf, verified_on=date(2026, 11, 20))])
    assert "Verified on November 20, 2026" in client.get("/en/help/in/tr").text


def test_a_row_checked_more_than_a_year_ago_says_so(client, bank):
    bank.run(save_resources, [made("tr-old", verified_on=date(2020, 1, 2))])
    assert "Verified more than a year ago" in client.get("/en/help/in/tr").text


def test_what_a_row_does_not_say_is_shown_as_unknown(client, bank):
    bank.run(save_resources, [made("zz-silent", country="ZZ")])
    page = client.get("/en/help/in/zz").text
    card = page[page.index('id="zz-silent"') :]
    card = card[: card.index("</details>")]
    for name in ("Hours", "Cost", "Languages"):
        assert re.search(rf"<dt>{name}</dt><dd>\s*not known", card), name
    assert "open now: not known" in card


def test_hours_without_a_zone_are_shown_and_open_now_is_not_guessed(client):
    page = client.get("/en/help/in/gb").text
    card = page[page.index('id="gb-revenge-porn-helpline"') :]
    card = card[: card.index("</details>")]
    assert "Mon–Fri 10:00–16:00" in card
    assert "open now: not known" in card


def test_round_the_clock_is_open_now(client):
    page = client.get("/en/help/in/tr").text
    card = page[page.index('id="tr-tkdf"') :]
    assert "open now<" in card[: card.index("</details>")]


def test_a_held_row_is_nowhere(client):
    assert "slettmeg" not in client.get("/en/help/in/no").text
    assert "slettmeg" not in client.get("/help/resources.csv").text


def test_numbers_are_dialled_whole_and_written_as_people_know_them(client):
    page = client.get("/tr/help/in/tr").text
    assert 'href="tel:+902126569696"' in page
    assert "0212 656 96 96" in page


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_no_page_of_help_is_without_a_way_out_and_a_way_on(client, language):
    for path in ("help", "help/in/tr", "help/in/zz", "help/in/tr/now", "help/to/under-18"):
        page = client.get(f"/{language}/{path}").text
        assert 'data-action="leave"' in page
        assert f"/{language}/help" in page
