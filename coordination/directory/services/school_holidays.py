"""The table of school holidays."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.places.models import SchoolHoliday


def save_school_holiday(*, by: Any, row: SchoolHoliday) -> SchoolHoliday:
    """Add or change a row. Two holidays of one Land never overlap."""
    others = SchoolHoliday.objects.filter(land=row.land, first__lte=row.last, last__gte=row.first).exclude(
        pk=row.pk
    )
    if other := others.order_by("first").first():
        raise RuleBroken(_("These days overlap with %(other)s.") % {"other": other}, code="holidays_overlap")
    with history.changes(by=by, source=ChangeSet.Source.FORM):
        row.save()
    return row
