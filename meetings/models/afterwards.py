"""What an event leaves behind: materials of its sessions, and what people said of it without their names."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.scope import scope_of
from coordination.lib.models import StoredFile
from meetings.models.events import Event
from meetings.models.programme import Session
from meetings.models.registrations import Registration


class MaterialQuerySet(models.QuerySet["Material"]):
    def visible_to(self, user) -> Self:
        """Public ones of public events; those of the network for its people; those of participants for them."""
        scope = scope_of(user)
        hidden = [Event.State.DRAFT, Event.State.CANCELLED]
        rows = Q(audience=Material.Audience.PUBLIC, event__is_public=True) & ~Q(event__state__in=hidden)
        rows |= Q(audience__in=[Material.Audience.PUBLIC, Material.Audience.NETWORK]) & Q(
            event__network__in=scope.may("meetings.view_event")
        )
        rows |= Q(event__network__in=scope.may("meetings.view_participant"))
        if getattr(user, "is_authenticated", False):
            mine = Registration.objects.admitted().filter(user=user.pk)
            rows |= Q(event__in=mine.values("event"))
        return self.filter(rows, event__removed_at__isnull=True)

    def public(self) -> Self:
        return self.filter(audience=Material.Audience.PUBLIC)


class Material(models.Model):
    """A file of an event or of one session: slides, a checklist, photographs of a flip chart."""

    class Audience(models.TextChoices):
        PARTICIPANTS = "participants", _("participants")
        NETWORK = "network", _("participants and the network")
        PUBLIC = "public", _("everybody")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="materials")
    session = models.ForeignKey(
        Session,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("item of the programme"),
        related_name="materials",
    )
    title = models.CharField(_("title"), max_length=160)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    audience = models.CharField(_("for whom"), max_length=12, choices=Audience, default=Audience.PARTICIPANTS)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ("session__starts_at", "title", "id")
        constraints = [models.CheckConstraint(name="material_has_a_title", condition=~Q(title=""))]

    def __str__(self) -> str:
        return self.title


class FeedbackTicket(models.Model):
    """One unused link to the feedback of an event. Names nobody: made in one heap, deleted when it is used."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="feedback_tickets")
    digest = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("link to the feedback")
        verbose_name_plural = _("links to the feedback")

    def __str__(self) -> str:
        return str(self.event)


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user) -> Self:
        return self.filter(
            event__network__in=scope_of(user).may("meetings.view_feedback"), event__removed_at__isnull=True
        )


def _mark(label) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


class Feedback(models.Model):
    """What one person said of an event: marks from 1 (not at all) to 5 (fully), and two short texts.

    No tie to a person, no address, no time of day. Shown from five answers on only.
    """

    MARKS = ("overall", "contents", "practice", "exchange", "organisation")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="feedback")
    overall = _mark(_("The event was worth it for me."))
    contents = _mark(_("The contents were sound and clear."))
    practice = _mark(_("I can use it in my work."))
    exchange = _mark(_("I met people I will call on."))
    organisation = _mark(_("Place, time and organisation were right."))
    takes_along = models.TextField(_("This I take along"), max_length=1000, blank=True)
    wishes = models.TextField(_("This I wish for the next time"), max_length=1000, blank=True)
    on = models.DateField(_("day"), default=timezone.localdate)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ("event", "uid")  # by chance, so that the order tells nothing

    def __str__(self) -> str:
        return str(self.event)
