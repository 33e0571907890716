"""The programme: sessions with speakers, and the versions of it that were released to the public."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.scope import scope_of
from coordination.lib.models import Tracked, TrackedQuerySet
from meetings.models.events import Event
from meetings.models.venues import Room


class OfEvent(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        """The working version: of events that the user changes or whose participants the user reads."""
        scope = scope_of(user)
        reads = scope.may("meetings.view_participant") | scope.may("meetings.change_event")
        mine = Q(event__network__in=reads)
        if getattr(user, "is_authenticated", False) and scope.may_anywhere("meetings.add_event"):
            mine |= Q(event__made_by=user.pk, event__network__in=scope.networks)
        return self.filter(mine, event__removed_at__isnull=True)


class Speaker(Tracked):
    """Somebody who speaks at an event; needs no account. Name and words about the person appear in the programme."""

    part_of = ("event",)

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("function, organisation"), max_length=200, blank=True)
    bio = models.TextField(_("about the person"), max_length=1500, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True, help_text=_("For the organisers only."))

    objects = OfEvent.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ("name", "id")
        constraints = [models.CheckConstraint(name="speaker_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class SessionQuerySet(OfEvent):
    def bookable(self) -> Self:
        """Workshops people choose: those with a number of places."""
        return self.filter(capacity__isnull=False)


class Session(Tracked):
    """One item of the programme in its working version. With ``capacity`` people book places in it, numbered.

    Moments in UTC, the end not included; inside the event (``services/programme.py`` sees to it). When the times are
    moved, the database moves the times of the bookings with them (meetings/guards.py).
    """

    part_of = ("event",)

    class Kind(models.TextChoices):
        GREETING = "greeting", _("Greeting")
        IMPULSE = "impulse", _("Impulse")
        LECTURE = "lecture", _("Lecture")
        WORKSHOP = "workshop", _("Workshop")
        PANEL = "panel", _("Discussion")
        MARKET = "market", _("Market of information")
        BREAK = "break", _("Break")
        OTHER = "other", _("Item of the programme")

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.LECTURE)
    title = models.CharField(_("title"), max_length=160)
    abstract = models.TextField(_("what it is about"), max_length=2000, blank=True)
    track = models.CharField(_("track"), max_length=60, blank=True)
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, verbose_name=_("room"), related_name="sessions"
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("With a number people choose this workshop when they register; empty: open to all."),
    )
    is_online_too = models.BooleanField(_("also for people online"), default=False)

    objects = SessionQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("item of the programme")
        verbose_name_plural = _("items of the programme")
        ordering = ("starts_at", "track", "title", "id")
        constraints = [
            models.CheckConstraint(name="session_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="session_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("This item ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SessionSpeaker(Tracked):
    """Who speaks in a session, in this order."""

    part_of = ("session",)

    session = models.ForeignKey(Session, models.CASCADE, related_name="speaking")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="speaking")
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("speaker of an item")
        verbose_name_plural = _("speakers of items")
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["session", "speaker"], name="speaker_once_per_session")
        ]

    def __str__(self) -> str:
        return str(self.speaker)


class ProgrammeRelease(models.Model):
    """The programme as it was released, frozen; the newest is what the public reads. Never changed afterwards.

    ``content``: {"sessions": [{"uid", "kind", "title", "abstract", "track", "room", "room_access", "starts_at",
    "ends_at" (ISO 8601, UTC), "capacity", "online", "speakers": [{"uid", "name", "title", "bio"}]}]} in the order of
    time (``meetings/frozen.py`` writes and reads it). ``changes``: what differs from the release before, in words.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="programme_releases")
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("content"), default=dict)
    changes = models.JSONField(_("changes"), default=list)
    note = models.CharField(_("what has changed"), max_length=300, blank=True)
    released_at = models.DateTimeField(_("released"), default=timezone.now)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("released programme")
        verbose_name_plural = _("released programmes")
        ordering = ("event", "-number")
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="programme_number_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.number}"
