"""What `review` says in words: the answers that are sent, each with a way to change it."""

from typing import Any

from flask_babel import gettext as _

from webapp.bank.handover import Invitation
from webapp.case.draft import Draft
from webapp.case.statements import STATEMENTS


def review_rows(
    draft: Draft, participants: list[tuple[str, str]], invitation: Invitation | None
) -> list[dict[str, Any]]:
    """The rows of the summary: platforms, sentences, what the follow page shows, who else sees."""
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
    if draft.handover:
        rows.append(
            _row(_("Who sees how your case stands"), _sharers(draft, invitation), "sharing")
        )
    return rows


def _sharers(draft: Draft, invitation: Invitation | None) -> str:
    if draft.answers.get("sharing") != "share":
        return str(_("only you"))
    if invitation is None:
        return str(_("only you, because the invitation does not work any more"))
    return str(_("you and %(name)s", name=invitation.organisation))


def _row(key: str, value: str, step: str) -> dict[str, Any]:
    change = {"name": "change", "value": step, "text": _("Change"), "about": key}
    return {"key": key, "value": value, "change": change}
