"""The operator's command, as the operator types it."""

import json
import re

import pytest
from click.testing import CliRunner, Result

from webapp.bank import participant
from webapp.bank.feedback import Feedback, Verdict, give_feedback
from webapp.cli import main
from webapp.commands import open_bank
from webapp.config import load_config

VALUE = "5a" * 32


@pytest.fixture
def stillmine(tmp_path):
    """Runs `stillmine ...` over a database of its own."""

    def run(*arguments: str, **settings: str) -> Result:
        environ = {"STILLMINE_INSTANCE": str(tmp_path), "STILLMINE_PUBLIC_URL": "", **settings}
        return CliRunner().invoke(main, list(arguments), env=environ)

    assert run("db", "upgrade").exit_code == 0
    return run


def test_a_participant_is_added_listed_and_revoked(stillmine):
    added = stillmine("participant", "add", "acme", "--name", "Acme", "--json")
    assert json.loads(added.output)["slug"] == "acme"
    assert "acme\tAcme\tactive" in stillmine("participant", "list").output
    stillmine("participant", "revoke", "acme")
    assert "acme\tAcme\trevoked" in stillmine("participant", "list").output


@pytest.mark.parametrize("slug", ["A B", "x", "a--b", "-a", "ä"])
def test_a_slug_that_will_not_do_is_told_in_a_sentence(stillmine, slug):
    refused = stillmine("participant", "add", "--name", "Acme", "--", slug)
    assert refused.exit_code == 1
    assert "A slug is" in refused.output


def test_the_same_slug_twice_is_told(stillmine):
    stillmine("participant", "add", "acme", "--name", "Acme")
    assert "already" in stillmine("participant", "add", "acme", "--name", "Other").output


@pytest.mark.parametrize(
    "arguments",
    [
        ("seed", "--cases", "1"),
        ("open-case", "--signal", f"pdq:{VALUE}"),
        ("withdraw-signal", "pdq", VALUE),
    ],
)
def test_trial_data_is_refused_among_real_cases(stillmine, arguments):
    refused = stillmine("demo", *arguments)
    assert refused.exit_code == 1
    assert "STILLMINE_DEMO=1" in refused.output


@pytest.mark.parametrize("type_", ["pdq", "ImagePDQ"])
def test_a_trial_case_is_opened_and_its_signal_withdrawn(stillmine, type_):
    demo = {"STILLMINE_DEMO": "1"}
    opened = stillmine("demo", "open-case", "--signal", f"pdq:{VALUE}", "--json", **demo)
    receipt = json.loads(opened.output)
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", receipt["case_number"])
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", receipt["passcode"])
    assert "from 1 cases" in stillmine("demo", "withdraw-signal", type_, VALUE, **demo).output
    assert stillmine("demo", "withdraw-signal", "pdq", "0b" * 32, **demo).exit_code == 1


def test_a_signal_that_breaks_the_grammar_is_told_in_a_sentence(stillmine):
    refused = stillmine("demo", "open-case", "--signal", "pdq:xyz", STILLMINE_DEMO="1")
    assert refused.exit_code == 1
    assert "not a signal" in refused.output
    assert "xyz" not in refused.output


def test_seeding_makes_as_many_cases_as_asked_for(stillmine):
    told = stillmine("demo", "seed", "--cases", "20", "--signals-per-case", "3", STILLMINE_DEMO="1")
    assert "Made 60 signals behind 20 cases." in told.output


def test_a_demonstration_has_two_example_participants_however_often_it_starts(stillmine):
    for _ in range(2):
        stillmine("db", "upgrade", STILLMINE_DEMO="1")
    assert stillmine("participant", "list").output.count("active") == 2


@pytest.fixture
def disputed(stillmine, tmp_path):
    """The id of a dispute that waits for a decision."""
    demo = {"STILLMINE_DEMO": "1"}
    stillmine("participant", "add", "acme", "--name", "Acme")
    stillmine("demo", "open-case", "--signal", f"pdq:{VALUE}", **demo)
    bank = open_bank(load_config({"STILLMINE_INSTANCE": str(tmp_path)}))
    (acme,) = bank.run(participant.list_participants)
    doubt = Feedback(("pdq", VALUE), Verdict.NOT_VIOLATING)
    bank.run(give_feedback, acme.id, [doubt], 1)
    bank.close()
    return stillmine("dispute", "list").output.split("\t")[0]


@pytest.mark.parametrize("outcome", ["restored", "refused"])
def test_a_dispute_is_listed_without_its_signal_and_decided_once(stillmine, disputed, outcome):
    listed = stillmine("dispute", "list").output
    assert "pdq\t1 votes\t1 cases" in listed
    assert VALUE not in listed
    assert outcome in stillmine("dispute", "decide", disputed, outcome).output
    assert stillmine("dispute", "list").output == ""
    again = stillmine("dispute", "decide", disputed, outcome)
    assert (again.exit_code, "decided already" in again.output) == (1, True)


def test_a_dispute_has_two_ways_to_end(stillmine, disputed):
    assert stillmine("dispute", "decide", disputed, "forgotten").exit_code == 2
    assert stillmine("dispute", "decide", "first", "refused").exit_code == 2


def test_statistics_are_told_as_lines_and_as_json(stillmine, disputed):
    facts = json.loads(stillmine("stats", "--json").output)
    assert facts["cases_opened"] is None
    assert facts["participants"][0]["slug"] == "acme"
    lines = dict(line.split("\t") for line in stillmine("stats").output.splitlines())
    assert lines["cases_opened"] == lines["participants.acme.to_pull.median"] == "withheld"
    assert lines["participants.acme.deletions_outstanding"] == "0"


def test_retention_tells_what_it_did(stillmine):
    assert "withdrawals_finished" in json.loads(stillmine("retention", "run").output)


def test_a_server_with_a_public_address_does_not_make_up_secrets(stillmine):
    refused = stillmine("participant", "list", STILLMINE_PUBLIC_URL="https://stillmine.example")
    assert refused.exit_code == 1
    assert "STILLMINE_PEPPER" in refused.output
