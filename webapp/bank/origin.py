"""Origins: the sites that may show our pages in a frame, each by its exact name."""

import re

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
PORT = r"(?::[1-9]\d{0,4})?"
# It goes into a header as it is: no wildcard, no path, nothing that could end a directive.
PUBLIC = re.compile(rf"https://(?:{LABEL}\.)+[a-z]{LABEL}{PORT}")
LOOPBACK = re.compile(rf"http://(?:localhost|127\.0\.0\.1){PORT}")
LONGEST_ORIGIN = 260


class OriginMalformed(Exception):
    """An origin is https:// and the whole name of a host, and nothing after it."""


def parse_origin(text: str, *, with_loopback: bool = False) -> str:
    """The origin in the one spelling that browsers use. Raises OriginMalformed.

    `with_loopback` lets a trial on one's own machine do without https.
    """
    origin = text.strip().lower().removesuffix("/").removesuffix(":443")
    if len(origin) > LONGEST_ORIGIN or not (
        PUBLIC.fullmatch(origin) or (with_loopback and LOOPBACK.fullmatch(origin))
    ):
        raise OriginMalformed(text)
    return origin


def is_loopback(origin: str) -> bool:
    """True for a trial on one's own machine."""
    return LOOPBACK.fullmatch(origin) is not None
