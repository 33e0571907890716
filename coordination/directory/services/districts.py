"""For which municipalities a youth office is responsible."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from coordination.directory.models import Institution, YouthOfficeDistrict
from coordination.lib.errors import RuleBroken
from coordination.lib.history import changes
from coordination.places.models import Municipality


def set_districts(*, by: Any, youth_office: Institution, municipalities: Collection[Municipality]) -> int:
    """Make a youth office responsible for exactly these municipalities; return how many changed.

    A municipality has one youth office (§ 69 SGB VIII): one that belongs to another office is not taken from it.
    """
    if youth_office.type.code != "youth_office":
        raise RuleBroken(_("Only a youth office has a district."), code="no_youth_office")
    wanted = {municipality.pk: municipality for municipality in municipalities}
    taken = YouthOfficeDistrict.objects.filter(municipality__in=wanted).exclude(youth_office=youth_office)
    if other := taken.select_related("municipality").first():
        message = _("Another youth office is already responsible for %(place)s.")
        raise RuleBroken(message % {"place": other.municipality}, code="municipality_taken")
    with changes(by=by):
        there = {row.municipality_id: row for row in youth_office.youth_office_districts.all()}
        gone, new = there.keys() - wanted.keys(), wanted.keys() - there.keys()
        for pk in gone:
            there[pk].delete()
        for pk in new:
            YouthOfficeDistrict.objects.create(youth_office=youth_office, municipality=wanted[pk])
    return len(gone) + len(new)
