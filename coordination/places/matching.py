"""Which municipality is meant by a postcode and the name beside it? Ambiguity is told, never guessed away.

Pure: a table in, an answer out, hundreds of thousands per second; ``resolve.py`` fetches the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.places.names import JOINERS, Forms, forms

_FEW = 4  # more postcodes than this are no help in a sentence
_MANY = 8  # nor more candidates


class Place(NamedTuple):
    """A municipality in the table; ``names`` are all names it goes by, ``label`` tells namesakes apart."""

    id: int
    ags: str
    name: str
    label: str
    names: tuple[str, ...]


class Outcome(StrEnum):
    FOUND = "found"
    BY_POSTCODE = (
        "by_postcode"  # the postcode decides; the name beside it is not known here, perhaps a part of town
    )
    UNCLEAR = "unclear"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


class Answer(NamedTuple):
    """``place`` is set with ``FOUND`` and ``BY_POSTCODE`` only; else a person chooses a candidate."""

    outcome: Outcome
    postcode: str
    city: str = ""
    place: Place | None = None
    candidates: tuple[Place, ...] = ()
    meant: tuple[Place, ...] = ()  # with MISMATCH and UNKNOWN: the places of that name, elsewhere
    meant_postcodes: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What is wrong and what would be right, for the person; empty where nothing is wrong."""
        words = {
            "postcode": self.postcode,
            "city": self.city,
            "places": self._told_candidates(),
        }
        if self.outcome is Outcome.UNKNOWN:
            if not is_postcode(self.postcode):
                return _("“%(postcode)s” is no postcode: it has five digits, the first may be 0.") % words
            return _("The postcode %(postcode)s is not known here.") % words
        if self.outcome is Outcome.UNCLEAR:
            return (
                _("The postcode %(postcode)s belongs to several places: %(places)s. Please choose.") % words
            )
        if self.outcome is Outcome.MISMATCH:
            sentence = _("%(postcode)s belongs to %(places)s, not to %(city)s.") % words
            return f"{sentence} {self.hint}".rstrip()
        if self.outcome is Outcome.BY_POSTCODE:
            return _("The place “%(city)s” is not known; %(postcode)s belongs to %(places)s only.") % words
        return ""

    @property
    def hint(self) -> str:
        """Which postcodes the named town has; empty where these are too many to help, or it is not known."""
        codes = self.meant_postcodes
        if not 0 < len(codes) <= _FEW:
            return ""
        told = _(" and ").join([", ".join(codes[:-1]), codes[-1]] if codes[:-1] else codes)
        sentence = ngettext(
            "The postcode of %(city)s is %(postcodes)s.",
            "The postcodes of %(city)s are %(postcodes)s.",
            len(codes),
        )
        return sentence % {"city": self.city, "postcodes": told}

    def _told_candidates(self) -> str:
        labels = [place.label for place in self.candidates[:_MANY]]
        if len(self.candidates) > _MANY:
            labels.append(_("one of %(count)d others") % {"count": len(self.candidates) - _MANY})
        return _(" or ").join(labels)


@dataclass
class _Names:
    """Places by their names: in full, and in any form."""

    full: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    any: dict[str, tuple[Place, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, named: Iterable[tuple[str, Place]]) -> _Names:
        index = cls()
        for name, place in named:
            known = forms(name)
            _add(index.full, known.full, place)
            for form in known.all:
                _add(index.any, form, place)
        return index


def _add(index: dict[str, tuple[Place, ...]], form: str, place: Place) -> None:
    places = index.get(form, ())
    if form and place not in places:
        index[form] = (*places, place)


@dataclass
class At:
    """What lies at one postcode."""

    places: tuple[Place, ...]
    named: list[tuple[str, Place]]

    @cached_property
    def names(self) -> _Names:
        return _Names.of(self.named)

    @cached_property
    def only(self) -> Place | None:
        return self.places[0] if len(self.places) == 1 else None


@dataclass
class Table:
    """Postcodes → places. Valid for one import: it does not follow later changes."""

    at: dict[str, At]
    places: dict[int, Place]

    @cached_property
    def names(self) -> _Names:
        return _Names.of((name, place) for place in self.places.values() for name in place.names)

    @cached_property
    def postcodes(self) -> dict[int, tuple[str, ...]]:
        """Municipality id → its postcodes, sorted."""
        found: dict[int, list[str]] = {}
        for code in sorted(self.at):
            for place in self.at[code].places:
                found.setdefault(place.id, []).append(code)
        return {key: tuple(codes) for key, codes in found.items()}


def match(table: Table, postcode: str, city: str | None = None) -> Answer:
    """Return the one municipality meant, or why there is none. Touches no database."""
    code, city = postcode.strip(), (city or "").strip()
    at = table.at.get(code)
    if at is None:
        meant = table.names.full.get(forms(city).full, ()) if city else ()
        codes = table.postcodes.get(meant[0].id, ()) if len(meant) == 1 else ()
        return Answer(Outcome.UNKNOWN, code, city, meant=meant, meant_postcodes=codes)
    wanted = forms(city)
    if not wanted.full:
        return _one_of(at.places, at, code, city)

    names = at.names
    here = names.full.get(wanted.full) or names.any.get(wanted.full)
    if here:
        return _one_of(here, at, code, city)
    elsewhere = table.names.full.get(wanted.full)
    if elsewhere:
        return _mismatch(table, at, elsewhere, code, city)
    here = tuple(dict.fromkeys(_abbreviated(names, wanted))) or tuple(dict.fromkeys(_part_of(names, wanted)))
    if here:
        return _one_of(here, at, code, city)
    elsewhere = table.names.any.get(wanted.full)
    if elsewhere:
        return _mismatch(table, at, elsewhere, code, city)
    if at.only:
        return Answer(Outcome.BY_POSTCODE, code, city, at.only, at.places)
    return Answer(Outcome.UNCLEAR, code, city, candidates=at.places)


def _one_of(places: tuple[Place, ...], at: At, code: str, city: str) -> Answer:
    if len(places) == 1:
        return Answer(Outcome.FOUND, code, city, places[0], places)
    return Answer(Outcome.UNCLEAR, code, city, candidates=places or at.places)


def _mismatch(table: Table, at: At, meant: tuple[Place, ...], code: str, city: str) -> Answer:
    codes = table.postcodes.get(meant[0].id, ()) if len(meant) == 1 else ()
    return Answer(Outcome.MISMATCH, code, city, None, at.places, meant, codes)


def _abbreviated(names: _Names, wanted: Forms) -> Iterator[Place]:
    """Places whose name agrees though one of the two is shorter: „Frankfurt a. M.“, „Bad Honnef am Rhein“."""
    for form in wanted.short:
        for place in names.any.get(form, ()):
            if any(_agree(wanted.full, known, form) for known in _fulls(names, place)):
                yield place


def _fulls(names: _Names, place: Place) -> Iterator[str]:
    return (full for full, places in names.full.items() if place in places)


def _agree(wanted: str, known: str, shared: str) -> bool:
    if known == shared:
        return True
    ours = [word for word in known.split() if word not in JOINERS]
    theirs = [word for word in wanted.split() if word not in JOINERS]
    return len(ours) == len(theirs) and all(
        our.startswith(their) or their.startswith(our) for our, their in zip(ours, theirs, strict=True)
    )


def _part_of(names: _Names, wanted: Forms) -> Iterator[Place]:
    """Places whose part is named: „Bonn-Beuel“. A joiner after the name begins another place's addition."""
    for full, places in names.full.items():
        if wanted.full.startswith(f"{full} ") and wanted.full[len(full) + 1 :].split(" ")[0] not in JOINERS:
            yield from places


def is_postcode(text: str) -> bool:
    return len(text) == 5 and text.isascii() and text.isdigit()
