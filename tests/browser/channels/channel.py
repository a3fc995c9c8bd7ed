"""What a channel is: one way in which something might leave, and some lines that try it."""

from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """What runs the lines."""

    DOCUMENT = "document"
    CLICK = "click"  # the document, while it handles a click of the person
    LEAVE = "leave"  # the document, whose frame is taken away right after
    WORKER = "worker"
    PYTHON = "python"


class Spoils(StrEnum):
    """What a way changes or takes down, so that the next would not find it as it was."""

    NOTHING = ""
    WINDOW = "window"
    FRAME = "frame"
    PAGE = "page"
    PROCESS = "process"


@dataclass(frozen=True)
class Channel:
    """One way out.

    The lines see `to`: addresses that all hold the marker of this one try (see attacker.js). A
    `device` channel reaches another page of the same device and is looked for there. `silent` says
    why the way shows nothing even without any protection: it is tried all the same, but proves
    nothing.
    """

    id: str
    code: str
    where: Where = Where.DOCUMENT
    spoils: Spoils = Spoils.NOTHING
    device: bool = False
    silent: str = ""
