"""What a browser let out, column by column: one run for all tests of it."""

import json
from functools import cache

from tests.browser.channels.world import python_inside

SECONDS = 1200


@cache
def ways_by_column(browser: str, *columns: str) -> dict[str, dict[str, set[str]]]:
    """For each column, how each channel was heard; empty if it was not."""
    run = python_inside("-m", "tests.browser.channels.run", browser, *columns, seconds=SECONDS)
    assert run.returncode == 0, "the run did not come to its end"
    return {
        column: {outcome["channel"]: set(outcome["ways"]) for outcome in outcomes}
        for column, outcomes in json.loads(run.stdout).items()
    }
