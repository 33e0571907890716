"""What is looked up while a sheet is read: types, topics, municipalities, levels … fetched once, then plain dicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.columns import CONTACT_KEYS, PHONE_KEYS, TRAIT_KEYS
from coordination.directory.models import (
    Feature,
    InstitutionType,
    Language,
    Listing,
    TargetGroup,
    Topic,
    known_types,
    type_word,
)
from coordination.lib import phones
from coordination.lib.fold import fold
from coordination.lib.levels import Level
from coordination.places.models import Municipality
from coordination.places.resolve import Table, lookup_table

_WHOLE_COUNTRY = 8000  # so many postcodes the table of all Germany has at least

TRAIT_WORDS: dict[str, type[Any]] = {
    "topics": Topic,
    "target_groups": TargetGroup,
    "languages": Language,
    "features": Feature,
}


@dataclass
class WordList:
    """Words of one list: folded word → value, and value → the name people read."""

    names: dict[Any, str]
    words: dict[str, Any]

    @classmethod
    def of(cls, rows: Iterable[tuple[Any, str, Iterable[str]]]) -> WordList:
        names, words = {}, {}
        for value, name, others in rows:
            names[value] = name
            for word in (*others, name):
                words[fold(word)] = value
        return cls(names, words)

    def similar(self, text: str) -> list[str]:
        """Names like ``text``, the likeliest first; empty where nothing is like it."""
        folded = type_word(text)
        found = process.extract(folded, self.words.keys(), scorer=fuzz.WRatio, score_cutoff=72, limit=8)
        found += process.extract(folded, self.words.keys(), scorer=fuzz.ratio, score_cutoff=55, limit=8)
        ranked = sorted(found, key=lambda each: -fuzz.ratio(folded, each[0]))
        return list(dict.fromkeys(self.names[self.words[word]] for word, _score, _key in ranked))[:3]


@dataclass
class Books:
    """All look-ups of one import. ``parents`` is filled by :mod:`importing.matching`, which knows the directory."""

    types: WordList
    protected_types: frozenset[int]
    traits: dict[str, WordList]
    table: Table
    statuses: WordList
    levels: WordList
    parent_names: dict[Any, str] = field(default_factory=dict)

    @classmethod
    def fetch(cls, *, places: bool = True) -> Books:
        """Fetch everything; without ``places`` no municipality can be found, only told."""
        kinds = list(InstitutionType.objects.values_list("id", "name", "protected_by_default"))
        return cls(
            types=WordList({key: name for key, name, _protected in kinds}, known_types()),
            protected_types=frozenset(key for key, _name, protected in kinds if protected),
            traits={
                key: WordList.of(
                    (pk, name, (code,)) for pk, name, code in model.objects.values_list("id", "name", "code")
                )
                for key, model in TRAIT_WORDS.items()
            },
            table=lookup_table() if places else Table({}, {}),
            statuses=WordList.of((value, str(label), (value,)) for value, label in Listing.Status.choices),
            levels=WordList.of(
                (level.value, str(level.label), (level.name, str(level.value))) for level in Level
            ),
        )

    @cached_property
    def whole_country(self) -> bool:
        """Whether an unknown postcode can be called wrong; a table of one district cannot say so."""
        return len(self.table.at) >= _WHOLE_COUNTRY

    @cached_property
    def ours(self) -> frozenset[int]:
        """Municipalities in which a network works: all of their postcodes are loaded."""
        return frozenset(CatchmentMunicipality.objects.values_list("municipality", flat=True))

    @cached_property
    def municipality_names(self) -> dict[int, str]:
        """Names of those in the table, and of those no longer in force to which old rows may point."""
        names = dict(Municipality.objects.values_list("id", "name"))
        return names | {place.id: place.name for place in self.table.places.values()}

    @cached_property
    def by_ags(self) -> dict[str, int]:
        return {place.ags: place.id for place in self.table.places.values()}

    def told(self, key: str, value: Any) -> str:
        """Return a comparable value as people read it."""
        if value is None or value in ("", []):
            return ""
        if key in TRAIT_KEYS:
            names = self.traits[key].names
            return "; ".join(names.get(each, "?") for each in value)
        if key in PHONE_KEYS:
            return value[1] if isinstance(value, list) else phones.display(value)
        if key in CONTACT_KEYS or (
            isinstance(value, str) and key not in {"status", "confirmed_on", "parent"}
        ):
            return value
        if key in {"type", "status", "level", "municipality", "parent"}:
            return str(self._names(key).get(value, value))
        if key == "confirmed_on":
            return date_format(dt.date.fromisoformat(value), "d.m.Y")
        if key == "protected_place":
            return _("yes") if value else _("no")
        return str(value)

    def _names(self, key: str) -> dict[Any, str]:
        if key == "municipality":
            return self.municipality_names
        if key == "parent":
            return self.parent_names
        return {"type": self.types, "status": self.statuses, "level": self.levels}[key].names
