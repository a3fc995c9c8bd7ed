"""Tries every way out in the columns asked for; runs inside the private network of world.py.

`python -m tests.browser.channels.run BROWSER COLUMN...` writes what it saw as JSON. The control is
first: it says how long a way takes to show, and every other column is listened to for longer.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.channels.chromium import start_chromium
from tests.browser.channels.column import COLUMNS, CONTROL, Column
from tests.browser.channels.firefox import start_firefox
from tests.browser.channels.ledger import Ledger
from tests.browser.channels.listener import Listener
from tests.browser.channels.own_site import OwnSite, boot, hearing
from tests.browser.channels.real_site import PATH, READY, Product
from tests.browser.channels.serving import served
from tests.browser.channels.trying import Outcome, Tries

# How long a way is waited for that may show nothing at all, in the control.
PATIENCE = {"chromium": 15.0, "firefox": 6.0}
SHORTEST_SETTLE = 2.5
COLUMN_WITHIN = 420
BROWSERS = {"chromium": start_chromium, "firefox": start_firefox}


async def run_column(name: str, column: Column, listener: Listener, settle: float) -> list[Outcome]:
    """Try every channel, in a browser and with a server of their own."""
    loop = asyncio.get_running_loop()

    def note(asked: str) -> None:
        loop.call_soon_threadsafe(listener.ledger.note, asked, "own")

    with TemporaryDirectory(prefix="run-") as folder:
        product = Product(Path(folder), column) if column.is_real else None
        with served(lambda origin: hearing(product or OwnSite(origin), note)) as origin:
            path, ready, listener.script = f"/host/{column.name}", "self.isReady", boot(column)
            if product:
                path, ready, listener.script = PATH, READY, product.script
            async with asyncio.timeout(COLUMN_WITHIN), BROWSERS[name]() as browser:
                await browser.prepare(origin, folder)
                address = origin + path
                return await Tries(column, browser, listener, address, ready, settle).run()


async def run_columns(name: str, columns: Sequence[Column]) -> dict[str, list[dict[str, object]]]:
    """The outcomes of each column by its name."""
    found = {}
    settle = PATIENCE[name]
    async with Listener(Ledger()) as listener:
        for column in columns:
            began = time.monotonic()
            outcomes = await run_column(name, column, listener, settle)
            found[column.name] = [asdict(outcome) for outcome in outcomes]
            took = time.monotonic() - began
            print(f"{column.name}: {took:.0f} s, listened {settle:.1f} s", file=sys.stderr)
            if column is CONTROL:
                slowest = max((outcome.seconds or 0.0 for outcome in outcomes), default=0.0)
                settle = max(SHORTEST_SETTLE, 2 * slowest)
    return found


if __name__ == "__main__":
    wanted = [column for column in COLUMNS if column.name in sys.argv[2:]]
    print(json.dumps(asyncio.run(run_columns(sys.argv[1], wanted))))
