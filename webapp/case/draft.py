"""The draft: a person's answers on their way, sealed into the form and kept nowhere else.

No cookie, no row in a table, nothing in the browser's storage: a draft lives in the page and dies
with it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from webapp.tools import tools

LIFETIME_SECONDS = 60 * 60


@dataclass
class Draft:
    """Answers by step, and the nonce from which the receipt will be derived.

    `handover` is the id of what an organisation handed over, if somebody came with that.
    """

    nonce: str = field(default_factory=lambda: secrets.token_hex(16))
    answers: dict[str, str | list[str]] = field(default_factory=dict)
    is_changing: bool = False
    handover: str = ""


class DraftExpired(Exception):
    """The page was left open for more than an hour. The draft is ours, but too old to be sent."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


class DraftBroken(Exception):
    """What came back is not a draft that we sealed."""


class DraftSeal:
    """Seals drafts and opens them again. The newest key seals; every key in the list opens."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._serializer = URLSafeTimedSerializer(list(reversed(keys)), salt="draft")

    def seal(self, draft: Draft) -> str:
        """The text for the hidden field: signed, not secret (it is in the person's own page)."""
        parts = [draft.nonce, draft.answers, draft.is_changing, draft.handover]
        return str(self._serializer.dumps(parts))

    def open(self, sealed: str) -> Draft:
        """The draft again. Raises DraftExpired after an hour, DraftBroken if it was altered."""
        try:
            return Draft(*self._serializer.loads(sealed, max_age=LIFETIME_SECONDS))
        except SignatureExpired as error:
            raise DraftExpired(
                Draft(*self._serializer.load_payload(error.payload or b""))
            ) from error
        except (BadData, TypeError) as error:
            raise DraftBroken from error


def drafts() -> DraftSeal:
    """The seal of this server."""
    return DraftSeal(tools().signing_keys)
