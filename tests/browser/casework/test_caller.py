"""A caller with an invitation of a helpline, on their own small phone: they share, and end it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import look_at
from tests.browser.person import Person
from tests.browser.portal.ngo import open_ngo
from tests.chromium import PHONE
from tests.photos import photo, save_jpeg
from tests.referrals import Desk, open_desk
from tests.site import Site
from webapp.bank.glimpse import see_shared
from webapp.bank.handover import Handover
from webapp.bank.partnership import edit_partner, set_phones
from webapp.bank.table import utc_now
from webapp.i18n import LANGUAGES


@pytest.fixture
def desk(site: Site) -> Desk:
    """A helpline's desk."""
    desk = open_desk(site.bank)
    site.bank.run(edit_partner, "ngo", website="https://ngo.example", colour="#1b5e57")
    site.bank.run(set_phones, "ngo", ["0212 000 00 00"])
    return desk


def hand_over(desk: Desk, reference: str = "A-1") -> tuple[object, Handover]:
    referral_id = desk.open(reference)
    return referral_id, desk.hand_over(referral_id, utc_now())


def arrive(page: Page, url: str, token: str, language: str) -> Person:
    """Open the link that the worker sent."""
    page.goto(f"{url}/p/ngo/{language}/case/w/{token}")
    person = Person(page, f"{url}/p/ngo", language)
    person.see("sharing")
    return person


def answer(person: Person, sharing: str) -> None:
    person.choose(sharing)
    person.go_on("start")


def test_a_caller_shares_a_case_and_ends_the_sharing(phone, site, desk, tmp_path):
    referral_id, handover = hand_over(desk)
    person = arrive(phone, site.url, handover.token, "tr")
    look_at(phone)
    assert phone.url == f"{site.url}/p/ngo/tr/case", "the address says nothing of the invitation"
    assert phone.evaluate("history.length") == 2, "the empty page, and ours"
    answer(person, "share")
    person.go_to_choose_files()
    person.choose_files([save_jpeg(tmp_path / "one.jpg", photo(1))], done=1)
    person.go_to_review()
    expect(phone.get_by_text("siz ve The NGO")).to_be_visible()
    look_at(phone)
    number, passcode = person.send()
    expect(phone.locator("[data-shared]")).to_contain_text("The NGO")
    look_at(phone)
    assert [each.ended_at for each in desk.run(see_shared, referral_id)] == [None]

    person.open_case(number, passcode)
    look_at(phone)
    person.go_on("end-sharing", "end-sharing")
    look_at(phone)
    person.go_on("case")
    expect(phone.locator("[data-sharing]")).to_have_count(0)
    (glimpse,) = desk.run(see_shared, referral_id)
    assert glimpse.ended_at
    assert glimpse.participants == ()
    phone.goto(f"{site.url}/p/ngo/tr/case/w/{handover.token}")
    person.see("code")


def test_the_number_is_typed_inside_the_partners_own_site(phone, site, desk):
    _referral_id, handover = hand_over(desk)
    ngo, server = open_ngo(site, "tr", is_there=True)
    try:
        phone.goto(ngo.url)
        frame = phone.frames[1]
        frame.locator("[data-action=begin]").click()
        person = Person(frame, site.url, "tr")
        person.see("start")
        frame.locator("a[href$='/case/code']").click()
        person.see("code")
        look_at(frame)
        frame.locator("[name=code]").fill("1234")
        person.go_on("code")
        expect(frame.locator("[data-error-summary]")).to_be_focused()
        frame.locator("[name=code]").fill(handover.code)
        person.go_on("sharing")
        look_at(frame)
        answer(person, "alone")
        person.go_on("who-is-in-it")
    finally:
        server.shutdown()


@pytest.mark.parametrize(
    ("language", "scheme"), [*((code, "light") for code in LANGUAGES), ("en", "dark")]
)
def test_the_new_pages_are_accessible(phone, site, desk, language, scheme):
    phone.emulate_media(color_scheme=scheme)
    _referral_id, handover = hand_over(desk)
    person = arrive(phone, site.url, handover.token, language)
    look_at(phone)
    person.go_on("sharing")
    expect(phone.locator("[data-error-summary]")).to_be_focused()
    look_at(phone)
    phone.goto(f"{site.url}/{language}/case/w/no-such-link")
    person.see("code")
    look_at(phone)
    person.go_on("code")
    look_at(phone)


def test_without_javascript_both_ways_lead_on(chromium, site, desk):
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    for by_link in (True, False):
        _referral_id, handover = hand_over(desk, str(by_link))
        if by_link:
            person = arrive(page, site.url, handover.token, "ar")
        else:
            page.goto(f"{site.url}/ar/case/code")
            page.locator("[name=code]").fill(handover.code)
            person = Person(page, site.url, "ar")
            person.go_on("sharing")
        answer(person, "share")
        person.go_on("who-is-in-it")
    context.close()
