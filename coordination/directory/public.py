"""The public side of the directory: what stands at a place, how the lists by place, type and topic are counted.

Everything starts from ``Institution.objects.public_in(network)`` and asks ``visible_to(None)``: who is signed in sees
the same as everybody. Institutions are no people: small counts may be shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.text import slugify

from coordination.accounts.wording import in_words_of
from coordination.directory.models import (
    Institution,
    InstitutionTopic,
    InstitutionType,
    Listing,
    Service,
    TargetGroup,
    Topic,
    YouthOfficeDistrict,
)
from coordination.lib.fold import fold, sort_key
from coordination.lib.models import Tracked
from coordination.places.models import Municipality


@dataclass(frozen=True)
class Way:
    """One line of a list of lists: „Troisdorf (37)“."""

    label: str
    count: int
    url: str
    group: str = ""


@dataclass(frozen=True)
class Where:
    """What a text in the field „place“ can mean: ``places`` (several: ask), or nothing known here."""

    text: str
    places: list[Municipality]

    @property
    def is_unclear(self) -> bool:
        return len(self.places) > 1

    @property
    def is_unknown(self) -> bool:
        return bool(self.text) and not self.places


def count(network: Any) -> int:
    """Return how many entries are public, counted as listings: an index of small rows, less what lies in the bin."""
    removed = Institution.objects.filter(removed_at__isnull=False)
    return Listing.objects.readable_by(None).filter(network=network).exclude(institution__in=removed).count()


def at(rows: QuerySet[Institution], places: Iterable[Municipality]) -> QuerySet[Institution]:
    """What lies in one of these municipalities, or is expressly there for it: its youth office, a service with an area.

    A protected place stands under no place: where it helps could tell where it is.
    """
    places = list(places)
    offers = Service.objects.visible_to(None).filter(
        Q(areas__municipality__in=places) | Q(areas__district__in=[place.district_id for place in places]),
        provider=OuterRef("pk"),
    )
    offices = YouthOfficeDistrict.objects.filter(municipality__in=places).values("youth_office")
    here = Q(municipality__in=places) | Q(pk__in=offices) | Q(Exists(offers))
    return rows.filter(here, protected_place=False)


def where(text: str, network: Any) -> Where:
    """Find the municipalities a postcode reaches into, or those of this network's directory called so."""
    text = " ".join(text.replace("\x00", "").split())[:80]
    if not text:
        return Where("", [])
    known = Municipality.objects.in_force().select_related("district").order_by("sort_key", "id")
    if text.isascii() and text.isdigit():
        return Where(text, list(known.filter(ags=text) if len(text) == 8 else known.at_postcode(text)))
    mine = known.filter(pk__in=Institution.objects.public_in(network).order_by().values("municipality"))
    served = known.filter(networks__network=network)
    called = (mine | served).distinct()
    wanted = fold(text)
    exact = [place for place in called.named(text) if place]
    return Where(text, exact or [place for place in called if wanted in place.search_text][:12])


def places(network: Any) -> list[Way]:
    """Count the public entries by the municipality in which they lie."""
    rows = _counted(network, "municipality__ags", "municipality__name", "municipality__district__name")
    ways = [
        Way(name, n, reverse("public:place", args=[place_slug(name, ags)]), district or "")
        for ags, name, district, n in rows
        if ags
    ]
    return sorted(ways, key=lambda way: (sort_key(way.group), sort_key(way.label)))


def types(network: Any) -> list[Way]:
    """Count the public entries by type, in the groups and the order of the field."""
    groups = dict(InstitutionType.Group.choices)
    rows = _counted(network, "type__sort_order", "type__code", "type__name", "type__group")
    return [
        Way(in_words_of(network, name), n, reverse("public:type", args=[code]), str(groups[group]))
        for _order, code, name, group, n in rows
    ]


def topics(network: Any) -> list[Way]:
    """Count the public entries by topic; an entry counts under each of its topics."""
    there = Institution.objects.public_in(network).filter(pk=OuterRef("institution"))
    columns = ("topic__sort_order", "topic__code", "topic__name")
    rows = InstitutionTopic.objects.filter(Exists(there)).order_by().values_list(*columns)
    found = rows.annotate(n=Count("pk")).order_by(*columns)
    return [Way(name, n, reverse("public:topic", args=[code])) for _order, code, name, n in found]


def words() -> dict[str, list[tuple[str, str]]]:
    """Return what the filters offer, (code, name) in the order of the field; one question for all."""
    lists: dict[str, tuple[Any, str]] = {
        "art": (InstitutionType, "short_name"),
        "thema": (Topic, "name"),
        "fuer": (TargetGroup, "name"),
    }
    first, *others = [
        model.objects.order_by().annotate(_list=Value(key)).values_list("_list", "sort_order", name, "code")
        for key, (model, name) in lists.items()
    ]
    found: dict[str, list[tuple[str, str]]] = {key: [] for key in lists}
    for key, _order, name, code in sorted(first.union(*others, all=True)):
        found[key].append((code, name))
    return found


def _counted(network: Any, *columns: str) -> QuerySet:
    rows = Institution.objects.public_in(network).order_by().values_list(*columns)
    return rows.annotate(n=Count("pk")).order_by(*columns)


def place_slug(name: str, ags: str) -> str:
    """How a municipality stands in addresses: „troisdorf-05382068“; only the number counts."""
    return f"{slugify(fold(name))}-{ags}".strip("-")


def latest_changes(network: Any, limit: int) -> list[dict[str, Any]]:
    """Return the public entries that changed last, newest first: the record and when. Never what or by whom."""
    history = Institution.history.model.objects
    seen = Institution.objects.public_in(network).filter(pk=OuterRef("id"))
    rows = history.filter(Exists(seen)).order_by("-history_id").values_list("id", "history_date")[: limit * 6]
    latest: dict[int, Any] = {}
    for pk, moment in rows:
        if len(latest) < limit:
            latest.setdefault(pk, moment)
    found = Institution.objects.select_related("type").in_bulk(latest)
    return [{"institution": found[pk], "at": moment} for pk, moment in latest.items() if pk in found]


def changed_at(record: Tracked) -> Any:
    """When the record itself was changed last."""
    return record.history.order_by("-history_id").values_list("history_date", flat=True).first()
