"""The demo's hours, rota and chains of stand-ins."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.directory.demo.words import uid_of
from coordination.directory.models import Fallback, Hours, OnCallShift, Service
from coordination.directory.rota import in_turn
from coordination.lib.history import bulk_create
from coordination.lib.hours import BERLIN, checked
from coordination.lib.reference import Entry, broken, read_entries

FILE = "hours.yaml"
NEEDED = {"service", "osm"}
KNOWN = {"note", "rota", "then"}
WEEKS = 12


def load_hours(folder: Path) -> Counter[str]:
    """Give services without hours theirs; what is there already stays."""
    path = folder / FILE
    if not path.exists():
        return Counter()
    entries = read_entries(path, needed=NEEDED, known=KNOWN, key="service")
    done: Counter[str] = Counter(created=0, unchanged=0)
    for entry in entries:
        service = _service(path, entry, entry["service"])
        if Hours.objects.filter(service=service).exists() or service.removed_at is not None:
            done["unchanged"] += 1
            continue
        rota = entry.get("rota", [])
        hours = Hours(
            service=service, osm=checked(entry["osm"]), note=entry.get("note", ""), keeps_rota=bool(rota)
        )
        hours.save()
        bulk_create(
            [
                OnCallShift(service=service, starts_at=start, ends_at=end, holder=holder)
                for start, end, holder in (
                    in_turn(first=_monday(), holders=rota, weeks=WEEKS) if rota else ()
                )
            ]
        )
        for position, key in enumerate(entry.get("then", ()), 1):
            Fallback.objects.create(service=service, then=_service(path, entry, key), position=position)
        done["created"] += 1
    return done


def _service(path: Path, entry: Entry, key: str) -> Service:
    found = Service.objects.filter(uid=uid_of("service", key)) | Service.objects.filter(code=key)
    if (service := found.first()) is None:
        sentence = _("“%(word)s” is not known here.") % {"word": key}
        raise broken(path, entry["service"], sentence, code="service_unknown")
    return service


def _monday() -> dt.datetime:
    today = timezone.localdate()
    return dt.datetime.combine(today - dt.timedelta(days=today.weekday()), dt.time(8), tzinfo=BERLIN)
