"""Finding words inside stored texts quickly on both databases: an index of trigrams and the lookup that uses it.

PostgreSQL has GIN indexes for ``LIKE '%…%'``. On SQLite a virtual table of FTS5 mirrors the column (without keeping
the text again), triggers hold it true. Measured at 100,000 rows: 4 ms instead of 40 for two words, 24 for a word that
stands in every sixth row.
"""

# ruff: noqa: S608 -- identifiers come from the rooms' own code, words are parameters

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.models import Lookup

from coordination.lib.guards import Guard

_SPECIAL = re.compile(r"[%_\\]")
_indexed: set[tuple[str, str]] = set()


def trigrams(table: str, column: str) -> Guard:
    """Return the index that makes ``column__holds`` quick; register it as a guard of the room."""
    name = f"{table}_{column}_trgm"
    _indexed.add((table, column))
    gone = f"INSERT INTO {name} ({name}, rowid, {column}) VALUES ('delete', OLD.id, OLD.{column});"
    come = f"INSERT INTO {name} (rowid, {column}) VALUES (NEW.id, NEW.{column});"
    head = "CREATE TRIGGER IF NOT EXISTS"
    return Guard(
        name,
        table,
        sqlite=(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5 ({column}, content='{table}',"
            " content_rowid='id', tokenize='trigram', detail='none')",
            # New, or a migration has rebuilt the table and so lost the triggers: read everything once.
            f"INSERT INTO {name} ({name}) SELECT 'rebuild' WHERE NOT EXISTS"
            f" (SELECT 1 FROM sqlite_master WHERE name = '{name}_insert')",
            f"{head} {name}_insert AFTER INSERT ON {table} BEGIN {come} END",
            f"{head} {name}_delete AFTER DELETE ON {table} BEGIN {gone} END",
            f"{head} {name}_update AFTER UPDATE OF {column} ON {table} WHEN OLD.{column} <> NEW.{column}"
            f" BEGIN {gone} {come} END",
        ),
        postgresql=(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin ({column} gin_trgm_ops)",
        ),
    )


@models.CharField.register_lookup
@models.TextField.register_lookup
class Holds(Lookup):
    """``search_text__holds="anna kita"``: every one of these folded words occurs in the text."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        words = str(self.rhs).split()
        conditions = [f"{column} LIKE %s" for _word in words]
        marks = [f"%{_SPECIAL.sub(_escape, word)}%" for word in words]
        return " AND ".join(conditions) or "1 = 1", [*parameters * len(words), *marks]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Narrow by the virtual table where words have three signs and more, then look into what is left.

        ``LIKE`` on the virtual table would ask for every trigram of a word and read each row's text itself: ``MATCH``
        with trigrams that just cover the words takes half the time.
        """
        column, parameters = self.process_lhs(compiler, connection)
        words = str(self.rhs).split()
        target, alias = self.lhs.target, self.lhs.alias
        table, name = target.model._meta.db_table, target.column
        asked = _covering(words) if (table, name) in _indexed else []
        conditions = [f"instr({column}, %s) > 0" for _word in words]
        values: list[Any] = []
        for word in words:
            values += [*parameters, word]
        if asked:
            index = f"{table}_{name}_trgm"
            quoted = compiler.quote_name_unless_alias(alias)
            conditions.insert(0, f"{quoted}.id IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)")
            values.insert(0, " AND ".join(asked))
        return " AND ".join(conditions) or "1 = 1", values


def _covering(words: list[str]) -> list[str]:
    """Return trigrams that together cover each word of three signs and more, quoted for FTS5."""
    found: dict[str, None] = {}
    for word in words:
        last = len(word) - 3
        for start in [*range(0, last, 3), last] if last >= 0 else ():
            sign = word[start : start + 3].replace('"', '""')
            found[f'"{sign}"'] = None
    return list(found)


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[0]}"
