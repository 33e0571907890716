"""The demo's log: lines from the past, so that its page has something to tell."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

from django.utils import timezone

from coordination.accounts.models import AuditEntry, Network, User
from coordination.directory.demo.institutions import by_key
from coordination.directory.demo.words import Words, uid_of
from coordination.lib.reference import day, read_entries

NEEDED = {"key", "day", "at", "network", "did"}


def load_log(folder: Path) -> Counter[str]:
    """Write each line once; what stands there cannot be changed any more."""
    path = folder / "log.yaml"
    words, institutions, done = Words(path), by_key(), Counter(created=0, unchanged=0)
    known = {"by", "acting", "user", "institution", "detail"}
    for entry in read_entries(path, needed=NEEDED, known=known, key="key"):
        key = entry["key"]
        if AuditEntry.objects.filter(uid=uid_of("log", key)).exists():
            done["unchanged"] += 1
            continue
        did, to = AuditEntry.Did(entry["did"]), None
        network = words.find(Network, entry["network"], entry=key, by="slug")
        if did is AuditEntry.Did.CHANGED_NETWORK:
            to = network
        elif "user" in entry:
            to = words.find(User, entry["user"], entry=key, by="email")
        elif "institution" in entry:
            to = institutions[entry["institution"]]
        moment = dt.datetime.combine(
            day(entry["day"], today=timezone.localdate()) or timezone.localdate(),
            dt.time.fromisoformat(entry["at"]),
            timezone.get_current_timezone(),
        )
        AuditEntry.objects.create(
            uid=uid_of("log", key),
            at=moment,
            user=words.find(User, entry["by"], entry=key, by="email") if "by" in entry else None,
            network=network,
            acting_network=words.find(Network, entry["acting"], entry=key, by="slug")
            if "acting" in entry
            else None,
            did=did,
            to_kind=to._meta.label_lower if to else "",
            to_uid=to.uid if to else None,
            detail=entry.get("detail", ""),
        )
        done["created"] += 1
    return done
