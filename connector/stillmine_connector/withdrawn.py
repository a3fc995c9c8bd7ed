"""What was withdrawn, and which of it is still held here: only what is gone may be confirmed."""

import time
from collections.abc import Callable, Iterable

from threatexchange.exchanges.clients.stopncii.api import (
    StopNCIICaseStatus,
    StopNCIICSPFeedback,
    StopNCIICSPFeedbackValue,
)

from stillmine_connector.client import StillmineClient
from stillmine_connector.exchange import TYPES, Key

DAY_SECONDS = 24 * 60 * 60
OVER = {StopNCIICaseStatus.Withdrawn, StopNCIICaseStatus.Deleted}
DROPPED = StopNCIICSPFeedback(StopNCIICSPFeedbackValue.Deleted)


def find_withdrawn(client: StillmineClient, days: int) -> set[Key]:
    """The signals whose latest change is a withdrawal, of the last so many days."""
    since = int(time.time()) - days * DAY_SECONDS
    latest = {
        (TYPES[record.signalType], record.hashValue): record.hashStatus
        for page in client.fetch_hashes_iter(start_timestamp=since)
        for record in page.hashRecords
        if record.signalType in TYPES
    }
    return {key for key, status in latest.items() if status in OVER}


def confirm_dropped(
    client: StillmineClient, withdrawn: Iterable[Key], holds: Callable[[str, str], bool]
) -> tuple[int, int]:
    """Confirm what is held no more. Returns how many that were, and how many are still here."""
    held, gone = 0, []
    for type_, value in withdrawn:
        if holds(type_, value):
            held += 1
        else:
            gone.append((value, DROPPED))
    client.answer(gone)
    return len(gone), held
