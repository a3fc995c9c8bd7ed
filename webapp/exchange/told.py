"""What participants are told on the second protocol."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, Self, cast
from uuid import UUID

from pydantic import AwareDatetime, Field

from webapp.bank.change import Place
from webapp.bank.feed import Entry, Status
from webapp.bank.feedback import Verdict
from webapp.bank.participant import Scope
from webapp.bank.signal import Pair
from webapp.exchange.wire import Model, SignalType

MOST_MATCHES = 100


class Opinion(Model):
    """What a participant found."""

    source: str = Field(description="The slug of the participant.")
    verdict: Verdict
    reason: str
    tags: list[str]
    given_at: AwareDatetime


class Case(Model):
    """A case that stands, or stood, behind a signal."""

    id: UUID = Field(description="Made for you: another participant knows the case by another id.")
    status: Status


class Standing(Model):
    """A signal as it stands for you now. It replaces what you had of it."""

    type: SignalType
    value: str = Field(repr=False)
    status: Status = Field(
        description="Act on `active` ones only. Hold `suspended` ones back until they change. Drop "
        "`withdrawn` ones, and confirm it."
    )
    changed_at: AwareDatetime
    cases: list[Case] = Field(description="None if a participant brought the signal in.")
    opinions: list[Opinion]

    @classmethod
    def of(cls, entry: Entry, **more: Any) -> Self:
        """What the bank says of it, on the wire."""
        return cls(
            type=cast(SignalType, entry.type),  # the bank keeps no other
            value=entry.value,
            status=entry.status,
            changed_at=time_of(entry.place),
            cases=[Case(id=UUID(name), status=status) for name, status in entry.cases.items()],
            opinions=[Opinion(**{**vars(o), "tags": list(o.tags)}) for o in entry.opinions],
            **more,
        )


class Changes(Model):
    """A page of changes: each signal once, in the order of their latest changes."""

    changes: list[Standing] = Field(description="May be empty and yet have more after it.")
    cursor: str = Field(description="Keep it once you have kept the changes; come back with it.")
    has_more: bool = Field(description="True: ask again at once. False: in a minute or later.")


class Outcomes(Model):
    """What became of each item, in the order in which they came."""

    accepted: int
    unknown: int
    results: list[Literal["accepted", "unknown"]] = Field(
        description="`unknown`: there is no such signal, or none that you may know of."
    )

    @classmethod
    def of(cls, pairs: Sequence[Pair], known: Collection[Pair]) -> "Outcomes":
        """The outcomes of items on these signals, when only some of them are known."""
        accepted = sum(pair in known for pair in pairs)
        return cls(
            accepted=accepted,
            unknown=len(pairs) - accepted,
            results=["accepted" if pair in known else "unknown" for pair in pairs],
        )


class Submitted(Model):
    """How many signals you stand behind because of this."""

    accepted: int
    new: int = Field(description="How many of them you did not stand behind before.")


class Outstanding(Model):
    """What you have still to drop and to confirm, the longest withdrawn first."""

    total: int
    signals: list[Standing]


class Match(Standing):
    """An active signal near the value."""

    distance: int = Field(ge=0, le=31, description="So many of 256 bits differ; 0 for an MD5.")


class Matches(Model):
    """What is near one value, the nearest first."""

    matches: list[Match] = Field(max_length=MOST_MATCHES)
    has_more: bool = Field(description=f"There are more than {MOST_MATCHES}.")


class Answers(Model):
    """The matches of each value, in the order in which they came."""

    results: list[Matches]

    @classmethod
    def of(cls, found: Sequence[Sequence[tuple[Entry, int]]]) -> "Answers":
        """Entries with their distances, for each value."""
        results = [
            Matches(
                matches=[Match.of(entry, distance=far) for entry, far in near[:MOST_MATCHES]],
                has_more=len(near) > MOST_MATCHES,
            )
            for near in found
        ]
        return cls(results=results)


class Samples(Model):
    """Signals to try with, made of numbers. They belong to nobody, and are near nothing."""

    signals: list[Standing]


class Allowance(Model):
    """So many requests in so many seconds."""

    requests: int
    seconds: int


class Read(Model):
    """How far you have read the changes."""

    up_to: AwareDatetime = Field(description="When the latest change was made that you know of.")
    at: AwareDatetime = Field(description="When you were told of it.")


class WhoAmI(Model):
    """What we know of you, and how you stand."""

    slug: str
    name: str
    types: list[SignalType]
    scopes: list[Scope]
    key_expires_at: AwareDatetime | None = Field(description="Null: it goes on working.")
    limits: dict[str, Allowance] = Field(description="By scope; `any` is for what needs none.")
    read: Read | None = Field(description="Null: you have not come to the end of a pass yet.")
    outstanding_deletions: int


class Flaw(Model):
    """A place in the request, and what is wrong there."""

    pointer: str = Field(description="A JSON pointer into the body, or into the parameters.")
    flaw: str = Field(description="A fixed word such as `missing`.")


class Problem(Model):
    """Why a request was not answered (RFC 9457). It never repeats what was sent."""

    type: str = Field(description="Where to read about it.")
    title: str
    status: int
    code: str = Field(description="A fixed word, for your program.")
    flaws: list[Flaw] | None = Field(None, description="Where the request is not of its form.")


def time_of(place: Place) -> datetime:
    """When a place of the change log was given away, to the second."""
    return datetime.fromtimestamp(place.second, UTC)
