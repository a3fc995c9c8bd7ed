"""The wizard: show a step, take its answer, and at the end send."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.bank.handover import Invitation
from webapp.case import follow, invitation, opening, steps
from webapp.case.context import case_context, day, moment
from webapp.case.draft import Draft, DraftBroken, DraftExpired, drafts
from webapp.case.forms import AnswerMissing, StepForm, blank_form, filled_form
from webapp.case.review import review_rows
from webapp.case.statements import STATEMENTS
from webapp.countries import countries_with_help
from webapp.tools import participants

blueprint = Blueprint("case", __name__)
blueprint.context_processor(case_context)
blueprint.add_app_template_filter(day, "day")
blueprint.add_app_template_filter(moment, "moment")
View = Response | tuple[str, int]


@blueprint.get("/case")
def start() -> View:
    """The first page: what this can do, what it cannot, and a fresh draft."""
    return _page("start", Draft())


@blueprint.get("/case/w/<token>")
def open_invitation(token: str) -> View:
    """A link that an organisation gave: first of all, whether it may see how the case stands."""
    found = invitation.find_by_link(token)
    return invitation.ask("over", status=HTTPStatus.NOT_FOUND) if not found else _invite(found)


def _invite(found: Invitation) -> View:
    return _page("sharing", Draft(handover=found.id.hex))


@blueprint.get("/case/<slug>")
def show_step(slug: str) -> View:
    """A step asked for by address has no draft with it: the journey begins at its beginning."""
    if slug in steps.ENDINGS:
        return _ending(slug), HTTPStatus.OK
    if slug == invitation.CODE:
        return invitation.ask()
    return redirect(url_for(".start"), HTTPStatus.SEE_OTHER)


@blueprint.post("/case/<slug>")
def take_step(slug: str) -> View:
    """Take the answer of one step and show the next: the page that was asked for is the answer."""
    if slug == invitation.CODE:
        return invitation.take(_invite)
    if not steps.is_step(slug):
        return redirect(url_for(".start"), HTTPStatus.SEE_OTHER)
    try:
        draft = drafts().open(request.form.get("draft", ""))
    except DraftExpired as expired:
        return _renew(expired.draft)
    except DraftBroken:
        return _page("start", Draft(), notice="broken")
    if not steps.may_show(slug, draft.answers, skip=_skipped(draft)):
        return _page(_first_missing(draft), draft)
    return _go(slug, draft)


def _go(slug: str, draft: Draft) -> View:
    """Follow the button that was pressed: back, change, another way, send, or on."""
    if "back" in request.form:
        return _page(steps.previous_step(slug, skip=_skipped(draft)) or "start", draft)
    if (wanted := request.form.get("change")) and steps.is_step(wanted):
        draft.is_changing = True
        return _page(wanted, draft)
    if slug == "choose-files" and "no-file" in request.form:
        return _leave_for("other-ways", slug, draft)
    if slug == "review":
        return opening.send(draft, _page)
    return _take_answer(slug, draft)


def _take_answer(slug: str, draft: Draft) -> View:
    try:
        form = filled_form(slug, request.form, _participant_choices())
    except AnswerMissing as missing:
        return _page(slug, draft, form=missing.form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    draft.answers[slug] = form.answer
    ending = steps.ending_of(slug, draft.answers)
    if ending:
        return _leave_for(ending, slug, draft)
    if draft.is_changing:
        draft.is_changing = False
        return _page(_first_missing(draft), draft)
    return _page(steps.next_step(slug, draft.answers, skip=_skipped(draft)), draft)


def _leave_for(ending: str, slug: str, draft: Draft) -> View:
    """An ending keeps nothing: the answer that led here is forgotten."""
    draft.answers.pop(slug, None)
    return _ending(ending, draft, came_from=slug), HTTPStatus.OK


def _ending(ending: str, draft: Draft | None = None, came_from: str = "") -> str:
    return render_template(
        f"case/{ending}.html",
        slug=ending,
        countries_with_help=countries_with_help(),
        draft=drafts().seal(draft) if draft else "",
        came_from=came_from,
    )


def _renew(draft: Draft) -> View:
    """An hour is over: the answers are kept, consent is asked for again, the nonce is new."""
    if opening.was_sent(draft):
        return render_template("case/already-sent.html", slug="already-sent"), HTTPStatus.GONE
    for agreed in ("statements", "sharing"):
        draft.answers.pop(agreed, None)
    fresh = Draft(answers=draft.answers, handover=draft.handover)
    return _page(_first_missing(fresh), fresh, notice="expired")


def _first_missing(draft: Draft) -> str:
    return steps.first_missing(draft.answers, skip=_skipped(draft))


def _skipped(draft: Draft) -> set[str]:
    """The steps at which there is nothing to ask this person."""
    needless = {"where": not participants(), "sharing": not draft.handover}
    return {slug for slug, is_needless in needless.items() if is_needless}


def _participant_choices() -> list[tuple[str, str]]:
    return [(participant.slug, participant.name) for participant in participants()]


def _page(
    slug: str,
    draft: Draft,
    *,
    form: StepForm | None = None,
    notice: str | None = None,
    status: int = HTTPStatus.OK,
    **context: object,
) -> tuple[str, int]:
    """One step, whole: the question, the sealed draft, and the way back."""
    choices, skipped, invited = _participant_choices(), _skipped(draft), invitation.of(draft)
    if slug == "sharing" and invited is None:
        alone = Draft(draft.nonce, draft.answers)
        return _page(_first_missing(alone), alone, notice="over")
    number, count = steps.progress(slug, skip=skipped)
    page = render_template(
        f"case/{slug}.html",
        slug=slug,
        form=form or blank_form(slug, draft, choices),
        draft=drafts().seal(draft),
        answers=draft.answers,
        previous=steps.previous_step(slug, skip=skipped),
        number=number,
        count=count,
        notice=notice,
        invitation=invited,
        participants=participants(),
        statements=STATEMENTS,
        price=context.pop("price", None),
        review_rows=review_rows(draft, choices, invited) if slug == "review" else [],
        **context,
    )
    return page, status


@blueprint.get("/case/follow")
def show_follow() -> View:
    """Ask for the case number and the passcode."""
    return follow.ask()


@blueprint.post("/case/follow")
def take_follow() -> View:
    """Look a case up, or do something with the one that was looked up."""
    return follow.take()
