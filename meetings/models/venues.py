"""Where events take place: venues and their rooms, with what people who need it must know beforehand."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of
from coordination.lib.models import Tracked, TrackedQuerySet


class VenueQuerySet(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        """Venues of the networks whose events the user reads; the public sees a venue on the page of an event."""
        return self.filter(network__in=scope_of(user).may("meetings.view_event"))


class Venue(Tracked):
    """A house with an address. Never a protected place: people are invited here."""

    network = models.ForeignKey(Network, models.PROTECT, verbose_name=_("network"), related_name="venues")
    name = models.CharField(_("name"), max_length=160)
    address = models.CharField(
        _("address"), max_length=200, blank=True, help_text=_("Street, number, postcode, town")
    )
    travel = models.TextField(_("how to get there"), max_length=1000, blank=True)
    accessibility = models.TextField(
        _("accessibility"),
        max_length=1000,
        blank=True,
        help_text=_(
            "Entrance, lift, toilet, hearing loop, parking: what the house offers and what it lacks."
        ),
    )

    objects = VenueQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "name"],
                name="venue_once_per_network",
                violation_error_message=_("There is a venue of this name already."),
            ),
            models.CheckConstraint(name="venue_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:venue-detail", args=[self.uid])


class Room(Tracked):
    """A room of a venue; ``seats`` is a limit for warnings, the capacity of a workshop stands on the session."""

    part_of = ("venue",)

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=80)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    is_step_free = models.BooleanField(_("step-free"), default=False)
    has_hearing_loop = models.BooleanField(_("hearing loop"), default=False)
    accessibility = models.CharField(_("accessibility"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "name"],
                name="room_once_per_venue",
                violation_error_message=_("There is a room of this name already."),
            ),
            models.CheckConstraint(name="room_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
