"""What leaves the vault itself in Firefox, which does not know Connection-Allowlist.

The set that is allowed is written down here: whatever is new fails. No request is in it, and
nothing from the worker or from Python, where all images are opened.
"""

import pytest

from tests.browser.channels.catalogue import CHANNELS
from tests.browser.channels.channel import Where
from tests.browser.channels.seen import SECONDS, ways_by_column

pytestmark = pytest.mark.timeout(SECONDS)

CONTROL_MUST_SHOW = 230
DEVICE = {"device"}
ALLOWED = {
    # A connection is opened, or a name looked up, for a host that the vault's document named.
    "preconnect": {"dns", "tls"},
    "preconnect-tls": {"dns", "tls"},
    "preconnect-cors": {"dns", "tls"},
    "preconnect-markup": {"dns", "tls"},
    "anchor-focus": {"dns"},
    # By design: the page around the vault hears what the vault says to it, and checks every word.
    "post-parent": DEVICE,
    "post-top": DEVICE,
    "post-port": DEVICE,
    # With a click of the person. It stays on the device until it is pasted.
    "copy-click": DEVICE,
}


def heard(column: str) -> dict[str, set[str]]:
    """The channels of which anything was heard."""
    columns = ways_by_column("firefox", "open", "vault")
    return {channel: ways for channel, ways in columns[column].items() if ways}


def test_without_protection_the_listener_hears_nearly_everything():
    """The control: without it, silence elsewhere would prove nothing."""
    assert len(heard("open")) >= CONTROL_MUST_SHOW
    kinds = {channel.split("-")[0] for channel in heard("open")}
    assert kinds >= {"worker", "python", "fetch", "frame", "go", "popup", "peer"}


def test_nothing_leaves_the_vault_that_is_not_written_down():
    new = {c: ways for c, ways in heard("vault").items() if not ways <= ALLOWED.get(c, set())}
    assert new == {}


def test_no_request_leaves_the_vault():
    assert not {"http", "own"} & set().union(*heard("vault").values())


def test_nothing_at_all_comes_from_the_worker_or_from_python():
    inside = {channel.id for channel in CHANNELS if channel.where in (Where.WORKER, Where.PYTHON)}
    assert not inside & set(heard("vault"))
    assert inside & set(heard("open"))
