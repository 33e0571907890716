"""Every hop of a concern, as those see it who raised or joined it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models.concerns import Concern


class ConcernStep(models.Model):
    """One hop: what happened, when, by whom. ``text``: what was said, ``label``: where, ``day``: for which day."""

    class Kind(models.TextChoices):
        RAISED = "raised", gettext_lazy("raised")
        RELEASED = "released", gettext_lazy("released")
        TAKEN_UP = "taken_up", gettext_lazy("taken up")
        PROMISED = "promised", gettext_lazy("answer promised")
        WITH_GROUP = "with_group", gettext_lazy("given to a group")
        DECIDED = "decided", gettext_lazy("decided")
        ANSWERED = "answered", gettext_lazy("answered")
        DECLINED = "declined", gettext_lazy("declined")
        LATE = "late", gettext_lazy("reminded")
        CLEANED = "cleaned", gettext_lazy("text taken out")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    concern = models.ForeignKey(
        Concern, models.CASCADE, verbose_name=gettext_lazy("concern"), related_name="steps"
    )
    kind = models.CharField(gettext_lazy("what happened"), max_length=12, choices=Kind)
    at = models.DateTimeField(gettext_lazy("time"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(gettext_lazy("text"), max_length=3000, blank=True)
    label = models.CharField(gettext_lazy("where"), max_length=120, blank=True)
    day = models.DateField(gettext_lazy("day"), null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("step of a concern")
        verbose_name_plural = gettext_lazy("steps of a concern")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self) -> str:
        """What happened, in one sentence for those who wait for the answer."""
        day = date_format(self.day, "SHORT_DATE_FORMAT") if self.day else ""
        kind = self.Kind
        return {
            kind.RAISED: _("The concern was raised."),
            kind.RELEASED: _("The coordination has read it; others can now join."),
            kind.TAKEN_UP: _("The coordination has taken it up."),
            kind.PROMISED: _("An answer is promised until %(day)s.") % {"day": day},
            kind.WITH_GROUP: _("It is on the agenda of “%(group)s” on %(day)s.")
            % {"group": self.label, "day": day},
            kind.DECIDED: _("“%(group)s” has decided.") % {"group": self.label}
            if self.label
            else _("It is decided."),
            kind.ANSWERED: _("The answer is there."),
            kind.DECLINED: _("The network does not take this up."),
            kind.LATE: _("It takes longer than promised; those in charge were reminded."),
            kind.CLEANED: _("The text was taken out because it could tell of a single case."),
        }[kind(self.kind)]
