"""The table postcode → place → municipality (from OpenStreetMap data) in memory."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from coordination.places.tables import LONGEST_NAME, Complaints, rows_of, wrong_digits, wrong_length

COLUMNS = ("ags", "ort", "plz")


class PlaceRow(NamedTuple):
    code: str
    ags: str
    name: str


def read_postcodes(path: Path) -> dict[PlaceRow, int]:
    """Return the places with the line each stands in; a row written twice counts once.

    A town that is its own district may be given by the five digits of the district.
    """
    rows: dict[PlaceRow, int] = {}
    complaints = Complaints(path.name)
    for line, row in rows_of(path, columns=COLUMNS):
        code, ags, name = row["plz"].strip(), row["ags"].strip(), " ".join(row["ort"].split())
        if not re.fullmatch(r"[0-9]{5}", code):
            complaints.add(line, "plz", wrong_digits(code, 5))
        if re.fullmatch(r"[0-9]{5}", ags):
            ags += "000"
        if not re.fullmatch(r"[0-9]{8}", ags):
            complaints.add(line, "ags", wrong_digits(ags, 8))
        if not 0 < len(name) <= LONGEST_NAME:
            complaints.add(line, "ort", wrong_length(name))
        rows.setdefault(PlaceRow(code, ags, name), line)
    complaints.refuse_if_any()
    return rows
