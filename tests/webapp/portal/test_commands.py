"""`stillmine partner ...`, as the operator types it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.webapp.bank.test_logo import picture
from webapp.cli import main
from webapp.snippet import HEIGHTS, SANDBOX, make_snippet

NGO = ("--name", "An NGO", "--locale", "tr")


@pytest.fixture
def stillmine(tmp_path):
    """Runs `stillmine ...` over a database of its own, with one partner in it."""

    def run(*arguments: str, **settings: str) -> Result:
        environ = {"STILLMINE_INSTANCE": str(tmp_path), "STILLMINE_PUBLIC_URL": "", **settings}
        return CliRunner().invoke(main, list(arguments), env=environ)

    assert run("db", "upgrade").exit_code == 0
    added = run("partner", "add", "ngo", *NGO, "--origin", "https://ngo.example", "--phone", "112")
    assert added.output == "Added An NGO: http://127.0.0.1:8000/p/ngo/\n"
    return run


def listed(stillmine) -> dict[str, object]:
    return json.loads(stillmine("partner", "list", "--json").output)


def test_a_partner_is_added_listed_and_removed(stillmine):
    assert list(listed(stillmine)["origins"]) == ["https://ngo.example"]
    assert "ngo\tAn NGO\tframing on\thttps://ngo.example until 20" in (
        stillmine("partner", "list").output
    )
    stillmine("partner", "remove", "ngo")
    assert stillmine("partner", "list").output == ""


def test_the_example_is_known_to_a_demonstration_only(stillmine):
    stillmine("db", "upgrade", STILLMINE_DEMO="1")
    assert "tkdf" not in stillmine("partner", "list").output
    assert "tkdf" in stillmine("partner", "list", STILLMINE_DEMO="1").output


def test_only_what_is_given_is_changed(stillmine, tmp_path):
    logo = tmp_path / "logo.png"
    logo.write_bytes(picture("PNG"))
    changed = stillmine("partner", "edit", "ngo", "--logo", str(logo), "--off")
    assert changed.output == "Changed ngo.\n"
    kept = listed(stillmine)
    assert (kept["name"], kept["framing"]) == ("An NGO", "off")
    stillmine("partner", "edit", "ngo", "--on", "--drop-origin", "https://ngo.example")
    kept = listed(stillmine)
    assert (kept["framing"], kept["origins"]) == ("on", {})


def test_nothing_of_a_partner_is_kept_when_one_part_of_it_is_refused(stillmine):
    refused = stillmine("partner", "add", "other", *NGO, "--colour", "#ffcc00")
    assert refused.exit_code == 1
    assert "1.41:1, and 4.5:1 is needed" in refused.output
    assert "other" not in stillmine("partner", "list").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "ngo", *NGO), "already"),
        (("add", "self", *NGO), "already"),
        (("add", "N O", *NGO), "A slug is"),
        (("edit", "nobody", "--name", "x"), "no partner"),
        (("edit", "ngo", "--origin", "https://*.ngo.example"), "without *"),
        (("edit", "ngo", "--origin", "http://ngo.example"), "https://"),
        (("edit", "ngo", "--phone", "call us"), "A number is"),
        (("edit", "ngo", "--website", "ftp://x"), "A website"),
        (("text", "ngo", "tr", "--intro", "x" * 2_000), "1,500"),
        (("remove", "nobody"), "no partner"),
        (("snippet", "nobody"), "no partner"),
    ],
)
def test_what_will_not_do_is_told_in_a_sentence(stillmine, arguments, words):
    refused = stillmine("partner", *arguments)
    assert refused.exit_code == 1
    assert words in refused.output


def test_a_site_on_loopback_is_for_trials_only(stillmine):
    trial = ("partner", "edit", "ngo", "--origin", "http://localhost:9100")
    secrets = dict.fromkeys(
        ("STILLMINE_SECRET_KEY", "STILLMINE_BANK_KEY", "STILLMINE_PEPPER"), "s" * 64
    )
    real = stillmine(*trial, STILLMINE_PUBLIC_URL="https://stillmine.example", **secrets)
    assert "An origin is" in real.output
    assert stillmine(*trial).exit_code == 0


@pytest.mark.parametrize("height", HEIGHTS)
def test_the_snippet_is_a_frame_in_a_fixed_height_and_a_link(stillmine, height):
    stillmine("partner", "edit", "ngo", "--name", 'An "NGO" <b>')
    told = stillmine("partner", "snippet", "ngo", "--height", height).stdout
    url = "http://127.0.0.1:8000/p/ngo/tr/"
    assert told.count(f'"{url}"') == 2
    assert f'height="{HEIGHTS[height]}"' in told
    assert 'title="An &#34;NGO&#34; &lt;b&gt;"' in told
    assert "<script" not in told
    assert "<b>" not in told


def test_the_documentation_shows_the_snippet_as_it_is_made():
    told = (Path(__file__).parents[3] / "docs" / "partners.md").read_text()
    made = make_snippet("https://stillmine.example", "example-ngo", "Example NGO", "tr", "medium")
    for piece in (made.frame, made.content_policy, f'"{SANDBOX}"'):
        assert piece in told
