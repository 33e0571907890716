"""School holidays from ``fixtures/reference``: what a Land has in its table already stays as people keep it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from coordination.lib.history import changes
from coordination.lib.reference import read_entries
from coordination.places.models import Land, SchoolHoliday

FILE = "school_holidays.yaml"
NEEDED = {"key", "land", "name", "first", "last", "source", "checked_on"}


def load_school_holidays(folder: Path) -> Counter[str]:
    """Add what is missing for the Länder that are loaded. Raises FixtureBroken, which names file and entry."""
    entries = read_entries(folder / FILE, needed=NEEDED, key="key")
    lands = {land.abbreviation: land for land in Land.objects.all()}
    there = set(SchoolHoliday.objects.values_list("land__abbreviation", "first"))
    done: Counter[str] = Counter(created=0, updated=0, unchanged=0)
    with changes(by=None, source="system"):
        for entry in entries:
            values = {name: entry[name] for name in ("name", "first", "last", "source", "checked_on")}
            if entry["land"] not in lands or (entry["land"], entry["first"]) in there:
                done["unchanged"] += 1
                continue
            row = SchoolHoliday(land=lands[entry["land"]], **values)
            row.full_clean()
            row.save()
            done["created"] += 1
    return done
