"""A person's way through the wizard, page by page, as a browser without JavaScript would go it."""

import html
import json
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp.gate import leading_zero_bits

ANSWERS: dict[str, dict[str, Any]] = {
    "start": {},
    "who-is-in-it": {"who": "me"},
    "how-old": {"age": "adult"},
    "what-it-shows": {"shows": "nude"},
    "how-it-was-made": {"made": "with-consent"},
    "what-happened": {"happened": "threat"},
    "choose-files": {},
    "where": {"participants": ["example-social", "example-video"]},
    "statements": {
        "statements": ["adult", "is-me", "no-consent", "share-hashes", "understands-limits"],
        "detail": ["show-detail"],
    },
}


def signal(value: str = "5a" * 32, **changes: Any) -> dict[str, Any]:
    """A signal as the vault makes them."""
    made = {"type": "pdq", "value": value, "quality": 100, "item": 1, "variant": "stored"}
    return {**made, **changes}


def field(page: TestResponse, name: str) -> str:
    """The value of a hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, f"no field {name} in {step_of(page)}"
    return html.unescape(found[1])


def step_of(page: TestResponse) -> str:
    found = re.search(r'data-step="([^"]*)"', page.text)
    assert found, page.text[:300]
    return found[1]


def shown(page: TestResponse, name: str) -> str:
    """What stands in the element marked with data-field."""
    found = re.search(rf'data-field="{name}"[^>]*>\s*([^<]+?)\s*<', page.text)
    assert found, f"nothing marked {name} in {step_of(page)}"
    return html.unescape(found[1])


def solve(page: TestResponse) -> int:
    """The work that a page asks for, as pow.js does it."""
    asked = re.search(r'data-pow="([^"]+)" data-bits="(\d+)"', page.text)
    assert asked, "this page asks for no work"
    bits = int(asked[2])
    return next(n for n in range(1 << 26) if leading_zero_bits(asked[1], str(n)) >= bits)


class Walk:
    """Where a person is, and what they may do there."""

    def __init__(self, client: FlaskClient, language: str = "en") -> None:
        self.client = client
        self.base = f"/{language}/case"
        self.page = client.get(self.base)

    @property
    def step(self) -> str:
        return step_of(self.page)

    def answer(self, **data: Any) -> "Walk":
        """Send this page's form with these fields."""
        fields = {"draft": field(self.page, "draft"), **data}
        self.page = self.client.post(f"{self.base}/{self.step}", data=fields)
        return self

    def go_to(self, step: str, **answers: dict[str, Any]) -> "Walk":
        """Answer every question on the way with what is usual, or with what is given here."""
        while self.step != step:
            before = self.step
            self.answer(**answers.get(before.replace("-", "_"), ANSWERS[before]))
            assert self.step != before, self.page.text
        return self

    def send(self, *signals: dict[str, Any], **data: Any) -> TestResponse:
        """Press Send."""
        listed = json.dumps(list(signals) or [signal()])
        return self.answer(signals=listed, **data).page
