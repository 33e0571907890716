"""For whom an event is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.directory.models.audience import ForWhom, constraints_for
from meetings.models.events import Event


class EventAudience(ForWhom):
    """For whom an event is; no row: for everybody."""

    part_of = ("event",)

    event = models.ForeignKey(Event, models.CASCADE, related_name="audience")

    class Meta(ForWhom.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        constraints = constraints_for("event", prefix="event_audience")
