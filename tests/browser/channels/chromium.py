"""A plain Chromium, driven over its debugging pipe.

Nothing of a test tool's usual set-up is on: background networking stays, and the profile is an
ordinary one, not a private context. Either would hide leaks by dns-prefetch and preconnect.
"""

import asyncio
import fcntl
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

from tests.browser.channels.driver import Place

PROGRAM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",  # root, or root of its own namespace, has no other way
    "--remote-debugging-pipe",
    "--site-per-process",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
)
ANSWER_WITHIN = 30.0
CHUNK = 1 << 16


class Refused(Exception):
    """The browser answered a command with an error."""


@dataclass
class Session:
    """One target the browser let us in to: a page, a frame of its own process or a worker."""

    id: str
    kind: str
    target: str
    parent: str | None
    contexts: dict[int, dict[str, Any]] = field(default_factory=dict)


class Chromium:
    """Commands to the browser and its answers; sessions attach by themselves, at any depth."""

    def __init__(self, writer: asyncio.WriteTransport) -> None:
        self._writer = writer
        self._last = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.sessions: dict[str, Session] = {}
        self.listeners: list[Callable[[str, dict[str, Any], str | None], None]] = []

    async def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """One command and its result. Raises Refused, or TimeoutError when no answer comes."""
        self._last += 1
        number = self._last
        command: dict[str, Any] = {"id": number, "method": method, "params": params}
        if session:
            command["sessionId"] = session
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self._writer.write(json.dumps(command).encode() + b"\0")
        try:
            message = await asyncio.wait_for(self._waiting[number], ANSWER_WITHIN)
        finally:
            del self._waiting[number]
        if "error" in message:
            raise Refused(f"{method}: {message['error'].get('message')}")
        return dict(message["result"])

    async def read(self, reader: asyncio.StreamReader) -> None:
        """Take the browser's messages until it ends."""
        while True:
            try:
                message = json.loads((await reader.readuntil(b"\0"))[:-1])
            except asyncio.IncompleteReadError:
                break
            if "id" in message:
                waiting = self._waiting.get(message["id"])
                if waiting and not waiting.done():
                    waiting.set_result(message)
            else:
                self._take_event(message["method"], message["params"], message.get("sessionId"))
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_result({"error": {"message": "the browser ended"}})

    def _take_event(self, method: str, params: dict[str, Any], session: str | None) -> None:
        known = self.sessions.get(session or "")
        if method == "Target.attachedToTarget":
            self._attach(params, session)
        elif method == "Target.detachedFromTarget":
            self.sessions.pop(params["sessionId"], None)
        elif method == "Runtime.executionContextCreated" and known:
            context = params["context"]
            known.contexts[context["id"]] = context
        elif method == "Runtime.executionContextDestroyed" and known:
            known.contexts.pop(params["executionContextId"], None)
        elif method == "Runtime.executionContextsCleared" and known:
            known.contexts.clear()
        for listener in self.listeners:
            listener(method, params, session)

    def _attach(self, params: dict[str, Any], parent: str | None) -> None:
        info = params["targetInfo"]
        child = Session(params["sessionId"], info["type"], info["targetId"], parent)
        self.sessions[child.id] = child
        task = asyncio.create_task(self._open_up(child))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _open_up(self, session: Session) -> None:
        try:
            await self.call("Runtime.enable", session.id)
            await self.call(
                "Target.setAutoAttach",
                session.id,
                autoAttach=True,
                waitForDebuggerOnStart=False,
                flatten=True,
            )
        except (Refused, TimeoutError):
            return  # gone again, or of a kind that has neither

    async def prepare(self, origin: str, folder: str) -> None:
        """Downloads go to this folder, and pages of this origin may read the clipboard."""
        await self.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder)
        permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"]
        await self.call("Browser.grantPermissions", origin=origin, permissions=permissions)

    async def open_tab(self) -> "ChromiumTab":
        """A new empty tab, attached."""
        made = await self.call("Target.createTarget", url="about:blank")
        attached = await self.call("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        session = self.sessions[attached["sessionId"]]
        await self.call("Page.enable", session.id)
        return ChromiumTab(self, session)

    def below(self, root: str) -> list[Session]:
        """The session and all that hang under it, e.g. the frames and workers of a tab."""
        found = [self.sessions[root]] if root in self.sessions else []
        for session in found:
            found += [child for child in self.sessions.values() if child.parent == session.id]
        return found


class ChromiumTab:
    """A tab: its page, frames and workers are sessions of their own, or contexts of one."""

    def __init__(self, browser: Chromium, session: Session) -> None:
        self._browser = browser
        self._session = session
        self.page = Place(session.id)

    async def go(self, address: str) -> None:
        """Begin to open an address."""
        await self._browser.call("Page.navigate", self._session.id, url=address)

    async def documents(self) -> list[Place]:
        """The page and its frames, at any depth."""
        return [
            Place(session.id, number)
            for session in self._browser.below(self._session.id)
            if session.kind in ("page", "iframe")
            for number, context in session.contexts.items()
            if context["auxData"]["isDefault"]
        ]

    async def workers(self) -> list[Place]:
        """The workers, at any depth."""
        below = self._browser.below(self._session.id)
        return [Place(session.id) for session in below if session.kind == "worker"]

    async def evaluate(
        self, place: Place, expression: str, *, waits: bool = False, gesture: bool = False
    ) -> Any:
        """The value of an expression, None if the place is gone. Policies stay in force."""
        where = {"contextId": place.context} if place.context else {}
        try:
            result = await self._browser.call(
                "Runtime.evaluate",
                place.session,
                expression=expression,
                returnByValue=True,
                allowUnsafeEvalBlockedByCSP=False,
                awaitPromise=waits,
                userGesture=gesture,
                **where,
            )
        except (Refused, TimeoutError):
            return None
        return result["result"].get("value")

    async def close(self) -> None:
        """Close it."""
        try:
            await self._browser.call("Target.closeTarget", targetId=self._session.target)
        except (Refused, TimeoutError):
            return


def _above(fd: int) -> int:
    """A copy of the descriptor that is out of the way of 3 and 4."""
    copy = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(fd)
    return copy


@asynccontextmanager
async def start_chromium(*more: str) -> AsyncIterator[Chromium]:
    """Start the browser with a new profile; it has ended when the block ends."""
    (commands_in, commands_out), (answers_in, answers_out) = os.pipe(), os.pipe()
    commands_in, answers_out = _above(commands_in), _above(answers_out)

    def hand_over() -> None:
        os.dup2(commands_in, 3)
        os.dup2(answers_out, 4)

    with TemporaryDirectory(prefix="profile-", ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            *(PROGRAM, *ARGUMENTS, f"--user-data-dir={profile}", *more, "about:blank"),
            preexec_fn=hand_over,
            close_fds=False,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        os.close(commands_in)
        os.close(answers_out)
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=1 << 26)
        await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(answers_in, "rb", CHUNK)
        )
        writer, _ = await loop.connect_write_pipe(
            asyncio.BaseProtocol, os.fdopen(commands_out, "wb", 0)
        )
        browser = Chromium(writer)
        reading = asyncio.create_task(browser.read(reader))
        try:
            yield browser
        finally:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
                await process.wait()
            await asyncio.wait_for(reading, 10)
            writer.close()
