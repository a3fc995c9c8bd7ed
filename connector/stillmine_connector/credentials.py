"""Credentials: the keys that the operator of the exchange handed over, from a file or a variable.

Never from the command line, where every other process of the machine could read them.
"""

import json
import typing as t
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from threatexchange.exchanges.auth import CredentialHelper
from threatexchange.exchanges.impl.stop_ncii_api import StopNCIICredentials

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass
class StillmineCredentials(StopNCIICredentials):
    """The keys of one participant, and where the exchange is.

    They are read as `stillmine participant add --json` prints them; a line of `fetch key,
    subscription key, base address`, as the parent takes it, will do for fetching.
    """

    ENV_VARIABLE: t.ClassVar[str] = "TX_STILLMINE_KEYS"
    FILE_NAME: t.ClassVar[str] = "~/.tx_stillmine_keys"
    # Left to the parent, whatever is set for StopNCII.org would be taken for ours.
    _DEFAULT: t.ClassVar[CredentialHelper | None] = None
    _DEFAULT_SRC: t.ClassVar[str] = ""

    feedback_function_key: str | None = field(
        default=None, metadata={"help": "The key for answers. Only `stillmine-connector` uses it."}
    )

    @classmethod
    def _from_str(cls, s: str) -> "StillmineCredentials":
        if not s.lstrip().startswith("{"):
            fetch, subscription, base = (part.strip() for part in s.split(","))
            return cls(fetch, subscription, base)
        given = json.loads(s)
        return cls(
            fetch_function_key=given["fetch_key"],
            subscription_key=given["subscription_key"],
            base_url_override=given["base_url"],
            feedback_function_key=given.get("feedback_key"),
        )

    def _are_valid(self) -> bool:
        """Without an address of ours the keys would go to StopNCII.org; without TLS, to anyone."""
        base = urlsplit(self.base_url_override or "")
        is_private = base.scheme == "https" or base.hostname in LOOPBACK
        return super()._are_valid() and bool(base.hostname) and is_private
