"""Numbered places in workshops, and the waiting lists of events and workshops."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models.events import Event
from meetings.models.programme import Session
from meetings.models.registrations import Registration


class OfRegistration(models.QuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(registration__in=Registration.objects.visible_to(user))


class BookingQuerySet(OfRegistration):
    def fixed(self) -> Self:
        """Places people have; what badges, lists, certificates read."""
        return self.filter(hold_until__isnull=True)

    def offered(self) -> Self:
        """Places kept for an answer."""
        return self.filter(hold_until__isnull=False)


class Booking(models.Model):
    """A numbered place in a workshop. Start and end are the session's, copied so that the database can forbid overlap.

    ``rank``: which wish it was (1 the first). ``hold_until``: only offered until then; an offer may lie beside a place
    at the same time, which is given back when it is accepted. What ends is deleted; the notes of the registration tell.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="bookings")
    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings")
    place_no = models.PositiveIntegerField(_("number of the place"))
    rank = models.PositiveSmallIntegerField(_("wish"), default=1)
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    hold_until = models.DateTimeField(_("kept until"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a workshop")
        verbose_name_plural = _("places in workshops")
        ordering = ("starts_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["session", "place_no"], name="workshop_place_given_once"),
            models.UniqueConstraint(fields=["registration", "session"], name="workshop_booked_once"),
            models.CheckConstraint(name="workshop_places_begin_at_one", condition=Q(place_no__gte=1)),
        ]
        indexes = [
            models.Index(fields=["hold_until"], name="booking_held", condition=Q(hold_until__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.place_no}"

    @property
    def is_offer(self) -> bool:
        return self.hold_until is not None

    def accept(self) -> None:
        """An offer becomes a place."""
        self.hold_until = None
        self.save(update_fields=["hold_until"])


class WaitlistQuerySet(OfRegistration):
    def open(self) -> Self:
        return self.filter(outcome="")


class WaitlistEntry(models.Model):
    """Somebody waits: for a place at the event (``session`` empty) or in a workshop. The order is ``position``.

    ``outcome`` is empty while it waits. Why somebody behind was taken first stands in the notes of the registration.
    """

    class Outcome(models.TextChoices):
        WAITING = "", _("waits")
        TAKEN = "taken", _("moved up")
        DECLINED = "declined", _("offer declined")
        EXPIRED = "expired", _("offer not answered in time")
        LEFT = "left", _("left the list")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="waitlist")
    session = models.ForeignKey(Session, models.CASCADE, null=True, blank=True, related_name="waitlist")
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="waiting")
    position = models.BigIntegerField()
    rank = models.PositiveSmallIntegerField(_("wish"), default=1)
    joined_at = models.DateTimeField(_("since"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WaitlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of a waiting list")
        verbose_name_plural = _("entries of waiting lists")
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                name="waits_once_for_the_event",
                condition=Q(session__isnull=True, outcome=""),
            ),
            models.UniqueConstraint(
                fields=["registration", "session"], name="waits_once_per_workshop", condition=Q(outcome="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["event", "session", "position"], name="waitlist_order", condition=Q(outcome="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration} {self.position}"


class PlaceFinding(models.Model):
    """What the nightly self-check found wrong with the places of an event. There must never be one.

    ``what`` is a word of ``services/selfcheck.py``; the rows are written anew each night.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="place_findings")
    what = models.CharField(max_length=30)
    count = models.PositiveIntegerField(default=1)
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("finding of the self-check")
        verbose_name_plural = _("findings of the self-check")
        ordering = ("found_at", "id")

    def __str__(self) -> str:
        return self.what
