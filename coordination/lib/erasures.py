"""The journal of what was erased for good. A restored backup would bring it back; the journal takes it away again.

It is kept twice: as rows, and as lines of a file in the media folder, which outlives the database it tells of. A room
registers in its ``personal.py`` how one of its nouns is erased:

    @eraser("accounts.user")
    def erase_user(uid): ...        # True if there was something to erase; called again it does nothing
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import autodiscover_modules

from coordination.lib.models import Erasure

logger = logging.getLogger(__name__)

FILE = "erasures.jsonl"
Eraser = Callable[[UUID], bool]
_erasers: dict[str, Eraser] = {}


@dataclass(frozen=True)
class Entry:
    """One line of the journal."""

    kind: str
    uid: UUID
    at: datetime


@dataclass(frozen=True)
class Result:
    """What re-applying did: erased again, already gone, and the kinds for which no room has an eraser."""

    erased: int
    gone: int
    unknown: tuple[str, ...]


def eraser(kind: str) -> Callable[[Eraser], Eraser]:
    """Register how one kind of thing is erased by its public id."""

    def register(function: Eraser) -> Eraser:
        _erasers[kind] = function
        return function

    return register


def journal_file() -> Path:
    return Path(settings.MEDIA_ROOT) / FILE


def remember(kind: str, uid: UUID) -> Erasure:
    """Note that something was erased; call it inside the transaction that erases."""
    row, fresh = Erasure.objects.get_or_create(kind=kind, uid=uid)
    if fresh:
        transaction.on_commit(lambda: write([Entry(kind, uid, row.at)]))
    return row


def write(entries: Iterable[Entry]) -> None:
    """Append lines to the file; each reaches the disk before this returns."""
    path = journal_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps({"kind": one.kind, "uid": str(one.uid), "at": one.at.isoformat()}) + "\n"
        for one in entries
    ]
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write("".join(lines))
        file.flush()
        os.fsync(file.fileno())


def written() -> str:
    """Return the text of the file."""
    path = journal_file()
    return path.read_text("utf-8") if path.exists() else ""


def read(*texts: str) -> list[Entry]:
    """Return what the rows and the given texts tell, oldest first, each thing once. A torn last line is left out."""
    found = {
        (row.kind, row.uid): Entry(row.kind, row.uid, row.at) for row in Erasure.objects.order_by("at", "id")
    }
    for text in texts:
        for line in text.splitlines():
            if entry := _parsed(line):
                found.setdefault((entry.kind, entry.uid), entry)
    return sorted(found.values(), key=lambda entry: (entry.at, str(entry.uid)))


def _parsed(line: str) -> Entry | None:
    try:
        values = json.loads(line)
        return Entry(values["kind"], UUID(values["uid"]), parse_datetime(values["at"]) or timezone.now())
    except (ValueError, KeyError, TypeError):
        logger.warning("A line of the journal of erasures cannot be read")
        return None


def reapply(entries: Iterable[Entry]) -> Result:
    """Erase again what the entries name. An entry without an eraser is kept and reported, never dropped."""
    autodiscover_modules("personal")
    erased, gone, unknown = 0, 0, set()
    for entry in entries:
        erase = _erasers.get(entry.kind)
        with transaction.atomic():
            Erasure.objects.get_or_create(kind=entry.kind, uid=entry.uid, defaults={"at": entry.at})
            if erase is None:
                unknown.add(entry.kind)
            elif erase(entry.uid):
                erased += 1
            else:
                gone += 1
    return Result(erased, gone, tuple(sorted(unknown)))
