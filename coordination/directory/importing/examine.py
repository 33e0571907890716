"""A whole sheet, or some of its rows again: checked, matched, compared. Reads the directory in a few queries only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from coordination.directory.importing import kin
from coordination.directory.importing import stored as directory
from coordination.directory.importing.books import Books
from coordination.directory.importing.check import Checker
from coordination.directory.importing.compare import Comparer
from coordination.directory.importing.kin import Kin
from coordination.directory.importing.known import Known
from coordination.directory.importing.matching import Matcher
from coordination.directory.importing.rows import DOUBLE, CheckedRow
from coordination.directory.importing.stored import Stored
from coordination.directory.models import Institution

Progress = Callable[[int, int], None]
Corrections = Mapping[int, dict[str, str]]  # row number → field → text put in on the page
Raw = Mapping[int, list[Any]]  # row number → cells of the file


class Examination:
    """What is looked up to judge rows of one sheet for one network, as one person may see it.

    ``once``: rows are judged only once, so that of the directory only what they can mean is looked up.
    """

    def __init__(
        self,
        *,
        user: Any,
        network_id: int,
        mapping: dict[str, str],
        defaults: dict[str, Any],
        once: bool = False,
    ) -> None:
        self.user = user
        self.once = once
        self.network_id = network_id
        self.books = Books.fetch()
        self.checker = Checker(self.books, mapping, defaults)
        self.scheme = str(defaults.get("scheme") or "") if "number" in self.checker.index else ""

    @cached_property
    def known(self) -> Known:
        return Known.fetch(user=self.user, network_id=self.network_id, scheme=self.scheme)

    def match(self, rows: list[CheckedRow]) -> None:
        if self.once:
            asked = {"user": self.user, "network_id": self.network_id, "scheme": self.scheme}
            if (few := Known.fetch_for([row.clean for row in rows], **asked)) is not None:
                self.known = few
        self.books.parent_names = {
            **{pk: entry.name for pk, entry in self.known.entries.items()},
            **{f"row:{row.number}": row.clean.get("name", "") for row in rows},
        }
        Matcher(self.known, self.checker.index).match(rows)
        for row in rows:
            if row.entry is not None:
                row.keys = " ".join([row.keys, *kin.of_entry(row.entry)])

    def compare(self, rows: Sequence[CheckedRow]) -> None:
        """Set outcome and differences of matched rows."""
        ids = {row.institution_id for row in rows if row.institution_id is not None}
        likely = {candidate[0] for row in rows for candidate in row.candidates}
        stored = directory.load(ids | likely, network_id=self.network_id, scheme=self.scheme)
        foreign = ids - self.known.listed
        visible = set(self.known.entries) | self._providers(stored)
        if foreign:
            seen = Institution.objects.visible_to(self.user).filter(pk__in=foreign)
            visible |= set(seen.values_list("pk", flat=True))
        comparer = Comparer(self.books, self.checker.index, listed=self.known.listed, visible=visible)
        for row in rows:
            here = stored.get(row.institution_id) if row.institution_id is not None else None
            if here is not None and here.values["protected_place"]:
                self.checker.refuse_address(row)
            comparer.compare(row, here)
            if row.outcome == DOUBLE:
                comparer.show_pair(row, stored)

    def _providers(self, stored: Mapping[int, Stored]) -> set[int]:
        """Note the names of visible providers of entries that were not looked up themselves; return their ids."""
        wanted = {entry.values["parent"] for entry in stored.values()} - self.known.entries.keys() - {None}
        if not wanted:
            return set()
        listed = Institution.objects.visible_to(self.user).listed_in([self.network_id])
        names = dict(listed.filter(pk__in=wanted).values_list("pk", "name"))
        self.books.parent_names.update(names)
        return set(names)


def examine(
    rows: Sequence[Any],
    *,
    user: Any,
    network_id: int,
    mapping: dict[str, str],
    defaults: dict[str, Any],
    corrected: Corrections | None = None,
    progress: Progress = lambda done, total: None,
) -> list[CheckedRow]:
    """Return every row with its outcome: all errors of each, differences of those that are known."""
    this = Examination(user=user, network_id=network_id, mapping=mapping, defaults=defaults)
    corrected = corrected or {}
    checked = []
    for count, row in enumerate(rows, start=1):
        checked.append(this.checker.row(row.number, list(row.values), corrected.get(row.number)))
        if count % 100 == 0:
            progress(count, len(rows))
    this.match(checked)
    this.compare(checked)
    progress(len(rows), len(rows))
    return checked


def examine_again(
    numbers: Collection[int],
    *,
    this: Examination,
    kin: Kin,
    raw_of: Callable[[Collection[int]], Raw],
    corrected: Corrections,
) -> list[CheckedRow]:
    """Judge some rows anew, and with them all whose judgement may change by it; return these, by number.

    ``kin`` knows the keys of all rows as they were; ``raw_of`` fetches cells; ``corrected`` holds all corrections.
    """
    raw: dict[int, list[Any]] = dict(raw_of(numbers))
    for number in numbers:
        kin.add(number, this.checker.row(number, list(raw[number]), corrected.get(number)).keys.split())
    while True:
        touched = kin.touched_by(numbers)
        looked_at = touched | kin.needed_for(touched)
        raw |= raw_of(looked_at - raw.keys())
        rows = [
            this.checker.row(number, list(raw[number]), corrected.get(number)) for number in sorted(looked_at)
        ]
        this.match(rows)
        new = [row for row in rows if row.number in touched and row.entry is not None]
        for row in new:
            kin.add(row.number, row.keys.split())
        if kin.touched_by(numbers) == touched:
            break
    judged = [row for row in rows if row.number in touched]
    this.compare(judged)
    return judged
