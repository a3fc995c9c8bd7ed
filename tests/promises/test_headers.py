"""Every answer carries the policy of its endpoint, word for word. A change here is a decision."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.site import make_app, make_config
from tests.webapp.bank.test_logo import picture
from webapp import security
from webapp.bank import partnership
from webapp.door import twin

SITE = "https://ngo.example"

PAGE = (
    "default-src 'none'; script-src DIGESTS; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src FRAME; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
VAULT = (
    "default-src 'none'; script-src DIGESTS 'wasm-unsafe-eval' blob:; style-src DIGESTS; "
    "img-src blob:; media-src blob:; worker-src blob:; connect-src 'none'; font-src 'none'; "
    "object-src 'none'; frame-src 'none'; manifest-src 'none'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; "
    "require-trusted-types-for 'script'; trusted-types vault; sandbox allow-scripts"
)
LETTERS = PAGE
for closed in ("connect-src", "form-action", "img-src"):
    LETTERS = LETTERS.replace(f"{closed} 'self'", f"{closed} 'none'")
WIDGET = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors *"
)
NOTHING = "default-src 'none'; frame-ancestors 'none'"
TRIAL = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "frame-src 'self' http://localhost:* http://127.0.0.1:*; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
EXPECTED = {
    "page": [PAGE.replace("FRAME", "'none'")],
    "case": [PAGE.replace("FRAME", "'self'")],
    "search": [PAGE.replace("FRAME", "'none'")],
    "desk": [PAGE.replace("FRAME", "'none'")],
    "letters": [LETTERS.replace("FRAME", "'none'")],
    "widget": [WIDGET],
    "open": [NOTHING],
    "vault": [VAULT, "script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:"],
    "trial": [TRIAL],
    "bye": [NOTHING],
    "data": [NOTHING],
}


FILLED = {
    "lang": "en",
    "slug": "under-18",
    "country": "tr",
    "need": "under-18",
    "guide": "proof",
    "letter": "platform",
    "token": "nobody-was-given-this",
    "uuid:referral": "00000000-0000-0000-0000-000000000000",
    "step": "legal",
    "part": "look",
}
FOR_OTHER_SITES = {"open", "widget"}


def without_digests(policy: str) -> str:
    return re.sub(r"'sha256-[^']+'( 'sha256-[^']+')*", "DIGESTS", policy)


@pytest.fixture
def app(app: Flask) -> Flask:
    """The app with a partner that gave us all it can."""
    bank = app.extensions["stillmine"].bank
    facts = {"website": "https://www.ngo.example/help", "colour": "#8a1538"}
    bank.run(partnership.add_partner, "ngo", "An NGO", "tr", **facts)
    bank.run(partnership.set_logo, "ngo", picture("PNG"))
    bank.run(partnership.let_frame, "ngo", [SITE])
    return app


def addresses(app: Flask) -> list[tuple[str, str]]:
    """(endpoint, an address that leads there) for every rule that answers GET."""

    def fill(rule: Rule) -> str:
        door = "self" if twin(rule.endpoint) == rule.endpoint else "ngo"
        address = str(rule).replace("<partner>", door)
        for name, value in FILLED.items():
            address = address.replace(f"<{name}>", value)
        return address

    return [(r.endpoint, fill(r)) for r in app.url_map.iter_rules() if "GET" in (r.methods or ())]


def expected(endpoint: str) -> list[str]:
    """The policies of an endpoint; a partner's site may frame those behind its door."""
    policies = EXPECTED[security.ENDPOINTS[twin(endpoint)]]
    if twin(endpoint) == endpoint or policies in ([NOTHING], [TRIAL]):
        return policies
    return [re.sub(r"(?<=frame-ancestors )('\w+'|\*)", f"'self' {SITE}", p) for p in policies]


def test_every_endpoint_has_a_line_in_the_table(app):
    assert {twin(rule.endpoint) for rule in app.url_map.iter_rules()} == set(security.ENDPOINTS)


def test_an_endpoint_without_a_line_does_not_start(app, monkeypatch):
    monkeypatch.delitem(security.ENDPOINTS, "pages.how")
    with pytest.raises(security.PolicyMissing):
        make_app(app.extensions["stillmine"].config)


def test_every_answer_has_its_policy_word_for_word(app, client):
    for endpoint, address in addresses(app):
        answer = client.get(address)
        found = [without_digests(p) for p in answer.headers.getlist("Content-Security-Policy")]
        assert found == expected(endpoint), address


def test_every_answer_is_closed_to_caches_referrers_and_other_origins(app, client):
    for endpoint, address in [*addresses(app), ("", "/nowhere"), ("", "/en/nowhere")]:
        if security.ENDPOINTS.get(twin(endpoint)) in FOR_OTHER_SITES:
            continue
        headers = client.get(address).headers
        assert headers["Cache-Control"] == "no-store", address
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "Access-Control-Allow-Origin" not in headers
        assert "Set-Cookie" not in headers, address


def test_the_vault_may_connect_to_nothing_and_a_case_only_to_what_it_names(app, client):
    assert client.get("/vault/self").headers["Connection-Allowlist"] == "()"
    for address in ("/en/case", "/en/case/under-18", "/en/help/letters", "/p/ngo/en/case"):
        allowed = client.get(address).headers["Connection-Allowlist"]
        assert allowed == '(response-origin "https://www.wikipedia.org/*")'


def test_no_page_with_an_open_case_or_a_letter_links_to_another_site(client):
    """The list above would refuse to follow it: who helps stands on pages of its own."""
    steps = ["case", "case/under-18", "case/for-supporters", "case/other-ways", "case/follow"]
    pages = [*steps, "help/letters", "help/letters/tr-134"]
    for path in [f"{door}/en/{page}" for page in pages for door in ("", "/p/ngo")]:
        links = re.findall(r'href="(https?:[^"]+)"', client.get(path).text)
        others = {link for link in links if not link.startswith("http://localhost/p/ngo/")}
        assert others == {"https://www.wikipedia.org/"}, path


def test_what_is_public_may_be_read_and_kept_by_any_site_and_is_nothing_else(app, client):
    named = {e for e, policy in security.ENDPOINTS.items() if policy in FOR_OTHER_SITES}
    assert named == {
        "support.show_widget",
        "support_data.resources_json",
        "support_data.resources_csv",
        "support_data.languages_json",
    }
    for address in ("/help/resources.json", "/help/resources.csv", "/languages.json"):
        headers = client.get(address).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cache-Control"] == "public, max-age=3600"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Set-Cookie" not in headers
        assert "Access-Control-Allow-Credentials" not in headers


def test_the_widget_is_framed_by_anybody_and_runs_nothing(client):
    answer = client.get("/en/help/widget/tr")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script" not in answer.text
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("address", ["/help/resources.json?country=xx", "/en/help/widget/xx"])
def test_an_error_is_never_public(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_only_the_letters_may_write_to_the_clipboard(app, client):
    for endpoint, address in addresses(app):
        allowed = "clipboard-write=(self)" in client.get(address).headers["Permissions-Policy"]
        assert allowed == (twin(endpoint) == "support.show_letter"), address


def test_only_the_staff_may_be_asked_for_a_passkey(app, client):
    for endpoint, address in addresses(app):
        allowed = client.get(address).headers["Permissions-Policy"]
        for use in ("create", "get"):
            is_open = f"publickey-credentials-{use}=(self)" in allowed
            assert is_open == (security.ENDPOINTS[twin(endpoint)] == "desk"), address


@pytest.mark.parametrize("address", ["/vault/ngo", "/p/ngo/tr/case", "/p/ngo/tr/"])
def test_only_the_sites_of_a_partner_may_frame_what_is_behind_its_door(app, client, address):
    bank = app.extensions["stillmine"].bank

    def ancestors() -> str:
        policy = client.get(address).headers.getlist("Content-Security-Policy")[0]
        return re.findall(r"frame-ancestors ([^;]+)", policy)[0]

    assert ancestors() == f"'self' {SITE}"
    bank.run(partnership.switch_framing, "ngo", is_off=True)
    assert ancestors() == "'self'"
    bank.run(partnership.switch_framing, "ngo", is_off=False)
    bank.run(partnership.let_frame, "ngo", ["https://other.example"])
    assert ancestors() == f"'self' {SITE} https://other.example"
    bank.run(partnership.let_frame, "ngo", [SITE], lasts=timedelta(seconds=-1))
    assert ancestors() == "'self' https://other.example"


def test_leaving_asks_the_browser_to_forget(client):
    assert client.get("/bye").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_strict_transport_goes_with_a_public_address(tmp_path):
    config = make_config(tmp_path, public_url="https://stillmine.example")
    headers = make_app(config).test_client().get("/en/").headers
    assert headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_the_vault_opens_only_inside_a_page(client):
    assert client.get("/vault/self", headers={"Sec-Fetch-Dest": "document"}).status_code == 403


@pytest.mark.parametrize("name", ["vault.html", "manifest.json"])
def test_the_vault_is_not_served_without_its_headers(client, name):
    assert client.get(f"/static/{name}").status_code == 404


def test_files_that_are_served_by_their_content_may_be_kept_for_ever(app, client):
    for part in app.extensions["stillmine"].shipped.runtime_parts():
        headers = client.get(part["url"]).headers
        assert headers["Cache-Control"].endswith("immutable")
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers
