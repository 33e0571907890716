"""A whole sheet: checked, matched, compared. Reads the directory in a few queries and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from coordination.directory.importing import stored as directory
from coordination.directory.importing.books import Books
from coordination.directory.importing.check import Checker
from coordination.directory.importing.compare import Comparer
from coordination.directory.importing.known import Known
from coordination.directory.importing.matching import Matcher
from coordination.directory.importing.rows import DOUBLE, CheckedRow
from coordination.directory.models import Institution

Progress = Callable[[int, int], None]


def examine(
    rows: Sequence[Any],
    *,
    user: Any,
    network_id: int,
    mapping: dict[str, str],
    defaults: dict[str, Any],
    progress: Progress = lambda done, total: None,
) -> list[CheckedRow]:
    """Return every row with its outcome: all errors of each, differences of those that are known."""
    books = Books.fetch()
    checker = Checker(books, mapping, defaults)
    scheme = str(defaults.get("scheme") or "") if "number" in checker.index else ""
    checked = []
    for count, row in enumerate(checker.check(rows), start=1):
        checked.append(row)
        if count % 100 == 0:
            progress(count, len(rows))
    known = Known.fetch(user=user, network_id=network_id, scheme=scheme)
    books.parent_names = {pk: entry.name for pk, entry in known.entries.items()}
    books.parent_names |= {f"row:{row.number}": row.clean.get("name", "") for row in checked}
    Matcher(known, checker.index).match(checked)
    compare(
        checked, books=books, checker=checker, known=known, user=user, network_id=network_id, scheme=scheme
    )
    progress(len(rows), len(rows))
    return checked


def compare(
    rows: Sequence[CheckedRow],
    *,
    books: Books,
    checker: Checker,
    known: Known,
    user: Any,
    network_id: int,
    scheme: str,
) -> None:
    """Set outcome and differences of matched rows."""
    ids = {row.institution_id for row in rows if row.institution_id is not None}
    likely = {row.candidates[0][0] for row in rows if row.candidates}
    stored = directory.load(ids | likely, network_id=network_id, scheme=scheme)
    foreign = ids - known.listed
    visible = set(known.entries)
    if foreign:
        visible |= set(
            Institution.objects.visible_to(user).filter(pk__in=foreign).values_list("pk", flat=True)
        )
    comparer = Comparer(books, checker.index, listed=known.listed, visible=visible)
    for row in rows:
        here = stored.get(row.institution_id) if row.institution_id is not None else None
        if here is not None and here.values["protected_place"]:
            checker.refuse_address(row)
        comparer.compare(row, here)
        if row.outcome == DOUBLE:
            comparer.show_pair(row, stored[row.candidates[0][0]])
