"""All words of the index in the memory of this process: one long text, so that a hundred thousand words take 3 MB.

A stamp in the database tells when there are new words; then only these are read.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from uuid import UUID

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from coordination.lib.models.search import SearchState, SearchWord

LIKE = 0.72  # below this, two words have nothing to do with each other
_Similar = tuple[int, str, float]


class Lines:
    """Words, one per line, each with its id; found by the fast search of Python's text."""

    def __init__(self) -> None:
        self.text = "\n"
        self.starts = array("L")
        self.ids = array("Q")

    def add(self, rows: list[tuple[int, str]]) -> None:
        position, parts = len(self.text), []
        for pk, word in rows:
            self.starts.append(position)
            self.ids.append(pk)
            parts.append(f"{word}\n")
            position += len(word) + 1
        self.text += "".join(parts)

    def _at(self, position: int) -> tuple[int, str]:
        line = bisect_right(self.starts, position) - 1
        start = self.starts[line]
        return self.ids[line], self.text[start : self.text.index("\n", start)]

    def _with(self, part: str, shift: int) -> Iterator[tuple[int, str]]:
        position = self.text.find(part)
        while position >= 0:
            pk, word = self._at(position + shift)
            yield pk, word
            position = self.text.find(part, max(position + 1, self.text.index("\n", position + shift)))

    def exact(self, word: str) -> int | None:
        position = self.text.find(f"\n{word}\n")
        return None if position < 0 else self._at(position + 1)[0]

    def beginning(self, part: str) -> Iterator[tuple[int, str]]:
        return self._with(f"\n{part}", 1)

    def ending(self, part: str) -> Iterator[tuple[int, str]]:
        return self._with(f"{part}\n", 0)

    def containing(self, part: str) -> Iterator[tuple[int, str]]:
        return self._with(part, 0)


class Vocabulary:
    """Words (with citations), addresses and telephone numbers apart: a plain word never searches numbers."""

    def __init__(self, generation: UUID) -> None:
        self.generation = generation
        self.stamp: UUID | None = None
        self.last = 0
        self.words, self.addresses, self.phones = Lines(), Lines(), Lines()
        self._by_length: dict[int, tuple[list[str], list[int]]] = {}

    def add(self, rows: list[tuple[int, str]]) -> None:
        words, addresses, phones = [], [], []
        for row in rows:
            word = row[1]
            if word[0] == "+":
                phones.append(row)
            elif "@" in word or ("." in word and word[0] != "§"):
                addresses.append(row)
            else:
                words.append(row)
                if word.isalpha() and len(word) > 3:
                    known, ids = self._by_length.setdefault(len(word), ([], []))
                    known.append(word)
                    ids.append(row[0])
        self.words.add(words)
        self.addresses.add(addresses)
        self.phones.add(phones)
        self.last = rows[-1][0] if rows else self.last

    def similar(self, word: str, *, limit: int = 20) -> list[_Similar]:
        """Return (id, word, likeness) of words that ``word`` may have been meant to be, the likest first."""
        found: list[_Similar] = []
        for length in range(max(4, int(len(word) * LIKE)), int(len(word) / LIKE) + 1):
            known, ids = self._by_length.get(length, ([], []))
            best = process.extract(
                word, known, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=LIKE, limit=limit
            )
            found += [(ids[place], other, likeness) for other, likeness, place in best if other != word]
        return sorted(found, key=lambda each: (-each[2], each[1]))[:limit]


_lock = threading.Lock()
_known: Vocabulary | None = None


def current() -> Vocabulary:
    """Return the words as the database has them now: one short question, and more only if there are new ones."""
    global _known
    state = SearchState.objects.filter(pk=1).values_list("generation", "stamp").first()
    if state is None:
        return Vocabulary(UUID(int=0))
    generation, stamp = state
    with _lock:
        if _known is None or _known.generation != generation:
            _known = Vocabulary(generation)
        if _known.stamp != stamp:
            rows = SearchWord.objects.filter(pk__gt=_known.last).order_by("pk").values_list("pk", "word")
            _known.add(list(rows))
            _known.stamp = stamp
        return _known


def forget() -> None:
    """Read everything anew at the next question."""
    global _known
    _known = None
