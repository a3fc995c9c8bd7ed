"""Matches: what is near a value, for one who may know of it and only of what is to be acted on."""

import pytest

from tests.cases import md5, pdq
from tests.exchange.v2.wire import named, nearby
from webapp.bank import demo
from webapp.exchange import matching, told
from webapp.exchange.follower import RECENT_SECONDS, Follower, IndexLoading


@pytest.fixture
def clock(app, bank):
    """The clock of the index: what changed is seen as soon as it has moved on."""
    now = [1_000.0]
    app.extensions["stillmine-follower"] = Follower(bank, lambda: now[0])

    def pass_a_moment():
        now[0] += RECENT_SECONDS

    return pass_a_moment


def ask(platform, *pairs):
    """The values matched and how far they are, for each (type, value)."""
    queries = [{"type": type_, "value": value} for type_, value in pairs]
    results = platform.post("matches", {"signals": queries}).json["results"]
    return [[(m["value"], m["distance"]) for m in result["matches"]] for result in results]


def test_what_is_near_is_found_and_what_is_not_is_not(social, opened, clock):
    image, film = pdq(1), md5(2)
    opened(image, film)
    asked = [("pdq", nearby(image.value, bits)) for bits in (0, 31, 32)]
    assert ask(social, *asked, ("video_md5", film.value), ("video_md5", "0" * 32)) == [
        [(image.value, 0)],
        [(image.value, 31)],
        [],
        [(film.value, 0)],
        [],
    ]


def test_a_match_says_all_that_a_change_does(social, opened, clock):
    image = pdq()
    opened(image)
    [result] = social.post("matches", {"signals": [named(image)]}).json["results"]
    [match] = result["matches"]
    assert match.pop("distance") == 0
    assert [match] == social.read()[0]


def test_who_was_not_chosen_matches_nothing(social, video, opened, clock):
    image, film = pdq(1), md5(2)
    opened(image, film, to=["example-social"])
    asked = [("pdq", image.value), ("video_md5", film.value)]
    assert ask(video, *asked) == [[], []]
    assert ask(social, *asked) == [[(image.value, 0)], [(film.value, 0)]]


def test_what_is_withdrawn_or_suspended_matches_no_more(social, video, opened, bank, clock):
    gone, doubted = pdq(), pdq()
    opened(gone)
    opened(doubted)
    demo.withdraw_signal(bank, gone.type, gone.value)
    for platform in (social, video):
        doubt = {"signal": named(doubted), "verdict": "not-violating"}
        platform.post("feedback", {"feedback": [doubt]})
    clock()
    assert ask(social, ("pdq", gone.value), ("pdq", doubted.value)) == [[], []]


def test_what_comes_later_is_found_a_moment_later(social, opened, clock):
    image = pdq()
    assert ask(social, ("pdq", image.value)) == [[]]
    opened(image)
    clock()
    assert ask(social, ("pdq", image.value)) == [[(image.value, 0)]]


def test_the_nearest_come_first_and_no_more_than_were_promised(social, opened, clock, monkeypatch):
    monkeypatch.setattr(told, "MOST_MATCHES", 2)
    value = pdq().value
    for bits in (9, 3, 6):
        opened(pdq(value=nearby(value, bits)))
    [result] = social.post("matches", {"signals": [{"type": "pdq", "value": value}]}).json[
        "results"
    ]
    assert [match["distance"] for match in result["matches"]] == [3, 6]
    assert result["has_more"] is True


def test_many_candidates_are_looked_up_in_portions(social, opened, clock, monkeypatch):
    monkeypatch.setattr(matching, "BATCH", 2)
    images = [pdq(item) for item in range(1, 6)]
    opened(*images)
    asked = [("pdq", image.value) for image in images]
    assert ask(social, *asked) == [[(image.value, 0)] for image in images]


def test_an_index_that_is_being_read_says_when_to_come_back(social, app, monkeypatch):
    def loading(_values):
        raise IndexLoading

    monkeypatch.setattr(app.extensions["stillmine-follower"], "near", loading)
    answer = social.post("matches", {"signals": [named(pdq())]})
    assert (answer.status_code, answer.json["code"]) == (503, "index_loading")
    assert int(answer.headers["Retry-After"]) > 0
