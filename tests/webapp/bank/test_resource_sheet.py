"""A sheet is read row by row: what is wrong is told by its line, the rest is kept."""

import csv
from dataclasses import replace
from datetime import date

import pytest

from webapp.bank.resource_sheet import SHIPPED, SheetMalformed, read_sheet, write_sheet

HEAD = "slug,country,name,kinds,audience,source,gathered,phones,url,hours,timezone,verified_on"
GOOD = "tr-a,TR,A,helpline,anyone,https://a.example,2026-11,0212 656 96 96,,24/7,,"


def sheet(*rows: str) -> str:
    return "\n".join([HEAD, *rows]) + "\n"


def test_the_rows_given_are_all_there_each_with_a_source_and_a_date():
    shipped = read_sheet(SHIPPED.read_text("utf-8"))
    assert shipped.mistakes == []
    assert len(shipped.resources) == 53
    assert len({r.country for r in shipped.resources}) == 28  # 27 countries, and the world
    assert all(r.source and r.gathered for r in shipped.resources)


def test_no_shipped_row_claims_to_be_verified_or_to_know_its_time_zone():
    shipped = read_sheet(SHIPPED.read_text("utf-8")).resources
    assert {r.standing() for r in shipped} == {"unverified"}
    assert {r.timezone for r in shipped} == {""}


def test_every_row_that_needs_a_look_is_remarked_on_by_its_line():
    remarks = [str(r) for r in read_sheet(SHIPPED.read_text("utf-8")).remarks]
    assert remarks[0].startswith("line 2: tr-tkdf is unverified")
    assert any("no-slettmeg is held back" in r for r in remarks)
    assert any("zz-cro has no phone" in r for r in remarks)
    assert any("gb-revenge-porn-helpline has hours but no time zone" in r for r in remarks)
    assert any("1930 is not in libphonenumber" in r for r in remarks)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (GOOD.replace("0212 656 96 96", "0212 656"), "phones: 0212 656 is no number of TR"),
        (GOOD.replace("TR", "TU"), "country: 'TU' is not one of"),
        (GOOD.replace("helpline", "magic"), "kinds: 'magic' is not known"),
        (GOOD.replace("anyone", ""), "audience: is empty"),
        (GOOD.replace("https://a.example", " "), "source: is empty"),
        (GOOD.replace("2026-11", "last week"), "gathered: 'last week' is not like 2026-11"),
        (GOOD.replace("24/7", "mornings"), "hours: 'mornings' is not like Mo-Fr 10:00-16:00"),
        (GOOD.replace("24/7,", "24/7,Istanbul"), "timezone: 'Istanbul' is not like Europe"),
        (GOOD + "soon", "verified_on: 'soon' is not like 2026-11-24"),
        (GOOD + "2999-01-01", "verified_on: 2999-01-01 has not come yet"),
        (GOOD.replace(",,24/7", ",javascript:alert(1),24/7"), "is not a web address"),
        (GOOD + ",one,more", "more or fewer cells"),
        ("tr-a,TR", "more or fewer cells"),
        (GOOD.replace("tr-a", "TR A"), "slug: 'TR A' is not 2 to 60 small letters"),
        (GOOD.replace("tr-a", "tr-last"), "slug: 'tr-last' stands in the sheet twice"),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_the_others_are_kept(bad, told):
    last = GOOD.replace("tr-a", "tr-last")
    first = GOOD.replace("tr-a", "tr-last") if "twice" in told else GOOD.replace("tr-a", "tr-b")
    found = read_sheet(sheet(first, bad, last.replace("tr-last", "tr-z")))
    assert [m.line for m in found.mistakes] == [3]
    assert told in found.mistakes[0].text
    assert [r.slug for r in found.resources] == [first.split(",")[0], "tr-z"]


def test_a_cell_over_several_lines_does_not_shift_the_numbers():
    two_lines = GOOD.replace(",A,", ',"A\nhelpline",')
    found = read_sheet(sheet(two_lines, GOOD.replace("TR", "TU")))
    assert found.resources[0].name == "A helpline"
    assert [m.line for m in found.mistakes] == [4]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", sheet(GOOD).replace("phones", "fons")])
def test_another_table_is_no_sheet(text):
    with pytest.raises(SheetMalformed):
        read_sheet(text)


def test_what_is_written_is_read_back_the_same():
    resources = read_sheet(SHIPPED.read_text("utf-8")).resources
    resources[0] = replace(resources[0], verified_on=date(2026, 11, 1), is_held=True)
    assert read_sheet(write_sheet(resources)).resources == resources


def test_a_sheet_saved_by_a_spreadsheet_program_is_read():
    assert read_sheet("\ufeff" + sheet(GOOD).replace("\n", "\r\n")).mistakes == []


def test_the_shipped_sheet_has_a_line_for_each_row():
    with SHIPPED.open(encoding="utf-8") as file:
        assert len(list(csv.reader(file))) == len(SHIPPED.read_text("utf-8").splitlines())
