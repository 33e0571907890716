"""What people answered when they registered; special needs stand apart from the rest."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.scope import scope_of
from coordination.lib.models import Tracked
from meetings.models.events import LINK_LIVES, Event
from meetings.models.places import OfRegistration
from meetings.models.programme import OfEvent
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


class Question(Tracked):
    """A question at registration. ``fixed`` names one of the house's own; else the organisers wrote it.

    An event without rows of fixed questions asks all of them in the order of ``Fixed``; the first change writes the
    rows (``services/questions.py``). Answers to ``is_need`` can tell of health: as special needs, gone after 30 days.
    """

    part_of = ("event",)

    class Kind(models.TextChoices):
        LINE = "line", _("one line")
        TEXT = "text", _("several lines")
        CHOICE = "choice", _("one of several answers")
        CHECK = "check", _("yes or no")

    class Fixed(models.TextChoices):
        OWN = "", _("own question")
        WISHES = "wishes", _("Wishes for workshops")
        DIET = "diet", _("Food")
        ACCESSIBILITY = "accessibility", _("What do you need to take part?")
        INTERPRETER = "interpreter", _("Interpreter")
        CONSENT_LIST = "consent_list", _("Consent: list of participants")
        CONSENT_PHOTO = "consent_photo", _("Consent: photographs")

    NEEDS = (Fixed.DIET, Fixed.ACCESSIBILITY, Fixed.INTERPRETER)
    CONSENTS = (Fixed.CONSENT_LIST, Fixed.CONSENT_PHOTO)

    event = models.ForeignKey(Event, models.CASCADE, related_name="questions")
    fixed = models.CharField(max_length=13, choices=Fixed, blank=True, default="", editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.LINE)
    label = models.CharField(_("question"), max_length=200)
    options = models.JSONField(_("answers"), default=list, blank=True)
    is_asked = models.BooleanField(_("is asked"), default=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_need = models.BooleanField(
        _("can tell of health or religion"),
        default=False,
        help_text=_("Read by the coordination alone; deleted 30 days after the event."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OfEvent.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("question at registration")
        verbose_name_plural = _("questions at registration")
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "fixed"], name="fixed_question_once", condition=~Q(fixed="")
            ),
            models.CheckConstraint(
                name="consent_is_free",
                condition=~Q(fixed__in=["consent_list", "consent_photo"]) | Q(is_required=False),
                violation_error_message=_("A consent is given freely: it cannot be required."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.get_fixed_display())


class AnswerQuerySet(OfRegistration):
    def visible_to(self, user) -> Self:
        """With the registration; what can tell of health only as special needs are."""
        border = timezone.now() - LINK_LIVES
        needs = Q(registration__event__network__in=scope_of(user).may("meetings.view_specialneed"))
        if getattr(user, "is_authenticated", False):
            needs |= Q(registration__user=user.pk)
        return (
            super()
            .visible_to(user)
            .filter(Q(question__is_need=False) | (needs & Q(registration__event__ends_at__gt=border)))
        )


class Answer(models.Model):
    """What somebody answered to a further question."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    text = models.CharField(_("answer"), max_length=1000, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("question__position", "id")
        constraints = [models.UniqueConstraint(fields=["registration", "question"], name="answered_once")]

    def __str__(self) -> str:
        return self.text
