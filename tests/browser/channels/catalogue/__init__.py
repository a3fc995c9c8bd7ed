"""The list of ways out, one file for each kind: lines of JavaScript under a heading.

`// # name` begins a channel, and its lines go on to the next heading. `// ## where: worker; ...`
sets what holds for all channels after it: `where`, `spoils`, `device`, `silent` of `Channel`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.browser.channels.catalogue import python_ways
from tests.browser.channels.channel import Channel, Spoils, Where

KINDS = (
    "requests",
    "elements",
    "styles",
    "frames",
    "hints",
    "scripts",
    "workers",
    "navigation",
    "popups",
    "peers",
    "services",
    "device",
)
HEADING = re.compile(r"^// (##?) ?(.*)$", re.MULTILINE)


def read_kind(name: str) -> Iterator[Channel]:
    """The channels of one file, in its order."""
    text = (Path(__file__).parent / f"{name}.js").read_text()
    settings: dict[str, str] = {}
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        if heading[1] == "##":
            pairs = (pair.partition(":") for pair in heading[2].split(";"))
            settings = {key.strip(): value.strip() for key, _, value in pairs}
            continue
        yield Channel(
            heading[2],
            text[heading.end() : end].strip(),
            Where(settings.get("where", Where.DOCUMENT)),
            Spoils(settings.get("spoils", Spoils.NOTHING)),
            device="device" in settings,
            silent=settings.get("silent", ""),
        )


CHANNELS: tuple[Channel, ...] = (
    *(channel for kind in KINDS for channel in read_kind(kind)),
    *python_ways.CHANNELS,
)
