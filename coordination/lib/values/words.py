"""Words and texts of a cell, and what is wrong with a value."""

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.lib.errors import RuleBroken


class WrongValue(RuleBroken):
    """A value that cannot be taken. ``suggestion`` is what was probably meant, for the person to decide."""

    def __init__(self, message: object, *, code: str, suggestion: str | None = None) -> None:
        self.suggestion = suggestion
        super().__init__(message, code=code)


_NOTHING = {
    "",
    "-",
    "--",
    "---",
    "–",
    "—",
    "/",
    ".",
    "?",
    "null",
    "null null",
    "null null null",
    "null, null null",
    "none",
    "nan",
    "n/a",
    "na",
}
_NOTHING |= {
    "k.a.",
    "k. a.",
    "ka",
    "keine",
    "keine angabe",
    "keine angaben",
    "unbekannt",
    "entfällt",
    "#n/a",
    "#nv",
    "(leer)",
}
BLANKS = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_ODD_BLANKS = re.compile(r"[\t\v\f\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
_PLAIN = re.compile(r"[ -~ÄÖÜäöüßéèáàçñ„“”‚‘’–—€§°²³½´…]*\Z")
_DOUBLE = re.compile(r"  |^ | $")


def blank(value: Any) -> bool:
    """Nothing, or one of the words people and programs write for nothing: „k. A.“, „-“, „null“."""
    if value is None:
        return True
    return isinstance(value, str) and (
        not value or (len(value) < 17 and value.strip().casefold() in _NOTHING)
    )


def as_text(value: Any) -> str:
    """Return a cell as text, as it is seen: 53840.0 → „53840“, dates as 31.12.2026, nothing as ''."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, float):
        return (
            str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}".replace(".", ",")
        )
    if isinstance(value, dt.datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%d.%m.%Y")
    return str(value)


def text(value: Any, *, max_length: int | None = None, lines: bool = False) -> str:
    """Return one line (or with ``lines`` several) without needless blanks. Emoji and all scripts are welcome.

    Refused: control signs, signs that turn the reading direction (they can make a name look like another), and texts
    longer than the field. „k. A.“ stays what it is here; ask ``blank`` where that means nothing.
    """
    found = value if isinstance(value, str) else as_text(value)
    if not _PLAIN.match(found):
        found = _checked(found, lines=lines)
    if not lines and _DOUBLE.search(found):
        found = BLANKS.sub(" ", found).strip()
    elif lines:
        found = found.strip()
    if max_length is not None and len(found) > max_length:
        raise WrongValue(
            _("This text has %(found)s signs; at most %(allowed)s fit. Please shorten it.")
            % {"found": len(found), "allowed": max_length},
            code="too_long",
        )
    return found


def _checked(found: str, *, lines: bool) -> str:
    if _CONTROL.search(found):
        raise WrongValue(
            _("This text contains invisible control signs. Please type it anew."),
            code="control_signs",
            suggestion=_CONTROL.sub("", found)[:200],
        )
    if _BIDI.search(found):
        raise WrongValue(
            _("This text contains signs that turn the reading direction. Please type it without them."),
            code="bidi_signs",
            suggestion=_BIDI.sub("", found)[:200],
        )
    found = _INVISIBLE.sub("", found)
    if lines:
        return _ODD_BLANKS.sub(" ", found.replace("\r\n", "\n").replace("\r", "\n"))
    return BLANKS.sub(" ", found)
