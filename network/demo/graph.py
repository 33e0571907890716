"""The demo's relations between institutions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.directory.demo.institutions import by_key
from coordination.lib.history import bulk_create, changes
from coordination.lib.levels import Level
from coordination.lib.reference import Entry, broken, day, read_entries
from network.models import Relation

FILE = "graph.yaml"
NEEDED = {"key", "network", "source", "target", "kind"}
KNOWN = {"valid_from", "valid_until", "level", "note"}


@transaction.atomic
def load_demo(folder: Path) -> Counter[str]:
    """Write the relations the file names; what stands there stays as somebody has left it."""
    path = folder / FILE
    if not path.exists():
        return Counter(created=0, updated=0, unchanged=0)
    entries = read_entries(path, needed=NEEDED, known=KNOWN, key="key")
    networks, houses = {one.slug: one for one in Network.objects.all()}, by_key()
    there = set(Relation.objects.order_by().values_list("network_id", "source_id", "target_id", "kind"))
    fresh = []
    for entry in entries:
        row = _relation(path, entry, networks, houses)
        if (row.network_id, row.source_id, row.target_id, row.kind) not in there:
            fresh.append(row)
    with changes(by=None, source="demo"):
        bulk_create(fresh)
    return Counter(created=len(fresh), updated=0, unchanged=len(entries) - len(fresh))


def _relation(path: Path, entry: Entry, networks: dict[str, Any], houses: dict[str, Any]) -> Relation:
    for word, known in (("network", networks), ("source", houses), ("target", houses)):
        if entry[word] not in known:
            sentence = _("“%(word)s” is not known here.") % {"word": entry[word]}
            raise broken(path, entry["key"], sentence, code=f"{word}_unknown")
    today = timezone.localdate()
    row = Relation(
        network=networks[entry["network"]],
        source=houses[entry["source"]],
        target=houses[entry["target"]],
        kind=entry["kind"],
        valid_from=day(entry.get("valid_from"), today=today),
        valid_until=day(entry.get("valid_until"), today=today),
        level=Level[entry.get("level", "network").upper()],
        note=entry.get("note", ""),
    )
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as fault:
        raise broken(path, entry["key"], " ".join(fault.messages), code="entry_refused") from None
    return row
