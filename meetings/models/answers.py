"""What people answered when they registered; special needs stand apart from the rest."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.scope import scope_of
from meetings.models.events import LINK_LIVES, Event
from meetings.models.places import OfRegistration
from meetings.models.registrations import Registration


class SpecialNeedQuerySet(models.QuerySet["SpecialNeed"]):
    def visible_to(self, user) -> Self:
        """For the coordination until 30 days after the event, and for the person: nobody else, no log keeps them."""
        rows = Q(registration__event__network__in=scope_of(user).may("meetings.view_specialneed"))
        if getattr(user, "is_authenticated", False):
            rows |= Q(registration__user=user.pk)
        border = timezone.now() - LINK_LIVES
        return self.filter(rows, registration__event__ends_at__gt=border)


class SpecialNeed(models.Model):
    """What somebody needs to take part. Can tell of health or religion: apart from the rest, gone after 30 days."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="needs")
    diet = models.CharField(_("food"), max_length=200, blank=True)
    accessibility = models.CharField(_("accessibility"), max_length=300, blank=True)
    interpreter = models.CharField(_("interpreter"), max_length=200, blank=True)

    objects = SpecialNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("special need")
        verbose_name_plural = _("special needs")

    def __str__(self) -> str:
        return str(self.pk)


class Question(models.Model):
    """A further question of the organisers to everybody who registers, beside the fixed ones."""

    class Kind(models.TextChoices):
        LINE = "line", _("one line")
        TEXT = "text", _("several lines")
        CHOICE = "choice", _("one of several answers")
        CHECK = "check", _("yes or no")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="questions")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.LINE)
    label = models.CharField(_("question"), max_length=200)
    options = models.JSONField(_("answers"), default=list, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("question at registration")
        verbose_name_plural = _("questions at registration")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.label


class Answer(models.Model):
    """What somebody answered to a further question."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    text = models.CharField(_("answer"), max_length=1000, blank=True)

    objects = OfRegistration.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("question__position", "id")
        constraints = [models.UniqueConstraint(fields=["registration", "question"], name="answered_once")]

    def __str__(self) -> str:
        return self.text
