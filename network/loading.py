"""From the database to arrays, once per version of the graph; readers get parts of it by their rights.

Rows come by ``values_list``: model objects would cost seventeen times as much (docs/adr/0028-the-graph.md).
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, repeat
from threading import Lock
from typing import Any

import numpy as np
from django.utils import timezone

from coordination.directory.models import InstitutionType, Listing
from coordination.lib.bulk import without_collector
from network import past
from network.arrays import Arrays, Flags, Ints
from network.edges import KINDS, quick
from network.families import KEYS, family_of
from network.models.graph import version_of
from network.ties.multipliers import speakers

_CHUNK, _KEPT = 20_000, 12
_SPARSE = 50  # ids so far apart are searched for: a table of them would be mostly empty
_MOST_ABOVE = 12  # providers above providers
_kept: OrderedDict[Any, Any] = OrderedDict()
_lock = Lock()


def kept(key: Any, make: Any) -> Any:
    """Return what was made for a key, or make it; the oldest go. One memory per process: the key holds the version."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > _KEPT * 8:
            _kept.popitem(last=False)
    return made


def forget() -> None:
    with _lock:
        _kept.clear()


def loaded(network: int, day: dt.date, version: int | None = None) -> Arrays:
    """The whole graph of a network on a day, whoever asks: readers get parts of it (network/reading.py).

    ``version``: of the graph, where somebody has just asked for those of several networks.
    """
    version = version_of(network) if version is None else version
    return kept(("graph", network, version, day), lambda: read(network, day, version))


@without_collector()
def read(network: int, day: dt.date, version: int = 0) -> Arrays:
    """From the tables; the collector of circles would cost as much as the reading of half a million ties."""
    ids, levels, groups, places, types, place_names = _nodes(network, day)
    spoken = speakers([network], day)
    multipliers = np.zeros(len(ids), dtype=np.int32)
    if spoken:
        here = np.fromiter(spoken, dtype=np.int64, count=len(spoken))
        at = np.searchsorted(ids, here)
        there = (at < len(ids)) & (ids[np.minimum(at, max(len(ids) - 1, 0))] == here) if len(ids) else at < 0
        multipliers[at[there]] = np.fromiter(spoken.values(), dtype=np.int32, count=len(spoken))[there]
    source, target, kinds, tie_levels, kind_names = _ties(network, day, ids)
    belongs = kind_names.index("belongs")
    if len(source):
        tie_levels = np.maximum(tie_levels, np.maximum(levels[source], levels[target]))
    return Arrays(
        ids=ids,
        levels=levels,
        groups=groups,
        places=places,
        types=types,
        multipliers=multipliers,
        carried=carried_by_provider(multipliers > 0, source[kinds == belongs], target[kinds == belongs]),
        source=source,
        target=target,
        kinds=kinds,
        tie_levels=tie_levels,
        group_names=KEYS,
        place_names=place_names,
        kind_names=kind_names,
        version=version,
    )


def carried_by_provider(spoken_for: Flags, houses: Ints, providers: Ints) -> Flags:
    """For whom nobody speaks, but somebody does for the provider, or for its provider; a ring of them ends."""
    above = np.full(len(spoken_for), -1)
    above[houses] = providers
    found, at = np.zeros(len(spoken_for), dtype=bool), above.copy()
    for _step in range(_MOST_ABOVE):
        there = at >= 0
        if not there.any():
            break
        found |= there & spoken_for[at]
        at = np.where(there, above[at], -1)
    return found & ~spoken_for


def _rows(network: int, day: dt.date) -> Iterable[Any]:
    """Institutions that the network leads, by id; of an earlier day those it led then (network/past.py)."""
    if day < timezone.localdate():
        return past.nodes(network, day)
    rows = Listing.objects.filter(
        network=network, status=Listing.Status.ACTIVE, institution__removed_at__isnull=True
    ).order_by("institution_id")
    columns = (
        "institution_id", "level", "institution__type_id", "institution__municipality__name", "institution__part",
        "institution__city",
    )  # fmt: skip
    return rows.values_list(*columns).iterator(chunk_size=_CHUNK)


def _nodes(network: int, day: dt.date) -> tuple[Ints, Ints, Ints, Ints, Ints, tuple[str, ...]]:
    """Their place is the municipality, and the part of the town if it has one."""
    kinds = InstitutionType.objects.order_by().values_list("pk", "code", "group")
    family = {pk: family_of(code, group) for pk, code, group in kinds}
    place_code: dict[tuple[str, str], int] = {("", ""): 0}
    parts: list[list[Ints]] = [[] for _ in range(5)]
    for chunk in _chunks(_rows(network, day)):
        pks, reads, of_type, towns, quarters, cities = zip(*chunk, strict=True)
        codes = [
            place_code.setdefault((town or city or "", quarter), len(place_code))
            for town, quarter, city in zip(towns, quarters, cities, strict=True)
        ]
        for part, values in zip(
            parts, (pks, reads, [family[one] for one in of_type], codes, of_type), strict=True
        ):
            part.append(np.array(values, dtype=np.int64))
    found = [np.concatenate(part) if part else np.zeros(0, dtype=np.int64) for part in parts]
    ids, levels, groups, codes_of, types = found[0], *(one.astype(np.int32) for one in found[1:])
    places, names = _by_place(codes_of, place_code)
    return ids, levels, groups, places, types, names


def _by_place(places: Ints, codes: dict[tuple[str, str], int]) -> tuple[Ints, tuple[str, ...]]:
    """Name places as people do: „Spich“ in the town where most are, else the town; one code for each name."""
    counts = np.bincount(places, minlength=len(codes))
    in_town: dict[str, int] = {}
    for (town, _part), code in codes.items():
        in_town[town] = in_town.get(town, 0) + int(counts[code])
    main = max(in_town, key=lambda town: (bool(town), in_town[town]))
    alone = in_town[main] * 2 > len(places)
    names: dict[str, int] = {"": 0}
    moved = np.zeros(len(codes), dtype=np.int32)
    for (town, part), code in codes.items():
        moved[code] = names.setdefault(part or town if alone and town == main else town, len(names))
    return moved[places], tuple(names)


def _ties(network: int, day: dt.date, ids: Ints) -> tuple[Ints, Ints, Ints, Ints, tuple[str, ...]]:
    """Ties with both ends among the nodes; ends in the bin or elsewhere fall out, and so do loops."""
    place_of = _places(ids)
    codes = {kind: at for at, kind in enumerate(KINDS)}
    other = codes["other"]
    parts: list[list[Ints]] = [[] for _ in range(4)]
    for rows in quick([network], day):
        for chunk in _chunks(rows):
            begins, ends, words, reads = list(zip(*chunk, strict=True))[:4]
            from_, to = place_of(begins), place_of(ends)
            kind = np.fromiter(map(codes.get, words, repeat(other)), dtype=np.int32, count=len(words))
            good = (from_ >= 0) & (to >= 0) & (from_ != to)
            for part, values in zip(parts, (from_, to, kind, np.array(reads, dtype=np.int32)), strict=True):
                part.append(values[good].astype(np.int32))
    source, target, kinds, levels = (
        np.concatenate(part) if part else np.zeros(0, dtype=np.int32) for part in parts
    )
    return source, target, kinds, levels, tuple(KINDS)


def _places(ids: Ints) -> Callable[[Any], Ints]:
    """What finds the places of ids among the nodes, -1 where there is none: by a table, where ids lie close enough."""
    first, last = (int(ids[0]), int(ids[-1])) if len(ids) else (0, -1)
    if last - first > _SPARSE * len(ids):
        return lambda values: _searched(np.array(values, dtype=np.int64), ids)
    table = np.full(
        last - first + 3, -1, dtype=np.int32
    )  # one empty place before the first and behind the last
    table[ids - first + 1] = np.arange(len(ids), dtype=np.int32)

    def looked_up(values: Any) -> Ints:
        return table[np.clip(np.array(values, dtype=np.int64) - first + 1, 0, len(table) - 1)]

    return looked_up


def _searched(wanted: Ints, ids: Ints) -> Ints:
    at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[at] == wanted, at, -1)


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk
