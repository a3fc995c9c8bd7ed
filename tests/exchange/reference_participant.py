"""A whole platform, as small as it can be: it pulls, compares uploads, has people look, answers.

    python reference_participant.py keys.json pull
    python reference_participant.py keys.json upload photo.jpg
    python reference_participant.py keys.json decide removed

What it holds lies in one file beside the keys. A real platform has a database, and a real index.
"""

import json
import pickle
import sys
from dataclasses import dataclass, field
from pathlib import Path

from stillmine_connector.client import StillmineClient
from stillmine_connector.credentials import StillmineCredentials
from stillmine_connector.exchange import StillmineSignalExchangeAPI
from stillmine_connector.verdicts import WORDS
from threatexchange.exchanges.clients.stopncii.api import StopNCIICSPFeedback
from threatexchange.exchanges.clients.stopncii.api import StopNCIICSPFeedbackValue as Wire
from threatexchange.exchanges.collab_config import CollaborationConfigBase
from threatexchange.exchanges.impl.stop_ncii_api import StopNCIICheckpoint
from threatexchange.signal_type.pdq.signal import PdqSignal

COLLAB = CollaborationConfigBase("stillmine", "stillmine", enabled=True)


@dataclass
class Platform:
    """What it holds: signals, how far it has pulled, and matches that wait for a person."""

    signals: dict = field(default_factory=dict)
    checkpoint: StopNCIICheckpoint | None = None
    to_review: list[str] = field(default_factory=list)

    def pull(self, keys: StillmineCredentials) -> None:
        """Everything new since the last time; what was withdrawn goes."""
        exchange = StillmineSignalExchangeAPI.for_collab(COLLAB, keys)
        for delta in exchange.fetch_iter([PdqSignal], self.checkpoint):
            exchange.naive_fetch_merge(self.signals, delta.updates)
            self.checkpoint = delta.checkpoint

    def upload(self, photo: Path, client: StillmineClient) -> int:
        """Compare an upload with what is held. A match is a reason to look, no more."""
        by_type = StillmineSignalExchangeAPI.naive_convert_to_signal_type(
            [PdqSignal], COLLAB, self.signals
        )
        index = PdqSignal.get_index_cls().build([(v, v) for v in by_type.get(PdqSignal, {})])
        found = {match.metadata for match in index.query(PdqSignal.hash_from_file(photo))}
        client.answer([(value, StopNCIICSPFeedback(Wire.PendingReview)) for value in found])
        self.to_review += found
        return len(found)

    def decide(self, verdict: str, client: StillmineClient) -> None:
        """A person has looked at what waits, and says this of it."""
        given = StopNCIICSPFeedback(WORDS[verdict])
        client.answer([(value, given) for value in self.to_review])
        self.to_review.clear()


def main(keys_file: str, deed: str, *rest: str) -> None:
    """Do one deed, and keep what came of it."""
    kept = Path(keys_file).with_suffix(".state")
    platform = pickle.loads(kept.read_bytes()) if kept.exists() else Platform()
    given = json.loads(Path(keys_file).read_text())
    keys = StillmineCredentials(
        given["fetch_key"], given["subscription_key"], given["base_url"], given["feedback_key"]
    )
    client = StillmineClient.of(keys)
    if deed == "pull":
        platform.pull(keys)
        print(f"holds {len(platform.signals)}")
    elif deed == "upload":
        print(f"matches {platform.upload(Path(rest[0]), client)}")
    elif deed == "decide":
        platform.decide(rest[0], client)
    kept.write_bytes(pickle.dumps(platform))


if __name__ == "__main__":
    main(*sys.argv[1:])
