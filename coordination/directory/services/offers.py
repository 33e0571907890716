"""Services and their catchment areas."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from coordination.directory.models import Service, ServiceArea
from coordination.directory.services.ownership import settle
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.places.models import District, Municipality, Postcode

Place = Municipality | Postcode | District


def save_service(*, by: Any, service: Service, areas: Collection[Place] | None, reason: str = "") -> Service:
    """Add or change a service with its catchment: ``areas`` replace what was there, None leaves them alone."""
    settle(by=by, row=service, institution=service.provider)
    named = service.catchment == Service.Catchment.AREAS
    if named and areas is not None and not areas:
        raise RuleBroken(
            _("Please name at least one municipality, postcode or district."), code="areas_missing"
        )
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        service.save()
        if areas is not None or not named:
            _set_areas(service, areas if named and areas else ())
    return service


def _set_areas(service: Service, areas: Collection[Place]) -> None:
    there = {
        (area.municipality_id, area.postcode_id, area.district_id): area.pk
        for area in ServiceArea.objects.filter(service=service)
    }
    wanted = {_key(place) for place in areas}
    history.bulk_create(
        [
            ServiceArea(
                service=service, municipality_id=municipality, postcode_id=postcode, district_id=district
            )
            for municipality, postcode, district in sorted(wanted - there.keys(), key=str)
        ]
    )
    history.bulk_delete(ServiceArea, [pk for key, pk in there.items() if key not in wanted])


def _key(place: Place) -> tuple[int | None, int | None, int | None]:
    return (
        place.pk if isinstance(place, Municipality) else None,
        place.pk if isinstance(place, Postcode) else None,
        place.pk if isinstance(place, District) else None,
    )
