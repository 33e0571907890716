"""Errors corrected on the page: texts put in the place of cells; the rows, and all that hang on them, checked again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.accounts.permissions import require
from coordination.directory.columns import BY_KEY
from coordination.directory.importing import marks
from coordination.directory.importing.check import REMOVED, REPEATS
from coordination.directory.importing.examine import Examination, examine_again
from coordination.directory.importing.kin import Kin
from coordination.directory.importing.rows import Problem
from coordination.directory.models import ImportRow, ImportRun
from coordination.directory.services.import_jobs import forget_file, keep_rows
from coordination.directory.services.imports import locked, recount, start
from coordination.lib import bulk, history, jobs
from coordination.lib.errors import RuleBroken
from coordination.lib.models import Job

AT_ONCE = 300  # more rows than these are checked again in the background
LONGEST = 5000
State, Outcome = ImportRun.State, ImportRow.Outcome
Changes = dict[int, dict[str, str | None]]  # row number → field → text; None: as in the file


@dataclass(frozen=True)
class Typed:
    """What a person typed into one cell; ``seen`` stands for what was shown there (``marks.short``).

    ``sure``: said by a button, so it counts even if it is what was shown.
    """

    number: int
    key: str
    seen: str
    text: str
    sure: bool = False

    @property
    def changed(self) -> bool:
        untouched = {marks.short(self.text)} | ({marks.short(REMOVED)} if not self.text else set())
        return self.sure or self.seen not in untouched


@dataclass
class Corrected:
    """What came of it: row numbers, and what was typed into cells that somebody else had changed meanwhile."""

    right: list[int] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    missed: list[Typed] = field(default_factory=list)
    job: Job | None = None


def correct(
    *, by: Any, run: ImportRun, typed: Iterable[Typed], alike: Collection[tuple[int, str]] = ()
) -> Corrected:
    """Put in what was typed. For cells named in ``alike`` it holds for all rows with the same wrong cell."""
    require(by, "directory.add_importrun", run.network_id)
    with transaction.atomic():
        run = locked(run, State.CHECKED)
        found = Corrected()
        changes: Changes = defaultdict(dict)
        index = {key: int(position) for position, key in run.mapping.items()}
        typed = [each for each in typed if each.key in BY_KEY]
        rows = _rows(run, {each.number for each in typed})
        for each in typed:
            row = rows.get(each.number)
            whole = (each.number, each.key) in alike
            if row is None or not (each.changed or whole):
                continue
            there = marks.cell(row, index.get(each.key), each.key)
            if marks.short(marks.as_typed(there)) != each.seen or row.outcome != Outcome.ERROR:
                if each.changed and there != each.text:
                    found.missed.append(each)
                continue
            for number in _alike(run, index, each.key, there) if whole else (each.number,):
                changes[number].setdefault(each.key, each.text)
            changes[each.number][each.key] = each.text
        return _put_in(run, by, index, changes, found)


def count_only(*, by: Any, run: ImportRun, number: int) -> Corrected:
    """Of the rows that mean the same by their number or record key only this one counts."""
    require(by, "directory.add_importrun", run.network_id)
    with transaction.atomic():
        run = locked(run, State.CHECKED)
        keys = dict(run.rows.values_list("number", "keys"))
        mine = {key for key in keys.get(number, "").split() if key[0] in "nu"}
        others = [each for each, words in keys.items() if each != number and mine & {*words.split()}]
        if not others:
            raise RuleBroken(_("No other row means the same."), code="no_other_row")
        changes: Changes = {each: {REPEATS: str(number)} for each in others}
        index = {key: int(position) for position, key in run.mapping.items()}
        done = _put_in(run, by, index, changes, Corrected())
        if done.job is None:
            still = run.rows.filter(number=number, outcome=Outcome.ERROR).exists()
            done.right, done.wrong = ([], [number]) if still else ([number], [])
        return done


def take_back(
    *, by: Any, run: ImportRun, key: str, text: str, rows: Collection[int] | None = None
) -> Corrected:
    """Let the file's cells count again where ``text`` was put in (``rows``: only in these)."""
    require(by, "directory.add_importrun", run.network_id)
    with transaction.atomic():
        run = locked(run, State.CHECKED)
        mine = run.rows.exclude(corrected={})
        if rows is not None:
            mine = mine.filter(number__in=rows)
        corrected = mine.values_list("number", "corrected")
        changes: Changes = {n: {key: None} for n, texts in corrected if texts.get(key) == text}
        if not changes:
            raise RuleBroken(_("This correction is not there any more."), code="no_correction")
        index = {key: int(position) for position, key in run.mapping.items()}
        return _put_in(run, by, index, changes, Corrected())


def _rows(run: ImportRun, numbers: Collection[int]) -> dict[int, ImportRow]:
    found: dict[int, ImportRow] = {}
    for chunk in history.in_chunks(numbers):
        found |= {row.number: row for row in run.rows.filter(number__in=chunk)}
    return found


def _alike(run: ImportRun, index: Mapping[str, int], key: str, text: str) -> list[int]:
    """Rows with an error whose cell says the same."""
    rows = run.rows.filter(outcome=Outcome.ERROR, marks__contains=f" {marks.wrong(key, text)} ")
    return [row.number for row in rows if marks.cell(row, index.get(key), key) == text]


def _put_in(
    run: ImportRun, by: Any, index: Mapping[str, int], changes: Changes, found: Corrected
) -> Corrected:
    if not changes:
        return found
    rows = list(_rows(run, changes.keys()).values())
    for row in rows:
        for key, text in changes[row.number].items():
            row.corrected.pop(key, None)
            if text is not None:
                text = text[:LONGEST].replace("\0", "\ufffd")
                if text != marks.cell(row, index.get(key), key) or text == "":
                    row.corrected[key] = text
    ImportRow.objects.bulk_update(rows, ["corrected"], batch_size=500)
    numbers = sorted(changes)
    if len(numbers) > AT_ONCE:
        found.job = start(recheck_rows, run, State.CHECKING, by, _("Check of %(file)s"), rows=numbers)
        return found
    wrong = set(recheck(run, by, numbers))
    found.wrong = [number for number in numbers if number in wrong]
    found.right = [number for number in numbers if number not in wrong]
    return found


@jobs.job_function(retries=2)
@bulk.without_collector()
def recheck_rows(job: Job, *, run: str, rows: list[int]) -> str:
    """The same in the background, for many rows."""
    with transaction.atomic():
        this = ImportRun.objects.select_for_update(of=("self",)).get(uid=run)
        job.progress(0, 0, message=str(_("Checking rows")))
        recheck(this, job.owner, rows)
        ImportRun.objects.filter(pk=this.pk).update(state=State.CHECKED)
    return this.get_absolute_url()


def recheck(run: ImportRun, by: Any, numbers: Collection[int]) -> list[int]:
    """Check rows of a sheet again, with all that hang on them; return the numbers of those that still err."""
    this = Examination(user=by, network_id=run.network_id, mapping=run.mapping, defaults=run.defaults)
    judged = examine_again(
        numbers,
        this=this,
        kin=Kin(run.rows.values_list("number", "keys")),
        raw_of=lambda wanted: _raw(run, wanted),
        corrected=dict(run.rows.exclude(corrected={}).values_list("number", "corrected")),
    )
    before = _rows(run, [row.number for row in judged])
    judged = [row for row in judged if row.number in numbers or not _is_decided(before[row.number], row)]
    again = [row.number for row in judged]
    skipped = [
        n
        for n in again
        if before[n].decision == ImportRow.Decision.SKIP
        and before[n].outcome in (Outcome.NEW, Outcome.CHANGED)
    ]
    for chunk in history.in_chunks(again):
        run.rows.filter(number__in=chunk).delete()
    keep_rows(run, judged, skipped, {n: before[n].kept for n in again if n not in numbers})
    if purged := sum(row.purged for row in judged):
        run.counts["purged"] = run.counts.get("purged", 0) + purged
        forget_file(run)
        run.save(update_fields=["file", "sample"])
    recount(run)
    return [row.number for row in judged if row.outcome == Outcome.ERROR]


def _raw(run: ImportRun, numbers: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for chunk in history.in_chunks(numbers):
        found |= dict(run.rows.filter(number__in=chunk).values_list("number", "raw"))
    return found


def _is_decided(before: ImportRow, now: Any) -> bool:
    """A double that a person has decided, and that would only be asked about once more."""
    if now.outcome != Outcome.DOUBLE or before.outcome == Outcome.DOUBLE or not before.candidates:
        return False
    return [each[0] for each in before.candidates] == [each[0] for each in now.candidates]


def problems_of(row: ImportRow) -> list[Problem]:
    return [Problem._make(each) for each in row.problems]
