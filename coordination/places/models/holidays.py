"""School holidays per Land: a table people keep, since no package knows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.lib.models import Tracked, TrackedQuerySet
from coordination.places.models.areas import Land


class SchoolHolidayQuerySet(TrackedQuerySet):
    def visible_to(self, user: object) -> Self:
        """School holidays are everybody's."""
        return self.all()

    def around(self, day: dt.date, *, lands: Iterable[Land | int]) -> Self:
        """What a text of hours needs: from shortly before a day until a year after it."""
        return self.filter(
            land__in=lands, last__gte=day - dt.timedelta(days=7), first__lte=day + dt.timedelta(days=370)
        )


class SchoolHoliday(Tracked):
    """School holidays of one Land, both days inclusive. Single free days of one school do not stand here."""

    land = models.ForeignKey(
        Land, models.PROTECT, verbose_name=_("Land"), related_name="school_holidays", db_index=False
    )
    name = models.CharField(_("name"), max_length=60)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    source = models.CharField(_("source"), max_length=200)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = SchoolHolidayQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("school holidays")
        verbose_name_plural = _("school holidays")
        ordering = ("land__name", "first", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["land", "first"],
                name="school_holidays_once",
                violation_error_message=_("Holidays that begin on this day stand in the table already."),
            ),
            models.CheckConstraint(
                name="school_holidays_in_order",
                condition=Q(last__gte=models.F("first")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                name="school_holidays_have_name_and_source",
                condition=~Q(name="") & ~Q(source=""),
                violation_error_message=_("Name and source are needed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first.year} ({self.land.abbreviation})"
