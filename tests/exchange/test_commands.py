"""The client's own command, with its stock exchange and with ours; and `stillmine-connector`."""

import json

import pytest

from tests.cases import md5, pdq
from tests.exchange.world import shell_of
from webapp.bank import demo
from webapp.bank.deletion import count_outstanding

TX = "threatexchange"
OURS, STOCK = "ours", "stock"


@pytest.fixture
def shell(platform, tmp_path):
    """A machine where both exchange types fetch from the same exchange, with the same keys."""
    shell = shell_of(platform, tmp_path / "machine")
    line = f"{platform.keys['fetch_key']},{platform.keys['subscription_key']},{platform.base_url}"
    (shell.home / ".tx_stopncii_keys").write_text(line)
    shell.must(TX, "config", "extensions", "add", "stillmine_connector")
    shell.must(TX, "config", "collab", "edit", "stillmine", "--create", OURS)
    shell.must(TX, "config", "collab", "edit", "stop_ncii", "--create", STOCK)
    return shell


def held(shell, collab):
    """The values that the client holds."""
    told = shell.must(TX, "dataset", "-c", collab, "-P", "-S")
    return {line.split()[-1] for line in told.splitlines()}


def matches(shell, signal):
    """The collaborations in which a hash matches."""
    listed = shell.home / "hashes.txt"
    listed.write_text(signal.value)
    told = shell.must(TX, "match", "-H", "-S", "pdq", "photo", str(listed))
    return {name for name in (OURS, STOCK) if f"({name})" in told}


def test_a_withdrawal_is_honoured_by_the_connector_and_ignored_by_the_stock_client(
    world, shell, platform
):
    gone, kept, film = pdq(1), pdq(2), md5(3)
    demo.seed(world.bank, 25, 100)
    world.open(gone, kept, film, participants=["acme"])
    shell.must(TX, "fetch")
    everything = held(shell, OURS)
    assert len(everything) == 2_503 and everything == held(shell, STOCK)
    assert matches(shell, gone) == {OURS, STOCK}

    world.withdraw(gone)
    shell.must(TX, "fetch")
    assert held(shell, OURS) == everything - {gone.value}
    assert matches(shell, gone) == {STOCK}
    assert matches(shell, kept) == {OURS, STOCK}

    # Only what is fetched anew from nothing is clean in the stock client.
    shell.must(TX, "fetch", "--clear")
    shell.must(TX, "fetch")
    assert held(shell, STOCK) == held(shell, OURS) == everything - {gone.value}


def test_a_fetch_that_is_cut_off_goes_on_where_it_was(world, shell, platform):
    demo.seed(world.bank, 25, 100)
    shell.must(TX, "fetch", "--limit", "1000", "--only-collab", OURS)
    assert len(held(shell, OURS)) == 1_600
    world.open(late := pdq(), participants=["acme"])
    shell.must(TX, "fetch", "--only-collab", OURS)
    assert len(held(shell, OURS)) == 2_501 and late.value in held(shell, OURS)
    shell.must(TX, "fetch", "--only-collab", OURS)
    assert len(held(shell, OURS)) == 2_501


def test_verdicts_go_out_from_a_file_and_come_in_at_the_other_platform(
    world, platform, other, tmp_path
):
    shell = shell_of(platform, tmp_path / "machine")
    signals = [pdq(n) for n in range(1, 4)]
    world.open(*signals, participants=["acme", "bolt"])
    rows = [f"{signals[0].value.upper()},removed,profile photo; reported"]
    rows += [f"{signals[1].value},under-review,", f"{pdq().value},not-violating,"]
    listed = shell.home / "verdicts.csv"
    listed.write_text("\ufeffvalue,verdict,tags\r\n" + "\r\n".join(rows))
    assert "Sent 3 verdicts; 1 were on signals" in shell.must(
        "stillmine-connector", "feedback", str(listed)
    )
    line = json.dumps({"value": signals[2].value, "verdict": "not-violating", "tags": ["art"]})
    shell.must("stillmine-connector", "feedback", "-", text=f"{line}\n\n")

    seen = other.records()
    given = {n: seen[signals[n].value].CSPFeedbacks[0] for n in range(3)}
    assert [given[n].feedbackValue.value for n in range(3)] == [
        "Blocked", "PendingReview", "NotBlocked",
    ]  # fmt: skip
    assert given[0].tags == {"profile photo", "reported"} and given[0].source == "acme"


def test_only_what_is_gone_is_confirmed(world, shell, platform):
    gone, kept = pdq(1), pdq(2)
    world.open(gone, kept, pdq(3), participants=["acme"])
    shell.must(TX, "fetch")
    for signal in (gone, kept):
        world.withdraw(signal)
    platform.records(100_000)
    assert world.bank.run(count_outstanding, platform.id) == 2

    told = shell.must("stillmine-connector", "deletions", "--held", "-", text=f"pdq {kept.value}\n")
    assert told == "Confirmed 1 withdrawn signals as gone; 1 are still held here.\n"
    assert world.bank.run(count_outstanding, platform.id) == 1

    shell.must(TX, "fetch")
    holding = shell.must(TX, "dataset", "-c", OURS, "-P", "-S")
    told = shell.must("stillmine-connector", "deletions", text=holding)
    assert told == "Confirmed 2 withdrawn signals as gone; 0 are still held here.\n"
    assert world.bank.run(count_outstanding, platform.id) == 0


def test_what_the_command_says_holds_no_hash_and_no_key(world, platform, tmp_path):
    shell = shell_of(platform, tmp_path / "machine")
    assert "knows your keys" in shell.must("stillmine-connector", "check")
    value = pdq().value
    wrong = shell.home / "wrong.csv"
    wrong.write_text(f"value,verdict\n{value},terrible\n")
    refused = shell.run("stillmine-connector", "feedback", str(wrong))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "record 1. Nothing was sent" in refused.stderr and value not in refused.stderr
    wrong.write_text(f"value,verdict\n{value[:-1]},removed\n")
    refused = shell.run("stillmine-connector", "feedback", str(wrong))
    assert refused.stderr == "Refused: 400 malformed_hash_value.\n"

    keys = shell.home / ".tx_stillmine_keys"
    facts = json.loads(keys.read_text())
    for change in ({"base_url": "http://example.org/v1"}, {"feedback_key": None}):
        keys.chmod(0o600)
        keys.write_text(json.dumps(facts | change))
        refused = shell.run("stillmine-connector", "check")
        assert refused.returncode == 1 and "No keys that work" in refused.stderr
        assert facts["fetch_key"] not in refused.stderr + refused.stdout
