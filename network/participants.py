"""Who should take part by law, per Land, against the directory: who of the list is missing in a network.

The lists stand in ``fixtures/reference/participants.yaml`` with source and day: data, no constants.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from coordination.directory.models import InstitutionType, Standing
from coordination.lib.fold import fold
from coordination.lib.reference import broken, read_entries

FILE = "participants.yaml"
FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"
NEEDED = {"code", "land", "citation", "name", "types", "source", "checked_on", "verified_on"}
KNOWN = {"standing", "words", "optional", "incomplete"}


@dataclass(frozen=True, slots=True)
class Participant:
    """One kind of body the law names. ``verified_on`` is empty until somebody has checked the wording in force.

    ``incomplete``: the list of this law is not all there yet.
    """

    code: str
    land: str
    citation: str
    name: str
    types: tuple[str, ...]
    source: str
    checked_on: dt.date
    verified_on: dt.date | None
    standing: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    optional: bool = False
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Present:
    """One institution of the network, as far as the comparison needs it."""

    id: int
    type: str
    standing: frozenset[str]
    name: str
    speakers: int


@dataclass(frozen=True, slots=True)
class Line:
    """A participant beside the directory: how many there are, and how many of them have a multiplier."""

    participant: Participant
    there: int
    spoken_for: int

    @property
    def state(self) -> str:
        """„missing“: nobody is listed; „silent“: listed, none has a multiplier; „there“."""
        if not self.there:
            return "missing"
        return "there" if self.spoken_for else "silent"


@cache
def participants(folder: Path = FOLDER) -> tuple[Participant, ...]:
    """Return the lists of all Länder. Raises FixtureBroken, which names file and entry."""
    rows = read_entries(folder / FILE, needed=NEEDED, known=KNOWN)
    return tuple(_participant(row) for row in rows)


def _participant(row: dict[str, Any]) -> Participant:
    lists = ("types", "standing", "words")
    values: dict[str, Any] = {name: tuple(value) if name in lists else value for name, value in row.items()}
    return Participant(**values)


def lists_for(land: str, known: Iterable[Participant] | None = None) -> list[tuple[str, list[Participant]]]:
    """The list of the Land first, if there is one, then the federal one: (citation, its participants)."""
    found: dict[str, list[Participant]] = {}
    rows = list(participants() if known is None else known)
    for one in [*(row for row in rows if land and row.land == land), *(row for row in rows if not row.land)]:
        found.setdefault(one.citation, []).append(one)
    return list(found.items())


def compare(wanted: Iterable[Participant], present: Iterable[Present]) -> list[Line]:
    """Put each participant beside the institutions that are one."""
    rows = [(one, fold(one.name)) for one in present]
    return [_line(one, rows) for one in wanted]


def _line(wanted: Participant, rows: list[tuple[Present, str]]) -> Line:
    words = [fold(word) for word in wanted.words]
    standing = frozenset(wanted.standing)
    found = [
        one
        for one, name in rows
        if (one.type in wanted.types or one.standing & standing)
        and (not words or any(word in name for word in words))
    ]
    return Line(wanted, len(found), sum(one.speakers > 0 for one in found))


def load_reference(folder: Path) -> Counter[str]:
    """Check the file: each code of a type or standing is known. Nothing is written."""
    participants.cache_clear()
    types = set(InstitutionType.objects.values_list("code", flat=True))
    standings = set(Standing.values)
    for one in participants(folder):
        unknown = [word for word in one.types if word not in types]
        unknown += [word for word in one.standing if word not in standings]
        if unknown:
            sentence = _("“%(word)s” is not known here.") % {"word": unknown[0]}
            raise broken(folder / FILE, one.code, sentence, code="word_unknown")
    return Counter(created=0, updated=0, unchanged=len(participants()))
