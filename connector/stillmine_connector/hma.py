"""Hasher-Matcher-Actioner, asked over HTTP: which value a match stands for, what it still holds."""

import ast
import typing as t

import requests

SECONDS = 30


class Hma:
    """One HMA, and the bank that it fetches the exchange into."""

    def __init__(self, url: str, bank: str) -> None:
        self._url = url.rstrip("/")
        self._bank = bank
        self._session = requests.Session()

    def values_of(self, content_id: int) -> list[str]:
        """The values of a content that matched. HMA writes each as a pair of type and value."""
        content = self._get(f"/c/bank/{self._bank}/content/{content_id}")
        pairs = content["metadata"]["collab"][self._bank]
        return [value for _, value in map(ast.literal_eval, pairs)]

    def holds(self, type_: str, value: str) -> bool:
        """True if an upload of exactly this value would still match in the bank."""
        matches = self._get("/m/lookup", signal=value, signal_type=type_).get(self._bank, [])
        return any(int(match["distance"]) == 0 for match in matches)

    def _get(self, path: str, **asked: str) -> dict[str, t.Any]:
        answer = self._session.get(self._url + path, params=asked, timeout=SECONDS)
        answer.raise_for_status()
        found: dict[str, t.Any] = answer.json()
        return found
