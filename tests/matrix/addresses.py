"""Every address of the resolver with what it needs to be opened: ids, or none. No test itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.urls import URLPattern, reverse
from django.urls.converters import UUIDConverter

from tests.house.pages import SAMPLE, patterns

# Words that address pages of a network, no records.
WORDS = {"page": "about", "variant": "standard", "language": "ar", "step": "weg"}
MISSING = uuid.UUID(int=2**127 + 4242)


@dataclass(frozen=True)
class Address:
    name: str
    ids: tuple[str, ...]  # arguments that hold the id of a record
    others: tuple[tuple[str, object], ...]  # arguments of another kind

    def at(self, *ids: object) -> str:
        """Return the address of a record; a second id (a change of the record) may follow."""
        values = dict(zip(self.ids, [*ids, *([MISSING] * len(self.ids))], strict=False))
        return reverse(self.name, kwargs=dict(self.others) | values)


def _read(name: str, pattern: URLPattern) -> Address:
    converters = pattern.pattern.converters
    if converters:
        ids = tuple(key for key, one in converters.items() if isinstance(one, UUIDConverter))
        others = {
            key: WORDS.get(key) or SAMPLE.get(type(one).__name__, "unbekannt")
            for key, one in converters.items()
            if key not in ids
        }
    else:
        names = getattr(pattern.pattern.regex, "groupindex", {})
        ids = tuple(key for key in names if key == "uid")
        others = {key: "json" if key == "format" else "unbekannt" for key in names if key != "uid"}
    return Address(name, ids, tuple(others.items()))


def addresses() -> list[Address]:
    """Return every named address, each name once per number of its arguments."""
    found = {}
    for name, pattern in patterns():
        address = _read(name, pattern)
        try:
            address.at()
        except Exception as error:  # a name used twice: the resolver answers for the first
            raise AssertionError(f"{name} cannot be opened with {address}") from error
        found[name, address.ids] = address
    return sorted(found.values(), key=lambda one: (one.name, one.ids))
