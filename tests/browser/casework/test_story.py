"""A worker, a caller on a device of their own, a platform: what each sees, from call to end."""

import pytest
from playwright.sync_api import expect

from tests.browser.casework.worker import Worker
from tests.browser.person import Person
from tests.browser.portal.ngo import HOSTILE, open_ngo
from tests.browser.story.test_exchange import uploads
from tests.chromium import PHONE
from tests.desks import hire
from tests.photos import photo, save_jpeg
from webapp.bank import staffing
from webapp.bank.partnership import add_partner, set_phones

SOCIAL = "[data-participant=example-social]"


@pytest.fixture
def helpline(site):
    """A helpline with a lead."""
    site.bank.run(add_partner, "ngo", "Mor Dayanışma", "tr", colour="#1b5e57")
    site.bank.run(set_phones, "ngo", ["0212 000 00 00"])
    hire(site.bank, "zeynep", "lead")
    return site


@pytest.fixture
def worker(page, helpline):
    """Somebody whose first day it is."""
    temporary = staffing.add_staff(helpline.bank, "ayse", "worker", "ngo")
    worker = Worker(page, helpline.url)
    worker.begin("ayse", temporary)
    return worker


@pytest.fixture
def caller(chromium):
    """The caller's phone: another browser context, and nothing of the worker's in it."""
    context = chromium.new_context(
        viewport=PHONE, device_scale_factor=2, has_touch=True, locale="tr-TR"
    )
    yield context.new_page()
    context.close()


def go_on_as(person: Person) -> None:
    person.choose("share")
    person.go_on("start")
    person.go_to_choose_files()


def hash_and_send(person: Person, folder) -> tuple[str, str]:
    person.choose_files([save_jpeg(folder / "mine.jpg", photo(21))], done=1)
    return person.go_to_review().send()


def test_a_call_from_the_first_word_to_the_end(worker, caller, helpline, platform, tmp_path):
    referral = worker.open_referral("Gelincik 19")
    link, _code = worker.hand_over()
    assert link.startswith(f"{helpline.url}/p/ngo/tr/case/w/")
    worker.go(referral)
    expect(worker.page.locator("[data-shared]")).to_have_count(0)

    caller.goto(link)
    person = Person(caller, f"{helpline.url}/p/ngo", "tr")
    person.see("sharing")
    go_on_as(person)
    number, passcode = hash_and_send(person, tmp_path)

    worker.go(referral)
    expect(worker.page.locator("[data-shared=yes]")).to_contain_text("Case opened")
    expect(worker.page.locator(SOCIAL)).to_have_attribute("data-state", "waiting")
    platform("pull")
    copy, _other = uploads(tmp_path, photo(21))
    assert platform("upload", str(copy)) != "matches 0"
    platform("decide", "removed")
    worker.go(referral)
    expect(worker.page.locator(SOCIAL)).to_have_attribute("data-state", "removed")
    expect(worker.page.locator(SOCIAL)).to_contain_text("Example Social removed what it found")
    for secret in (number, passcode, number.replace("-", ""), passcode.replace(" ", "")):
        assert secret not in worker.page.content()

    person.open_case(number, passcode)
    person.go_on("end-sharing", "end-sharing")
    person.go_on("case")
    worker.go(referral)
    expect(worker.page.locator("[data-shared=ended]")).to_be_visible()
    expect(worker.page.locator("[data-participant]")).to_have_count(0)
    assert "Example Social" not in worker.page.content()


def test_the_caller_types_the_number_inside_a_hostile_site_of_the_helpline(
    worker, caller, helpline, tmp_path
):
    """The embed: another origin, a style sheet that wants to own everything, a strict policy."""
    referral = worker.open_referral("Lale")
    _link, code = worker.hand_over()
    ngo, server = open_ngo(helpline, "tr", is_there=True)
    ngo.style, ngo.is_strict = HOSTILE, True
    try:
        caller.goto(ngo.url)
        frame = caller.frames[1]
        frame.locator("[data-action=begin]").click()
        person = Person(frame, helpline.url, "tr")
        person.see("start")
        frame.locator("a[href$='/case/code']").click()
        person.see("code")
        frame.locator("[name=code]").fill(code)
        person.go_on("sharing")
        colour = frame.locator("h1").evaluate("(h1) => getComputedStyle(h1).color")
        assert colour != "rgb(255, 0, 0)"
        go_on_as(person)
        number, _passcode = hash_and_send(person, tmp_path)
        assert number
        assert caller.evaluate("heard") == [], "the site around it hears nothing"
    finally:
        server.shutdown()
    worker.go(referral)
    expect(worker.page.locator("[data-shared=yes]")).to_be_visible()
