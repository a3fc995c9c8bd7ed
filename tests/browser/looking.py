"""A page looked at by a checker, on a small phone, and gone through by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.chromium import PHONE

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def phone(chromium):
    context = chromium.new_context(
        viewport=PHONE, device_scale_factor=2, has_touch=True, reduced_motion="reduce"
    )
    # The checker is put in from outside, past the page's own policy.
    context.add_init_script(path=AXE)
    yield context.new_page()
    context.close()


def look_at(page: Page) -> None:
    """No violation that axe knows of, and nothing wider than the screen."""
    found = page.evaluate("(values) => axe.run(document, {runOnly: {type: 'tag', values}})", RULES)
    told = [
        f"{v['id']}: {v['help']}: {node['html'][:160]}"
        for v in found["violations"]
        for node in v["nodes"]
    ]
    assert told == [], page.url
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def tab_to(page: Page, there: str) -> None:
    """Press Tab until JavaScript finds it true that the focus is there."""
    for _ in range(80):
        if page.evaluate(there):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {there}")
