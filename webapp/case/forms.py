"""The questions, one form a step. A form checks the shape of an answer; the bank checks its truth.

The values are short English codes that never change with the language; only labels are translated.
"""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, SelectMultipleField
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from webapp.case.draft import Draft
from webapp.case.statements import STATEMENTS

CHOOSE = _l("Choose one of the answers to go on.")
Choices = Sequence[tuple[str, str]]


class StepForm(Form):
    """A form of one question. `answer` is what the draft keeps of it."""

    @property
    def question(self) -> Field | None:
        """The one field, or None for the steps that only inform."""
        return next(iter(self), None)

    @property
    def answer(self) -> str | list[str]:
        """The code or codes chosen; "seen" for a step that asks nothing."""
        data: str | list[str] = self.question.data if self.question is not None else "seen"
        return data


class AnswerMissing(Exception):
    """The step was sent without a whole answer; the form holds the words that say so."""

    def __init__(self, form: StepForm) -> None:
        super().__init__()
        self.form = form


def options(choices: Choices) -> list[SelectChoice]:
    """The choices as the form library wants them."""
    return [SelectChoice(code, label) for code, label in choices]


def _one_of(label: str, *choices: tuple[str, str]) -> Field:
    # wtforms answers an unknown value with words of its own, so both checks speak through CHOOSE.
    return RadioField(
        label, choices=options(choices), validate_choice=False, validators=[_chosen(dict(choices))]
    )


def _chosen(allowed: Mapping[str, str]) -> Callable[[Form, Field], None]:
    def check(form: Form, field: Field) -> None:
        if field.data not in allowed:
            raise ValidationError(CHOOSE)

    return check


class Sharing(StepForm):
    """Whether the organisation that handed over may see how the case stands."""

    sharing = _one_of(
        _l("May they see how your case stands?"),
        ("share", _l("Yes, share it with them")),
        ("alone", _l("No, go on without sharing")),
    )


class WhoIsInIt(StepForm):
    """Whose image is it."""

    who = _one_of(
        _l("Who is in the images or videos?"),
        ("me", _l("Only me")),
        ("me-and-others", _l("Me and someone else")),
        ("someone-else", _l("Someone else, not me")),
    )


class HowOld(StepForm):
    """The age in the image, not the age today."""

    age = _one_of(
        _l("How old were you in the images?"),
        ("adult", _l("18 or older in all of them")),
        ("under-18", _l("Under 18 in at least one of them")),
        ("unsure", _l("I am not sure")),
    )


class WhatItShows(StepForm):
    """What platforms may remove: nude, nearly nude, or sexual."""

    shows = _one_of(
        _l("What do they show?"),
        ("nude", _l("Me naked")),
        ("partly-nude", _l("Me partly naked or in underwear")),
        ("sexual", _l("Something sexual")),
        ("something-else", _l("Something else")),
    )


class HowItWasMade(StepForm):
    """Taken with consent or without, or made by a machine. All of them count."""

    made = _one_of(
        _l("How were they made?"),
        ("with-consent", _l("I took them, or I agreed to it at the time")),
        ("without-consent", _l("Someone took them without my agreement")),
        ("altered", _l("They are faked, changed or made with AI")),
        ("unsure", _l("I do not know")),
    )


class WhatHappened(StepForm):
    """What the advice on the receipt is chosen by."""

    happened = _one_of(
        _l("What has happened so far?"),
        ("threat", _l("Someone threatens to share them")),
        ("shared", _l("They have been shared already")),
        ("afraid", _l("I am afraid they may be shared")),
    )


class Nothing(StepForm):
    """A step that informs and asks nothing."""


def _at_least_one(form: Form, field: Field) -> None:
    if not field.data:
        raise ValidationError(_l("Choose at least one platform to go on."))


class Where(StepForm):
    """Which participants get the signals: all of them, unless the person takes some out."""

    participants = SelectMultipleField(
        _l("Which platforms should look out for them?"), validators=[_at_least_one]
    )

    def offer(self, choices: Choices) -> None:
        """Fill in the participants that are active now; one that left is dropped without a word."""
        self.participants.choices = options(choices)
        offered = dict(choices)
        self.participants.data = [c for c in self.participants.data or [] if c in offered]


def _all_agreed(form: Form, field: Field) -> None:
    if set(field.data or ()) < set(STATEMENTS):
        raise ValidationError(
            _l("We can only go on if every sentence is true for you. Tick each one.")
        )


class Statements(StepForm):
    """The consent statements, and whether the follow page may show each platform by name."""

    statements = SelectMultipleField(
        _l("Please read and tick each sentence"),
        choices=options([(id_, statement.text) for id_, statement in STATEMENTS.items()]),
        validators=[_all_agreed],
    )
    detail = SelectMultipleField(
        _l("What may the follow page show?"),
        choices=options([("show-detail", _l("Show what each platform did, and when"))]),
    )

    @property
    def answer(self) -> list[str]:
        """The statement ids agreed to, and `show-detail` if it is on."""
        return [*(self.statements.data or []), *(self.detail.data or [])]


FORMS: dict[str, type[StepForm]] = {
    "sharing": Sharing,
    "start": Nothing,
    "who-is-in-it": WhoIsInIt,
    "how-old": HowOld,
    "what-it-shows": WhatItShows,
    "how-it-was-made": HowItWasMade,
    "what-happened": WhatHappened,
    "choose-files": Nothing,
    "where": Where,
    "statements": Statements,
    "review": Nothing,
}


def blank_form(slug: str, draft: Draft, participants: Choices) -> StepForm:
    """The step's form as the person should find it: with the answer they gave before, if any."""
    known = draft.answers.get(slug)
    form = FORMS[slug]()
    if isinstance(form, Where):
        form.participants.data = list(known or [code for code, _ in participants])
        form.offer(participants)
    elif isinstance(form, Statements):
        agreed = known if isinstance(known, list) else ["show-detail"]
        form.statements.data = [code for code in agreed if code in STATEMENTS]
        form.detail.data = [code for code in agreed if code == "show-detail"]
    elif form.question is not None:
        form.question.data = known
    return form


def filled_form(slug: str, sent: MultiDict[str, str], participants: Choices) -> StepForm:
    """The step's form with what was sent. Raises AnswerMissing(form) when it is not whole."""
    form = FORMS[slug](sent)
    if isinstance(form, Where):
        form.offer(participants)
    if not form.validate():
        raise AnswerMissing(form)
    return form
