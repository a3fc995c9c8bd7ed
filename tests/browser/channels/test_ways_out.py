"""What leaves a page with the vault's protections, and the vault itself: nothing, where all leaves.

What is tried in the vault itself runs in its document, in its worker and in its Python.
"""

import pytest

from tests.browser.channels.catalogue import CHANNELS
from tests.browser.channels.channel import Where
from tests.browser.channels.seen import SECONDS, ways_by_column

pytestmark = pytest.mark.timeout(SECONDS)

CONTROL_MUST_SHOW = 110
# By design: the page around the vault hears what the vault says to it, and checks every word.
TO_THE_PAGE = {"post-parent", "post-top", "post-port"}
TO_A_SIBLING = {"post-sibling"}  # the product's page has no other frame
HINTS = ("dns-prefetch", "preconnect")


COLUMNS = ("open", "one-policy", "layers", "full", "vault-layers", "vault")


def heard(column: str) -> dict[str, set[str]]:
    """The channels of which anything was heard."""
    columns = ways_by_column("chromium", *COLUMNS)
    return {channel: ways for channel, ways in columns[column].items() if ways}


def test_without_protection_the_listener_hears_nearly_everything():
    """The control: without it, silence elsewhere would prove nothing."""
    assert len(heard("open")) >= CONTROL_MUST_SHOW


def test_the_control_hears_each_kind_of_place_that_runs_code():
    kinds = {channel.split("-")[0] for channel in heard("open")}
    assert kinds >= {"worker", "python", "fetch", "frame", "go", "popup", "peer"}


@pytest.mark.parametrize(
    ("column", "expected"), [("full", TO_THE_PAGE | TO_A_SIBLING), ("vault", TO_THE_PAGE)]
)
def test_with_all_protections_only_the_page_itself_hears_anything(column, expected):
    assert set(heard(column)) == expected


@pytest.mark.parametrize("column", ["layers", "vault-layers"])
def test_without_the_list_of_allowed_connections_no_request_leaves(column):
    """Other browsers do not know that header. There, names are looked up and hints connect."""
    for channel, ways in heard(column).items():
        if channel in TO_THE_PAGE | TO_A_SIBLING:
            continue
        allowed = {"dns", "tls"} if channel.startswith((*HINTS, "go-https")) else {"dns"}
        assert ways <= allowed, channel


@pytest.mark.parametrize("column", ["layers", "vault-layers"])
def test_without_that_list_nothing_at_all_comes_from_the_worker_or_from_python(column):
    """Where all images are opened and all large code runs."""
    inside = {channel.id for channel in CHANNELS if channel.where in (Where.WORKER, Where.PYTHON)}
    assert not inside & set(heard(column))


def test_one_policy_alone_lets_a_script_with_the_listed_digest_ask_any_host():
    """Why there are two: and a proof that this test would hear it."""
    assert "http" in heard("one-policy")["script-integrity"]
    assert "script-integrity" not in heard("layers")
