"""A hint, no filter: does a text tell of a single child or family? By rules, here; nothing leaves the machine.

    found = look(text)          # the places that weigh enough
    if found.is_told: ...       # ask the person: take it out, say it in general, or: it is about no child

What was found is never stored or logged. How much is recognised stands in docs/casedata.md, measured by a test.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from coordination.lib.casedata.one import speaks_of_one
from coordination.lib.casedata.signals import Match, generals, matches

LONGEST = 60_000  # signs looked at; forms take less
# A sentence ends with a line, or with a full stop that a space and a capital letter follow; „geb. 3.5.2016“ goes on.
_END = re.compile(r"[.!?;]\s+(?=[A-ZÄÖÜ„“\"])|\n+")
_SHORT = re.compile(r"(?:\b[A-ZÄÖÜ]|\bDr|\bProf|\bgeb|\bAz|\bFam|\bSt|\bNr|\bz\. ?B|\d)$")
_ALONE = {"birth", "family_name", "kin_of_name", "kin_of_person", "file", "file_bare", "insurance", "home"}
_TELLING = {"event", "close", "said"}  # what happened, where, who told it
_NAMES_ONLY = {"first_name", "full_name"}
_PRONOUN = re.compile(
    r"\s*(?:Er|Sie|Es|Ihr|Ihre|Sein|Seine|Ihm|Ihn|Die Mutter|Der Vater|Die Eltern|Das Kind)\b"
)


@dataclass(frozen=True)
class Place:
    """A sentence that weighs enough, with the signs in it (positions in the whole text)."""

    start: int
    end: int
    score: int
    signs: tuple[Match, ...]


@dataclass(frozen=True)
class Found:
    """What a text tells."""

    text: str = field(repr=False)
    places: tuple[Place, ...] = ()

    @property
    def is_told(self) -> bool:
        return bool(self.places)

    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, in order: words, and whether they belong to a place that was found."""
        pieces, at = [], 0
        for place in self.places:
            pieces += [(self.text[at : place.start], False), (self.text[place.start : place.end], True)]
            at = place.end
        return [piece for piece in [*pieces, (self.text[at:], False)] if piece[0]]

    def removed(self) -> str:
        """The text without the sentences that were found."""
        left = "".join(words for words, is_place in self.pieces() if not is_place)
        return re.sub(r"[ \t]{2,}", " ", left).strip()

    def generalised(self) -> str:
        """The text with what names somebody said in general."""
        signs = {(sign.start, sign.end, sign.general) for place in self.places for sign in place.signs}
        text, last = self.text, len(self.text) + 1
        for start, end, general in sorted(signs, key=lambda one: (one[0], one[1]), reverse=True):
            if general and end <= last:
                text, last = text[:start] + general + text[end:], start
        return text


def look(text: str) -> Found:
    """Weigh each sentence; one that speaks on („Sie hat blaue Flecken“) takes over from the one before."""
    text = (text or "")[:LONGEST]
    borders = _borders(text)
    signs: list[list[Match]] = [[] for _border in borders]
    for sign in matches(text):
        signs[bisect_right(borders, sign.start) - 1].append(sign)
    general = [set() for _border in borders]  # type: list[set[str]]
    for at, word in generals(text):
        general[bisect_right(borders, at) - 1].add(word)

    places: list[Place] = []
    names_somebody = False
    for number, start in enumerate(borders):
        end = borders[number + 1] if number + 1 < len(borders) else len(text)
        kept = _counted(signs[number])
        score = _score(kept, general[number])
        if names_somebody and kept and _PRONOUN.match(text, start):
            score += 2
        if _is_told(text[start:end], kept, score):
            places.append(Place(start, end, score, tuple(kept)))
        names_somebody = any(sign.is_person and sign.weight > 1 for sign in kept)
    return Found(text, tuple(places))


def _is_told(sentence: str, signs: list[Match], score: int) -> bool:
    return speaks_of_one(
        sentence,
        score=score,
        persons=[sign.key for sign in signs if sign.is_person and sign.weight > 1],
        is_sure=any(sign.key in _ALONE for sign in signs),
    )


def _borders(text: str) -> list[int]:
    ends = (
        end.end()
        for end in _END.finditer(text)
        if not (text[end.start()] == "." and _SHORT.search(text, max(0, end.start() - 5), end.start()))
    )
    return [0, *ends]


def _counted(signs: list[Match]) -> list[Match]:
    """Each kind as often as it counts in one sentence."""
    seen: dict[str, int] = {}
    kept = []
    for sign in sorted(signs, key=lambda one: one.start):
        seen[sign.key] = seen.get(sign.key, 0) + 1
        if seen[sign.key] <= sign.most:
            kept.append(sign)
    return kept


def _score(signs: list[Match], general: set[str]) -> int:
    if not any(sign.is_person for sign in signs):
        return 1 if signs else 0
    if all(sign.key in _NAMES_ONLY for sign in signs):
        return 0  # a first name alone is a colleague's as often as a child's
    score = sum(sign.weight for sign in signs)
    if any(sign.key in _ALONE for sign in signs):
        return score
    about = any(sign.is_person and sign.key != "full_name" for sign in signs)
    if not general and about and any(sign.key in _TELLING for sign in signs):
        score += 1  # it says what happened, and nothing in it speaks in general
    return score - min(1, len(general))
