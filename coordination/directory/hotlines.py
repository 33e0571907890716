"""National hotlines from ``fixtures/reference``: services without a provider, for all of Germany."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from coordination.directory.models import ContactPoint, Hours, Service, ServiceKind
from coordination.lib.history import changes
from coordination.lib.hours import checked
from coordination.lib.levels import Level
from coordination.lib.reference import Entry, broken, read_entries

FILE = "hotlines.yaml"
NEEDED = {"code", "name", "kind", "number", "number_e164", "hours_text", "hours_osm", "audience", "web"}
ORIGIN = {"source", "verified_on", "former_numbers"}


def load_hotlines(folder: Path) -> Counter[str]:
    """Create or update the hotlines by their code, as one change. A day of checking entered here is kept."""
    path = folder / FILE
    kinds = {kind.code: kind for kind in ServiceKind.objects.all()}
    done: Counter[str] = Counter(created=0, updated=0, unchanged=0)
    with changes(by=None, source="system", reason=_("National hotlines")):
        for entry in read_entries(path, needed=NEEDED | ORIGIN):
            if entry["kind"] not in kinds:
                sentence = _("“%(word)s” is not known here.") % {"word": entry["kind"]}
                raise broken(path, entry["code"], sentence, code="kind_unknown")
            done[_write(entry, kinds[entry["kind"]])] += 1
    return done


def _write(entry: Entry, kind: ServiceKind) -> str:
    service = Service.objects.filter(code=entry["code"]).first()
    values = {
        "kind": kind,
        "name": entry["name"],
        "audience": entry["audience"],
        "hours_text": entry["hours_text"],
        "source": entry["source"],
        "catchment": Service.Catchment.NATION,
        "access": Service.Access.PHONE,
        "fee": Service.Fee.FREE,
        "level": Level.PUBLIC,
    }
    if entry["verified_on"]:
        values["verified_on"] = entry["verified_on"]
    fresh = service is None
    service = service or Service(code=entry["code"])
    changed = _save_if_different(service, values)
    for order, contact in enumerate(_contacts(entry), 1):
        same_kind = ContactPoint.objects.filter(service=service, kind=contact["kind"])
        row = same_kind.order_by("sort_order", "id").first() or ContactPoint(
            service=service, level=Level.PUBLIC
        )
        changed |= _save_if_different(row, contact | {"sort_order": order})
    if entry["hours_osm"]:
        hours = Hours.objects.filter(service=service).first() or Hours(service=service)
        changed |= _save_if_different(hours, {"osm": checked(entry["hours_osm"]), "source": entry["source"]})
    return "created" if fresh else "updated" if changed else "unchanged"


def _contacts(entry: Entry) -> list[dict[str, Any]]:
    former = f"frühere Nummer: {', '.join(entry['former_numbers'])}"
    phone = {
        "kind": ContactPoint.Kind.PHONE,
        "value": entry["number_e164"],
        "display": entry["number"],
        "note": former if entry["former_numbers"] else "",
    }
    web = {
        "kind": ContactPoint.Kind.WEB,
        "value": entry["web"],
        "display": entry["web"].removeprefix("https://"),
    }
    return [phone, web] if entry["web"] else [phone]


def _save_if_different(row: models.Model, values: dict[str, Any]) -> bool:
    different = row.pk is None or any(getattr(row, name) != value for name, value in values.items())
    if different:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return different
