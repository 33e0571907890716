"""Many institutions at once, sent by a program: checked like the rows of a sheet, written by the same bulk doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry, Network, User
from coordination.accounts.permissions import require
from coordination.accounts.services import audit
from coordination.directory.columns import COLUMNS
from coordination.directory.importing import stored as directory
from coordination.directory.importing.check import EMPTY
from coordination.directory.importing.compare import changes_of
from coordination.directory.importing.examine import Examination
from coordination.directory.importing.rows import CHANGED, DOUBLE, ERROR, NEW, SAME, CheckedRow
from coordination.directory.models import ImportRun, Institution
from coordination.directory.services.import_create import Creation
from coordination.directory.services.import_update import Update
from coordination.lib import bulk, history
from coordination.lib.models import ChangeSet
from coordination.lib.values import blank

Row = Mapping[str, Any]
# What a row may say besides the columns of a sheet.
VERSION, SIMILAR_SEEN = "version", "similar_seen"


@dataclass
class Many:
    """What came of it: position of a row → public id, every error of every row, and the change that can be undone."""

    uids: dict[int, UUID] = field(default_factory=dict)
    unchanged: list[int] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    change_set: ChangeSet | None = None

    def err(self, position: int, key: str, code: str, sentence: str, row: Row, **more: Any) -> None:
        found = {"row": position + 1, "pointer": f"/rows/{position}" + (f"/{key}" if key else "")}
        value = row.get(key) if key else None
        self.errors.append(
            {**found, "field": key or None, "value": value, "code": code, "detail": sentence, **more}
        )


class _Batch:
    """Rows on their way: position, what was said, what was made of it."""

    def __init__(self, *, by: User, network: Network, rows: Sequence[Row], defaults: dict[str, Any]) -> None:
        self.by, self.network, self.rows, self.defaults = by, network, rows, defaults
        named = {key for row in rows for key in row}
        self.keys = [column.key for column in COLUMNS if column.key in named]
        self.mapping = {str(index): key for index, key in enumerate(self.keys)}
        self.examination = Examination(
            user=by, network_id=network.pk, mapping=self.mapping, defaults=defaults, once=True
        )
        self.checked: list[CheckedRow] = []
        self.done = Many()

    def check(self) -> None:
        checker = self.examination.checker
        for position, row in enumerate(self.rows):
            raw = [_cell(row.get(key)) for key in self.keys]
            checked = checker.row(position + 1, raw)
            for key in row:  # said to be empty is not the same as not said
                if key in EMPTY and blank(_cell(row[key])):
                    checked.clean[key] = EMPTY[key]
            self.checked.append(checked)
        self.examination.match(self.checked)
        self.examination.compare(self.checked)
        for judged in self.checked:
            if judged.outcome == ERROR:
                self._tell(judged)

    def _tell(self, row: CheckedRow) -> None:
        position = row.number - 1
        for problem in row.problems:
            kind = getattr(problem, "kind", "wrong_value")
            said = {} if row.purged else self.rows[position]  # an address of a shelter is not even told again
            self.done.err(position, problem[1], kind, problem[2], said)

    def run(self) -> ImportRun:
        """An import that is never kept: the bulk doors ask it for network and defaults."""
        return ImportRun(network=self.network, by=self.by, mapping=self.mapping, defaults=self.defaults)

    @property
    def scheme(self) -> str:
        return self.examination.scheme

    def fine(self, *outcomes: str) -> list[CheckedRow]:
        """Rows of these outcomes without an error."""
        wrong = {error["row"] for error in self.done.errors}
        return [row for row in self.checked if row.outcome in outcomes and row.number not in wrong]


@bulk.without_collector()
def add_many(
    *,
    by: User,
    network: Network,
    rows: Sequence[Row],
    defaults: dict[str, Any],
    partial: bool = False,
    reason: str = "",
) -> Many:
    """Add institutions to a network: all or, with ``partial``, those without errors. Raises PermissionDenied.

    A row that means an entry which is there already is an error that names it, never a change.
    """
    require(by, "directory.add_institution", network)
    with history.changes(by=by, source=ChangeSet.Source.API, reason=reason) as frame:
        batch = _Batch(by=by, network=network, rows=rows, defaults=defaults)
        batch.check()
        _refuse_known(batch)
        if batch.done.errors and not partial:
            return batch.done
        fresh = [row for row in batch.fine(NEW, DOUBLE) if row.institution_id is None]
        linked = [row for row in batch.fine(NEW) if row.institution_id is not None]
        ids = dict(zip((row.number for row in fresh), bulk.take_ids(Institution, len(fresh)), strict=True))
        fresh = _settle_parents(batch, fresh, ids)
        creation = Creation(batch.run(), batch.scheme, batch.examination.books)
        creation.write([row.clean for row in fresh], [ids[row.number] for row in fresh])
        if linked:
            creation.list_them([row.clean for row in linked], [row.institution_id for row in linked])
        _note_uids(
            batch,
            {row.number: ids[row.number] for row in fresh} | {r.number: r.institution_id for r in linked},
        )
        if batch.done.uids:
            _log(by, network, len(batch.done.uids))
        batch.done.change_set = frame.change_set
    return batch.done


@bulk.without_collector()
def change_many(
    *,
    by: User,
    network: Network,
    rows: Sequence[Row],
    defaults: dict[str, Any],
    partial: bool = False,
    reason: str = "",
) -> Many:
    """Change institutions by their ``uid``, each with the ``version`` that was read; raises EditConflict on a race.

    What a row does not say stays; a member said to be empty becomes empty.
    """
    require(by, "directory.change_institution", network)
    with history.changes(by=by, source=ChangeSet.Source.API, reason=reason) as frame:
        batch = _Batch(by=by, network=network, rows=rows, defaults=defaults)
        batch.check()
        wanted = {row.institution_id for row in batch.checked if row.institution_id is not None}
        there = directory.load(wanted, network_id=network.pk, scheme=batch.scheme)
        mine = set(Institution.objects.editable_by(by).filter(pk__in=wanted).values_list("pk", flat=True))
        for row in batch.fine(NEW, CHANGED, SAME, DOUBLE):
            _refuse_outdated(batch, row, there, mine)
        if batch.done.errors and not partial:
            return batch.done
        update = Update(batch.run(), batch.scheme, batch.examination.books)
        changed = batch.fine(CHANGED)
        for row in changed:
            stored = there[row.institution_id or 0]
            update.add(row.clean, stored, changes_of(row.clean, stored, derived=row.derived))
        update.write()
        _note_uids(batch, {row.number: row.institution_id for row in changed})
        batch.done.unchanged = [row.number - 1 for row in batch.fine(SAME)]
        if batch.done.uids:
            _log(by, network, len(batch.done.uids))
        batch.done.change_set = frame.change_set
    return batch.done


def _refuse_known(batch: _Batch) -> None:
    """Every row that is not plainly new is an error here."""
    uids = _uids_of({row.institution_id for row in batch.checked if row.institution_id is not None})
    for row in batch.checked:
        said = batch.rows[row.number - 1]
        if row.outcome in {ERROR, NEW} or (row.outcome == DOUBLE and said.get(SIMILAR_SEEN) is True):
            continue
        if row.outcome == DOUBLE:
            known = _uids_of({candidate[0] for candidate in row.candidates})
            like = [{"uid": known[each[0]], "name": each[1]} for each in row.candidates if each[0] in known]
            sentence = _(
                "There are entries of a very similar name. If yours is another one, say “similar_seen”."
            )
            batch.done.err(row.number - 1, "name", "similar", sentence, said, similar=like)
        elif row.institution_id is None:
            sentence = _("This row says the same as an earlier one.")
            batch.done.err(row.number - 1, "", "repeat", sentence, said)
        else:
            sentence = _("This institution is in the directory already.")
            batch.done.err(row.number - 1, "", "exists", sentence, said, uid=uids.get(row.institution_id))


def _refuse_outdated(batch: _Batch, row: CheckedRow, there: dict[int, Any], mine: set[int]) -> None:
    said, position = batch.rows[row.number - 1], row.number - 1
    version = said.get(VERSION)
    if row.institution_id is None or row.institution_id not in mine or "uid" not in row.clean:
        sentence = _("There is no such entry, or it is not for you.")
        batch.done.err(position, "uid", "not_found", sentence, said)
    elif not isinstance(version, int) or isinstance(version, bool):
        sentence = _("Please send the version you have read, so that nobody's change is lost.")
        batch.done.err(position, VERSION, "version_missing", sentence, said)
    elif version != (now := there[row.institution_id].version):
        sentence = _("Somebody else has changed this entry in the meantime.")
        batch.done.err(position, VERSION, "edit_conflict", sentence, said, current=now)


def _settle_parents(batch: _Batch, rows: list[CheckedRow], ids: dict[int, int]) -> list[CheckedRow]:
    """A provider that is a row of the same request becomes its id; if that row is not written, there is none yet."""
    for row in rows:
        parent = row.clean.get("parent")
        if isinstance(parent, str):
            row.clean["parent"] = ids.get(int(parent.removeprefix("row:")))
            if row.clean["parent"] is None:
                del row.clean["parent"]
    return rows


def _note_uids(batch: _Batch, ids: Mapping[int, int | None]) -> None:
    known = _uids_of({pk for pk in ids.values() if pk is not None})
    batch.done.uids = {number - 1: known[pk] for number, pk in sorted(ids.items()) if pk is not None}


def _uids_of(ids: set[int]) -> dict[int, UUID]:
    return dict(Institution.objects.filter(pk__in=ids).values_list("pk", "uid"))


def _log(by: User, network: Network, count: int) -> None:
    audit.record(
        by=by,
        did=AuditEntry.Did.IMPORTED,
        network=network,
        detail=_("Interface: %(n)s entries") % {"n": count},
    )


def _cell(value: Any) -> Any:
    """A value as a sheet would hold it: several words of a list in one cell."""
    return "; ".join(value) if isinstance(value, list) else value
