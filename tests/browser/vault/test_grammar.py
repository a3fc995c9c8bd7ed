"""What comes out is of one strict grammar: held against it by the vault, and again by the page."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ondevice.signals import canonical_vpdq, parse_signals
from tests.browser.vault.frame import Vault
from tests.browser.vault.site import load_site, served

HEX = "0123456789abcdef" * 4
GOOD = f"pdq stored 90 {HEX}"
SUM = f"video_md5 whole 100 {HEX[:32]}"
FRAME = f"{HEX}/90/0.000"
FILM = f"vpdq whole 90 {FRAME}"
# What a worker gone wrong could say instead of a good line, as JavaScript. `id` is the job.
BAD_LINES = {
    "a hash too long": f"`${{id}} done {GOOD}0`",
    "a hash too short": f"`${{id}} done {GOOD[:-1]}`",
    "upper case": f"`${{id}} done pdq stored 90 {HEX.upper()}`",
    "not text but a String object": f"new String(`${{id}} done {GOOD}`)",
    "an object with the line in it": f"({{ job: Number(id), line: `${{id}} done {GOOD}` }})",
    "a list of lines": f"[`${{id}} done {GOOD}`]",
    "a number": "Number(id)",
    "something behind it": f"`${{id}} done {GOOD} IMG_0001.jpg`",
    "a line break behind it": f"`${{id}} done {GOOD}\\n`",
    "something before it": f"` ${{id}} done {GOOD}`",
    "one variant twice": f"`${{id}} done {GOOD},{GOOD}`",
    "thirteen signals": f"`${{id}} done {','.join([GOOD] * 13)}`",
    "a variant nobody declared": f"`${{id}} done pdq sideways 90 {HEX}`",
    "a quality too low": f"`${{id}} done pdq stored 49 {HEX}`",
    "a quality too high": f"`${{id}} done pdq stored 101 {HEX}`",
    "another type": f"`${{id}} done md5 stored 90 {HEX}`",
    "no signal at all": "`${id} done `",
    "an error in its own words": "`${id} refused because-of-the-photo`",
    "progress out of bounds": "`${id} hashing 101`",
    "an image that is a video": f"`${{id}} done {GOOD},{SUM}`",
    "frames without the sum": f"`${{id}} done {FILM}`",
    "two sums": f"`${{id}} done {SUM},{SUM}`",
    "the same frames twice": f"`${{id}} done {SUM},{FILM},{FILM}`",
    "a sum too short": f"`${{id}} done {SUM[:-1]}`",
    "a frame too plain": f"`${{id}} done {SUM},{FILM.replace('/90/', '/49/')}`",
    "a frame at no time": f"`${{id}} done {SUM},{FILM.replace('0.000', '0')}`",
    "a frame with a name": f"`${{id}} done {SUM},{FILM};us.mp4`",
    "601 frames": f"`${{id}} done {SUM},{FILM}{(';' + FRAME) * 600}`",
    "a note in its own words": f"`${{id}} done {SUM} note balcony`",
    "another job": f"`${{Number(id) + 1}} done {GOOD}`",
}


def talk(vault, said: str, file: Path) -> None:
    """Let the worker say something else in the place of its next result."""
    vault.worker().evaluate(
        "() => { const was = globalThis.trueSay ??= say; say = (job, line) => {"
        'const id = String(job); if (!line.startsWith("done")) return was(job, line);'
        f'postMessage({said}); was(job, "refused failed"); }} }}'
    )
    before = vault.find(".row").count()
    vault.pick(file).wait(before + 1)


@pytest.fixture
def lines(shared_vault) -> Callable[[], list[str]]:
    """What the vault tells the page about files, from here on."""
    shared_vault.page.evaluate(
        "() => { if (!globalThis.lines) document.addEventListener("
        "'vault:line', (e) => lines.push(e.detail.line)); globalThis.lines = []; }"
    )
    return lambda: shared_vault.page.evaluate("() => lines")


@pytest.mark.parametrize("said", BAD_LINES.values(), ids=list(BAD_LINES))
def test_the_vault_lets_no_malformed_line_of_the_worker_through(
    shared_vault, lines, make_photo, said
):
    talk(shared_vault, said, make_photo())
    row = shared_vault.find(".row").last
    expect(row).to_have_attribute("data-code", "failed")
    assert not [line for line in lines() if "done" in line or "because" in line]
    assert shared_vault.signals() == []


def test_a_good_line_in_the_same_place_does_get_through(vault, make_photo):
    talk(vault.open(), f"`${{id}} done {GOOD}`", make_photo())
    assert vault.states() == ["done"]
    assert [signal["value"] for signal in vault.signals()] == [HEX]


def test_a_video_gets_through_as_it_is_sent(vault, make_photo):
    talk(vault.open(), f"`${{id}} done {SUM},{FILM};{HEX}/50/1.001 note long-3`", make_photo())
    assert vault.states() == ["done long"]
    assert vault.signals() == [
        {"type": "video_md5", "value": HEX[:32], "quality": 100, "item": 1, "variant": "whole"},
        {
            "type": "vpdq",
            "value": canonical_vpdq(f'["{HEX},90,0.000", "{HEX},50,1.001"]'),
            "quality": 90,
            "item": 1,
            "variant": "whole",
        },
    ]
    parse_signals(vault.signals())


BAD_OUTPUTS = {
    "a hash too long": json.dumps(f"file 1 done {GOOD}0"),
    "upper case": json.dumps(f"file 1 done pdq stored 90 {HEX.upper()}"),
    "a String object": f"new String('file 1 done {GOOD}')",
    "a list": f"['file 1 done {GOOD}']",
    "an object": f"({{ 0: 'file 1 done {GOOD}', length: 1 }})",
    "a number": "1",
    "item nought": json.dumps(f"file 0 done {GOOD}"),
    "item one hundred and one": json.dumps(f"file 101 done {GOOD}"),
    "an item that is no number": json.dumps(f"file 1e1 done {GOOD}"),
    "one variant twice": json.dumps(f"file 1 done {GOOD},{GOOD}"),
    "thirteen signals": json.dumps(f"file 1 done {','.join([GOOD] * 13)}"),
    "an unknown variant": json.dumps(f"file 1 done pdq sideways 90 {HEX}"),
    "a quality too low": json.dumps(f"file 1 done pdq stored 49 {HEX}"),
    "a quality too high": json.dumps(f"file 1 done pdq stored 101 {HEX}"),
    "one good and one bad": json.dumps(f"file 1 done {GOOD},pdq white 9 {HEX}"),
    "an image that is a video": json.dumps(f"file 1 done {GOOD},{SUM}"),
    "the same frames twice": json.dumps(f"file 1 done {SUM},{FILM},{FILM}"),
    "601 frames": json.dumps(f"file 1 done {SUM},{FILM}{(';' + FRAME) * 600}"),
    "a frame too plain": json.dumps(f"file 1 done {SUM},{FILM.replace('/90/', '/49/')}"),
    "a line break": json.dumps(f"file 1 done {GOOD}\n"),
    "a file name": json.dumps(f"file 1 done {GOOD} our-balcony.jpg"),
    "more left than there can be": json.dumps("left 101"),
}


@pytest.fixture(scope="module")
def loose_vault(chromium) -> Iterator[Vault]:
    """A vault that says whatever a test lets it say."""
    context = chromium.new_context(locale="en-GB")
    with served(load_site()) as site:
        site.replace_vault('tell("ready");', 'tell("ready"); globalThis.port = port;')
        yield Vault(context.new_page(), site).open()
    context.close()


def hear(vault, said: str) -> None:
    """Until the page has surely heard it: a line that it takes comes after."""
    vault.frame.evaluate(f"() => {{ port.postMessage({said}); port.postMessage('height 77'); }}")
    expect(vault.page.locator("iframe")).to_have_attribute("style", "height: 2464px;")
    vault.frame.evaluate("() => port.postMessage('height 40')")
    expect(vault.page.locator("iframe")).to_have_attribute("style", "height: 1280px;")


@pytest.mark.parametrize("said", BAD_OUTPUTS.values(), ids=list(BAD_OUTPUTS))
def test_the_page_takes_nothing_malformed_from_the_vault(loose_vault, said):
    hear(loose_vault, said)
    assert loose_vault.signals() == []
    assert not loose_vault.page.evaluate("() => document.documentElement.dataset.unsaved ?? ''")


@pytest.mark.parametrize("height", ["0", "401", "1e9", "-1", "12px", "9 9"])
def test_the_vault_cannot_make_itself_higher_than_agreed(loose_vault, height):
    hear(loose_vault, "'height 40'")
    loose_vault.frame.evaluate(f"() => port.postMessage('height {height}')")
    loose_vault.frame.evaluate("() => port.postMessage('left 1')")
    expect(loose_vault.page.locator("html")).to_have_attribute("data-unsaved", "yes")
    expect(loose_vault.page.locator("iframe")).to_have_attribute("style", "height: 1280px;")
    loose_vault.frame.evaluate("() => port.postMessage('left 0')")


def test_the_page_takes_what_is_well_formed_in_the_same_place(vault):
    vault.site.replace_vault('tell("ready");', 'tell("ready"); globalThis.port = port;')
    hear(vault.open(), json.dumps(f"file 1 done {GOOD},pdq upright 50 {HEX}"))
    expect(vault.page.locator("[data-signal-count]")).to_have_text("2")
    assert vault.signals() == [
        {"type": "pdq", "value": HEX, "quality": 90, "item": 1, "variant": "stored"},
        {"type": "pdq", "value": HEX, "quality": 50, "item": 1, "variant": "upright"},
    ]


def test_a_preview_that_is_no_picture_is_not_shown(vault, make_photo):
    vault.site.replace_part("worker.js", "preview: small }, [small]", 'preview: "<img src=x>" }')
    vault.open().pick(make_photo()).wait(1)
    expect(vault.row(1).locator(".preview")).to_be_hidden()
    assert vault.states() == ["done"]
