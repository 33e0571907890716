"""Which rows of one sheet have to do with each other, so that after a correction only these are checked again.

Rows are mates if they share a number, a record key, an entry, or are the same through and through; a row is the child
of those whose name or number it gives as its provider. What a row is depends on its mates and on its providers.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from coordination.directory.importing.known import plain_name
from coordination.directory.importing.marks import short

_MATES = frozenset("nuwe")


def keys_of(clean: dict[str, Any]) -> list[str]:
    """The keys of a row before it is matched: ``a`` name, ``n`` number, ``u`` record key, ``w`` all, ``p`` provider."""
    found = {f"a{short(plain_name(clean['name']))}"} if clean.get("name") else set()
    if clean.get("number"):
        found.add(f"n{short(clean['number'])}")
    if clean.get("uid"):
        found.add(f"u{short(clean['uid'])}")
    if isinstance(parent := clean.get("parent"), str) and parent:
        found |= {f"p{short(parent)}", f"p{short(plain_name(parent))}"}
    if "uid" not in clean and "number" not in clean:
        found.add(f"w{short(json.dumps(clean, sort_keys=True))}")
    return sorted(found)


def of_entry(entry: int | None) -> list[str]:
    return [] if entry is None else [f"e{entry}"]


class Kin:
    """The keys of all rows of a sheet: row number → keys."""

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        self.keys: dict[int, set[str]] = {}
        self.bearers: dict[str, set[int]] = defaultdict(set)
        for number, keys in rows:
            self.add(number, keys.split())

    def add(self, number: int, keys: Collection[str]) -> None:
        self.keys.setdefault(number, set()).update(keys)
        for key in keys:
            self.bearers[key].add(number)

    def touched_by(self, numbers: Iterable[int]) -> set[int]:
        """These rows, their mates and all that name them as provider, and so on."""
        return self._reached(numbers, down=True)

    def needed_for(self, numbers: Iterable[int]) -> set[int]:
        """What must be looked at to judge these rows: mates and providers, theirs too. Includes the rows."""
        return self._reached(numbers, down=False)

    def _reached(self, numbers: Iterable[int], *, down: bool) -> set[int]:
        found: set[int] = set()
        followed: set[str] = set()
        waiting = list(numbers)
        while waiting:
            number = waiting.pop()
            if number in found:
                continue
            found.add(number)
            for key in self._leading_on(number, down=down):
                if key not in followed:
                    followed.add(key)
                    waiting += self.bearers.get(key, ())
        return found

    def _leading_on(self, number: int, *, down: bool) -> Iterator[str]:
        for key in self.keys.get(number, ()):
            if key[0] in _MATES:
                yield key
            if down and key[0] in "an":
                yield f"p{key[1:]}"
            if not down and key[0] == "p":
                yield from (f"a{key[1:]}", f"n{key[1:]}")
