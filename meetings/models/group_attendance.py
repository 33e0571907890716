"""Who was at a meeting of a group."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from coordination.directory.models import Person
from meetings.models.seats import Seat
from meetings.models.sittings import Meeting


class MeetingAttendanceQuerySet(models.QuerySet["MeetingAttendance"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(meeting__in=Meeting.objects.visible_to(user).values("pk"))

    def there(self) -> Self:
        return self.filter(state__in=MeetingAttendance.THERE)

    def votes(self) -> int:
        """How many votes are in the room or on the line."""
        return self.there().filter(seat__is_voting=True).count()


class MeetingAttendance(models.Model):
    """Who was at a meeting of a group: one row per seat, and one per guest. (Fachtage have their own.)"""

    class State(models.TextChoices):
        PRESENT = "present", gettext_lazy("there")
        ONLINE = "online", gettext_lazy("online")
        DEPUTY = "deputy", gettext_lazy("deputy there")
        EXCUSED = "excused", gettext_lazy("excused")
        ABSENT = "absent", gettext_lazy("absent")
        GUEST = "guest", gettext_lazy("guest")

    THERE = (State.PRESENT, State.ONLINE, State.DEPUTY)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(Seat, models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, verbose_name=gettext_lazy("person"), related_name="+"
    )
    guest_name = models.CharField(gettext_lazy("name of the guest"), max_length=120, blank=True)
    state = models.CharField(gettext_lazy("attendance"), max_length=8, choices=State, default=State.ABSENT)

    objects = MeetingAttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("attendance of a meeting")
        verbose_name_plural = gettext_lazy("attendance of meetings")
        ordering = ("meeting", "seat__position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"], name="attendance_seat_once", condition=Q(seat__isnull=False)
            ),
            models.CheckConstraint(
                name="guest_has_a_name",
                condition=Q(state="guest", seat__isnull=True) & ~Q(guest_name="")
                | ~Q(state="guest") & Q(seat__isnull=False),
                violation_error_message=gettext_lazy("Please give the name of the guest."),
            ),
        ]

    def __str__(self) -> str:
        return self.guest_name or str(self.person or self.seat)

    def note(self, state: str, person: Person | None) -> None:
        self.state, self.person = state, person
        self.save(update_fields=["state", "person"])
