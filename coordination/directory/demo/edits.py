"""Later edits of the demo's institutions, so that the time line of a record has something to tell."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import User
from coordination.directory.demo.institutions import by_key
from coordination.directory.demo.words import Words, number, uid_of
from coordination.directory.models import ContactPoint, Institution
from coordination.lib.history import changes, tracked_models
from coordination.lib.models import ChangeSet
from coordination.lib.reference import Entry, broken, day, read_entries

NEEDED = {"key", "by", "day", "reason", "institution"}
MAY_BE_SET = {"description", "other_names", "age_from", "age_until"}


def load_edits(folder: Path) -> Counter[str]:
    """Make each edit once: its change set has an id that stays."""
    path = folder / "changes.yaml"
    entries = read_entries(path, needed=NEEDED, known={"set", "contact", "to"}, key="key")
    words, institutions, done = Words(path), by_key(), Counter(created=0, unchanged=0)
    for entry in sorted(entries, key=lambda entry: int(str(entry["day"]).rstrip("d"))):
        uid = uid_of("change", entry["key"])
        if ChangeSet.objects.filter(uid=uid).exists():
            done["unchanged"] += 1
            continue
        by = words.find(User, entry["by"], entry=entry["key"], by="email")
        with changes(by=by, source=ChangeSet.Source.FORM, reason=entry["reason"]) as frame:
            _edit(entry, institutions, path)
        if frame.change_set is not None:
            put_back(frame.change_set, day(entry["day"], today=timezone.localdate()), uid=uid)
        done["created"] += 1
    return done


def put_back(change_set: ChangeSet, date: dt.date | None, *, uid: UUID | None = None) -> None:
    """Let a change have happened on a morning in the past. Only the demo may say so."""
    at = timezone.make_aware(dt.datetime.combine(date or timezone.localdate(), dt.time(9, 40)))
    values = {"at": at} | ({"uid": uid} if uid else {})
    ChangeSet.objects.filter(pk=change_set.pk).update(**values)
    for model in tracked_models():
        model.history.filter(change_set=change_set.pk).update(history_date=at)


def _edit(entry: Entry, institutions: dict[str, Institution], path: Path) -> None:
    institution = institutions.get(entry["institution"])
    if institution is None:
        sentence = _("“%(word)s” is not known here.") % {"word": entry["institution"]}
        raise broken(path, entry["key"], sentence, code="institution_unknown")
    if unknown := entry.get("set", {}).keys() - MAY_BE_SET:
        sentence = _("“%(word)s” is not known here.") % {"word": min(unknown)}
        raise broken(path, entry["key"], sentence, code="word_unknown")
    _set(institution, entry.get("set", {}))
    if "contact" in entry:
        contact = institution.contacts.filter(kind=entry["contact"]).order_by("sort_order", "id").first()
        if contact is not None:
            is_number = contact.kind != ContactPoint.Kind.MAIL
            value, display = number(entry["to"], path, entry) if is_number else (entry["to"], entry["to"])
            _set(contact, {"value": value, "display": display})


def _set(row: models.Model, values: dict[str, object]) -> None:
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    if different:
        row.save()
