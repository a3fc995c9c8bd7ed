"""The course of a participant with a case, in words: where it stands, and the steps it has taken.

It says what the participant told us and nothing more: of a step that it did not tell, just that.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.bank.finding import Finding
from webapp.bank.progress import SeenParticipant

LONGEST_IN_HOURS = 96


@dataclass(frozen=True)
class Step:
    """One step. `mark` is `done`, `now`, `todo`, or `untold` for one that was passed over."""

    text: str
    mark: str
    at: datetime | None = None
    took: str = ""
    is_late: bool = False


def status_text(participant: SeenParticipant) -> str:
    """Where a participant stands, in a sentence."""
    told, codes = participant.told, participant.codes
    if participant.state == "pulled" and told < codes:
        return str(_("It has %(told)s of your %(all)s codes so far.", told=told, all=codes))
    texts = {
        "left": _("It does not take part any more, and gets nothing new from us."),
        "unable": _("It cannot look for this kind of file."),
        "withdrawn": _("You took your images back."),
        "waiting": _("It has not collected your codes yet."),
        "pulled": _("It has your codes. It has not told us of a copy so far."),
        "error": _("It told us that it could not look, because of a technical problem."),
        "matched": _("It found an image that looks like yours."),
        "under-review": _(
            "It found an image that looks like yours. It says that people there look at it."
        ),
        "removed": _("It told us that it removed the image it found."),
        "not-violating": _("It decided that the image it found does not break its rules."),
    }
    return str(texts[participant.state])


def short_text(state: str) -> str:
    """How the finding of one image stands, in a word or two."""
    texts = {
        "error": _("could not look"),
        "matched": _("found"),
        "under-review": _("people look at it"),
        "removed": _("removed"),
        "not-violating": _("left up"),
    }
    return str(texts[state])


def mark_text(mark: str) -> str:
    """What is read out for the mark of a step."""
    texts = {
        "done": _("Done:"),
        "now": _("Now:"),
        "todo": _("Not yet:"),
        "untold": _("It did not tell us of this:"),
    }
    return str(texts[mark])


def course(participant: SeenParticipant) -> list[Step]:
    """The four steps, from the codes to the decision; of one that left, those that it took."""
    found = participant.finding
    if found is None or found.matched_at is None:
        steps = [_collected(participant), *_still_to_come()]
    else:
        steps = [_collected(participant), *_found(found)]
    return [step for step in steps if participant.is_active or step.mark != "todo"]


def _collected(participant: SeenParticipant) -> Step:
    if participant.pulled_at is None:
        return Step(_("Codes collected"), "untold" if participant.finding else "todo")
    took = _("Time after you sent them: %(span)s.", span=span(participant.pulled_after))
    return Step(_("Codes collected"), "done", participant.pulled_at, took)


def _still_to_come() -> list[Step]:
    return [
        Step(text, "todo") for text in (_("Image found"), _("People look at it"), _("Decision"))
    ]


def _found(found: Finding) -> list[Step]:
    """What came after the codes. Until it decides, the clock stands with the match."""
    is_open = found.decided_at is None
    match = Step(
        f"{_('Image %(number)s', number=found.item)}: {short_text('matched')}",
        "done",
        found.matched_at,
        _("Time since then: %(span)s.", span=span(found.took)) if is_open else "",
        found.is_late and is_open,
    )
    unseen = "todo" if is_open else "untold"
    seen = "now" if is_open else "done"
    review = Step(
        _("People look at it"), seen if found.under_review_at else unseen, found.under_review_at
    )
    if is_open:
        return [match, review, Step(_("Decision"), "todo")]
    text = _("Decision: removed") if found.state == "removed" else _("Decision: left up")
    took = _("Time after the image was found: %(span)s.", span=span(found.took))
    return [match, review, Step(text, "done", found.decided_at, took, found.is_late)]


def span(time: timedelta | None) -> str:
    """How long something took: in hours, as the law counts; in days when they are many."""
    hours = int((time or timedelta()) / timedelta(hours=1))
    if hours < 1:
        return str(_("less than an hour"))
    if hours <= LONGEST_IN_HOURS:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s day", "%(num)s days", hours // 24))
