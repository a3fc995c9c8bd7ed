"""What leaves a page with the protections of the vault: nothing, where all else leaves."""

import json
from functools import cache

import pytest

from tests.browser.channels.world import python_inside

pytestmark = pytest.mark.xdist_group("channels")

SECONDS = 420
CONTROL_MUST_SHOW = 110
# By design: the page around the vault hears what the vault says to it, and checks every word.
TO_THE_PAGE = {"post-parent", "post-top", "post-sibling", "post-port"}
HINTS = ("dns-prefetch", "preconnect")


@cache
def ways_by_column() -> dict[str, dict[str, set[str]]]:
    """For each column, what was heard of each channel: one run for all tests."""
    columns = ("open", "one-policy", "layers", "full")
    run = python_inside("-m", "tests.browser.channels.run", *columns, seconds=SECONDS)
    assert run.returncode == 0, "the run did not come to its end"
    return {
        column: {outcome["channel"]: set(outcome["ways"]) for outcome in outcomes}
        for column, outcomes in json.loads(run.stdout).items()
    }


def heard(column: str) -> dict[str, set[str]]:
    """The channels of which anything was heard."""
    return {channel: ways for channel, ways in ways_by_column()[column].items() if ways}


def test_without_protection_the_listener_hears_nearly_everything():
    """The control: without it, silence elsewhere would prove nothing."""
    assert len(heard("open")) >= CONTROL_MUST_SHOW


def test_with_all_protections_only_the_page_itself_hears_anything():
    assert set(heard("full")) == TO_THE_PAGE


def test_without_the_list_of_allowed_connections_no_request_leaves():
    """Other browsers do not know that header. There, names are looked up and hints connect."""
    for channel, ways in heard("layers").items():
        if channel in TO_THE_PAGE:
            continue
        allowed = {"dns", "tls"} if channel.startswith((*HINTS, "go-https")) else {"dns"}
        assert ways <= allowed, channel


def test_one_policy_alone_lets_a_script_with_the_listed_digest_ask_any_host():
    """Why there are two: and a proof that this test would hear it."""
    assert "http" in heard("one-policy")["script-integrity"]
    assert "script-integrity" not in heard("layers")
