"""A list of ties on its way onto the map: read, check, take over. Undo and giving up are those of the directory."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.models import AuditEntry, Network
from coordination.accounts.permissions import require
from coordination.accounts.services import audit
from coordination.directory.importing.rows import CheckedRow
from coordination.directory.models import ImportRow, ImportRun, Institution
from coordination.directory.services import import_jobs, imports
from coordination.lib import bulk, files, history, sheets
from coordination.lib.errors import RuleBroken
from coordination.lib.jobs import job_function
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet, Job
from coordination.lib.sheets import Row
from coordination.lib.sheets.reasons import QUIET
from coordination.lib.values import as_text
from network.comparing import examine
from network.importing import BELONGS, NODE_HEADINGS, columns_of
from network.models import Relation

State = ImportRun.State


def begin(
    *, by: Any, network: Network, upload: Any, nodes: Any = None, kind: str, level: int = Level.NETWORK
) -> ImportRun:
    """Read a list of ties (and of nodes, if their ids are not ours), keep it for 30 days and start the check."""
    require(by, "directory.add_importrun", network)
    require(by, "network.change_relation", network)
    sheet = sheets.read(upload, name=getattr(upload, "name", ""), graph=True)
    index = columns_of(sheet.header)
    if not {"source", "target"} <= set(index):
        sentence = _(
            "The list needs a column “Source” (or “Von”) and a column “Target” (or “Nach”). Found: %(names)s."
        )
        raise RuleBroken(sentence % {"names": ", ".join(sheet.header)[:200]}, code="no_ends")
    told = _nodes(nodes) if nodes else {}
    upload.seek(0)
    with transaction.atomic():
        file = files.keep(upload, purpose="import", by=by, network_id=network.pk)
        run = ImportRun(
            network=network,
            by=by,
            subject=ImportRun.Subject.RELATIONS,
            file=file,
            file_name=file.name,
            file_hash=file.sha256,
            header=sheet.header,
            notes=[str(note) for note in sheet.notes if note.code not in QUIET],
            counts={"rows": len(sheet)},
            mapping={str(at): key for key, at in index.items()},
            defaults={"kind": kind, "level": int(level), "nodes": told},
        )
        imports.start(check_ties, run, State.CHECKING, by, gettext_lazy("Check of %(file)s"))
    return run


def _nodes(upload: Any) -> dict[str, str]:
    """Id → name of a list of nodes. Raises RuleBroken where a column is missing or an id stands twice."""
    sheet = sheets.read(upload, name=getattr(upload, "name", ""))
    index = columns_of(sheet.header, NODE_HEADINGS)
    if set(index) != set(NODE_HEADINGS):
        sentence = _("The list of nodes needs the columns “Id” and “Label”. Found: %(names)s.")
        raise RuleBroken(sentence % {"names": ", ".join(sheet.header)[:200]}, code="no_nodes")
    found: dict[str, str] = {}
    for row in sheet.rows:
        one, name = (as_text(row.values[index[key]]).strip() for key in ("id", "label"))
        if one and found.get(one, name) != name:
            sentence = _(
                "List of nodes, row %(row)s: the id “%(id)s” stands there twice with different names."
            )
            raise RuleBroken(sentence % {"row": row.number, "id": one[:80]}, code="node_twice")
        if one:
            found[one] = name
    return found


def _examined(run: ImportRun, rows: list[Row], user: Any, job: Job) -> list[CheckedRow]:
    return examine(
        rows,
        user=user,
        network_id=run.network_id,
        index={key: int(at) for at, key in run.mapping.items()},
        nodes=run.defaults["nodes"],
        kind=run.defaults["kind"],
        progress=lambda done, total: job.progress(done, total, message=_("Checking rows")),
    )


@job_function(retries=2)
@bulk.without_collector()
def check_ties(job: Job, *, run: str) -> str:
    """Check every row of the list and keep what was found."""
    this = ImportRun.objects.select_related("file").get(uid=run)
    if this.file is None:
        raise RuleBroken(_("The file is no longer kept here. Please upload it again."), code="file_gone")
    sheet = sheets.read(this.file.path, name=this.file_name, graph=True)
    checked = _examined(this, sheet.rows, job.owner, job)
    with transaction.atomic():
        this.rows.all().delete()
        told = import_jobs.keep_rows(this, checked)
        this.counts, this.facets = import_jobs.count(checked, told)
        this.state = State.CHECKED
        this.save(update_fields=["counts", "facets", "state"])
    return this.get_absolute_url()


def take_over(*, by: Any, run: ImportRun) -> Job:
    """Write the ties that were decided: one change set, in the background, all or nothing."""
    require(by, "network.change_relation", run.network_id)
    with transaction.atomic():
        run = imports.locked(run, State.CHECKED, State.TAKING)
        if not imports.to_take(run)["rows"]:
            raise RuleBroken(_("There is nothing to take over."), code="nothing_to_take")
        return imports.start(take_ties, run, State.TAKING, by, gettext_lazy("Take-over of %(file)s"))


@job_function(retries=2)
@bulk.without_collector()
def take_ties(job: Job, *, run: str) -> str:
    """Check once more, write what is as it was checked, and list what somebody has changed in between."""
    with transaction.atomic():
        this = ImportRun.objects.select_for_update(of=("self",)).get(uid=run)
        if this.state == State.TAKEN:
            return this.get_absolute_url()
        wanted = {
            row.number: row
            for row in this.rows.filter(decision=ImportRow.Decision.TAKE, outcome__in=["new", "changed"])
        }
        every = [Row(number, raw) for number, raw in this.rows.values_list("number", "raw")]
        now = [row for row in _examined(this, every, job.owner, job) if row.number in wanted]
        good = [row for row in now if _as_checked(row, wanted[row.number])]
        with history.changes(by=job.owner, source=ChangeSet.Source.IMPORT, reason=this.file_name) as change:
            _write(this, good)
        this.conflicts = [
            {
                "row": row.number,
                "name": row.clean["name"],
                "say": _("Changed since the check, left as it is."),
                "url": "",
            }
            for row in now
            if row not in good
        ]
        counts = {word: sum(row.outcome == word for row in good) for word in ("new", "changed")}
        this.counts |= {f"taken_{word}": n for word, n in counts.items()} | {"conflicts": len(this.conflicts)}
        this.change_set, this.taken_at, this.state = change.change_set, timezone.now(), State.TAKEN
        this.save(update_fields=["change_set", "conflicts", "taken_at", "counts", "state"])
        detail = _("%(file)s: %(new)s new, %(changed)s changed") % {"file": this.file_name, **counts}
        audit.record(
            by=job.owner, did=AuditEntry.Did.IMPORTED, to=this, network=this.network_id, detail=detail
        )
    return this.get_absolute_url()


def _as_checked(now: CheckedRow, then: ImportRow) -> bool:
    return now.outcome == then.outcome and now.differences == then.differences


def _write(run: ImportRun, rows: list[CheckedRow]) -> None:
    ties = [row for row in rows if row.clean["kind"] != BELONGS]
    history.bulk_create([_new(run, row) for row in ties if row.outcome == "new"])
    _change([row for row in ties if row.outcome == "changed"])
    _move({row.clean["source"]: row.clean["target"] for row in rows if row.clean["kind"] == BELONGS})


def _new(run: ImportRun, row: CheckedRow) -> Relation:
    said = row.clean
    return Relation(
        network_id=run.network_id,
        source_id=said["source"],
        target_id=said["target"],
        kind=said["kind"],
        valid_from=_day(said.get("valid_from")),
        valid_until=_day(said.get("valid_until")),
        level=run.defaults["level"],
        note=said.get("note", ""),
    )


def _change(rows: list[CheckedRow]) -> None:
    stored = Relation.objects.in_bulk([row.clean["relation"] for row in rows])
    for row in rows:
        for key, (_old, new) in row.differences.items():
            setattr(stored[row.clean["relation"]], key, new if key == "note" else _day(new))
    history.bulk_update(list(stored.values()), ["valid_from", "valid_until", "note"])


def _move(providers: dict[int, int]) -> None:
    houses = list(Institution.objects.filter(pk__in=providers))
    for house in houses:
        house.parent_id = providers[house.pk]
    history.bulk_update(houses, ["parent"])


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
