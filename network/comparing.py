"""Rows of a list of ties against what stands here: new, changed, the same; doubled rows, and rings of providers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from coordination.directory.importing.known import Known
from coordination.directory.importing.rows import CHANGED, ERROR, NEW, REPEAT, SAME, CheckedRow, Problem
from coordination.directory.models import Institution
from coordination.lib.sheets import Row
from network.importing import BELONGS, Reader, key_of, overlap
from network.models import Relation

_COMPARED = ("valid_from", "valid_until", "note")
Progress = Callable[[int, int], None]


def examine(
    rows: Iterable[Row],
    *,
    user: Any,
    network_id: int,
    index: Mapping[str, int],
    nodes: Mapping[str, str],
    kind: str,
    progress: Progress = lambda done, total: None,
) -> list[CheckedRow]:
    """Judge all rows for one network, as one person may see and edit it. Reads in a handful of queries."""
    rows = list(rows)
    known = Known.fetch(user=user, network_id=network_id, scheme="")
    reader = Reader(known, index, nodes, kind)
    found = []
    for at, (number, values) in enumerate(rows, 1):
        found.append(reader.row(number, values))
        if at % 200 == 0:
            progress(at, len(rows))
    _repeated(found)
    _relations([row for row in found if not row.outcome and row.clean["kind"] != BELONGS], network_id)
    _providers([row for row in found if not row.outcome and row.clean["kind"] == BELONGS], known, user, index)
    return found


def _days(row: CheckedRow) -> tuple[Any, Any]:
    return row.clean.get("valid_from"), row.clean.get("valid_until")


def _repeated(rows: list[CheckedRow]) -> None:
    """The same tie at the same time once more is left out; a house with two providers errs in both rows."""
    seen: dict[Any, list[CheckedRow]] = defaultdict(list)
    for row in rows:
        if row.outcome:
            continue
        key = key_of(row.clean["kind"], row.clean["source"], row.clean["target"])
        if before := next((one for one in seen[key] if overlap(_days(one), _days(row))), None):
            row.outcome, row.repeats = REPEAT, before.number
        else:
            seen[key].append(row)
    houses: dict[int, list[CheckedRow]] = defaultdict(list)
    for row in rows:
        if not row.outcome and row.clean["kind"] == BELONGS:
            houses[row.clean["source"]].append(row)
    for several in houses.values():
        for row in several if len(several) > 1 else ():
            others = ", ".join(str(one.number) for one in several if one is not row)
            sentence = _("An institution has one provider; row %(rows)s names another one.") % {
                "rows": others
            }
            _err(row, "target", sentence, "twice", None)


def _err(row: CheckedRow, key: str, say: str, kind: str, column: int | None) -> None:
    row.problems.append(Problem(column, key, say, kind))
    row.outcome = ERROR


def _relations(rows: list[CheckedRow], network_id: int) -> None:
    stored: dict[Any, list[Relation]] = defaultdict(list)
    ends = {row.clean["source"] for row in rows}
    if ends:
        for relation in Relation.objects.filter(network=network_id).order_by("id").iterator(chunk_size=5000):
            stored[key_of(relation.kind, relation.source_id, relation.target_id)].append(relation)
    for row in rows:
        key = key_of(row.clean["kind"], row.clean["source"], row.clean["target"])
        there = [one for one in stored[key] if overlap((one.valid_from, one.valid_until), _days(row))]
        if len(there) > 1:
            sentence = _(
                "This tie stands here %(count)s times in this span of days. Please say from when to when."
            )
            _err(row, "valid_from", sentence % {"count": len(there)}, "twice", None)
        elif not there:
            row.outcome = NEW
        else:
            row.clean["relation"] = there[0].pk
            row.differences = _differences(row, there[0])
            row.outcome = CHANGED if row.differences else SAME


def _differences(row: CheckedRow, there: Relation) -> dict[str, list[str]]:
    """Cells that say something else than what is stored; an empty cell keeps it."""
    found = {}
    for key in _COMPARED:
        said = row.clean.get(key, "")
        value = getattr(there, key)
        old = value if isinstance(value, str) else value.isoformat() if value else ""
        if said and said != old:
            found[key] = [old, said]
    return found


def _providers(rows: list[CheckedRow], known: Known, user: Any, index: Mapping[str, int]) -> None:
    """Who belongs to whom: the provider of the entry itself. Nobody becomes the provider of the own provider."""
    if not rows:
        return
    everybody = Institution.objects.filter(parent__isnull=False).order_by()
    parents = dict(everybody.values_list("pk", "parent_id"))
    houses = [row.clean["source"] for row in rows]
    editable = set(
        Institution.objects.editable_by(user).filter(pk__in=houses).order_by().values_list("pk", flat=True)
    )
    as_wanted = parents | {row.clean["source"]: row.clean["target"] for row in rows}
    for row in rows:
        house, provider = row.clean["source"], row.clean["target"]
        if parents.get(house) == provider:
            row.outcome = SAME
            continue
        if house not in editable:
            sentence = _("“%(name)s” is led by another network, which alone changes its provider.")
            _err(row, "source", sentence % {"name": known.entries[house].name}, "entry", index.get("source"))
        elif ring := _ring(house, as_wanted):
            names = [known.entries[pk].name if pk in known.entries else "…" for pk in ring]
            sentence = _("Providers would go round in a circle: %(ring)s.") % {"ring": " → ".join(names)}
            _err(row, "target", sentence, "range", index.get("target"))
        else:
            before = parents.get(house)
            old = known.entries[before].name if before in known.entries else "…" if before else ""
            row.outcome = CHANGED if before else NEW
            row.differences = {"parent": [old, known.entries[provider].name]}


def _ring(house: int, parents: Mapping[int, int]) -> list[int]:
    """The way from a house up to itself, with the house at both ends; empty if it ends somewhere."""
    way, at = [house], parents.get(house)
    while at is not None and at not in way:
        way.append(at)
        at = parents.get(at)
    return [*way, house] if at == house else []
