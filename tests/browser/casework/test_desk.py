"""The pages of the staff: seen by a checker, by keyboard, with a passkey, without JavaScript."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.casework.worker import Worker
from tests.browser.looking import AXE, look_at, tab_to
from tests.cases import opening, pdq
from tests.desks import PASSWORD, give_app, hire
from tests.photos import photo, save_jpeg
from webapp.bank.case import open_case
from webapp.bank.handover import find_by_token, make_handover
from webapp.bank.partner import load_logo
from webapp.bank.partnership import add_partner, let_frame, set_phones
from webapp.bank.referring import mark_step, open_referral, plan_follow_up
from webapp.bank.source import FREE_GUESSES
from webapp.bank.table import utc_now

PAGES = (
    "/", "/?show=closed", "/new", "/figures", "/team", "/account", "/new-password", "/set-up",
    "/portal/look", "/portal/words", "/portal/help", "/portal/sites",
)  # fmt: skip


@pytest.fixture
def lead(site):
    """A lead with a password and an app; the secret of the app."""
    site.bank.run(add_partner, "ngo", "Mor Dayanışma", "tr")
    site.bank.run(set_phones, "ngo", ["0212 000 00 00"])
    site.bank.run(let_frame, "ngo", ["https://ngo.example"])
    hire(site.bank, "hatice")
    staff = hire(site.bank, "zeynep", "lead")
    return staff, give_app(site.bank, staff)


@pytest.fixture
def referral(site, lead):
    """A referral with all that there can be on its page."""
    bank, partner = site.bank, lead[0].partner_id
    facts = {"reference": "Gelincik 19", "locale": "tr", "country": "TR", "note": "noon"}
    made, today = bank.run(open_referral, partner, lead[0].id, **facts), utc_now().date()
    bank.run(mark_step, partner, made, "complaint", "done", on=today, place="Moda")
    bank.run(plan_follow_up, partner, made, today)
    bank.run(plan_follow_up, partner, made, today + timedelta(days=3))
    handover = bank.run(make_handover, partner, made)
    invitation = bank.run(find_by_token, handover.token)
    open_case(bank, opening(pdq(), participants=["example-social"], handover=invitation.id))
    return made


def enter(page, url: str, lead, language: str = "en") -> Worker:
    worker = Worker(page, url, language)
    worker.secret = lead[1]
    worker.enter("zeynep")
    worker.see("second-step")
    worker.give_code("referrals")
    return worker


@pytest.mark.parametrize(
    ("language", "scheme"), [("en", "light"), ("tr", "light"), ("ar", "light"), ("en", "dark")]
)
def test_every_page_is_accessible_on_a_small_phone(phone, site, lead, referral, language, scheme):
    phone.emulate_media(color_scheme=scheme)
    worker = Worker(phone, site.url, language)
    worker.secret = lead[1]
    worker.enter("zeynep", "wrong")
    look_at(phone)
    worker.enter("zeynep")
    look_at(phone)
    worker.give_code("referrals")
    one = f"/r/{referral}"
    for path in (*PAGES, one, f"{one}/step/age", f"{one}/note", f"{one}/summary"):
        worker.go(path)
        look_at(phone)
    worker.go(f"{one}/hand-over")
    look_at(phone)
    worker.press("continue", "hand-over")
    expect(phone.locator("[data-field=hand-over-link]")).to_be_visible()
    look_at(phone)
    worker.go("/new")
    phone.locator("[name=note]").fill("0532 123 45 67")
    phone.locator("[name=country]").select_option("TR")
    phone.locator("[data-action=continue]").click()
    expect(phone.locator("[data-telltale]")).to_be_visible()
    look_at(phone)
    worker.go("/team")
    phone.locator("[value=reset]").first.click()
    expect(phone.locator("[data-field=temporary-password]")).to_be_visible()
    look_at(phone)
    worker.go("/portal/look")
    phone.locator("[name=colour]").fill("#1b5e57")
    worker.press("preview", "workspace")
    expect(phone.locator("iframe.sm-preview")).to_be_visible()
    look_at(phone)


@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_is_wider_than_any_other_screen(chromium, site, lead, referral, width):
    context = chromium.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(path=AXE)
    page = context.new_page()
    worker = enter(page, site.url, lead)
    for path in (*PAGES, f"/r/{referral}", f"/r/{referral}/hand-over"):
        worker.go(path)
        look_at(page)
    context.close()


def test_a_referral_is_opened_and_handed_over_by_keyboard(page, site, lead):
    worker = enter(page, site.url, lead)
    here = "document.activeElement"
    tab_to(page, f"{here}?.dataset.action === 'new'")
    page.keyboard.press("Enter")
    worker.see("new")
    tab_to(page, f"{here}?.name === 'reference'")
    page.keyboard.type("Lale")
    tab_to(page, f"{here}?.name === 'country'")
    page.keyboard.type("Germany")
    page.keyboard.press("Tab")
    page.keyboard.type("afternoons")
    tab_to(page, f"{here}?.dataset.action === 'continue'")
    page.keyboard.press("Enter")
    worker.see("referral")
    expect(page.locator("main")).to_contain_text("Germany")
    tab_to(page, f"{here}?.dataset.action === 'hand-over'")
    page.keyboard.press("Enter")
    worker.see("hand-over")
    tab_to(page, f"{here}?.dataset.action === 'continue'")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=hand-over-code]")).to_be_visible()


def test_the_sheet_is_printed_without_what_is_for_the_worker(page, site, lead, referral):
    enter(page, site.url, lead).go(f"/r/{referral}/summary")
    expect(page.locator("[data-print]")).to_be_visible()
    page.emulate_media(media="print")
    for hidden in ("nav", ".sm-bar", ".sm-footer", "[data-print]", ".govuk-warning-text"):
        assert not any(each.is_visible() for each in page.locator(hidden).all()), hidden
    expect(page.locator("main")).to_contain_text("Moda")


def test_a_passkey_is_made_and_lets_in_on_its_own(chromium, site, lead):
    context = chromium.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    # A passkey needs a name: 127.0.0.1 is none.
    worker = enter(page, site.url.replace("127.0.0.1", "localhost"), lead)
    worker.go("/set-up")
    page.locator("[name=label]").fill("my phone")
    worker.press("passkey", "recovery-codes")
    worker.go("/account")
    expect(page.locator("main")).to_contain_text("my phone")
    page.locator(".sm-desk li:last-child button").click()
    worker.see("sign-in")
    for _ in range(2):
        worker.press("passkey", "referrals")
        page.locator(".sm-desk li:last-child button").click()
        worker.see("sign-in")

    id_ = made["authenticatorId"]
    session.send("WebAuthn.setUserVerified", {"authenticatorId": id_, "isUserVerified": False})
    page.locator("[data-action=passkey]").click()
    expect(page.locator("[data-said]")).to_contain_text("did not hand out a passkey")
    worker.see("sign-in")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": id_, "isUserVerified": True})
    worker.press("passkey", "referrals")
    worker.go("/account")
    page.locator("[value=drop-passkey] ~ button").click()
    expect(page.locator("main")).not_to_contain_text("my phone")
    page.locator(".sm-desk li:last-child button").click()
    page.locator("[data-action=passkey]").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("not known here")
    context.close()


def test_no_passkey_is_offered_where_none_can_be(page, site, lead):
    Worker(page, site.url).go("/sign-in")
    expect(page.locator("[data-passkey]")).to_have_count(0)


def test_who_guessed_waits_and_the_browser_pays_by_itself(page, site, lead):
    worker = Worker(page, site.url)
    for _ in range(FREE_GUESSES):
        worker.enter("zeynep", "wrong")
    worker.enter("zeynep")
    worker.see("second-step")


def test_everything_but_passkeys_works_without_javascript(chromium, site, lead):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    worker = enter(page, site.url, lead)
    worker.open_referral("Zambak")
    link, code = worker.hand_over()
    assert link and code
    worker.go("/set-up")
    expect(page.locator("[data-passkey]")).to_have_count(0)
    context.close()


def test_a_logo_is_sent_as_text_and_a_large_one_stays_here(page, site, lead, tmp_path):
    worker = enter(page, site.url, lead).go("/portal/look")
    bodies = []
    page.on("request", lambda request: bodies.append(request.headers.get("content-type")))
    small = tmp_path / "logo.png"
    photo(3).resize((80, 60)).save(small)
    page.locator("#logo-file").set_input_files(save_jpeg(tmp_path / "large.jpg", photo(1)))
    expect(page.locator("[data-logo] [data-said]")).to_contain_text("64 KiB")
    page.locator("#logo-file").set_input_files(small)
    worker.press("continue", "workspace")
    assert site.bank.run(load_logo, "ngo").data == small.read_bytes()
    assert not [kind for kind in bodies if kind and "multipart" in kind]


def test_a_preview_shows_the_portal_and_runs_nothing(page, site, lead):
    worker = enter(page, site.url, lead).go("/portal/words")
    page.locator("[name=intro]").fill("We are here for you.")
    worker.press("preview", "workspace")
    frame = page.frame_locator("iframe.sm-preview")
    expect(frame.locator("main")).to_contain_text("We are here for you.")
    expect(frame.locator("[data-action=begin]")).to_have_css("border-radius", "14px")
    assert page.frames[1].evaluate("typeof self.heard") == "undefined"
    page.goto(f"{site.url}/p/ngo/en/")
    expect(page.locator("main")).not_to_contain_text("We are here for you.")
    assert PASSWORD not in page.content()
