"""The stock client, made quiet and strict: it logs no hash, follows no redirect, and can answer."""

import logging
import typing as t
from collections.abc import Mapping, Sequence
from enum import Enum

import requests
from requests.adapters import HTTPAdapter
from threatexchange.exchanges.clients.stopncii.api import (
    FetchHashesResponse,
    StopNCIIAPI,
    StopNCIICaseStatus,
    StopNCIICSPFeedback,
    StopNCIICSPFeedbackValue,
    StopNCIIEndpoint,
    StopNCIIHashRecord,
    StopNCIISignalType,
)

from stillmine_connector.credentials import StillmineCredentials

ITEMS_AT_ONCE = 1_000
Answer = tuple[str, StopNCIICSPFeedback]
Word = t.TypeVar("Word", bound=Enum)


class StillmineClient(StopNCIIAPI):
    """Speaks with one exchange, as one participant."""

    @classmethod
    def of(cls, keys: StillmineCredentials) -> "StillmineClient":
        """The client that these keys are for."""
        return cls(
            keys.subscription_key,
            keys.fetch_function_key,
            {StopNCIIEndpoint.SubmitFeedback: keys.feedback_function_key or ""},
            base_url_override=(keys.base_url_override or "").rstrip("/"),
        )

    def fetch_hashes(
        self,
        *,
        page_size: int = 800,
        start_timestamp: int = StopNCIIAPI.DEFAULT_START_TIME,
        next_page: str = "",
    ) -> FetchHashesResponse:
        """A page, as the parent fetches it, but without a word of it in any log."""
        asked: dict[str, t.Any] = {"startTimestamp": start_timestamp, "pageSize": page_size}
        if next_page:
            asked["nextPageToken"] = next_page
        page = self._get(StopNCIIEndpoint.FetchHashes, **asked)
        wire = page.get("hashRecords") or []
        records = [found for found in map(_read_record, wire) if found]
        if len(records) < len(wire):
            logging.warning("Stillmine: %d records could not be read", len(wire) - len(records))
        return FetchHashesResponse(
            count=page["count"],
            nextPageToken=page.get("nextPageToken"),
            nextSetTimestamp=page["nextSetTimestamp"],
            hasMoreRecords=page["hasMoreRecords"],
            hashRecords=records,
        )

    def answer(self, answers: Sequence[Answer]) -> int:
        """Send verdicts by value. Returns on how many the exchange knows nothing."""
        unknown = 0
        for start in range(0, len(answers) or 1, ITEMS_AT_ONCE):
            batch = answers[start : start + ITEMS_AT_ONCE]
            items = [{"hashValue": v, **given.as_dict_for_post()} for v, given in batch]
            sent = {"count": len(items), "hashFeedbacks": items}
            unknown += self._post(StopNCIIEndpoint.SubmitFeedback, json=sent)["unknown"]
        return unknown

    def _get_session(self, endpoint: StopNCIIEndpoint) -> requests.Session:
        session: requests.Session = super()._get_session(endpoint)
        # A redirect would carry the keys to wherever it points.
        session.max_redirects = 0
        # A verdict sent twice counts once, so POST may be tried again as well.
        adapter = t.cast(HTTPAdapter, session.get_adapter(self._base_url))
        adapter.max_retries = adapter.max_retries.new(allowed_methods=None)
        return session


def _read_record(wire: Mapping[str, t.Any]) -> StopNCIIHashRecord | None:
    """The record, or None if it is of a type that nobody here knows.

    A status that nobody knows is not `Active`, and that is what matters: the record must not be
    skipped, or what is held of it would stay.
    """
    type_ = _word(StopNCIISignalType, wire["signalType"])
    if type_ is StopNCIISignalType.Unknown:
        return None
    return StopNCIIHashRecord(
        lastModtimestamp=wire["lastModtimestamp"],
        signalType=type_,
        hashValue=wire["hashValue"],
        hashStatus=_word(StopNCIICaseStatus, wire["hashStatus"]),
        caseNumbers={
            case: _word(StopNCIICaseStatus, status)
            for case, status in dict(wire["caseNumbers"]).items()
        },
        CSPFeedbacks=[
            StopNCIICSPFeedback(
                _word(StopNCIICSPFeedbackValue, given["feedbackValue"]),
                set(given.get("tags") or ()),
                given.get("source") or "",
            )
            for given in wire.get("CSPFeedbacks") or ()
        ],
    )


def _word(words: type[Word], text: object) -> Word:
    try:
        return words(text)
    except ValueError:
        return words("Unknown")
