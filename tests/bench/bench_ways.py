"""Who answers now, and a pathway resolved, at 100,000 services."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from coordination.accounts.models import CatchmentMunicipality, Network
from coordination.directory.catchment import Place
from coordination.directory.models import Hours, Institution, Listing, Service, ServiceArea, ServiceKind
from coordination.directory.reachability import in_charge, reachable
from coordination.lib.history import bulk_create
from coordination.lib.hours import BERLIN
from coordination.lib.levels import Level
from coordination.pathways.flow import Flow, FlowStep
from coordination.pathways.resolve import resolve_flow
from coordination.places.models import Municipality
from tests.bench.measure import Figures, bench, median_ms, take_statistics
from tests.factories.accounts import NetworkFactory
from tests.factories.directory import InstitutionTypeFactory, ServiceKindFactory
from tests.factories.places import DistrictFactory, place

SERVICES, TOWNS, KINDS = 100_000, 400, 36
AT = dt.datetime(2026, 11, 20, 22, tzinfo=BERLIN)
OFFICE = "Mo-Th 08:30-16:00, Fr 08:30-12:30; PH off; SH off"


@cache
def made() -> tuple[Network, list[Municipality], list[ServiceKind]]:
    """100,000 services of 5,000 institutions: most for one town, some for the whole network, hours for all."""
    network = NetworkFactory(name="Netzwerk der Wege", slug="wege")
    district = DistrictFactory()
    towns = [place(f"{50000 + n}", f"05382{n:03}", f"Ort {n}", district=district) for n in range(TOWNS)]
    for town in towns:
        CatchmentMunicipality.objects.create(network=network, municipality=town)
    kinds = [ServiceKindFactory(code=f"k{n}", name=f"Art {n}", short_name=f"Art {n}") for n in range(KINDS)]
    kind = InstitutionTypeFactory()
    houses = [Institution(name=f"Haus {n}", type=kind, municipality=towns[n % TOWNS]) for n in range(5000)]
    for house in houses:
        house.derive()
    bulk_create(houses)
    bulk_create([Listing(institution=house, network=network, level=Level.PUBLIC) for house in houses])
    services = []
    for n in range(SERVICES):
        whole = n % 2000 == 0
        row = Service(
            kind=kinds[n % KINDS], provider=houses[n % 5000], network=network, name=f"Angebot {n}", level=Level.PUBLIC,
            catchment=Service.Catchment.NETWORK if whole else Service.Catchment.AREAS,
        )  # fmt: skip
        row.derive()
        services.append(row)
    bulk_create(services)
    bulk_create(
        [
            ServiceArea(service=row, municipality=towns[n % TOWNS])
            for n, row in enumerate(services)
            if n % 2000
        ]
    )
    bulk_create([Hours(service=row, osm=OFFICE) for row in services])
    take_statistics()
    return network, towns, kinds


@bench("Who is in charge now, 100,000 services", unit="ms", goal=20)
def who_answers() -> Figures:
    _network, towns, kinds = made()
    where = Place(towns[7], "50007")

    def work() -> Any:
        return reachable(in_charge([kinds[7].code], where), AT, place=where)

    found = work()
    assert found
    return Figures(median_ms(work, rounds=15), note=f"{len(found)} answers")


@bench("A pathway resolved at a place, 100,000 services", unit="ms", goal=60)
def a_way_resolved() -> Figures:
    _network, towns, kinds = made()
    steps = tuple(FlowStep(f"s{n}", "report", f"Schritt {n}", slots=(kinds[n].code,)) for n in range(6))
    flow, where = Flow(code="P", title="Weg", steps=steps), Place(towns[7], "50007")
    found = resolve_flow(flow, where, AT)
    ms = median_ms(lambda: resolve_flow(flow, where, AT), rounds=15)
    return Figures(ms, note=f"{len(found.slots)} slots, {len(found.contacts)} contacts")
