"""Promise 2: the server accepts no file, no large body, and nothing posted from another site."""

import io

import pytest

from tests.journey import Walk, field
from webapp import security

POSTS = ["/en/case/start", "/en/case/review", "/en/case/follow", "/en/help"]


@pytest.mark.parametrize("address", POSTS)
def test_a_file_is_refused(client, address):
    answer = client.post(address, data={"file": (io.BytesIO(b"\xff\xd8\xff"), "us.jpg")})
    assert answer.status_code == 415
    assert "us.jpg" not in answer.text


@pytest.mark.parametrize("kind", ["application/json", "image/jpeg", "text/plain", ""])
def test_only_a_plain_form_is_read(client, kind):
    assert client.post("/en/case/start", data=b"{}", content_type=kind).status_code == 415


@pytest.mark.parametrize("address", POSTS)
def test_a_body_past_the_limit_is_refused(client, address):
    body = b"x=" + b"a" * security.SIGNALS_BODY
    answer = client.post(address, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert 'data-step="error"' in answer.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused(client, site):
    draft = field(Walk(client).page, "draft")
    headers = {"Sec-Fetch-Site": site}
    answer = client.post("/en/case/start", data={"draft": draft}, headers=headers)
    assert answer.status_code == 403


def test_a_full_case_of_signals_fits_into_the_limit():
    """100 images of 12 signals and 6,000 frames of videos, as a browser writes and pads a form."""
    import json
    from urllib.parse import urlencode

    one = {"type": "pdq", "value": "a" * 64, "quality": 100, "item": 100, "variant": "frame-999"}
    frames = json.dumps([f"{'a' * 64},100,3599.999"] * 600)
    film = {"type": "vpdq", "value": frames, "quality": 100, "item": 100, "variant": "upright"}
    signals = [one] * 1200 + [film] * 10
    body = urlencode({"signals": json.dumps(signals, separators=(",", ":"))})
    assert len(body) + (16 + 8) * 1024 < security.SIGNALS_BODY
