"""“Is this the same institution?”: row and entry side by side, with the reason for the question in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.columns import PHONE_KEYS
from coordination.directory.importing import marks
from coordination.directory.importing.shown import label
from coordination.directory.models import ImportRow, ImportRun

# What is laid side by side, whether it differs or not; keys in one line are chosen together.
LINES: list[tuple[Any, tuple[str, ...]]] = [
    (gettext_lazy("Name"), ("name",)),
    (gettext_lazy("Type"), ("type",)),
    (gettext_lazy("Provider"), ("parent",)),
    (gettext_lazy("Street"), ("street", "house_number")),
    (gettext_lazy("Postcode, town"), ("postcode", "city", "municipality", "part")),
    (gettext_lazy("Telephone"), ("phone",)),
    (gettext_lazy("E-mail"), ("mail",)),
    (gettext_lazy("Number"), ("number",)),
]
_SPOKEN = {"municipality", "part"}  # chosen with postcode and town, not shown beside them
# The directory was looked after by people who know the place: its name and type stay unless somebody says otherwise.
_STAY = {"name", "type"}


def candidate_of(row: ImportRow, wanted: str = "") -> list[Any]:
    """The entry the row is compared with: the one asked for, else the likeliest."""
    return next((each for each in row.candidates if str(each[0]) == wanted), row.candidates[0])


def pair(
    run: ImportRun, row: ImportRow, candidate: list[Any], types: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Return the lines: what the entry says, what the file says, which of the two is proposed."""
    facts = candidate[4] if len(candidate) > 4 else {}
    first = candidate is row.candidates[0]
    index = {key: int(position) for position, key in run.mapping.items()}
    lines = [_line(row, heading, keys, facts, index, types) for heading, keys in LINES]
    together = {key for _heading, keys in LINES for key in keys}
    lines += [
        _drawn(label(key), (key,), old, new, differs=True)
        for key, (old, new) in (row.differences.items() if first else ())
        if key not in together
    ]
    return [line for line in lines if line["stored"] or line["file"]]


def _line(row, heading, keys, facts, index, types) -> dict[str, Any]:
    told = [key for key in keys if key not in _SPOKEN]
    stored = " ".join(facts[key] for key in told if facts.get(key))
    said = [key for key in told if row.clean.get(key) not in (None, "", [])]
    new = " ".join(filter(None, (_said(row, key, index, types) for key in said)))
    # What the file leaves out of a line stays as it is: „Kirchweg“ beside „Kirchweg 3“ is compared as far as it goes.
    same = all(_said(row, key, index, types) == facts.get(key, "") for key in said)
    return _drawn(heading, keys, stored, new, differs=bool(said) and not same)


def _drawn(heading: Any, keys: tuple[str, ...], stored: str, new: str, *, differs: bool) -> dict[str, Any]:
    return {
        "label": heading,
        "name": f"d-{'.'.join(keys)}",
        "stored": stored,
        "file": new,
        "differs": differs,
        "keep": bool(stored) and bool(_STAY & {*keys}),
    }


def _said(row: ImportRow, key: str, index: Mapping[str, int], types: Mapping[int, str]) -> str:
    value = row.clean[key]
    if key == "type":
        return types.get(value, "")
    if key in PHONE_KEYS:
        return value[1]
    if key == "parent":
        return (
            row.differences["parent"][1]
            if "parent" in row.differences
            else marks.cell(row, index.get(key), key)
        )
    return str(value)


def reason(row: ImportRow, candidate: list[Any]) -> str:
    """Why it is asked, in a sentence."""
    why = candidate[3] if len(candidate) > 3 else "alike"
    if why == "several":
        return _("There are several entries of exactly this name at this place.")
    if why == "no_place":
        return _("The name is the same, but the row names no place.")
    if why == "rows":
        return _("Several rows of the file mean this entry.")
    where = (candidate[4].get("city") if len(candidate) > 4 else "") or row.clean.get("city")
    if not where:
        return _("The two names are %(percent)s %% the same.") % {"percent": candidate[2]}
    return _("The two names are %(percent)s %% the same, and both lie in %(place)s.") % {
        "percent": candidate[2],
        "place": where,
    }
