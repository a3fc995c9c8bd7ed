"""What an operator changes about a partner: its facts, its words, and who may frame its pages."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.bank.bank import Bank
from webapp.bank.colour import check_colour
from webapp.bank.logo import check_logo
from webapp.bank.origin import parse_origin
from webapp.bank.participant import (
    LONGEST_NAME,
    LONGEST_SLUG,
    SLUG,
    NameMalformed,
    SlugMalformed,
)
from webapp.bank.partner import (
    LONGEST_TEXT,
    TEXTS,
    Partner,
    PartnerOriginRow,
    PartnerPhoneRow,
    PartnerRow,
    PartnerTextRow,
    find_partner,
)
from webapp.bank.phone import COUNTRIES
from webapp.bank.resource import ResourceRow
from webapp.bank.table import utc_now
from webapp.bank.verb import insert_into

LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
PHONE = re.compile(r"[+0-9][0-9 ()/.-]{1,29}")
WEBSITE = re.compile(r"(https://[^/?#]+)(/[\w./~%-]*)?", re.ASCII)
LONGEST_WEBSITE = 200
MOST_ORIGINS = 20
MOST_PHONES = 4
MOST_FAVOURITES = 20
# The vault without a partner is at /vault/self.
RESERVED = "self"
# A domain may change hands: unless it is said again, its site may not frame us any more.
FRAMING_LASTS = timedelta(days=365)


class PartnerTaken(Exception):
    """There is a partner of this slug already, or we need the word ourselves."""


class PartnerUnknown(Exception):
    """No partner has this slug."""


class PhoneMalformed(Exception):
    """A number is digits with spaces, and at most four of them."""


class WebsiteMalformed(Exception):
    """A website is a whole address that begins with https://."""


class LocaleMalformed(Exception):
    """A locale is a language such as tr, or a language and a country."""


class TextMalformed(Exception):
    """A text is an intro, a closing or the hours, in plain words and not too long."""


class CountryMalformed(Exception):
    """A country is two letters, such as TR, or none."""


class FavouriteUnknown(Exception):
    """There is no such resource, or more than twenty of them."""


class TooManyOrigins(Exception):
    """So many sites of one partner would not fit into a header."""


def add_partner(
    session: Session,
    slug: str,
    name: str,
    locale: str,
    *,
    is_example: bool = False,
    now: datetime | None = None,
    **facts: str,
) -> None:
    """Open a door for a partner; `facts` as in `edit_partner`.

    Raises SlugMalformed, PartnerTaken, and what `edit_partner` raises.
    """
    if not SLUG.fullmatch(slug) or not 2 <= len(slug) <= LONGEST_SLUG:
        raise SlugMalformed(slug)
    names: dict[str, object] = {"slug": slug, "name": _name(name), "locale": _locale(locale)}
    row = names | {"added_at": now or utc_now(), "is_example": is_example}
    made = insert_into(session, PartnerRow).values(row).on_conflict_do_nothing()
    if slug == RESERVED or session.scalar(made.returning(PartnerRow.id)) is None:
        raise PartnerTaken(slug)
    edit_partner(session, slug, **facts)


def edit_partner(session: Session, slug: str, **facts: str) -> None:
    """Change the name, locale, website, colour or country; an empty one takes it away.

    Raises PartnerUnknown, NameMalformed, LocaleMalformed, WebsiteMalformed, ColourMalformed,
    ColourTooFaint, CountryMalformed.
    """
    row = _load(session, slug)
    for fact, value in facts.items():
        setattr(row, fact, CLEANED[fact](value))
    session.flush()


def set_phones(session: Session, slug: str, numbers: Iterable[str]) -> None:
    """The numbers that people can call, in their order. Raises PartnerUnknown, PhoneMalformed."""
    numbers = [number.strip() for number in numbers if number.strip()]
    if len(numbers) > MOST_PHONES or not all(PHONE.fullmatch(each) for each in numbers):
        raise PhoneMalformed
    row = _load(session, slug)
    row.phones.clear()
    session.flush()
    row.phones += [PartnerPhoneRow(position=n, number=each) for n, each in enumerate(numbers, 1)]


def set_favourites(session: Session, slug: str, resources: Iterable[str]) -> None:
    """The resources that its portal shows first, by their slugs and in this order.

    Raises PartnerUnknown, FavouriteUnknown.
    """
    wanted = list(dict.fromkeys(resources))
    if not all(each.isprintable() for each in wanted):
        raise FavouriteUnknown
    known = set(session.scalars(select(ResourceRow.slug).where(ResourceRow.slug.in_(wanted))))
    if len(wanted) > MOST_FAVOURITES or known != set(wanted):
        raise FavouriteUnknown
    _load(session, slug).favourites = " ".join(wanted)


def set_text(session: Session, slug: str, locale: str, kind: str, text: str) -> None:
    """Words in one language; an empty text takes them away.

    Raises PartnerUnknown, LocaleMalformed, TextMalformed.
    """
    text = "\n".join(line.strip() for line in text.strip().splitlines())
    is_plain = all(each.isprintable() or each == "\n" for each in text)
    if kind not in TEXTS or len(text) > LONGEST_TEXT or not is_plain:
        raise TextMalformed
    row, locale = _load(session, slug), _locale(locale)
    row.texts[:] = [each for each in row.texts if (each.locale, each.kind) != (locale, kind)]
    session.flush()
    if text:
        row.texts.append(PartnerTextRow(locale=locale, kind=kind, text=text))


def set_logo(session: Session, slug: str, data: bytes | None) -> None:
    """The partner's logo, or none. Raises PartnerUnknown, LogoRefused."""
    row = _load(session, slug)
    logo = check_logo(data) if data is not None else None
    row.logo_kind, row.logo = (logo.kind, logo.data) if logo else (None, None)


def let_frame(
    session: Session,
    slug: str,
    origins: Iterable[str],
    *,
    lasts: timedelta = FRAMING_LASTS,
    with_loopback: bool = False,
    now: datetime | None = None,
) -> None:
    """Let these sites show our pages in a frame, from now on for so long.

    Raises PartnerUnknown, OriginMalformed, TooManyOrigins.
    """
    until = (now or utc_now()) + lasts
    wanted = {parse_origin(each, with_loopback=with_loopback) for each in origins}
    row = _load(session, slug)
    row.origins[:] = [each for each in row.origins if each.origin not in wanted]
    session.flush()
    row.origins += [PartnerOriginRow(origin=each, expires_at=until) for each in sorted(wanted)]
    if len(row.origins) > MOST_ORIGINS:
        raise TooManyOrigins


def stop_frame(session: Session, slug: str, origin: str) -> None:
    """Take one site off the list. Raises PartnerUnknown, OriginMalformed."""
    gone = parse_origin(origin, with_loopback=True)
    row = _load(session, slug)
    row.origins[:] = [each for each in row.origins if each.origin != gone]


def switch_framing(
    session: Session, slug: str, *, is_off: bool, now: datetime | None = None
) -> None:
    """The off-switch for all sites of a partner at once. Raises PartnerUnknown."""
    _load(session, slug).framing_off_at = (now or utc_now()) if is_off else None


def try_change(bank: Bank, slug: str, change: Callable[[Session], None]) -> Partner:
    """The partner as it would be after a change, of which nothing is kept.

    Raises PartnerUnknown, and whatever the change raises.
    """

    def change_and_undo(session: Session) -> None:
        change(session)
        session.flush()
        session.expire_all()
        found = find_partner(session, slug)
        if found is None:
            raise PartnerUnknown(slug)
        raise _Undone(found)

    try:
        bank.run(change_and_undo)
    except _Undone as undone:
        return undone.partner
    raise AssertionError("what undoes a change always raises")


class _Undone(Exception):
    """Carries what was found out of a transaction that is to leave no trace."""

    def __init__(self, partner: Partner) -> None:
        super().__init__()
        self.partner = partner


def remove_partner(session: Session, slug: str) -> None:
    """Close the door and forget the partner and its referrals; cases stay as they are.

    Raises PartnerUnknown.
    """
    row = _load(session, slug)
    session.execute(delete(PartnerRow).where(PartnerRow.id == row.id))


def _load(session: Session, slug: str) -> PartnerRow:
    row = session.scalar(select(PartnerRow).where(PartnerRow.slug == slug))
    if row is None:
        raise PartnerUnknown(slug)
    return row


def _name(text: str) -> str:
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_NAME or not text.isprintable():
        raise NameMalformed
    return text


def _locale(text: str) -> str:
    if not LOCALE.fullmatch(text):
        raise LocaleMalformed(text)
    return text


def _website(text: str) -> str:
    text = text.strip()
    found = WEBSITE.fullmatch(text)
    if text and (not found or len(text) > LONGEST_WEBSITE):
        raise WebsiteMalformed(text)
    return parse_origin(found[1]) + (found[2] or "") if found else ""


def _country(text: str) -> str:
    if text and text not in COUNTRIES:
        raise CountryMalformed(text)
    return text


def _colour(text: str) -> str:
    return check_colour(text) if text else ""


CLEANED: dict[str, Callable[[str], str]] = {
    "name": _name,
    "locale": _locale,
    "website": _website,
    "colour": _colour,
    "country": _country,
}
