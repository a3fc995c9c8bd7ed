"""Who signs in, as the operator looks after it."""

import re

import pytest
from click.testing import CliRunner

from webapp.bank.staffing import WrongNameOrPassword, check_password
from webapp.cli import main
from webapp.commands import open_bank
from webapp.config import load_config


@pytest.fixture
def environ(tmp_path):
    return {"STILLMINE_INSTANCE": str(tmp_path), "STILLMINE_PUBLIC_URL": "", "STILLMINE_DEMO": "0"}


@pytest.fixture
def stillmine(environ):
    def run(*arguments: str, **more: str) -> str:
        return CliRunner().invoke(main, list(arguments), env={**environ, **more}).output

    run("db", "upgrade")
    run("partner", "add", "ngo", "--name", "An NGO", "--locale", "tr")
    return run


def password_in(told: str) -> str:
    return re.search(r"password\s(\S+)", told)[1]


def test_somebody_is_added_begun_anew_switched_off_and_removed(stillmine, environ):
    first = password_in(stillmine("staff", "add", "ayse", "--role", "lead", "--partner", "ngo"))
    bank = open_bank(load_config(environ))

    def is_let_in(password: str) -> bool:
        try:
            return bool(check_password(bank, "ayse", password, bank.bucket_of("192.0.2.1")))
        except WrongNameOrPassword:
            return False

    assert is_let_in(first)
    second = password_in(stillmine("staff", "reset", "ayse"))
    assert (is_let_in(first), is_let_in(second)) == (False, True)
    assert "ayse\tlead\tngo\ton" in stillmine("staff", "list")
    stillmine("staff", "switch", "ayse", "--off")
    assert not is_let_in(second)
    assert "ayse\tlead\tngo\toff" in stillmine("staff", "list")
    stillmine("staff", "switch", "ayse", "--on")
    assert is_let_in(second)
    stillmine("staff", "remove", "ayse")
    assert stillmine("staff", "list") == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "A", "--role", "lead", "--partner", "ngo"), "3 to 40 small letters"),
        (("add", "ayse", "--role", "lead"), "needs --partner"),
        (("add", "ayse", "--role", "operator", "--partner", "ngo"), "an operator has none"),
        (("add", "ayse", "--role", "lead", "--partner", "nobody"), "no partner"),
        (("reset", "ayse"), "Nobody signs in"),
    ],
)
def test_what_is_refused_is_said_in_words(stillmine, arguments, words):
    assert words in stillmine("staff", *arguments)


def test_a_demonstration_prints_a_password_until_one_of_their_own_is_chosen(stillmine, environ):
    assert "password" not in stillmine("db", "upgrade")
    told = stillmine("db", "upgrade", STILLMINE_DEMO="1")
    assert "demo-tkdf" in told
    again = stillmine("db", "upgrade", STILLMINE_DEMO="1")
    assert password_in(again) != password_in(told)
    bank = open_bank(load_config(environ))
    assert check_password(bank, "demo-tkdf", password_in(again), bank.bucket_of("192.0.2.1"))
