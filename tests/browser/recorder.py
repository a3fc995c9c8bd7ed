"""Everything a browser sends, recorded by the browser itself, and what must not be in it."""

import base64
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote_plus

from PIL import Image
from playwright.sync_api import Page, Request

WINDOW = 24


@dataclass
class Sent:
    """One request as it left: its address, its headers, its body."""

    method: str
    url: str
    text: str


@dataclass
class Recorder:
    """Hangs onto a page, its frames and its workers."""

    sent: list[Sent] = field(default_factory=list)

    def attach(self, page: Page) -> "Recorder":
        page.context.on("request", self._note)
        page.on("websocket", lambda socket: self._note_socket(socket.url))
        return self

    def _note(self, request: Request) -> None:
        body = request.post_data_buffer or b""
        text = "\n".join(
            [request.url, json.dumps(request.headers), body.decode("utf-8", "surrogateescape")]
        )
        self.sent.append(Sent(request.method, request.url, text))

    def _note_socket(self, url: str) -> None:
        self.sent.append(Sent("WEBSOCKET", url, url))

    def find(self, needles: list[bytes]) -> list[str]:
        """Which requests hold one of the needles, in any usual clothing."""
        dressed = {text for needle in needles for text in disguises(needle)}
        found = []
        for sent in self.sent:
            texts = (sent.text, unquote_plus(sent.text), sent.text.lower())
            if any(needle in text for needle in dressed for text in texts):
                found.append(f"{sent.method} {sent.url[:80]}")
        return found


def disguises(needle: bytes) -> Iterator[str]:
    """The needle as it is, in hexadecimal, in base64 at every offset, and as JSON numbers."""
    yield needle.decode("latin-1")
    yield needle.decode("utf-8", "surrogateescape")
    yield quote(needle)
    yield needle.hex()
    yield ",".join(map(str, needle))
    for offset in range(3):
        # The ends of a piece depend on its neighbours, so they are left out.
        yield base64.b64encode(b"\0" * offset + needle).decode()[4:-4]
        yield base64.urlsafe_b64encode(b"\0" * offset + needle).decode()[4:-4]


def secrets_of(file: Path) -> list[bytes]:
    """What of a file must never leave: its name, pieces of its bytes, pieces of its pixels."""
    whole = file.read_bytes()
    picture = Image.open(io.BytesIO(whole))
    rgb, rgba = picture.convert("RGB").tobytes(), picture.convert("RGBA").tobytes()
    small = picture.convert("RGB").resize((32, 32)).tobytes()
    names = [file.name.encode(), file.stem.encode(), file.parent.name.encode()]
    return [*names, *_pieces(whole), *_pieces(rgb), *_pieces(rgba), *_pieces(small)]


def _pieces(data: bytes) -> Iterator[bytes]:
    """Pieces from the whole length; a plain one (all bytes alike) would be found by chance."""
    for at in range(0, len(data) - WINDOW, max(1, len(data) // 40)):
        piece = data[at : at + WINDOW]
        if len(set(piece)) > 8:
            yield piece
