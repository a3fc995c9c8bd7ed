"""The connector's parts: keys, the quiet client, HMA."""

import json
import logging
import socket
from importlib.metadata import requires

import pytest
import requests
from flask import Flask, redirect
from stillmine_connector.client import StillmineClient
from stillmine_connector.credentials import StillmineCredentials
from stillmine_connector.exchange import StillmineSignalExchangeAPI
from threatexchange.exchanges.auth import SignalExchangeAPIInvalidAuthException
from threatexchange.exchanges.clients.stopncii.api import StopNCIICaseStatus
from threatexchange.exchanges.collab_config import CollaborationConfigBase
from threatexchange.exchanges.impl.stop_ncii_api import (
    StopNCIICredentials,
    StopNCIISignalExchangeAPI,
)

from tests.cases import md5, pdq
from tests.exchange.hma import make_hma
from tests.exchange.world import shell_of
from tests.site import serve
from webapp.bank.deletion import count_outstanding

BASE = "https://exchange.example/v1"
COLLAB = CollaborationConfigBase("ours", "stillmine", True)


def keys_for(base_url, **more):
    return StillmineCredentials("fetch", "subscription", base_url, **more)


def test_it_has_a_name_and_keys_of_its_own_beside_stopncii(monkeypatch):
    assert StillmineSignalExchangeAPI.get_name() == "stillmine"
    assert StopNCIISignalExchangeAPI.get_name() == "stop_ncii"
    theirs = StopNCIICredentials("their fetch key", "their subscription", None)
    monkeypatch.setenv("TX_STILLMINE_KEYS", f"our fetch key,ours,{BASE}")
    with StopNCIICredentials.set_default(theirs, "config.json"):
        ours = StillmineSignalExchangeAPI.for_collab(COLLAB)
        assert "our fetch key" in ours.api._function_keys.values()
        assert ours.api._base_url == BASE
        assert StopNCIICredentials.get(StopNCIISignalExchangeAPI) is theirs


def test_hma_hands_the_keys_in(monkeypatch):
    monkeypatch.delenv("TX_STILLMINE_KEYS", raising=False)
    given = {"fetch_function_key": "f", "subscription_key": "s", "base_url_override": BASE + "/"}
    keys = StillmineSignalExchangeAPI.get_credential_cls()(**given)
    assert StillmineSignalExchangeAPI.for_collab(COLLAB, keys).api._base_url == BASE


@pytest.mark.parametrize(
    "text",
    [
        "fetch,subscription",
        "fetch,subscription,",
        "fetch,subscription,http://exchange.example/v1",
        ",subscription,https://exchange.example/v1",
        '{"fetch_key": "f", "subscription_key": "s"}',
        '{"fetch_key": "f"',
    ],
)
def test_keys_that_would_go_astray_are_refused(monkeypatch, text):
    monkeypatch.setenv("TX_STILLMINE_KEYS", text)
    with pytest.raises(SignalExchangeAPIInvalidAuthException):
        StillmineCredentials.get(StillmineSignalExchangeAPI)


def record(**changes):
    made = {
        "lastModtimestamp": 5,
        "signalType": "ImagePDQ",
        "hashValue": pdq().value,
        "hashStatus": "Active",
        "caseNumbers": {"a": "Active"},
    }
    return made | changes


@pytest.fixture
def strange():
    """Serves one page of records that no client was made for."""
    app = Flask("strange")
    records = []

    @app.get("/v1/FetchHashes")
    def fetch():
        return {
            "count": len(records),
            "nextSetTimestamp": 5,
            "hasMoreRecords": False,
            "hashRecords": records,
        }

    @app.get("/elsewhere/FetchHashes")
    def elsewhere():
        return redirect(f"{url}/v1/FetchHashes")

    server, url = serve(app)
    yield records, url
    server.shutdown()


def test_words_that_are_new_drop_what_is_held_and_are_never_logged(strange, caplog):
    records, url = strange
    records += [
        record(),
        record(hashStatus="Frozen"),
        record(signalType="PhotoDNA"),
        record(CSPFeedbacks=[{"feedbackValue": "Undefined", "tags": None, "source": None}]),
        record(caseNumbers=[]),
    ]
    caplog.set_level(logging.DEBUG)
    ours = StillmineSignalExchangeAPI.for_collab(COLLAB, keys_for(f"{url}/v1"))
    (delta,) = ours.fetch_iter([], None)
    kept = [delta.updates.get(("pdq", each["hashValue"])) for each in records]
    assert [each is not None for each in kept] == [True, False, False, True, True]
    assert ("pdq", records[1]["hashValue"]) in delta.updates  # to be dropped, not passed over
    assert "1 records could not be read" in caplog.text
    assert not any(each["hashValue"] in caplog.text for each in records)


@pytest.mark.parametrize("status", [s for s in StopNCIICaseStatus if s.value != "Active"])
def test_whatever_is_not_active_leaves_the_index(strange, status):
    records, url = strange
    records.append(record(hashStatus=status.value))
    ours = StillmineSignalExchangeAPI.for_collab(COLLAB, keys_for(f"{url}/v1"))
    (delta,) = ours.fetch_iter([], None)
    assert list(delta.updates.values()) == [None]


def test_a_redirect_is_not_followed_with_the_keys(strange):
    _, url = strange
    with pytest.raises(requests.TooManyRedirects):
        StillmineClient.of(keys_for(f"{url}/elsewhere")).fetch_hashes()


def test_it_depends_on_nothing_else():
    assert requires("stillmine-connector") == ["requests", "threatexchange>=1.2.17"]


def test_verdicts_and_deletions_go_by_what_hma_knows(world, platform, other, tmp_path):
    picture, film, gone = pdq(1), md5(2), pdq(3)
    world.open(picture, film, gone, participants=["acme", "bolt"])
    platform.records()
    held = [(signal.type, signal.value) for signal in (picture, film, gone)]
    server, hma = serve(make_hma("STILLMINE", held))
    shell = shell_of(platform, tmp_path / "machine")
    rows = "content_id,verdict\n1,removed\n2,under-review\n"
    shell.must("stillmine-connector", "feedback", "-", "--hma", hma, text=rows)
    verdicts = {v: r.CSPFeedbacks[0].feedbackValue.value for v, r in other.records().items()
                if r.CSPFeedbacks}  # fmt: skip
    assert verdicts == {picture.value: "Blocked", film.value: "PendingReview"}

    world.withdraw(gone)
    platform.records(100_000)
    told = shell.must("stillmine-connector", "deletions", "--hma", hma, "--days", "1")
    assert "Confirmed 0 withdrawn signals as gone; 1 are still held" in told
    held.remove((gone.type, gone.value))
    told = shell.must("stillmine-connector", "deletions", "--hma", hma, "--days", "1")
    assert "Confirmed 1 withdrawn signals as gone; 0 are still held" in told
    assert world.bank.run(count_outstanding, platform.id) == 0
    server.shutdown()


def test_what_goes_wrong_with_hma_is_told_without_the_value(world, platform, tmp_path):
    gone = pdq()
    world.open(gone, participants=["acme"])
    world.withdraw(gone)
    shell = shell_of(platform, tmp_path / "machine")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
    refused = shell.run("stillmine-connector", "deletions", "--hma", nowhere)
    assert refused.returncode == 1 and refused.stderr == "That did not work: ConnectionError.\n"
    rows = json.dumps({"content_id": 7, "verdict": "removed"})
    server, hma = serve(make_hma("STILLMINE", []))
    refused = shell.run("stillmine-connector", "feedback", "-", "--hma", hma, text=rows)
    assert refused.stderr == "Refused: 404.\n"
    server.shutdown()
