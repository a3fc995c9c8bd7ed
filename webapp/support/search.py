"""Finding entries by words that may be misspelt, inflected, and in any language. Pure functions.

Turkish and Arabic build words by adding to them, so a word is also found by its beginning:
"fotoğraflarımı" finds "fotoğraf". A rare word counts for more than one that many entries have.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from webapp.countries import fold

MOST_WORDS = 8
WORD = re.compile(r"\w+")
ARABIC_ARTICLE = re.compile(r"^(?:وال|بال|كال|لل|ال)(?=\w{3})")
# Words that say nothing about what is looked for.
STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "at",
        "be",
        "for",
        "from",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "me",
        "my",
        "of",
        "on",
        "or",
        "the",
        "to",
        "was",
        "what",
        "where",
        "who",
        "with",
        "ve",
        "ile",
        "bir",
        "bu",
        "ben",
        "benim",
        "beni",
        "mi",
        "ne",
        "nasil",
        "nerede",
        "kim",
        "icin",
        "var",
        "da",
        "de",
        "في",
        "من",
        "على",
        "عن",
        "هل",
        "انا",
        "ما",
        "كيف",
        "اين",
        "الى",
        "مع",
        "هذا",
    ]
)


@dataclass(frozen=True)
class Entry:
    """Something to be found: its key, and how much each of its folded words says about it."""

    key: tuple[str, ...]
    words: Mapping[str, float]


def words_of(text: str) -> list[str]:
    """The words of a text in the spelling in which they are compared."""
    found = (ARABIC_ARTICLE.sub("", word) for word in WORD.findall(fold(text)))
    return [word for word in found if word not in STOP]


def weigh(*parts: tuple[str, float]) -> dict[str, float]:
    """The words of several texts, each with the greatest of its weights."""
    weighed: dict[str, float] = {}
    for text, weight in parts:
        for word in words_of(text):
            weighed[word] = max(weight, weighed.get(word, 0))
    return weighed


def likeness(typed: str, word: str) -> float:
    """How much a typed word is the other: 1 when equal, 0 when it is not."""
    if typed == word:
        return 1
    shorter = min(len(typed), len(word))
    if shorter < 3:
        return 0
    if word.startswith(typed):
        return 0.9 if shorter >= 4 else 0.6
    if shorter < 4:
        return 0
    if typed.startswith(word):
        return 0.45 + 0.5 * len(word) / len(typed)
    allowed = 1 if shorter < 7 else 2
    # An inflected word may be misspelt as well: its end is left out of the comparison.
    beginnings = {typed[: len(word) + more] for more in (-1, 0, 1)} - {typed}
    distance = min(
        OSA.distance(typed, word, score_cutoff=allowed),
        *(OSA.distance(beginning, word, score_cutoff=allowed) + 0.5 for beginning in beginnings),
        allowed + 1,
    )
    return 0.85 - 0.1 * distance if distance <= allowed else 0


def rank(query: str, entries: Sequence[Entry], most: int = 12) -> list[tuple[str, ...]]:
    """The keys of the entries that fit best, the best first; none if nothing fits."""
    rarity = _rarity(entries)
    near = [_near(typed, rarity) for typed in dict.fromkeys(words_of(query)[:MOST_WORDS])]
    scored = [(_score(near, entry), entry.key) for entry in entries]
    best = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))
    return [key for score, key in best[:most] if score > best[0][0] * 0.3]


def _rarity(entries: Iterable[Entry]) -> dict[str, float]:
    everywhere = Counter(word for entry in entries for word in entry.words)
    total = sum(everywhere.values())
    return {word: math.log(1 + total / count) for word, count in everywhere.items()}


def _near(typed: str, rarity: Mapping[str, float]) -> dict[str, float]:
    """Every word that the typed one may mean, and how much it counts."""
    return {w: close * rare for w, rare in rarity.items() if (close := likeness(typed, w))}


def _score(near: Sequence[Mapping[str, float]], entry: Entry) -> float:
    """The best that the entry has for each word typed; less if it has nothing for some of them."""
    best = [
        max((words[w] * entry.words[w] for w in words.keys() & entry.words.keys()), default=0.0)
        for words in near
    ]
    return sum(best) * sum(map(bool, best)) / max(1, len(best))
