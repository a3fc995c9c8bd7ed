"""What the templates of a case know besides what every template knows."""

from datetime import UTC, datetime

from flask import url_for
from flask_babel import format_date, format_datetime

from webapp.case.course import course, mark_text, short_text, status_text
from webapp.case.words import item_name, means_texts, type_texts, variant_texts, vault_texts
from webapp.security import CASE_SCRIPTS, PAGE_SCRIPTS
from webapp.tools import participants, tools


def case_context() -> dict[str, object]:
    """The vault's parts and words, the scripts, and whether this copy may take a case at all."""
    return {
        "case_scripts": CASE_SCRIPTS[len(PAGE_SCRIPTS) :],
        "vault_url": url_for("vault.document"),
        "runtime_parts": tools().shipped.runtime_parts(),
        "later_parts": tools().shipped.runtime_parts("later"),
        "vault_texts": vault_texts,
        "item_name": item_name,
        "type_texts": type_texts,
        "means_texts": means_texts,
        "variant_texts": variant_texts,
        "course": course,
        "mark_text": mark_text,
        "short_text": short_text,
        "status_text": status_text,
        "may_send": tools().config.demo or bool(participants()),
    }


def day(when: datetime) -> str:
    """A date in the reader's language. The day is that of UTC: where someone is, is not asked."""
    return str(format_date(when.astimezone(UTC), "long"))


def moment(when: datetime) -> str:
    """A date and time in the reader's language, in UTC, and saying so."""
    return f"{format_datetime(when.astimezone(UTC), 'd MMMM yyyy, HH:mm', rebase=False)} UTC"
