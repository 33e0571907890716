"""Who was there: from when to when, by whose desk; certificates are made of nothing else."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.scope import scope_of
from coordination.directory.models import InstitutionType, Profession
from coordination.places.models import Municipality
from meetings.models.events import Event
from meetings.models.programme import Session
from meetings.models.registrations import Registration


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user) -> Self:
        """For those who read the participants of the network, and for the person."""
        rows = Q(event__network__in=scope_of(user).may("meetings.view_participant"))
        if getattr(user, "is_authenticated", False):
            rows |= Q(registration__user=user.pk)
        return self.filter(rows, event__removed_at__isnull=True)

    def standing(self) -> Self:
        """What was not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def of_event(self) -> Self:
        """Presence at the event as a whole, not in one session."""
        return self.filter(session__isnull=True)


class Attendance(models.Model):
    """One person was there: at the event, or in one session of it. Half-open, UTC; without an end: until the end.

    ``name``, ``house`` and the three words of statistics are copied, since registrations go after six months and
    attendance stays three years. ``key`` is made where somebody taps: the same tap sent twice is one row.
    ``device_at``: what the clock of the telephone said; where it was wrong, ``present_from`` has our time.
    """

    class Source(models.TextChoices):
        DESK = "desk", _("check-in")
        SHEET = "sheet", _("list with signatures")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="attendances")
    session = models.ForeignKey(
        Session,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("item of the programme"),
        related_name="attendances",
    )
    registration = models.ForeignKey(
        Registration, models.SET_NULL, null=True, verbose_name=_("registration"), related_name="attendances"
    )
    name = models.CharField(_("name"), max_length=161)
    house = models.CharField(_("institution"), max_length=200, blank=True)
    institution_type = models.ForeignKey(InstitutionType, models.SET_NULL, null=True, related_name="+")
    profession = models.ForeignKey(Profession, models.SET_NULL, null=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.SET_NULL, null=True, related_name="+")

    present_from = models.DateTimeField(_("there from"))
    present_until = models.DateTimeField(_("until"), null=True, blank=True)
    source = models.CharField(_("recorded by"), max_length=5, choices=Source, default=Source.DESK)
    desk = models.CharField(_("desk"), max_length=40, blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    device_at = models.DateTimeField(null=True, blank=True, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ("present_from", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                name="there_once_at_an_event",
                condition=Q(session__isnull=True, withdrawn_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["registration", "session"],
                name="there_once_in_a_session",
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="attendance_ends_after_it_begins",
                condition=Q(present_until__isnull=True) | Q(present_until__gt=F("present_from")),
                violation_error_message=_("Leaving comes after arriving."),
            ),
        ]
        indexes = [models.Index(fields=["event", "session"], name="attendance_by_event")]

    def __str__(self) -> str:
        return self.name

    def leave(self, moment) -> None:
        self.present_until = moment
        self.save(update_fields=["present_until"])

    def withdraw(self) -> None:
        """Taken back (tapped the wrong name); the row stays, so that the same tap sent late does not bring it back."""
        self.withdrawn_at = timezone.now()
        self.save(update_fields=["withdrawn_at"])
