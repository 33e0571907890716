"""What coverage and the legal lists are counted from: active institutions of networks, read with one question each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet

from coordination.directory.models import Institution
from network.coverage import Row
from network.gaps import with_speakers
from network.participants import Present

BY_PLACE, BY_PART = "ort", "teil"


def seen_by(user: Any, networks: Collection[int]) -> QuerySet[Institution]:
    """Active institutions of these networks that the user may see, each with its number of speakers."""
    return with_speakers(networks).filter(pk__in=Institution.objects.visible_to(user).values("pk"))


def place_column(by: str) -> str:
    return "part" if by == BY_PART else "municipality__name"


def rows_of(institutions: QuerySet[Institution], by: str) -> Iterator[Row]:
    """Rows of the matrix; a protected place has none, like whatever has no entry."""
    values = institutions.order_by().values_list(
        "type__code", "type__short_name", "type__sort_order", place_column(by), "speakers", "carried"
    )
    for code, label, order, place, speakers, carried in values:
        yield Row(code, label, order, place or "", speakers, carried)


def present(institutions: QuerySet[Institution]) -> Iterator[Present]:
    rows: Any = institutions.order_by()  # with the column of ``with_speakers``
    values = rows.values_list(
        "pk", "type__code", "type__standing", "name", "short_name", "other_names", "speakers"
    )
    for pk, code, standing, name, short, other, speakers in values:
        yield Present(pk, code, frozenset(standing or ()), f"{name} {short} {other}", speakers)
