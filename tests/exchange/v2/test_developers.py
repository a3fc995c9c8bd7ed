"""The protocol is described, for machines and for people, and both say the same."""

import re

import pytest

from tests.cases import pdq
from webapp.exchange.api import calls
from webapp.exchange.openapi import words_of
from webapp.exchange.problem import PROBLEMS


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.fixture
def client(app):
    return app.test_client(use_cookies=False)


def test_the_description_for_machines_needs_no_key_and_names_every_call(app, client):
    document = client.get("/v2/openapi.json").json
    assert document["openapi"].startswith("3.1")
    served = {
        (str(rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("v2.") and rule.endpoint not in ("v2.openapi", "v2.unknown")
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert {(path, method) for path, item in document["paths"].items() for method in item} == served


def test_every_call_is_described_in_words():
    for call in calls.all:
        summary, description = words_of(call)
        assert summary.endswith(".") and description, call.name


@pytest.mark.parametrize("lang", ["en", "tr", "ar"])
def test_the_page_for_people_names_every_call_every_form_and_every_refusal(client, lang):
    page = client.get(f"/{lang}/developers").text
    document = client.get("/v2/openapi.json").json
    shown = set(re.findall(r'id="([^"]+)"', page))
    queries = {call.query.__name__ for call in calls.all}
    assert {call.name for call in calls.all} <= shown
    assert set(document["components"]["schemas"]) - queries <= shown
    assert set(PROBLEMS) <= shown
    assert all(call.path in page for call in calls.all)


def test_every_link_of_the_page_leads_somewhere(client):
    page = client.get("/en/developers").text
    main = page[page.index("<main") : page.index("</main>")]
    shown = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', main)) <= shown
    for address in re.findall(r'href="(/[^"]*)"', main):
        assert client.get(address).status_code == 200


def test_who_am_i_tells_what_one_may_do_and_how_far_one_has_read(social, opened):
    me = social.get("whoami").json
    assert (me["slug"], me["name"], me["read"]) == ("example-social", "Example Social", None)
    assert me["types"] == ["pdq", "video_md5", "vpdq"]
    assert me["limits"]["query"] == {"requests": 6000, "seconds": 60}
    opened(pdq())
    [told] = social.read()[0]
    assert social.get("whoami").json["read"]["up_to"] == told["changed_at"]
