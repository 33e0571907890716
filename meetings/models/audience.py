"""For whom an event is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.directory.models import InstitutionType, Profession
from coordination.lib.models import Tracked
from meetings.models.events import Event


class EventAudience(Tracked):
    """For whom an event is: a type of institution or a profession, exactly one per row; no row: for everybody."""

    part_of = ("event",)

    event = models.ForeignKey(Event, models.CASCADE, related_name="audience")
    institution_type = models.ForeignKey(
        InstitutionType,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("type of institution"),
        related_name="+",
    )
    profession = models.ForeignKey(
        Profession, models.PROTECT, null=True, blank=True, verbose_name=_("profession"), related_name="+"
    )

    class Meta:
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        ordering = ("institution_type__sort_order", "profession__sort_order", "id")
        constraints = [
            models.CheckConstraint(
                name="event_audience_is_one_thing",
                condition=Q(institution_type__isnull=False, profession__isnull=True)
                | Q(institution_type__isnull=True, profession__isnull=False),
            ),
            models.UniqueConstraint(fields=["event", "institution_type"], name="event_audience_type_once"),
            models.UniqueConstraint(fields=["event", "profession"], name="event_audience_profession_once"),
        ]

    def __str__(self) -> str:
        return str(self.institution_type or self.profession)
