"""Writing checked rows: look once more how the directory stands, then through the bulk doors of the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from coordination.directory.columns import CONTACT_KEYS
from coordination.directory.importing import stored as directory
from coordination.directory.importing.books import Books
from coordination.directory.importing.compare import changes_of, differs, told
from coordination.directory.importing.known import Known
from coordination.directory.importing.rows import CHANGED, NEW
from coordination.directory.importing.stored import Stored
from coordination.directory.models import ImportRow, ImportRun, Institution, Listing
from coordination.directory.services.import_create import Creation
from coordination.directory.services.import_update import Update
from coordination.lib import bulk

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Taken:
    """A row to be taken over."""

    pk: int
    number: int
    outcome: str
    name: str
    clean: dict[str, Any]
    differences: dict[str, list[str]]
    institution_id: int | None
    derived: bool = False
    told_apart: bool = False


@dataclass
class Done:
    new: int = 0
    changed: int = 0
    linked: int = 0
    conflicts: list[dict[str, Any]] = field(default_factory=list)

    def leave(self, row: Taken, sentence: str) -> None:
        self.conflicts.append({"row": row.number, "name": row.name, "say": sentence})


def write(run: ImportRun, *, user: Any, progress: Progress = lambda done, total: None) -> Done:
    """Write all rows of ``run`` that are to be taken; inside the caller's change set."""
    rows = list(_rows(run))
    done = Done()
    scheme = str(run.defaults.get("scheme") or "") if "number" in run.mapping.values() else ""
    books = Books.fetch(places=False)
    known = Known.fetch(user=user, network_id=run.network_id, scheme=scheme)
    books.parent_names = {pk: entry.name for pk, entry in known.entries.items()}
    fresh = [row for row in rows if row.outcome == NEW and row.institution_id is None]
    linked = [row for row in rows if row.outcome == NEW and row.institution_id is not None]
    changed = [row for row in rows if row.outcome == CHANGED]

    fresh = [row for row in fresh if _is_still_new(row, known, done)]
    ids = dict(zip((row.number for row in fresh), bulk.take_ids(Institution, len(fresh)), strict=True))
    parents = ids | {row.number: row.institution_id for row in rows if row.institution_id is not None}
    for row in rows:
        _settle_parent(row, parents, done)
    progress(0, len(rows))
    Creation(run, scheme, books).write([row.clean for row in fresh], list(ids.values()))
    progress(len(fresh), len(rows))
    _link(run, linked, books, done)
    stored = directory.load(
        {row.institution_id for row in changed if row.institution_id},
        network_id=run.network_id,
        scheme=scheme,
    )
    update = Update(run, scheme, books)
    for row in changed:
        there = stored.get(row.institution_id or 0)
        keys = _still_as_checked(row, there, books, done)
        if keys:
            update.add(row.clean, there, keys)  # type: ignore[arg-type]
            done.changed += 1
    update.write()
    done.new = len(fresh)
    bulk.set_column(ImportRow, "institution_id", [(ids[row.number], row.pk) for row in fresh])
    progress(len(rows), len(rows))
    return done


def _rows(run: ImportRun):
    wanted = run.rows.filter(decision=ImportRow.Decision.TAKE, outcome__in=[NEW, CHANGED]).order_by("number")
    columns = (
        "pk",
        "number",
        "outcome",
        "name",
        "clean",
        "differences",
        "institution_id",
        "kept",
        "candidates",
    )
    for pk, number, outcome, name, clean, differences, institution_id, kept, candidates in wanted.values_list(
        *columns
    ):
        derived = bool(clean.pop("_derived", False))
        for key in kept:
            clean.pop(key, None)
            differences.pop(key, None)
        yield Taken(pk, number, outcome, name, clean, differences, institution_id, derived, bool(candidates))


def _is_still_new(row: Taken, known: Known, done: Done) -> bool:
    """Somebody may have entered the same institution since the check. What was told apart by hand stays so."""
    if number := row.clean.get("number"):
        if number in known.numbers:
            done.leave(row, _("Meanwhile somebody else has entered an institution with this number."))
            return False
    elif not row.told_apart and known.named(row.clean):
        done.leave(row, _("Meanwhile somebody else has entered an institution of this name."))
        return False
    return True


def _settle_parent(row: Taken, parents: dict[int, int | None], done: Done) -> None:
    parent = row.clean.get("parent")
    if isinstance(parent, str):
        row.clean["parent"] = parents.get(int(parent.removeprefix("row:")))
        if row.clean["parent"] is None:
            del row.clean["parent"]
            done.leave(row, _("The provider's row was not taken over; the entry has no provider yet."))


def _still_as_checked(row: Taken, stored: Stored | None, books: Books, done: Done) -> list[str]:
    """Return the keys to write, or nothing if somebody changed one of these cells since the check."""
    if stored is None or stored.removed or stored.listing is None:
        done.leave(row, _("The entry has been removed since the check."))
        return []
    keys = changes_of(row.clean, stored, derived=row.derived)
    now = told(keys, row.clean, stored, books)
    for key in keys:
        if key not in row.differences or now[key][0] != row.differences[key][0]:
            done.leave(
                row, _("Somebody has changed this entry since the check. Please check the sheet again.")
            )
            return []
    return keys


def _link(run: ImportRun, rows: list[Taken], books: Books, done: Done) -> None:
    """Entries known in another network get their place in this one, with this one's contacts; what is shared stays."""
    there = set(
        Listing.objects.filter(
            network=run.network_id, institution__in=[row.institution_id for row in rows]
        ).values_list("institution_id", flat=True)
    )
    rows = [row for row in rows if row.institution_id not in there]
    if rows:
        ids = [row.institution_id for row in rows if row.institution_id is not None]
        creation = Creation(run, "", books)
        creation.list_them([row.clean for row in rows], ids)
        stored = directory.load(ids, network_id=run.network_id)
        creation.add_contacts(
            [
                (pk, key, row.clean[key])
                for row, pk in zip(rows, ids, strict=True)
                for key in CONTACT_KEYS
                if row.clean.get(key) and differs(key, row.clean[key], stored[pk])
            ]
        )
    done.linked = len(rows)
