"""Names of municipalities as people write them: „Troisdorf, Stadt“, „St. Augustin“, „Hennef/Sieg“.

Only text, no database. A name has one *full* form and perhaps *short* ones without the addition that tells
namesakes apart.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from coordination.lib.fold import fold

_EXPANSIONS = [
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\bst\.", "sankt "),
        (r"\bst\b(?=\W*[a-z])", "sankt "),
        (r"\ba\. ?d\.", "an der "),
        (r"\bv\. ?d\.", "vor der "),
        (r"\bi\. ?d\.", "in der "),
        (r"\bo\. ?d\.", "ob der "),
        (r"\bi\. ?", "im "),
        (r"\ba\. ?", "am "),
        (r"\bb\. ?", "bei "),
        (r"\bo\. ?", "ob "),
        (r"\bkr\.", "kreis "),
        (r"\bgr\.", "gross "),
        (r"\bkl\.", "klein "),
        (r"\bvogtl\.", "vogtland "),
        (r"\berzgeb\.", "erzgebirge "),
        (r"\bwestf\.", "westfalen "),
        (r"\brhld\.", "rheinland "),
    )
]
#: Words that join a name and its addition.
JOINERS = frozenset(
    [
        "a",
        "am",
        "an",
        "auf",
        "b",
        "bei",
        "d",
        "dem",
        "den",
        "der",
        "die",
        "i",
        "im",
        "in",
        "o",
        "ob",
        "unter",
        "v",
        "vor",
    ]
)
_STRAY_BLANK = re.compile(r"(?<=\S)/ +")  # „Sulzbach/ Saar“
_NO_WORD = re.compile(r"[^a-z0-9]+")
_ADDITION = re.compile(
    r" (?:am|an der|an den|an|im|in der|in|bei|ob der|ob|vor der|auf der|unter|unterm) .+$"
)
_PREFIX = re.compile(r"^(?:stadt|gemeinde|markt|flecken|hansestadt|landeshauptstadt|kreisstadt) (?=.)")


class Forms(NamedTuple):
    """``full`` is the whole name; ``short`` are the forms without additions, prefixes, second languages."""

    full: str
    short: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.short | {self.full}


def _words(text: str) -> str:
    for pattern, long in _EXPANSIONS:
        text = pattern.sub(long, text)
    return _NO_WORD.sub(" ", text).strip()


@lru_cache(maxsize=65_536)
def forms(name: str) -> Forms:
    """Return the comparable forms of ``name``; an empty name has the empty full form and no short ones."""
    folded, _comma, designation = fold(name).partition(",")
    full = _words(folded)
    plain = re.split(r"[(/]| - ", folded, maxsplit=1)[0]
    short = {_words(plain), _ADDITION.sub("", full), _ADDITION.sub("", _words(plain))}
    if designation:
        short.add(_words(f"{designation} {folded}"))
    short |= {_PREFIX.sub("", form) for form in (*short, full)}
    return Forms(full, frozenset(form for form in short if form and form != full))


def stored_forms(*names: str) -> str:
    """Return all forms of ``names`` as one text for a column, each between bars: ``|hennef sieg|hennef|``."""
    found = {form: None for name in names for form in (forms(name).full, *sorted(forms(name).short))}
    return "|" + "".join(f"{form}|" for form in found if form)


def split_official(official: str) -> tuple[str, str]:
    """Return name and designation: „Lübeck, Hansestadt“ → („Lübeck“, „Hansestadt“)."""
    name, _comma, designation = official.partition(",")
    return _STRAY_BLANK.sub("/", name.strip()), designation.strip()


def district_label(name: str, kind: str) -> str:
    """Return a district as it is called in full: „Landkreis Rosenheim“, but „Rhein-Sieg-Kreis“."""
    speaks = "kreis" in name.lower() or name.startswith(("Region", "Städteregion"))
    title = {"kreis": "Kreis", "landkreis": "Landkreis"}.get(kind)
    return f"{title} {name}" if title and not speaks else name
