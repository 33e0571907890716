"""Where a service is in charge: municipality, postcode, and where lists are finer, part of the town or street."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.models import CatchmentPart, Service, ServiceArea
from coordination.directory.models.hours import street_key
from coordination.lib.fold import fold
from coordination.places.models import Municipality

WHERE = gettext_lazy("Here several are in charge, each of a part of the town. Where exactly?")
NOT_LISTED = gettext_lazy(
    "This street stands in no list. Please check how it is written, or choose the part of the town."
)
_NUMBER = re.compile(r"^(.*?\D)\s*(\d{1,4})\s*[a-zA-Z]?(?:\s*[-/–].*)?$")


@dataclass(frozen=True)
class Place:
    """Where a child lives: as exactly as the lists of the services ask, never more."""

    municipality: Municipality
    postcode: str = ""
    part: str = ""
    street: str = ""

    @property
    def is_fine(self) -> bool:
        return bool(self.part or self.street)

    @property
    def street_and_number(self) -> tuple[str, int | None]:
        """ "Kölner Str. 12a" → the key of the street, 12."""
        found = _NUMBER.match(self.street.strip())
        return (street_key(found[1]), int(found[2])) if found else (street_key(self.street), None)

    def served(self) -> Q:
        """The condition on services „not narrowed to another part of this town“."""
        if not self.is_fine:
            return Q()
        rows = CatchmentPart.objects.filter(service=OuterRef("pk"), municipality=self.municipality)
        return ~Exists(rows) | Q(Exists(rows.filter(self._matches())))

    def _matches(self) -> Q:
        condition = Q(street_key="", part_key=fold(self.part)) if self.part else Q(pk__in=[])
        if self.street:
            key, number = self.street_and_number
            there = Q(street_key=key)
            if self.part:
                there &= Q(part_key__in=["", fold(self.part)])
            if number is not None:
                there &= Q(number_from__isnull=True) | Q(number_from__lte=number)
                there &= Q(number_until__isnull=True) | Q(number_until__gte=number)
                there &= Q(side__in=[CatchmentPart.Side.ALL, ("even", "odd")[number % 2]])
            condition |= there
        return condition


@dataclass(frozen=True)
class Finer:
    """What a page must ask because some service is in charge of a part of the town only."""

    parts: tuple[str, ...]
    has_streets: bool


def finer_question(services: QuerySet[Service], place: Place) -> Finer | None:
    """Return what else to ask for, or nothing. ``services``: those in charge of the town as a whole or in part."""
    rows = CatchmentPart.objects.filter(service__in=services.values("pk"), municipality=place.municipality)
    pairs = list(rows.order_by("part_key").values_list("part", "street_key").distinct()[:5000])
    if not pairs:
        return None
    parts = sorted({part for part, _street in pairs if part}, key=fold)
    return Finer(tuple(parts), any(street for _part, street in pairs))


def knows_street(services: QuerySet[Service], place: Place) -> bool:
    """Whether some list names the street (with any number), or the part of the town."""
    key, _number = place.street_and_number
    asked = Q(part_key=fold(place.part)) if place.part else Q(pk__in=[])
    if place.street:
        asked |= Q(street_key=key)
    rows = CatchmentPart.objects.filter(service__in=services.values("pk"), municipality=place.municipality)
    return rows.filter(asked).exists()


def why_in_charge(services: Iterable[Service], place: Place) -> dict[int, tuple[str, int]]:
    """Return for each service why it is in charge at the place, and how near it is (0 the nearest)."""
    found: dict[int, tuple[str, int]] = {}
    rows = list(services)
    by_area = [row.pk for row in rows if row.catchment == Service.Catchment.AREAS]
    areas = ServiceArea.objects.filter(service__in=by_area).filter(
        Q(municipality=place.municipality)
        | Q(district=place.municipality.district_id)
        | (Q(postcode__code=place.postcode) if place.postcode else Q(pk__in=[]))
    )
    if by_area:
        for service, town, district, code in areas.order_by("id").values_list(
            "service_id", "municipality__name", "district__name", "postcode__code"
        ):
            known = found.get(service, ("", 9))
            found[service] = min(known, _said(town or district, code, is_town=bool(town)), key=itemgetter(1))
    for row in rows:
        if row.catchment == Service.Catchment.NATION:
            found[row.pk] = (_("for all of Germany"), 4)
        elif row.catchment == Service.Catchment.NETWORK:
            where = row.network.name if row.network is not None else ""
            found[row.pk] = (_("in charge of the whole network (%(network)s)") % {"network": where}, 3)
    return found


def _said(name: str | None, code: str | None, *, is_town: bool) -> tuple[str, int]:
    if code:
        return _("in charge of postcode %(code)s") % {"code": code}, 0
    return _("in charge of %(place)s") % {"place": name}, 1 if is_town else 2
