"""Keeping the index true: one writer at a time, many records at once, nothing written that has not changed."""

# ruff: noqa: S608 -- table names come from the models, values are parameters

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable
from itertools import repeat
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from coordination.lib import bulk
from coordination.lib.history import in_chunks, in_ids
from coordination.lib.models.search import SearchDoc, SearchPosting, SearchState, SearchWord
from coordination.lib.patience import let_others_write
from coordination.lib.search.documents import Document, Kind, kind_of, kinds
from coordination.lib.search.words import tokens

_CHUNK = 500  # each is a transaction: on SQLite others write between two of them
Progress = Callable[[int], None]


def _lock() -> SearchState:
    """Keep every other writer out until the end of the transaction; what is read after it is what gets indexed."""
    state, _made = SearchState.objects.select_for_update().get_or_create(pk=1)
    return state


def refresh(kind: Kind, ids: Iterable[int]) -> int:
    """Index records of one kind as they stand now; return how many differed. Each chunk is a transaction."""
    differed = 0
    for number, chunk in enumerate(in_chunks(ids, _CHUNK)):
        if number:
            let_others_write()
        differed += _refresh(kind, chunk)
    return differed


@transaction.atomic
def _refresh(kind: Kind, ids: list[int]) -> int:
    state = _lock()
    documents = {document.id: document for document in kind.documents(ids)}
    there = dict(
        SearchDoc.objects.filter(kind=kind.number, object_id__in=ids).values_list("object_id", "digest")
    )
    digests = {pk: document.digest() for pk, document in documents.items()}
    changed = [pk for pk, digest in digests.items() if there.get(pk) != digest]
    gone = [pk for pk in there if pk not in documents]
    _drop(kind, [*gone, *(pk for pk in changed if pk in there)])
    if changed:
        _insert(kind, [documents[pk] for pk in changed], state)
        columns: list[list[Any]] = [[kind.number] * len(changed), changed, [digests[pk] for pk in changed]]
        bulk.insert(SearchDoc, ["kind", "object_id", "digest"], columns)
    return len(changed) + len(gone)


def _drop(kind: Kind, ids: Collection[int]) -> None:
    if not ids:
        return
    where, parameters = in_ids("object_id", ids)
    with connection.cursor() as cursor:
        for model in (SearchPosting, SearchDoc):
            sql = f"DELETE FROM {model._meta.db_table} WHERE kind = %s AND {where}"
            cursor.execute(sql, [kind.number, *parameters])


def _insert(kind: Kind, documents: list[Document], state: SearchState) -> None:
    postings: list[tuple[str, int, int, int]] = []
    for document in documents:
        found = postings_of(document)
        postings += [(word, document.id, audience, weight) for (word, audience), weight in found.items()]
    words = _word_ids({word for word, _pk, _audience, _weight in postings}, state)
    rows = sorted((words[word], pk, audience, weight) for word, pk, audience, weight in postings)
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], []]
    names = ["word_id", "object_id", "audience", "weight", "kind"]
    bulk.insert(SearchPosting, names, [*columns, repeat(kind.number, len(rows))] if rows else [[]] * 5)


def postings_of(document: Document) -> dict[tuple[str, int], int]:
    """Return word and audience → weight. What everybody finds at least as well needs no narrower posting."""
    found: dict[tuple[str, int], int] = {}
    for number, piece in enumerate(document.pieces):
        for text in (piece.text, piece.also):
            for place, token in enumerate(tokens(text, piece.language) if text else ()):
                for rank, key in enumerate(token.keys):
                    weight = piece.weight + (_bonus(place) if number == 0 else 0) - (5 if rank else 0)
                    for audience in piece.audiences:
                        if found.get((key, audience), 0) < weight:
                            found[key, audience] = weight
    return {
        (key, audience): weight
        for (key, audience), weight in found.items()
        if not audience or found.get((key, 0), 0) < weight
    }


def _bonus(place: int) -> int:
    """The first words of a title weigh a little more: „Jugendamt der Stadt“ before „Stadt …, Jugendamt“."""
    return max(0, 12 - 4 * place)


def _word_ids(words: set[str], state: SearchState) -> dict[str, int]:
    known: dict[str, int] = {}
    ordered = sorted(words)
    for start in range(0, len(ordered), 10_000):
        part = ordered[start : start + 10_000]
        known |= dict(SearchWord.objects.filter(word__in=part).values_list("word", "pk"))
    if new := [word for word in ordered if word not in known]:
        ids = list(bulk.take_ids(SearchWord, len(new)))
        bulk.insert(SearchWord, ["id", "word"], [ids, new])
        known |= dict(zip(new, ids, strict=True))
        state.stamp = uuid.uuid4()
        state.save(update_fields=["stamp"])
    return known


@transaction.atomic
def forget(model: str, ids: Collection[int]) -> None:
    """Take records out of the index at once, in the caller's transaction, with all words that only they had.

    For removal, erasure and protection. ``model`` is a label (``directory.institution``); others are ignored.
    """
    for kind in kind_of(model) if ids else ():
        state = _lock()  # before looking: somebody may be indexing an older state just now
        where, parameters = in_ids("object_id", ids)
        with connection.cursor() as cursor:
            table = SearchPosting._meta.db_table
            cursor.execute(
                f"SELECT DISTINCT word_id FROM {table} WHERE kind = %s AND {where}",
                [kind.number, *parameters],
            )
            words = [row[0] for row in cursor.fetchall()]
        _drop(kind, ids)
        _drop_words(words, state)


def _drop_words(words: Collection[int] | None, state: SearchState) -> int:
    """Delete words (None: of all) that stand in no record any more."""
    used = SearchPosting.objects.filter(word_id=OuterRef("pk"))
    count = 0
    for chunk in in_chunks(words) if words is not None else [None]:
        rows = SearchWord.objects.all() if chunk is None else SearchWord.objects.filter(pk__in=chunk)
        count += rows.filter(~Exists(used)).delete()[0]
    if count:
        state.generation = state.stamp = uuid.uuid4()
        state.save(update_fields=["generation", "stamp"])
    return count


def true_up(progress: Progress = lambda done: None) -> dict[str, int]:
    """Compare every record with the index and write what differs; return how many did, by kind.

    Catches what leaves no change set: a renamed type, a fixture, a restored backup. Safe beside any other work.
    """
    mended: dict[str, int] = {}
    done = 0
    for kind in kinds():
        ids = list(kind.ids())
        mended[kind.code] = 0
        for chunk in in_chunks(ids, _CHUNK):
            mended[kind.code] += _refresh(kind, chunk)
            let_others_write()
            done += len(chunk)
            progress(done)
        mended[kind.code] += _drop_strangers(kind, set(ids))
    with transaction.atomic():
        _drop_words(None, _lock())
    return mended


def _drop_strangers(kind: Kind, ids: set[int]) -> int:
    """Records in the index that are not (or no longer) there. Read again under the lock: some may be new."""
    indexed = SearchDoc.objects.filter(kind=kind.number).values_list("object_id", flat=True)
    return refresh(kind, sorted(set(indexed) - ids))


def faults() -> dict[str, int]:
    """Return, by kind, how many records the index holds wrongly, lacks or has too many; changes nothing."""
    wrong: dict[str, int] = {}
    for kind in kinds():
        indexed = dict(SearchDoc.objects.filter(kind=kind.number).values_list("object_id", "digest"))
        count = 0
        for chunk in in_chunks(kind.ids(), _CHUNK):
            for document in kind.documents(chunk):
                count += indexed.pop(document.id, None) != document.digest()
        wrong[kind.code] = count + len(indexed)
    return wrong


def empty() -> None:
    """Empty the index; the next true-up builds it anew."""
    with transaction.atomic():
        state = _lock()
        with connection.cursor() as cursor:
            for model in (SearchPosting, SearchDoc, SearchWord):
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
        state.generation = state.stamp = uuid.uuid4()
        state.save(update_fields=["generation", "stamp"])
