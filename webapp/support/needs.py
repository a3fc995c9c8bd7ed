"""What somebody comes for, and which resources answer it. Pure functions: no request, no bank."""

from collections.abc import Iterable, Sequence

from webapp.bank.resource import YOUNG, Resource
from webapp.support.words import KINDS

NOW, YOUNG_NEED = "now", "under-18"
# `now` is what somebody presses who is not safe.
NEEDS = (NOW, YOUNG_NEED, *(kind for kind in KINDS if kind != "emergency"))
NOW_KINDS = ("emergency", "crisis", "police", "helpline")


def answering(resources: Iterable[Resource], need: str) -> list[Resource]:
    """Those that answer the need: the closest first, then what we are most sure of.

    An empty need is answered by all.
    """

    def place(resource: Resource) -> tuple[object, ...]:
        sure = (resource.standing() != "verified", resource.basis != "primary")
        return (_distance(resource, need), *sure, resource.slug)

    return sorted((r for r in resources if _answers(r, need)), key=place)


def _answers(resource: Resource, need: str) -> bool:
    if need == YOUNG_NEED:
        return resource.is_for_young
    if need == NOW:
        return bool(set(NOW_KINDS) & set(resource.kinds))
    return not need or need in resource.kinds


def _distance(resource: Resource, need: str) -> int:
    """How far a resource is from the need: by its first kind, for the young by its audience."""
    if need == YOUNG_NEED:
        return 0 if YOUNG & set(resource.audience) else 1
    order: Sequence[str] = NOW_KINDS if need == NOW else tuple(KINDS)
    return min((order.index(kind) for kind in resource.kinds if kind in order), default=99)


def in_country(resources: Iterable[Resource], country: str) -> list[Resource]:
    """Those of the country itself."""
    return [resource for resource in resources if resource.country == country]


def in_the_world(resources: Iterable[Resource], country: str) -> list[Resource]:
    """Those of use everywhere, besides the country's own."""
    return [r for r in resources if r.is_worldwide and r.country != country]
