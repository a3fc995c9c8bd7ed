"""The list of who helps, as the operator types it."""

import pytest
from click.testing import CliRunner, Result

from webapp.bank.resource_sheet import SHIPPED
from webapp.cli import main

HEAD = "slug,country,name,kinds,audience,source,gathered,phones,verified_on\n"
GOOD = "tr-mine,TR,Mine,helpline,anyone,https://mine.example,2026-11,0212 656 96 96,2026-11-01\n"
BAD = "tr-bad,TR,Bad,helpline,anyone,https://bad.example,2026-11,0212 656,\n"


@pytest.fixture
def stillmine(tmp_path):
    def run(*arguments: str) -> Result:
        environ = {"STILLMINE_INSTANCE": str(tmp_path), "STILLMINE_PUBLIC_URL": ""}
        return CliRunner().invoke(main, list(arguments), env=environ)

    assert run("db", "upgrade").exit_code == 0
    return run


@pytest.fixture
def sheet(tmp_path):
    def write(*rows: str) -> str:
        (tmp_path / "mine.csv").write_text(HEAD + "".join(rows), "utf-8")
        return str(tmp_path / "mine.csv")

    return write


def test_a_fresh_copy_has_the_shipped_rows_and_says_that_none_is_verified(stillmine):
    told = stillmine("resources", "check").output
    assert "53 resources, 0 of them verified within a year." in told
    assert "tr-tkdf is unverified" in told


def test_import_keeps_the_good_rows_tells_the_bad_by_line_and_ends_with_1(stillmine, sheet):
    result = stillmine("resources", "import", sheet(BAD, GOOD))
    assert result.exit_code == 1
    assert "mine.csv, line 2: phones: 0212 656 is no number of TR" in result.output
    assert "Imported 1 resources." in result.output
    assert "54 resources, 1 of them" in stillmine("resources", "check").output


def test_a_good_sheet_ends_with_0(stillmine, sheet):
    assert stillmine("resources", "import", sheet(GOOD)).exit_code == 0


def test_an_older_sheet_leaves_what_was_verified(stillmine, sheet):
    stillmine("resources", "import", sheet(GOOD))
    again = stillmine("resources", "import", sheet(GOOD.replace("2026-11-01", "")))
    assert "Left 1 as they are" in again.output


def test_what_is_exported_can_be_imported(stillmine, tmp_path):
    file = str(tmp_path / "out.csv")
    assert stillmine("resources", "export", file).exit_code == 0
    assert "Imported 53" in stillmine("resources", "import", file).output


def test_check_reads_a_sheet_without_importing_it(stillmine, sheet):
    assert "line 2: tr-tkdf is unverified" in stillmine("resources", "check", str(SHIPPED)).output
    assert stillmine("resources", "check", sheet(BAD, GOOD)).exit_code == 1
    assert "53 resources" in stillmine("resources", "check").output


def test_a_file_that_is_no_sheet_is_told_in_a_sentence(stillmine, tmp_path):
    (tmp_path / "latin.csv").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "other.csv").write_text("a,b\n")
    for name, words in (("latin.csv", "UTF-8"), ("other.csv", "columns")):
        refused = stillmine("resources", "import", str(tmp_path / name))
        assert refused.exit_code == 1
        assert words in refused.output
