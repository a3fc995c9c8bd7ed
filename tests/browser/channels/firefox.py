"""A plain Firefox, driven by WebDriver BiDi and, in workers, by its own developer tools."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.browser.channels.bidi import Bidi, Refused, bidi_session, plain
from tests.browser.channels.driver import Place
from tests.browser.channels.remote import Remote

PROGRAM = "firefox-esr"
LISTENS = re.compile(rb"ws://\S+")
START_WITHIN = 60.0
TRIES = 5
# Nothing here closes a way: the tools' own settings, which do, are left out.
PREFERENCES = {
    "remote.prefs.recommended": "false",
    "devtools.chrome.enabled": "true",
    "devtools.debugger.remote-enabled": "true",
    "devtools.debugger.prompt-connection": "false",
    "dom.events.testing.asyncClipboard": "true",  # our page may read the clipboard
    "browser.download.folderList": "2",
    "browser.aboutwelcome.enabled": "false",
    "browser.shell.checkDefaultBrowser": "false",
    "datareporting.policy.dataSubmissionEnabled": "false",
}


class Firefox:
    """The browser. A tab is known to both protocols, which have no name for it in common."""

    def __init__(self, bidi: Bidi, remote: Remote) -> None:
        self._bidi = bidi
        self._remote = remote

    async def prepare(self, _origin: str, folder: str) -> None:
        """Downloads go to this folder; that pages may read the clipboard is in the profile."""
        where = {"type": "allowed", "destinationFolder": folder}
        await self._bidi.call("browser.setDownloadBehavior", downloadBehavior=where)

    async def open_tab(self) -> "FirefoxTab":
        """A new empty tab, watched for workers."""
        context = str((await self._create())["context"])
        address = f"about:blank#{context}"
        await self._bidi.call(
            "browsingContext.navigate", context=context, url=address, wait="complete"
        )
        watcher = await self._remote.watch(await self._remote.tab_at(address))
        return FirefoxTab(self._bidi, self._remote, context, watcher)

    async def _create(self) -> dict[str, Any]:
        """While another tab is being torn down the browser loses a new one now and then."""
        for _ in range(TRIES - 1):
            with suppress(Refused):
                return await self._bidi.call("browsingContext.create", type="tab")
        return await self._bidi.call("browsingContext.create", type="tab")


class FirefoxTab:
    """A tab. Its documents are contexts of BiDi, its workers consoles of the tools."""

    def __init__(self, bidi: Bidi, remote: Remote, context: str, watcher: str) -> None:
        self._bidi = bidi
        self._remote = remote
        self._watcher = watcher
        self.page = Place(context)

    async def go(self, address: str) -> None:
        """Begin to open an address."""
        context = self.page.session
        await self._bidi.call("browsingContext.navigate", context=context, url=address, wait="none")

    async def documents(self) -> list[Place]:
        """The page and its frames, at any depth."""
        tree = await self._bidi.call("browsingContext.getTree", root=self.page.session)
        found = list(tree["contexts"])
        for context in found:
            found += context.get("children") or []
        return [Place(context["context"]) for context in found]

    async def workers(self) -> list[Place]:
        """The workers, at any depth."""
        return [Place(console) for console in self._remote.consoles(self._watcher)]

    async def evaluate(
        self, place: Place, expression: str, *, waits: bool = False, gesture: bool = False
    ) -> Any:
        """The value of an expression, None if the place is gone. Policies stay in force."""
        with suppress(Refused, TimeoutError):
            if place in await self.workers():
                return await self._remote.evaluate(place.session, expression, waits=waits)
            answer = await self._bidi.call(
                "script.evaluate",
                expression=expression,
                target={"context": place.session},
                awaitPromise=waits,
                userActivation=gesture,
            )
            return plain(answer.get("result", {"type": "undefined"}))
        return None

    async def close(self) -> None:
        """Close it."""
        with suppress(Refused, TimeoutError):
            await self._bidi.call("browsingContext.close", context=self.page.session)


@asynccontextmanager
async def start_firefox() -> AsyncIterator[Firefox]:
    """Start the browser with a new profile; it has ended when the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with TemporaryDirectory(prefix="profile-", ignore_cleanup_errors=True) as profile:
        lines = [f'user_pref("{name}", {value});\n' for name, value in PREFERENCES.items()]
        (Path(profile) / "user.js").write_text("".join(lines))
        process = await asyncio.create_subprocess_exec(
            *(PROGRAM, "--headless", "--no-remote", "--profile", profile),
            *("--remote-debugging-port", "0", "--start-debugger-server", port, "about:blank"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with (
                bidi_session(await _listening(process)) as bidi,
                _remote(int(port)) as remote,
            ):
                yield Firefox(bidi, remote)
        finally:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _listening(process: asyncio.subprocess.Process) -> str:
    """The address that the browser says it listens on."""
    assert process.stderr
    async with asyncio.timeout(START_WITHIN):
        async for line in process.stderr:
            if found := LISTENS.search(line):
                return found[0].decode()
    raise Refused("it never said where it listens")


@asynccontextmanager
async def _remote(port: int) -> AsyncIterator[Remote]:
    async with asyncio.timeout(START_WITHIN):
        while True:
            with suppress(ConnectionError):
                reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 26)
                break
            await asyncio.sleep(0.1)
    remote = Remote(reader, writer)
    reading = asyncio.create_task(remote.read())
    try:
        yield remote
    finally:
        reading.cancel()
        writer.close()
