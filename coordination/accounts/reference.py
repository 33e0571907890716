"""Legal bases of networks per Land, read from ``fixtures/reference``; a network keeps citation and link as text."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from coordination.lib.reference import read_entries

FILE = "legal_bases.yaml"
FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"
WORDS = {"code", "land", "citation", "title", "link", "summary", "minimum_offers_per_year"}
ORIGIN = {"source", "checked_on", "verified_on"}


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """On which law a network stands. ``verified_on`` is empty until somebody has checked the wording in force."""

    code: str
    land: str
    citation: str
    title: str
    link: str
    summary: str
    minimum_offers_per_year: int | None
    source: str
    checked_on: dt.date
    verified_on: dt.date | None


@cache
def legal_bases(folder: Path = FOLDER) -> tuple[LegalBasis, ...]:
    """Return all legal bases of the file. Raises FixtureBroken, which names file and entry."""
    return tuple(LegalBasis(**entry) for entry in read_entries(folder / FILE, needed=WORDS | ORIGIN))


def legal_basis_of(land: str) -> LegalBasis:
    """Return what a new network in a Land (abbreviation: NW, SL …) starts with: its own law, or the federal one."""
    by_land = {basis.land: basis for basis in legal_bases()}
    return by_land.get(land, by_land[""])


def load_reference(folder: Path) -> Counter[str]:
    """Check the file. Nothing is written: running networks keep the text they have."""
    legal_bases.cache_clear()
    return Counter(created=0, updated=0, unchanged=len(legal_bases(folder)))
