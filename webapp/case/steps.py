"""The journey: one tuple of steps, and pure functions that say where to go.

A step's slug is its URL, its template, its form and its test. Nothing here knows of requests.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """One question on one page. `endings` says which answers lead out of the journey, and where."""

    slug: str
    endings: Mapping[str, str] = field(default_factory=dict)


JOURNEY = (
    Step("sharing"),
    Step("start"),
    Step("who-is-in-it", {"someone-else": "for-supporters"}),
    Step("how-old", {"under-18": "under-18", "unsure": "under-18"}),
    Step("what-it-shows", {"something-else": "other-ways"}),
    Step("how-it-was-made"),
    Step("what-happened"),
    Step("choose-files", {"no-file": "other-ways"}),
    Step("where"),
    Step("statements"),
    Step("review"),
)
# What is asked of some only: whether to share, of those who were handed over by an organisation.
USUALLY_SKIPPED = frozenset({"sharing"})
NO_QUESTIONS = ("sharing", "start", "review")
RECEIPT = "receipt"
ENDINGS = ("for-supporters", "under-18", "other-ways")

_BY_SLUG = {step.slug: step for step in JOURNEY}

Answers = Mapping[str, str | list[str]]


def is_step(slug: str) -> bool:
    """True for the steps a person may ask for by address."""
    return slug in _BY_SLUG


def path(*, skip: Collection[str] = USUALLY_SKIPPED) -> tuple[str, ...]:
    """The slugs in their order, without those that there is nothing to ask at."""
    return tuple(step.slug for step in JOURNEY if step.slug not in skip)


def ending_of(slug: str, answers: Answers) -> str | None:
    """The ending that the answer given at this step leads to, if it leads to one."""
    answer = answers.get(slug)
    return _BY_SLUG[slug].endings.get(answer) if isinstance(answer, str) else None


def next_step(slug: str, answers: Answers, *, skip: Collection[str] = USUALLY_SKIPPED) -> str:
    """Where to go on to after `slug`: an ending, or the next step."""
    ending = ending_of(slug, answers)
    if ending:
        return ending
    slugs = path(skip=skip)
    if slug not in slugs:
        return first_missing(answers, skip=skip)
    return slugs[min(slugs.index(slug) + 1, len(slugs) - 1)]


def previous_step(slug: str, *, skip: Collection[str] = USUALLY_SKIPPED) -> str | None:
    """The question before; None at the first one."""
    slugs = path(skip=skip)
    if slug not in slugs or slugs.index(slug) == 0:
        return None
    return slugs[slugs.index(slug) - 1]


def first_missing(answers: Answers, *, skip: Collection[str] = USUALLY_SKIPPED) -> str:
    """The first step that still wants an answer, or whose answer ends the journey.

    `review` asks nothing and so is what is left when all is answered.
    """
    for slug in path(skip=skip)[:-1]:
        if slug not in answers or ending_of(slug, answers):
            return slug
    return "review"


def may_show(slug: str, answers: Answers, *, skip: Collection[str] = USUALLY_SKIPPED) -> bool:
    """True if every step before has its answer: nobody comes to `review` by a side door."""
    slugs = path(skip=skip)
    return slug in slugs and slugs.index(slug) <= slugs.index(first_missing(answers, skip=skip))


def progress(slug: str, *, skip: Collection[str] = USUALLY_SKIPPED) -> tuple[int, int]:
    """(number of this question, number of questions), of those that the wizard itself asks."""
    questions = [slug for slug in path(skip=skip) if slug not in NO_QUESTIONS]
    return (questions.index(slug) + 1 if slug in questions else 0, len(questions))
