"""What other sites get: data that may be kept, and a frame that runs nothing."""

import json

import pytest

from webapp.bank.resource_sheet import SHIPPED, read_sheet


def test_the_data_hold_every_row_that_is_shown_with_its_source_and_standing(client):
    rows = json.loads(client.get("/help/resources.json").text)["resources"]
    assert len(rows) == 48
    assert all(row["source"] and row["gathered"] for row in rows)
    assert {row["standing"] for row in rows} == {"unverified"}
    assert {row["timezone"] for row in rows} == {""}


def test_numbers_come_as_they_are_dialled_and_as_they_are_written(client):
    rows = json.loads(client.get("/help/resources.json?country=tr").text)["resources"]
    tkdf = next(row for row in rows if row["slug"] == "tr-tkdf")
    assert tkdf["phones"][0] == {"dial": "+902126569696", "written": "0212 656 96 96"}


def test_what_is_only_for_the_operator_is_not_given_out(client):
    assert "note" not in json.loads(client.get("/help/resources.json").text)["resources"][0]
    assert any(r.note for r in read_sheet(SHIPPED.read_text("utf-8")).resources if r.is_shown)
    sheet = read_sheet(client.get("/help/resources.csv").text)
    assert {resource.note for resource in sheet.resources} == {""}


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_site_that_has_it_already_is_told_so(client, kind):
    first = client.get(f"/help/resources.{kind}")
    again = client.get(f"/help/resources.{kind}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_the_sheet_given_out_can_be_imported_elsewhere(client):
    sheet = read_sheet(client.get("/help/resources.csv").text)
    assert sheet.mistakes == []
    assert len(sheet.resources) == 48


def test_the_widget_shows_one_country_in_one_language(client):
    page = client.get("/tr/help/widget/tr").text
    assert 'data-resource="tr-tkdf"' in page
    assert 'lang="tr"' in page
    assert 'target="_blank"' in page


def test_the_line_to_copy_names_this_site(client):
    page = client.get("/en/help/for-sites").text
    assert 'src="http://localhost/en/help/widget/tr"' in page.replace("&#34;", '"')
