"""The demo's directory (``fixtures/demo``): invented institutions, people and services in real places."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from coordination.directory.demo.edits import load_edits, put_back
from coordination.directory.demo.hours import load_hours
from coordination.directory.demo.institutions import load_institutions
from coordination.directory.demo.log import load_log
from coordination.directory.demo.people import load_people
from coordination.directory.demo.services import load_services
from coordination.lib.history import changes

BEGAN = dt.timedelta(days=120)  # before the day of loading: when the demo's directory was typed in


@transaction.atomic
def load_demo(folder: Path) -> Counter[str]:
    """Make what is not there yet; what people have changed or thrown away since stays so.

    Raises FixtureBroken, which names file and entry.
    """
    with changes(by=None, source="demo") as frame:
        done = load_institutions(folder) + load_people(folder) + load_services(folder)
        done += load_hours(folder)
    if frame.change_set is not None:
        put_back(frame.change_set, timezone.localdate() - BEGAN)
    return done + load_edits(folder) + load_log(folder)
