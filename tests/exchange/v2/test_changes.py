"""What a platform is told, in which order, and what its cursor is good for."""

import json
from dataclasses import replace
from time import time

from itsdangerous import TimestampSigner

from tests.cases import enter, md5, pdq
from tests.exchange.v2.wire import named, values, vpdq
from webapp.app import create_app
from webapp.bank import demo
from webapp.bank.participant import active_participants, add_participant
from webapp.bank.pull import last_pull

VERDICT = {"verdict": "removed", "reason": "seen by two", "tags": ["ncii"]}


def id_of(app, slug):
    bank = app.extensions["stillmine"].bank
    return next(p.id for p in bank.run(active_participants) if p.slug == slug)


def test_every_type_is_told_page_by_page_each_signal_once(social, opened):
    signals = [pdq(1), md5(2), vpdq(2)]
    for signal in signals:
        opened(replace(signal, item=1))
    found, _ = social.read(limit=1)
    assert [(each["type"], each["value"]) for each in found] == [
        (signal.type, signal.value) for signal in signals
    ]


def test_a_record_says_how_the_signal_stands_and_what_others_found(social, video, opened):
    signal = pdq()
    opened(signal)
    video.post("feedback", {"feedback": [{"signal": named(signal)} | VERDICT]})
    [told] = social.read()[0]
    assert told["status"] == "active"
    assert [case["status"] for case in told["cases"]] == ["active"]
    [opinion] = told["opinions"]
    assert opinion.items() >= ({"source": "example-video", **VERDICT}).items()
    assert opinion["given_at"].endswith("Z") and told["changed_at"].endswith("Z")


def test_two_platforms_know_a_case_by_different_ids(social, video, opened):
    opened(pdq())
    [one], [other] = social.read()[0], video.read()[0]
    assert one["value"] == other["value"]
    assert one["cases"][0]["id"] != other["cases"][0]["id"]


def test_who_was_not_chosen_is_told_nothing(social, video, opened):
    opened(pdq(), to=["example-social"])
    assert len(social.read()[0]) == 1
    assert video.read()[0] == []


def test_a_cursor_leaves_out_what_was_read_and_goes_on_with_what_comes(social, opened):
    first, second = pdq(), pdq()
    opened(first)
    found, cursor = social.read()
    assert values(found) == [first.value]
    assert social.read(cursor=cursor)[0] == []
    opened(second)
    assert values(social.read(cursor=cursor)[0]) == [second.value]


def test_an_old_cursor_still_reads_after_the_keys_were_rotated(social, opened, app):
    _, cursor = social.read()
    signal = pdq()
    opened(signal)
    config = app.extensions["stillmine"].config
    old = config.secrets["STILLMINE_SECRET_KEY"]
    rotated = config.secrets | {"STILLMINE_SECRET_KEY": f"{'newer' * 8},{old}"}
    later = create_app(replace(config, secrets=rotated)).test_client(use_cookies=False)
    again = replace(social, client=later)
    assert values(again.read(cursor=cursor)[0]) == [signal.value]


def test_the_cursor_of_another_platform_is_refused(social, video):
    _, cursor = social.read()
    answer = video.get("changes", cursor=cursor)
    assert (answer.status_code, answer.json["code"]) == (400, "cursor_refused")
    assert cursor not in answer.text


def test_a_cursor_is_good_for_as_long_as_a_tombstone_stands(social, monkeypatch):
    ages = {}
    for days in (89, 91):
        long_ago = int(time()) - days * 86_400
        with monkeypatch.context() as patched:
            patched.setattr(TimestampSigner, "get_timestamp", lambda _, at=long_ago: at)
            ages[days] = social.get("changes").json["cursor"]
    assert social.get("changes", cursor=ages[89]).status_code == 200
    assert social.get("changes", cursor=ages[91]).json["code"] == "cursor_refused"


def test_a_first_pass_leaves_out_what_was_withdrawn_and_a_later_one_tells_it(social, opened, bank):
    gone = pdq()
    opened(gone)
    _, cursor = social.read()
    demo.withdraw_signal(bank, gone.type, gone.value)
    assert social.read()[0] == []
    [told] = social.read(cursor=cursor)[0]
    assert (told["value"], told["status"]) == (gone.value, "withdrawn")
    assert [case["status"] for case in told["cases"]] == ["withdrawn"]


def test_a_first_pass_is_told_what_is_withdrawn_while_it_reads(social, opened, bank):
    first, second = pdq(), pdq()
    opened(first)
    opened(second)
    page = social.get("changes", limit=1).json
    demo.withdraw_signal(bank, first.type, first.value)
    rest, _ = social.read(cursor=page["cursor"])
    assert [(each["value"], each["status"]) for each in rest] == [
        (second.value, "active"),
        (first.value, "withdrawn"),
    ]


def test_a_pass_that_came_to_its_end_is_noted_and_one_that_did_not_is_not(
    social, opened, bank, app
):
    me = id_of(app, "example-social")
    for _ in range(2):
        opened(pdq())
    page = social.get("changes", limit=1).json
    assert bank.run(last_pull, me) is None
    social.get("changes", cursor=page["cursor"])
    assert bank.run(last_pull, me) is not None


def test_a_pass_that_leaves_out_a_type_is_not_noted_nor_is_what_follows_it(
    social, opened, bank, app
):
    me = id_of(app, "example-social")
    image, film = pdq(1), md5(1)
    opened(image)
    opened(film)
    found, cursor = social.read(types="pdq,vpdq")
    assert values(found) == [image.value]
    opened(pdq())
    social.read(cursor=cursor)
    assert bank.run(last_pull, me) is None
    social.read()
    assert bank.run(last_pull, me) is not None


def test_a_platform_that_takes_fewer_types_is_told_no_others(bank, platforms, opened):
    bank.run(add_participant, "images-only", "Images Only", ["pdq"])
    image = pdq(1)
    opened(image, md5(2), to=["images-only"])
    found, _ = platforms("images-only").read(types="pdq,video_md5")
    assert values(found) == [image.value]


def test_a_signal_that_participants_doubt_is_suspended(social, video, opened):
    signal = pdq()
    opened(signal)
    doubt = {"feedback": [{"signal": named(signal), "verdict": "not-violating"}]}
    social.post("feedback", doubt)
    video.post("feedback", doubt)
    [told] = social.read()[0]
    assert told["status"] == "suspended"


def test_nothing_here_can_be_told_from_a_case_number(social, opened, bank):
    """What the person holds, and what the bank calls the case, are nowhere on the wire."""
    receipt = opened(pdq())
    text = json.dumps(social.read()[0])
    assert receipt.case_number not in text
    assert str(enter(bank, receipt)) not in text
