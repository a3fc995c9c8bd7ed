"""What the room calls things, in the reader's language."""

from datetime import date

from babel import Locale
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from webapp.bank.telltale import Telltale
from webapp.i18n import LANGUAGES, current_code


def step_text(step: str) -> str:
    """A step of the checklist, in a few words."""
    texts = {
        "safe-now": _("Safe right now"),
        "age": _("18 or older in the images"),
        "complaint": _("Complaint to the police or a prosecutor"),
        "evidence": _("Proof kept"),
        "psychological": _("Psychological support"),
        "legal": _("Legal support"),
        "case-opened": _("Case opened"),
    }
    return str(texts[step])


def todo_text(step: str) -> str:
    """The same step where it is still to be taken."""
    texts = {"evidence": _("Keep proof"), "case-opened": _("Open a case")}
    return str(texts.get(step) or step_text(step))


def step_hint(step: str) -> str:
    """What to talk about at a step."""
    texts = {
        "safe-now": _(
            "Is anybody in danger now? Can the caller talk freely? If not: first the emergency "
            "number, and a time at which you may call back."
        ),
        "age": _(
            "If the caller was under 18 in any of them, other services are faster and there is no "
            "hand-over from here. Choose “Other route” and give the numbers of those services."
        ),
        "complaint": _(
            "A complaint first makes much of the rest easier. Note the day and the place, never "
            "the name of the person it is about."
        ),
        "evidence": _(
            "Screenshots with the address and the date on them, printed or on a device that the "
            "other person cannot reach. Never send them to you."
        ),
        "psychological": _("Who is there for the caller, and when is the next appointment?"),
        "legal": _("A lawyer, a bar association, or your own legal advice."),
        "case-opened": _(
            "If the caller shares the case, you see it on the page of the referral. If not, note "
            "here what they tell you. You never need the case number or the passcode."
        ),
    }
    return str(texts[step])


def state_text(state: str) -> str:
    """How a step stands."""
    texts = {
        "todo": _("Not yet"),
        "done": _("Done"),
        "declined": _("The caller does not want it"),
        "not-needed": _("Not needed"),
        "other-route": _("Under 18: other route"),
    }
    return str(texts[state])


def participant_text(state: str) -> str:
    """Where a platform stands with a caller's case, as it told us."""
    texts = {
        "left": _("does not take part any more"),
        "unable": _("cannot look for this kind of file"),
        "withdrawn": _("taken back by the caller"),
        "waiting": _("has not collected the codes yet"),
        "pulled": _("has the codes, and told of no copy so far"),
        "error": _("could not look, because of a technical problem"),
        "matched": _("found an image that looks like it"),
        "under-review": _("people there look at what was found"),
        "removed": _("removed what it found"),
        "not-violating": _("decided to leave up what it found"),
    }
    return str(texts[state])


def telltale_text(telltale: Telltale) -> str:
    """What a note seems to hold, and why it should not."""
    texts = {
        Telltale.EMAIL: _("There seems to be an e-mail address in what you wrote."),
        Telltale.LINK: _("There seems to be a link or a file name in what you wrote."),
        Telltale.PHONE: _("There seems to be a phone number in what you wrote."),
        Telltale.NUMBER: _("There seems to be an identity number in what you wrote."),
    }
    return str(texts[telltale])


def role_text(role: str) -> str:
    """What somebody may do."""
    texts = {
        "worker": _("Sees and makes referrals"),
        "lead": _("Also looks after the team and the portal"),
        "operator": _("Looks after this server, sees no referrals"),
    }
    return str(texts[role])


def role_name(role: str) -> str:
    """What somebody is."""
    return str({"worker": _("Worker"), "lead": _("Lead"), "operator": _("Operator")}[role])


def language_name(code: str) -> str:
    """A language as the reader calls it."""
    if code in LANGUAGES:
        return LANGUAGES[code].name
    return Locale.parse(code, sep="-").get_display_name(current_code()) or code


def due_text(due: date, today: date) -> str:
    """When something is to be followed up, seen from today."""
    days = (due - today).days
    if days == 0:
        return str(_("today"))
    if days > 0:
        return str(ngettext("in %(num)s day", "in %(num)s days", days))
    return str(ngettext("%(num)s day ago", "%(num)s days ago", -days))


def day(when: date) -> str:
    """A date in the reader's language."""
    return str(format_date(when, "long"))
