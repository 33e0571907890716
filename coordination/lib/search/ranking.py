"""Counting and ranking in the database: who may see what is part of the question, never a filter afterwards."""

# ruff: noqa: S608 -- table names come from the models, values are parameters

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from coordination.lib.models.search import SearchPosting
from coordination.lib.search.documents import Kind
from coordination.lib.search.terms import Fits

_POSTINGS = SearchPosting._meta.db_table


@dataclass(frozen=True)
class Reader:
    """One kind as one person may search it, as SQL: made once per search."""

    kind: Kind
    audiences: tuple[int, ...]
    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, kind: Kind, user: Any) -> Reader | None:
        """Return None when there is nothing this person could see of the kind."""
        rows = kind.visible_to(user).order_by().values_list("id", "sort_key")
        try:
            sql, parameters = rows.query.sql_with_params()
        except EmptyResultSet:
            return None
        return cls(kind, tuple(sorted(kind.audiences_of(user))), sql, parameters)


@dataclass(frozen=True)
class Ranked:
    """Ids in the order of the ranking, and how many records there are in all."""

    ids: list[int]
    count: int


def _arms(terms: Sequence[Fits]) -> Iterator[tuple[int, int, list[int]]]:
    """Yield term, fit and the words that fit so: with the words as constants the planner knows how many rows come."""
    for number, fits in enumerate(terms):
        by_fit: dict[int, list[int]] = defaultdict(list)
        for pk, fit in fits.items():
            by_fit[fit].append(pk)
        for fit, words in sorted(by_fit.items()):
            yield number, fit, words


def _hits(reader: Reader, terms: Sequence[Fits], floor: int) -> tuple[str, list[Any]]:
    """Return, as SQL, the best fit of each term in each record, by what this person may read."""
    arms, parameters = [], []
    allowed = ", ".join(str(audience) for audience in reader.audiences)
    for number, fit, words in _arms(terms):
        where, listed = in_words(words)
        arms.append(
            f"SELECT object_id, {number} AS term, weight * {fit} AS points FROM {_POSTINGS}"
            f" WHERE {where} AND kind = {reader.kind.number} AND audience IN ({allowed}) AND weight >= {floor}"
        )
        parameters += listed
    best = f"SELECT object_id, term, max(points) AS points FROM ({' UNION ALL '.join(arms)}) arms"
    return f"{best} GROUP BY object_id, term", parameters


def in_words(words: Sequence[int]) -> tuple[str, list[Any]]:
    if connection.vendor == "postgresql":
        return "word_id = ANY(%s)", [list(words)]
    if len(words) < 100:
        return f"word_id IN ({', '.join(map(str, words))})", []
    return "word_id IN (SELECT value FROM json_each(%s))", [json.dumps(list(words))]


def rank(
    reader: Reader, terms: Sequence[Fits], *, floor: int, least: int, limit: int, offset: int = 0
) -> Ranked:
    """Return the records in which at least ``least`` terms occur: more terms, more points, then by name."""
    if not any(terms):
        return Ranked([], 0)
    hits, parameters = _hits(reader, terms, floor)
    if len(terms) == 1:
        found = f"SELECT object_id, 1 AS terms, points FROM ({hits}) hits"
    else:
        found = (
            f"SELECT object_id, count(*) AS terms, sum(points) AS points FROM ({hits}) hits"
            f" GROUP BY object_id HAVING count(*) >= {least}"
        )
    binary = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    sql = (
        f"SELECT found.object_id, count(*) OVER () FROM ({found}) found"
        f" JOIN ({reader.sql}) seen ON seen.id = found.object_id"
        f" ORDER BY found.terms DESC, found.points DESC, seen.sort_key{binary}, found.object_id LIMIT %s OFFSET %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *reader.parameters, limit, offset])
        rows = cursor.fetchall()
    if offset and not rows:  # beyond the last page: the last one
        count = rank(reader, terms, floor=floor, least=least, limit=1).count
        last = max(0, (count - 1) // limit * limit)
        return rank(reader, terms, floor=floor, least=least, limit=limit, offset=last)
    return Ranked([row[0] for row in rows], rows[0][1] if rows else 0)


def best(reader: Reader, terms: Sequence[Fits], *, limit: int, offset: int) -> tuple[int, Ranked]:
    """Return how many terms occur together at most, and the records in which so many do."""
    if not any(terms):
        return 0, Ranked([], 0)
    if len(terms) == 2:  # not both, so one
        ranked = rank(reader, terms, floor=0, least=1, limit=limit, offset=offset)
        return min(ranked.count, 1), ranked
    hits, parameters = _hits(reader, terms, 0)
    sql = (
        f"SELECT coalesce(max(terms), 0) FROM (SELECT object_id, count(*) AS terms FROM ({hits}) hits"
        f" GROUP BY object_id) found WHERE object_id IN (SELECT seen.id FROM ({reader.sql}) seen)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *reader.parameters])
        together = cursor.fetchone()[0]
    if not together:
        return 0, Ranked([], 0)
    return together, rank(reader, terms, floor=0, least=together, limit=limit, offset=offset)


def first_with(reader: Reader, words: Sequence[int], *, floor: int = 0) -> int | None:
    """Return the first record with one of these words that this person may meet by it."""
    if not words:
        return None
    where, parameters = in_words(words)
    allowed = ", ".join(str(audience) for audience in reader.audiences)
    sql = (
        f"SELECT p.object_id FROM {_POSTINGS} p CROSS JOIN ({reader.sql}) seen WHERE seen.id = p.object_id"
        f" AND p.{where} AND p.kind = {reader.kind.number} AND p.audience IN ({allowed}) AND p.weight >= {floor}"
        f" ORDER BY p.object_id LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*reader.parameters, *parameters])
        row = cursor.fetchone()
    return row[0] if row else None
