"""What a handout says to one institution: its name, and who is in charge where it stands.

Services come by its address, down to the street where lists are that fine; the police station is that of its town, the
nearest of several. Only what everybody may see comes to paper; a protected place has no address and so no such sheet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from coordination.accounts.models import Network
from coordination.directory.catchment import Place, knows_street
from coordination.directory.models import ContactPoint, Institution, Service
from coordination.directory.reachability import PHONES, hours_of
from coordination.lib.fold import fold
from coordination.pathways.flow import Flow
from coordination.pathways.resolve import finer_of

OWN_KINDS = ("insofa_consultation", "asd_intake")  # whom the first page names, besides the police
POLICE, STATION = "police", "police_station"


def place_of(house: Institution, flow: Flow) -> Place | None:
    """Where it stands, as exactly as lists of services ask; None for a protected place or one without a town."""
    town = house.municipality
    if town is None or house.protected_place or house.removed_at is not None:
        return None
    whole = Place(town, house.postcode)
    if finer_of(flow, whole) is None:
        return whole
    exact = Place(town, house.postcode, house.part, f"{house.street} {house.house_number}".strip())
    kinds = {*flow.slots, *OWN_KINDS}
    near = Service.objects.of_kind(*kinds).serving(municipality=town, postcode=house.postcode)
    return exact if exact.is_fine and knows_street(near, exact) else whole


def address_of(house: Institution) -> str:
    street = f"{house.street} {house.house_number}".strip()
    return ", ".join(filter(None, (street, f"{house.postcode} {house.city}".strip())))


@dataclass(frozen=True)
class Station:
    """A police station with a number for everybody."""

    house: Institution
    number: str

    @property
    def contact(self) -> dict[str, Any]:
        hours = hours_of(self.house)
        return {
            "uid": str(self.house.uid),
            "kind": STATION,
            "name": self.house.name,
            "provider": "",
            "number": self.number,
            "osm": hours.osm if hours is not None else "",
            "hours": hours.note if hours is not None else "",
            "anonymous": False,
        }


def stations_of(network: Network) -> list[Station]:
    """The police stations that everybody finds in the directory of a network, with their telephone."""
    phones = ContactPoint.objects.visible_to(None, owner="institution").filter(kind__in=PHONES)
    rows = Institution.objects.public_in(network).filter(type__code=POLICE, municipality__isnull=False)
    rows = rows.filter(Exists(phones.filter(institution=OuterRef("pk")))).select_related("type", "hours")
    houses = list(rows.order_by("sort_key", "id"))
    numbers: dict[int, str] = {}
    for one in phones.filter(institution__in=houses).order_by("sort_order", "id"):
        numbers.setdefault(one.institution_id or 0, str(one))
    return [Station(house, numbers[house.pk]) for house in houses if house.pk in numbers]


def nearest(stations: Iterable[Station], house: Institution) -> Station | None:
    """The station of its town: of several the one of its part, of its postcode, else the nearest by coordinates."""
    there = [one for one in stations if one.house.municipality_id == house.municipality_id]
    return min(there, key=lambda one: _far(one.house, house), default=None)


def _far(station: Institution, house: Institution) -> tuple[bool, bool, float, str]:
    distance = float("inf")
    if None not in {station.latitude, station.longitude, house.latitude, house.longitude}:
        north = float(station.latitude) - float(house.latitude)  # type: ignore[arg-type]  # asked for above
        east = (float(station.longitude) - float(house.longitude)) * 0.63  # type: ignore[arg-type]  # at 51° north
        distance = north**2 + east**2
    same_part = bool(house.part) and fold(station.part) == fold(house.part)
    return not same_part, station.postcode != house.postcode, distance, station.sort_key
