"""The three long works of an import, done in the background: check, take-over, undo. Each may run twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry
from coordination.accounts.services import audit
from coordination.directory.importing import marks
from coordination.directory.importing.examine import examine
from coordination.directory.importing.rows import CHANGED, DOUBLE, NEW, CheckedRow
from coordination.directory.models import ImportRow, ImportRun, Institution
from coordination.directory.services import import_write
from coordination.lib import bulk, history, sheets
from coordination.lib.errors import RuleBroken
from coordination.lib.jobs import job_function
from coordination.lib.models import ChangeSet, Job
from coordination.lib.undo import Conflict, undo
from coordination.lib.values import as_text

State = ImportRun.State
_NOT_TAKEN = {ImportRow.Outcome.REPEAT, ImportRow.Outcome.ERROR, ImportRow.Outcome.DOUBLE}


@job_function(retries=2)
@bulk.without_collector()
def check_sheet(job: Job, *, run: str) -> str:
    """Check every row of the sheet and keep what was found."""
    this = ImportRun.objects.select_related("file", "network").get(uid=run)
    if this.file is None:
        raise RuleBroken(_("The file is no longer kept here. Please upload it again."), code="file_gone")
    begun = timezone.now()
    job.progress(0, this.counts["rows"], message=_("Reading the file"))
    sheet = sheets.read(this.file.path, name=this.file_name)
    corrected = dict(this.rows.exclude(corrected={}).values_list("number", "corrected"))
    checked = examine(
        sheet.rows,
        user=job.owner,
        network_id=this.network_id,
        mapping=this.mapping,
        defaults=this.defaults,
        corrected=corrected,
        progress=lambda done, total: job.progress(done, total, message=_("Checking rows")),
    )
    with transaction.atomic():
        this.rows.all().delete()
        told = keep_rows(this, checked)
        if any(row.purged for row in checked):
            forget_file(this)
        this.counts, this.facets = count(checked, told)
        this.counts["checked_at"] = begun.isoformat()
        this.state = State.CHECKED
        this.save(update_fields=["counts", "facets", "state", "file", "sample"])
    return this.get_absolute_url()


def keep_rows(
    run: ImportRun,
    rows: list[CheckedRow],
    left_out: Collection[int] = (),
    kept: dict[int, list[str]] | None = None,
) -> list[str]:
    """Write checked rows and return their marks. ``left_out``, ``kept``: what was decided before about some of them."""
    taken, skipped = ImportRow.Decision.TAKE.value, ImportRow.Decision.SKIP.value
    told, searched, kept = [marks.of(row) for row in rows], marks.to_search(run.mapping), kept or {}
    columns: dict[str, Iterable[Any]] = {
        "id": bulk.take_ids(ImportRow, len(rows)),
        "run_id": [run.pk] * len(rows),
        "number": [row.number for row in rows],
        "outcome": [row.outcome for row in rows],
        "decision": [
            taken if row.outcome not in _NOT_TAKEN and row.number not in left_out else skipped for row in rows
        ],
        "name": [row.clean.get("name", "") for row in rows],
        "raw": [[_cell(value) for value in row.raw] for row in rows],
        "clean": [_kept(row) for row in rows],
        "corrected": [row.corrected for row in rows],
        "problems": [row.problems for row in rows],
        "notes": [row.notes for row in rows],
        "differences": [row.differences for row in rows],
        "candidates": [row.candidates for row in rows],
        "kept": [[key for key in kept.get(row.number, ()) if key in row.differences] for row in rows],
        "institution_id": [row.institution_id for row in rows],
        "repeats": [row.repeats for row in rows],
        "marks": told,
        "keys": [row.keys for row in rows],
        "search_text": [marks.searched(row, searched) for row in rows],
    }
    bulk.insert(ImportRow, list(columns), list(columns.values()))
    return told


def _cell(value: Any) -> Any:
    return as_text(value) if isinstance(value, dt.date) else value


def _kept(row: CheckedRow) -> dict[str, Any]:
    if row.outcome not in {NEW, CHANGED, DOUBLE}:
        return {}
    return row.clean | {"_derived": True} if row.derived else row.clean


def forget_file(run: ImportRun) -> None:
    """The sheet holds an address that must not be kept: it goes, and so does the sample of its cells."""
    if run.file is not None:
        run.file.delete()
    run.file, run.sample = None, []


def count(rows: list[CheckedRow], told: list[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the figures of a check, and how many rows bear each mark."""
    found = Counter(row.outcome for row in rows)
    facets, problems = marks.count(told)
    counts = {
        "rows": len(rows),
        "problems": problems,
        "purged": sum(row.purged for row in rows),
        **{outcome: found.get(outcome, 0) for outcome in ImportRow.Outcome.values},
    }
    return counts, facets


@job_function(retries=2)
@bulk.without_collector()
def take_rows(job: Job, *, run: str) -> str:
    """Write the rows that were decided: one change set, all or nothing."""
    with transaction.atomic():
        this = ImportRun.objects.select_for_update(of=("self",)).get(uid=run)
        if this.state == State.TAKEN:
            return this.get_absolute_url()
        left_out = this.rows.filter(decision=ImportRow.Decision.SKIP, outcome__in=[NEW, CHANGED])
        deselected = left_out.count()
        with history.changes(by=job.owner, source=ChangeSet.Source.IMPORT, reason=this.file_name) as change:
            done = import_write.write(
                this,
                user=job.owner,
                progress=lambda n, total: job.progress(n, total, message=_("Taking over rows")),
            )
        this.change_set, this.conflicts, this.taken_at = change.change_set, done.conflicts, timezone.now()
        this.counts |= {
            "taken_new": done.new,
            "taken_changed": done.changed,
            "linked": done.linked,
            "conflicts": len(done.conflicts),
            "deselected": deselected,
        }
        this.state = State.TAKEN
        this.save(update_fields=["change_set", "conflicts", "taken_at", "counts", "state"])
        audit.record(
            by=job.owner, did=AuditEntry.Did.IMPORTED, to=this, network=this.network_id, detail=_detail(this)
        )
    return this.get_absolute_url()


def _detail(run: ImportRun) -> str:
    return _("%(file)s: %(new)s new, %(changed)s changed") % {
        "file": run.file_name,
        "new": run.counts.get("taken_new", 0) + run.counts.get("linked", 0),
        "changed": run.counts.get("taken_changed", 0),
    }


@job_function(retries=2)
@bulk.without_collector()
def undo_rows(job: Job, *, run: str) -> str:
    """Take the change set of an import back and list what had to stay."""
    with transaction.atomic():
        this = ImportRun.objects.select_for_update(of=("self",)).select_related("change_set").get(uid=run)
        if this.state == State.UNDONE:
            return this.get_absolute_url()
        job.progress(0, 0, message=_("Taking the import back"))
        if this.change_set is None:
            return this.get_absolute_url()
        undone = undo(this.change_set, by=job.owner, reason=this.file_name)
        this.undone_by = undone.change_set
        this.conflicts = _stayed(undone.conflicts)
        this.counts |= {"undo_rows": undone.rows, "undo_conflicts": len(undone.conflicts)}
        this.state = State.UNDONE
        this.save(update_fields=["undone_by", "conflicts", "counts", "state"])
        audit.record(
            by=job.owner, did=AuditEntry.Did.UNDID, to=this, network=this.network_id, detail=this.file_name
        )
    return this.get_absolute_url()


def _stayed(conflicts: list[Conflict]) -> list[dict[str, str]]:
    ids = [pk for label, pk in (conflict.unit for conflict in conflicts) if label == "directory.institution"]
    there = {row.pk: row.get_absolute_url() for row in Institution.objects.filter(pk__in=ids).only("uid")}
    return [
        {
            "name": conflict.label,
            "say": _told(conflict.later),
            "url": there.get(conflict.unit[1], "") if conflict.unit[0] == "directory.institution" else "",
        }
        for conflict in conflicts
    ]


def _told(later: ChangeSet | None) -> str:
    if later is None:
        return _("Something else needs this entry now.")
    who = later.user.get_full_name() if later.user else later.get_source_display()
    return _("Changed since by %(who)s on %(day)s.") % {
        "who": who,
        "day": timezone.localtime(later.at).strftime("%d.%m.%Y"),
    }
