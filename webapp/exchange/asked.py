"""What participants ask and say on the second protocol."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from webapp.bank.feedback import LONGEST_REASON, LONGEST_TAG, MOST_TAGS, Verdict
from webapp.exchange.wire import ALL_TYPES, Closed, NewSignal, Query, Signal, SignalType

PAGE_SIZE = 1_000
LARGEST_PAGE = 5_000
MOST_AT_ONCE = 1_000
MOST_QUERIES = 100

# No control characters, and nothing that a terminal or a log would take for a new line.
_ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
# No service of this kind is older: an earlier time is a mistake in somebody's clock.
_EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)


def _check_time(at: datetime) -> datetime:
    if at < _EARLIEST:
        raise ValueError
    return at


def _split(text: object) -> object:
    return text.split(",") if isinstance(text, str) else text


Limit = Annotated[int, Field(ge=1, le=LARGEST_PAGE, strict=False)]
Tag = Annotated[str, Field(pattern=_ONE_LINE, min_length=1, max_length=LONGEST_TAG)]
Types = Annotated[list[SignalType], BeforeValidator(_split), Field(min_length=1, max_length=3)]


class Nothing(Closed):
    """Nothing to ask."""


class ChangesQuery(Closed):
    """Where to read on."""

    cursor: str = Field(
        "",
        max_length=1_000,
        description="The cursor of the last answer; none to begin from the beginning. It is yours "
        "alone, and good for as long as you take part.",
    )
    limit: Limit = Field(PAGE_SIZE, description="So many changes at most.")
    types: Types = Field(
        ALL_TYPES,
        description="Only these types, with commas between them. A pass that leaves out a type "
        "which you take does not count as having read everything.",
    )


class OutstandingQuery(Closed):
    """How much to list."""

    limit: Limit = Field(PAGE_SIZE, description="So many signals at most.")


class Finding(Closed):
    """Your verdict on a signal. It replaces your former one."""

    signal: Signal
    verdict: Verdict = Field(
        description="`match`: it was uploaded, nobody has looked yet. `under-review`: people are "
        "looking. `removed`: it is what it is about, and gone. `not-violating`: it is not. "
        "`error`: you could not look. `none`: you take back what you said."
    )
    reason: str = Field(
        "", pattern=_ONE_LINE, max_length=LONGEST_REASON, description="For other participants."
    )
    tags: list[Tag] = Field([], max_length=MOST_TAGS, description="The same.")
    at: Annotated[AwareDatetime, AfterValidator(_check_time)] | None = Field(
        None, description="When you found it, with its zone, not in the future; now if left out."
    )


class Feedback(Closed):
    """Verdicts. Of several on one signal the last one counts."""

    feedback: list[Finding] = Field(min_length=1, max_length=MOST_AT_ONCE)


class Deletions(Closed):
    """Signals that you hold no more."""

    signals: list[Signal] = Field(min_length=1, max_length=MOST_AT_ONCE)


class Submission(Closed):
    """Signals of your own."""

    signals: list[NewSignal] = Field(min_length=1, max_length=MOST_AT_ONCE)


class Queries(Closed):
    """Values of what was uploaded to you. They are compared, and not kept."""

    signals: list[Query] = Field(min_length=1, max_length=MOST_QUERIES)
