"""Words of an address (``?art=kita&sort=-name``): each is declared, checked, documented; others are errors."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from coordination.lib.api.problems import wrong_parameter

LONGEST = 200
COMMON = ("page", "page_size", "sort")


@dataclass(frozen=True)
class Parameter:
    """One word. ``narrow(rows, value)`` applies it; ``lookup`` does so by a column of the same meaning."""

    name: str
    help: str
    kind: str = "text"  # text, uid, number, flag, day
    choices: tuple[str, ...] = ()
    lookup: str = ""
    narrow: Callable[[Any, Any], QuerySet] | None = None
    several: bool = False

    def applied(self, rows: QuerySet, values: Sequence[str]) -> QuerySet:
        value = self.value(values[-1])
        if self.narrow is not None:
            return self.narrow(rows, value)
        return rows.filter(**{self.lookup or self.name: value})

    def value(self, text: str) -> Any:
        """Return what was meant; a 400 naming the word where it means nothing."""
        if len(text) > LONGEST:
            raise self._wrong(
                "too_long",
                _("“%(name)s” is too long: at most %(most)s signs.") % {"most": LONGEST, "name": self.name},
            )
        if "\0" in text:
            raise self._wrong(
                "impossible_sign", _("“%(name)s” holds a sign that no text can hold.") % {"name": self.name}
            )
        if self.choices and text not in self.choices:
            known = ", ".join(self.choices[:20])
            sentence = _("“%(value)s” is not known for “%(name)s”. Known: %(known)s.")
            raise self._wrong(
                "unknown_value", sentence % {"value": text[:60], "name": self.name, "known": known}
            )
        try:
            return _READ[self.kind](text)
        except (ValueError, KeyError):
            sentence = _("“%(value)s” is no value for “%(name)s” (%(kind)s).")
            told = sentence % {"value": text[:60], "name": self.name, "kind": self.kind}
            raise self._wrong("wrong_value", told) from None

    def _wrong(self, code: str, sentence: str) -> Exception:
        return wrong_parameter(self.name, code, sentence)

    def schema(self) -> dict[str, Any]:
        kinds: dict[str, dict[str, Any]] = {
            "uid": {"type": "string", "format": "uuid"},
            "number": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
            "flag": {"type": "boolean"},
            "day": {"type": "string", "format": "date"},
        }
        found = dict(kinds.get(self.kind, {"type": "string", "maxLength": LONGEST}))
        if self.choices:
            found = {"type": "string", "enum": list(self.choices)}
        return {"type": "array", "items": found} if self.several else found


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) < 2**31):
        raise ValueError(text)
    return int(text)


_READ: dict[str, Callable[[str], Any]] = {
    "text": str,
    "uid": uuid.UUID,
    "number": _number,
    "flag": lambda text: {"true": True, "false": False, "1": True, "0": False}[text],
    "day": dt.date.fromisoformat,
}


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Raise a 400 naming the first word that this list does not know, or that is not for this person."""
    allowed = sorted({*known})
    for name in given:
        if name not in allowed:
            sentence = _("“%(name)s” is not known here. Known: %(known)s.")
            told = sentence % {"name": name[:60], "known": ", ".join(allowed)}
            raise wrong_parameter(name[:60], "unknown_parameter", told)


def ordering(text: str, sorts: dict[str, tuple[str, ...]], usual: str) -> list[Any]:
    """Return the order for ``sort`` (a minus turns it round), always ending in the id; a 400 for a foreign word."""
    name, down = text.removeprefix("-"), text.startswith("-")
    if text and name not in sorts:
        sentence = _(
            "“%(value)s” is not known for “sort”. Known: %(known)s; with a minus before it the other way round."
        )
        known = ", ".join(sorts)
        raise wrong_parameter("sort", "unknown_value", sentence % {"value": text[:60], "known": known})
    columns = sorts[name or usual.removeprefix("-")]
    down = down or (not text and usual.startswith("-"))
    return [_ordered(column, down=down) for column in (*columns, "id")]


def _ordered(name: str, *, down: bool) -> Any:
    """Return an ordering; what another table may lack comes last on both databases."""
    if "__" in name:
        return F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)
    return f"-{name}" if down else name
