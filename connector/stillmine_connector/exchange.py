"""The exchange type `stillmine`: StopNCII.org's protocol, and withdrawals that arrive."""

import typing as t
from collections.abc import Iterator, Sequence

from threatexchange.exchanges.clients.stopncii.api import (
    StopNCIICaseStatus,
    StopNCIIHashRecord,
    StopNCIISignalType,
)
from threatexchange.exchanges.collab_config import CollaborationConfigBase
from threatexchange.exchanges.fetch_state import FetchDelta
from threatexchange.exchanges.impl.stop_ncii_api import (
    StopNCIICheckpoint,
    StopNCIICredentials,
    StopNCIISignalExchangeAPI,
    StopNCIISignalMetadata,
)
from threatexchange.signal_type.md5 import VideoMD5Signal
from threatexchange.signal_type.pdq.signal import PdqSignal
from threatexchange.signal_type.signal_base import SignalType

from stillmine_connector.client import StillmineClient
from stillmine_connector.credentials import StillmineCredentials

TYPES = {
    StopNCIISignalType.ImagePDQ: PdqSignal.get_name(),
    StopNCIISignalType.VideoMD5: VideoMD5Signal.get_name(),
}
Key = tuple[str, str]
Delta = FetchDelta[Key, StopNCIISignalMetadata, StopNCIICheckpoint]


class StillmineSignalExchangeAPI(StopNCIISignalExchangeAPI):
    """Fetches signals, and lets go of every one that is not active any more.

    The stock exchange never does: it looks for the status in the field of the value. Here a signal
    that was withdrawn, or that is suspended until people have looked at it, leaves the index.
    """

    @staticmethod
    def get_credential_cls() -> type[StillmineCredentials]:
        """Keys of its own: both exchanges can be used side by side."""
        return StillmineCredentials

    @classmethod
    def for_collab(
        cls, collab: CollaborationConfigBase, credentials: StopNCIICredentials | None = None
    ) -> "StillmineSignalExchangeAPI":
        """The exchange, signed in. The parent would look for the keys of StopNCII.org."""
        keys = credentials or StillmineCredentials.get(cls)
        return cls(collab, StillmineClient.of(t.cast(StillmineCredentials, keys)))

    def fetch_iter(
        self,
        _supported_signal_types: Sequence[type[SignalType]],
        checkpoint: StopNCIICheckpoint | None,
    ) -> Iterator[Delta]:
        """Each page since the checkpoint. None in the place of a record means: drop it."""
        start = checkpoint.update_time if checkpoint else self.api.DEFAULT_START_TIME
        for page in self.api.fetch_hashes_iter(start_timestamp=start):
            updates = {
                (TYPES[record.signalType], record.hashValue): _what_is_held(record)
                for record in page.hashRecords
                if record.signalType in TYPES
            }
            yield FetchDelta(updates, StopNCIICheckpoint.from_stopncii_fetch(page))


def _what_is_held(record: StopNCIIHashRecord) -> StopNCIISignalMetadata | None:
    if record.hashStatus is not StopNCIICaseStatus.Active:
        return None
    return StopNCIISignalMetadata(record.CSPFeedbacks)
