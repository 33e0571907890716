"""The way of a sheet into the directory: upload, columns, check, decisions, take-over, undo. Each step one verb."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import require
from coordination.accounts.scope import scope_of
from coordination.directory.columns import BY_KEY
from coordination.directory.importing import marks
from coordination.directory.importing.cells import unknown_types
from coordination.directory.importing.guess import guess, guess_scheme, signature, too_often_doubled
from coordination.directory.models import ImportProfile, ImportRow, ImportRun
from coordination.directory.services import import_jobs
from coordination.lib import files, jobs, sheets
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import Job, StoredFile
from coordination.lib.sheets.reasons import QUIET
from coordination.lib.values import as_text

KEPT = timedelta(days=30)
_SAMPLE = 20
_CELL = 200

State = ImportRun.State
_BUSY = {State.CHECKING, State.TAKING, State.UNDOING}


@files.purpose("import", keep_for=KEPT)
def may_read_import(user: Any, file: StoredFile) -> bool:
    return file.network_id in scope_of(user).may("directory.view_importrun")


def begin_import(*, by: Any, network: Network, upload: Any) -> ImportRun:
    """Read a sheet, keep it for 30 days, and guess what its columns are. Raises SheetRefused with what to do."""
    require(by, "directory.add_importrun", network)
    sheet = sheets.read(upload, name=getattr(upload, "name", ""))
    cells = [row.values for row in sheet.rows]
    sample = [[as_text(value)[:_CELL].replace("\0", "\ufffd") for value in row] for row in cells[:_SAMPLE]]
    upload.seek(0)
    with transaction.atomic():
        file = files.keep(upload, purpose="import", by=by, network_id=network.pk)
        run = ImportRun(
            network=network,
            by=by,
            file=file,
            file_name=file.name,
            file_hash=file.sha256,
            header=sheet.header,
            sample=sample,
            notes=[str(note) for note in sheet.notes if note.code not in QUIET],
            counts={"rows": len(sheet)},
        )
        run.mapping = guess(sheet.header, sample)
        _leave_out_doubled_number(run, cells)
        scheme = guess_scheme(sheet.header, sample, run.mapping) or slugify(PurePath(file.name).stem)[:40]
        own = "uid" in run.mapping.values()
        if own:  # our own sheet: the entry is found by its key, its numbers are not touched
            run.mapping = {index: key for index, key in run.mapping.items() if key != "number"}
        run.defaults = {
            "scheme": scheme if "number" in run.mapping.values() else "",
            "level": Level.COORDINATION.value,
            "contact_level": Level.COORDINATION.value,
            "erase": own,
        }
        _use_profile(run)
        kinds = next((int(index) for index, key in run.mapping.items() if key == "type"), None)
        if kinds is not None:
            run.defaults["unknown_types"] = unknown_types(row[kinds] for row in cells if kinds < len(row))
        run.save()
    return run


def _leave_out_doubled_number(run: ImportRun, cells: list[list[Any]]) -> None:
    """A number that many rows share is none: entries are found by name and place then, and the person is told."""
    for index, key in list(run.mapping.items()):
        if key == "number" and (doubled := too_often_doubled(cells, int(index))):
            del run.mapping[index]
            sentence = _(
                "The column “%(column)s” is not used as a number: %(doubled)s of %(rows)s rows share theirs with"
                " another. Entries are found by name and municipality instead."
            )
            told = {"column": run.header[int(index)], "doubled": doubled, "rows": len(cells)}
            run.notes = [*run.notes, str(sentence % told)]


def _use_profile(run: ImportRun) -> None:
    """A sheet with the same columns as one before is read as that one was."""
    wanted = signature(run.header)
    for profile in ImportProfile.objects.filter(network=run.network).order_by("-id"):
        columns = profile.mapping
        if signature(list(columns)) == wanted:
            run.profile, run.defaults = profile, run.defaults | profile.defaults
            run.mapping = {str(i): columns[name] for i, name in enumerate(run.header) if columns.get(name)}
            return


def taken_before(run: ImportRun) -> ImportRun | None:
    """Return the import by which this very file has already come into this network, if it was not undone."""
    same = ImportRun.objects.filter(network=run.network_id, file_hash=run.file_hash, state=State.TAKEN)
    return same.exclude(pk=run.pk).order_by("-taken_at").first()


def match_columns(
    *, by: Any, run: ImportRun, mapping: dict[str, str], defaults: dict[str, Any], save_as: str = ""
) -> Job:
    """Fix which column is which and what holds for all rows, and start the check."""
    require(by, "directory.add_importrun", run.network_id)
    chosen = [key for key in mapping.values() if key]
    if unknown := set(chosen) - set(BY_KEY):
        raise RuleBroken(
            _("There is no column “%(key)s”.") % {"key": sorted(unknown)[0]}, code="unknown_column"
        )
    for key in chosen:
        if chosen.count(key) > 1:
            sentence = _("“%(column)s” is chosen for two columns. Each may be chosen once.")
            raise RuleBroken(sentence % {"column": BY_KEY[key].heading}, code="column_twice")
    if not {"name", "uid", "number"} & set(chosen):
        raise RuleBroken(_("Please choose which column holds the name."), code="no_name")
    if "number" in chosen and not defaults.get("scheme"):
        raise RuleBroken(_("Please say from which list the numbers come."), code="no_scheme")
    with transaction.atomic():
        run = locked(run, State.UPLOADED, State.CHECKED, State.CHECKING)
        if run.file is None:
            raise RuleBroken(_("The file is no longer kept here. Please upload it again."), code="file_gone")
        run.mapping = {index: key for index, key in mapping.items() if key}
        run.defaults = defaults
        if save_as:
            run.profile, _made = ImportProfile.objects.update_or_create(
                network=run.network,
                name=save_as[:80],
                defaults={
                    "mapping": {name: mapping.get(str(i), "") for i, name in enumerate(run.header)},
                    "defaults": defaults,
                },
            )
        return start(import_jobs.check_sheet, run, State.CHECKING, by, _("Check of %(file)s"))


def is_outdated(run: ImportRun) -> bool:
    """Whether another import into this network was taken over or taken back since the rows were checked.

    Also where the file has gone for a place that was protected since; not where the check itself removed it.
    """
    if run.file_id is None and run.subject == ImportRun.Subject.INSTITUTIONS and not run.counts.get("purged"):
        return True
    checked = (
        dt.datetime.fromisoformat(run.counts["checked_at"]) if "checked_at" in run.counts else run.made_at
    )
    others = ImportRun.objects.filter(network=run.network_id, subject=run.subject).exclude(pk=run.pk)
    return others.filter(Q(taken_at__gt=checked) | Q(undone_by__at__gt=checked)).exists()


def check_again(*, by: Any, run: ImportRun) -> Job:
    """Check the whole sheet anew, as its columns were matched; corrections stay, decisions are asked again."""
    return match_columns(by=by, run=run, mapping=run.mapping, defaults=run.defaults)


def decide(
    *, by: Any, run: ImportRun, decision: str, rows: Collection[int] | None = None, found: Any = None
) -> int:
    """Take or skip rows: by number, or those of a QuerySet (None: all). Rows with errors are never taken."""
    require(by, "directory.add_importrun", run.network_id)
    if decision not in ImportRow.Decision.values:
        raise RuleBroken(_("This decision is not known."), code="unknown_decision")
    with transaction.atomic():
        run = locked(run, State.CHECKED)
        open_rows = run.rows.filter(outcome__in=[ImportRow.Outcome.NEW, ImportRow.Outcome.CHANGED])
        if found is not None:
            open_rows = open_rows.filter(pk__in=found.order_by().values("pk"))
        if rows is not None:
            open_rows = open_rows.filter(number__in=rows)
        return open_rows.update(decision=decision)


def keep_catchment(*, by: Any, run: ImportRun) -> int:
    """Leave out the new rows that lie outside the network's municipalities; return how many new ones stay."""
    require(by, "directory.add_importrun", run.network_id)
    with transaction.atomic():
        run = locked(run, State.CHECKED)
        ours = list(run.network.catchment.values_list("municipality", flat=True))
        new = run.rows.filter(outcome=ImportRow.Outcome.NEW)
        new.update(decision=ImportRow.Decision.SKIP)
        return new.filter(clean__municipality__in=ours).update(decision=ImportRow.Decision.TAKE)


def to_take(run: ImportRun) -> dict[str, int]:
    """Return how many rows a take-over would write: new and changed."""
    wanted = run.rows.filter(decision=ImportRow.Decision.TAKE, outcome__in=["new", "changed"])
    found = dict(wanted.order_by().values_list("outcome").annotate(Count("id")))
    return {"new": found.get("new", 0), "changed": found.get("changed", 0), "rows": sum(found.values())}


def to_take_of(runs: Iterable[ImportRun]) -> dict[int, int]:
    """Return how many rows a take-over of each of several imports would write, by one question; 0 is left out."""
    wanted = ImportRow.objects.filter(decision=ImportRow.Decision.TAKE, outcome__in=["new", "changed"])
    checked = [run.pk for run in runs if run.state == State.CHECKED]
    return dict(wanted.filter(run__in=checked).order_by().values_list("run").annotate(Count("id")))


def recount(run: ImportRun) -> None:
    """Put the figures of the rows right after a decision or correction that changed what a row is."""
    found = dict(run.rows.order_by().values_list("outcome").annotate(Count("id")))
    run.facets, problems = marks.count(run.rows.order_by().values_list("marks", flat=True))
    run.counts |= {outcome: found.get(outcome, 0) for outcome in ImportRow.Outcome.values}
    run.counts["problems"] = problems
    ImportRun.objects.filter(pk=run.pk).update(counts=run.counts, facets=run.facets)


def take_over(*, by: Any, run: ImportRun) -> Job:
    """Write what was decided: one transaction, in the background. Nothing half remains, whatever happens."""
    require(by, "directory.add_importrun", run.network_id)
    with transaction.atomic():
        run = locked(run, State.CHECKED, State.TAKING)
        if not run.rows.filter(decision=ImportRow.Decision.TAKE, outcome__in=["new", "changed"]).exists():
            raise RuleBroken(_("There is nothing to take over."), code="nothing_to_take")
        return start(import_jobs.take_rows, run, State.TAKING, by, _("Take-over of %(file)s"))


def undo_import(*, by: Any, run: ImportRun) -> Job:
    """Take the whole import back, including changed entries; what somebody changed since stays and is listed."""
    require(by, "directory.delete_importrun", run.network_id)
    with transaction.atomic():
        run = locked(run, State.TAKEN, State.UNDOING, State.UNDONE)
        if run.state == State.UNDONE and not run.conflicts:
            raise RuleBroken(_("This import is taken back already."), code="undone")
        if run.change_set is None:
            raise RuleBroken(_("This import has changed nothing."), code="nothing_to_undo")
        return start(import_jobs.undo_rows, run, State.UNDOING, by, _("Undo of %(file)s"))


def discard(*, by: Any, run: ImportRun) -> None:
    """Give an import up before anything was taken over; its rows and its file are deleted."""
    require(by, "directory.add_importrun", run.network_id)
    with transaction.atomic():
        run = locked(run, State.UPLOADED, State.CHECKING, State.CHECKED, State.FAILED)
        run.rows.all().delete()
        if run.file is not None:
            run.file.delete()
        run.file, run.state, run.sample = None, State.DISCARDED, []
        run.save(update_fields=["file", "state", "sample"])


def forget_old_rows(*, older_than: timedelta = KEPT) -> int:
    """Delete the cells of sheets after 30 days, like their files; figures and history of an import stay."""
    old = ImportRun.objects.filter(made_at__lt=timezone.now() - older_than).exclude(state__in=_BUSY)
    count, _models = ImportRow.objects.filter(run__in=old).delete()
    old.exclude(sample=[]).update(sample=[])
    old.filter(state__in=[State.UPLOADED, State.CHECKED]).update(state=State.DISCARDED)
    return count


def locked(run: ImportRun, *states: str) -> ImportRun:
    """The run as it stands now, kept from others until the end of the transaction."""
    fresh = ImportRun.objects.select_for_update(of=("self",)).select_related("job").get(pk=run.pk)
    if fresh.state not in states or (
        fresh.state in _BUSY and fresh.job is not None and not fresh.has_stopped
    ):
        sentence = _("This step is not possible now: the import is “%(state)s”.")
        raise RuleBroken(sentence % {"state": fresh.get_state_display()}, code="wrong_state")
    return fresh


def start(function: Any, run: ImportRun, state: str, by: Any, title: Any, **args: Any) -> Job:
    """Begin the long part of a step; the page of the import shows its progress."""
    run.state = state
    run.save()
    job = jobs.start(
        function,
        by=by,
        title=title % {"file": run.file_name},
        args={"run": str(run.uid), **args},
        result_url=run.get_absolute_url(),
    )
    ImportRun.objects.filter(pk=run.pk).update(job=job)
    return job
