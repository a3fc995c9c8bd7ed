"""Languages: a person is answered in the one they came in."""

import pytest


@pytest.mark.parametrize("code", ["en", "tr", "ar"])
def test_a_page_that_is_not_there_is_said_so_in_the_language_of_its_address(client, code):
    answer = client.get(f"/{code}/nowhere", headers={"Accept-Language": "fr, en;q=0.5"})
    assert answer.status_code == 404
    assert f'lang="{code}" dir=' in answer.text


def test_an_address_without_a_language_is_answered_in_the_browsers(client):
    answer = client.get("/nowhere/", headers={"Accept-Language": "fr, tr;q=0.5"})
    assert 'lang="tr" dir=' in answer.text
