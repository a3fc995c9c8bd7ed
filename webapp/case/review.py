"""What `review` says in words: the answers that are sent, each with a way to change it."""

from typing import Any

from flask_babel import gettext as _

from webapp.case.draft import Draft
from webapp.case.statements import STATEMENTS


def review_rows(draft: Draft, participants: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The rows of the summary: platforms, sentences, and what the follow page may show."""
    agreed = draft.answers.get("statements", [])
    chosen = draft.answers.get("where", [])
    names = [name for slug, name in participants if slug in chosen]
    sentences = " ".join(str(STATEMENTS[id_].text) for id_ in agreed if id_ in STATEMENTS)
    shown = (
        _("what each platform did, and when")
        if "show-detail" in agreed
        else _("no names of platforms")
    )
    rows = [
        _row(_("What you agreed to"), sentences, "statements"),
        _row(_("What the follow page shows"), shown, "statements"),
    ]
    if participants:
        rows.insert(0, _row(_("Platforms"), ", ".join(names), "where"))
    return rows


def _row(key: str, value: str, step: str) -> dict[str, Any]:
    change = {"name": "change", "value": step, "text": _("Change"), "about": key}
    return {"key": key, "value": value, "change": change}
