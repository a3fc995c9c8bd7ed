"""A helpline's hand-over, as the operator makes it: only what the caller agreed to is shown."""

import re

import pytest
from click.testing import CliRunner

from tests.cases import opening, pdq
from webapp.bank.case import open_case
from webapp.bank.handover import find_by_token
from webapp.bank.sharing import end_sharing
from webapp.cli import main
from webapp.commands import open_bank
from webapp.config import load_config

pytestmark = pytest.mark.xdist_group("referral-commands")


@pytest.fixture
def environ(tmp_path):
    return {"STILLMINE_INSTANCE": str(tmp_path), "STILLMINE_PUBLIC_URL": ""}


@pytest.fixture
def stillmine(environ):
    def run(*arguments: str) -> str:
        return CliRunner().invoke(main, list(arguments), env=environ).output

    run("db", "upgrade")
    run("participant", "add", "acme", "--name", "Acme")
    run("partner", "add", "ngo", "--name", "An NGO", "--locale", "tr")
    run("referral", "open", "ngo", "2026-17", "--language", "tr", "--country", "TR")
    return run


def test_a_case_is_shown_from_the_agreement_to_its_end(stillmine, environ):
    assert "Nothing is shared" in stillmine("referral", "show", "ngo", "2026-17")
    invited = stillmine("referral", "invite", "ngo", "2026-17")
    token = re.search(r"/p/ngo/tr/case/w/(\S+)", invited)
    assert token
    assert re.search(r"number\t\d{4} \d{4} \d{4}", invited)
    bank = open_bank(load_config(environ))
    invitation = bank.run(find_by_token, token[1])
    assert invitation
    receipt = open_case(bank, opening(pdq(), participants=["acme"], handover=invitation.id))
    shown = stillmine("referral", "show", "ngo", "2026-17")
    assert re.match(r"shared \S+\tAcme: \S+", shown)
    assert receipt.case_number not in shown
    bank.run(end_sharing, bank.run(_only_case))
    assert "ended the sharing" in stillmine("referral", "show", "ngo", "2026-17")
    assert "Acme" not in stillmine("referral", "show", "ngo", "2026-17")


def _only_case(session):
    from sqlalchemy import select

    from webapp.bank.case import CaseRow

    return session.scalars(select(CaseRow.id)).one()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("open", "ngo", "2026-17", "--country", "TR"), "already"),
        (("open", "ngo", "2026-18", "--country", "Turkey"), "two letters"),
        (("open", "nobody", "1", "--country", "TR"), "no partner"),
        (("invite", "ngo", "2026-99"), "no open referral"),
        (("show", "nobody", "2026-17"), "no partner"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(stillmine, arguments, says):
    assert says in stillmine("referral", *arguments)


def test_one_that_is_closed_invites_nobody(stillmine):
    stillmine("referral", "close", "ngo", "2026-17")
    assert "no open referral" in stillmine("referral", "invite", "ngo", "2026-17")
