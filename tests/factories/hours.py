"""Hours, shifts, fallbacks, and the services of a small district."""

import factory
from factory.django import DjangoModelFactory

from coordination.directory.models import CatchmentPart, Fallback, Hours, OnCallShift, ServiceArea
from coordination.lib.levels import Level
from coordination.places.models import SchoolHoliday
from tests.factories.directory import (
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    ServiceFactory,
    ServiceKindFactory,
)
from tests.factories.places import LandFactory

OFFICE = "Mo-Th 08:30-16:00, Fr 08:30-12:30; PH off"
NIGHTS = "Mo-Th 16:00-08:30, Fr 12:30-24:00, Sa-Su 00:00-24:00; PH 00:00-24:00"


class HoursFactory(DjangoModelFactory):
    class Meta:
        model = Hours

    service = factory.SubFactory(ServiceFactory)
    osm = OFFICE


class OnCallShiftFactory(DjangoModelFactory):
    class Meta:
        model = OnCallShift

    service = factory.SubFactory(ServiceFactory)
    holder = factory.Sequence(lambda n: f"Team {n}")


class FallbackFactory(DjangoModelFactory):
    class Meta:
        model = Fallback


class CatchmentPartFactory(DjangoModelFactory):
    class Meta:
        model = CatchmentPart


class SchoolHolidayFactory(DjangoModelFactory):
    class Meta:
        model = SchoolHoliday

    land = factory.SubFactory(LandFactory)
    name = "Weihnachtsferien"
    source = "Erlass"


def service(
    network,
    kind="asd_intake",
    *,
    name="ASD Bezirk",
    osm=OFFICE,
    phone="+492241900111",
    level=Level.PUBLIC,
    **more,
):
    """A service of a listed institution with hours and a number; ``areas``: where it is in charge."""
    areas = more.pop("areas", ())
    rota = more.pop("keeps_rota", False)
    provider = more.pop("provider", None)
    if provider is None:
        provider = InstitutionFactory(name=f"Träger {name}")
        ListingFactory(institution=provider, network=network, level=Level.PUBLIC)
    made = ServiceFactory(
        kind=ServiceKindFactory(code=kind, name=kind, short_name=kind, slot=more.pop("slot", "")),
        provider=provider,
        network=network,
        name=name,
        level=more.pop("service_level", Level.PUBLIC),
        catchment="areas" if areas else "network",
        **more,
    )
    for area in areas:
        ServiceArea.objects.create(service=made, **area)
    if osm:
        HoursFactory(service=made, osm=osm, keeps_rota=rota)
    if phone:
        ContactPointFactory(institution=None, service=made, value=phone, level=level, network=network)
    return made
