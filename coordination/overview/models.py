"""Barriers that people have met on our pages."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import scope_of


class BarrierQuerySet(models.QuerySet["Barrier"]):
    def visible_to(self, user) -> Self:
        return self.filter(network__in=scope_of(user).may("overview.view_barrier"))

    def open(self) -> Self:
        return self.filter(done_at__isnull=True)


class Barrier(models.Model):
    """A report of a barrier, from anybody (§ 12b BGG and the acts of the Länder: an answer within a month).

    No name is needed; a mail address only to get the answer, and it is deleted with the answer.
    """

    ANSWER_WITHIN = dt.timedelta(days=30)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, models.CASCADE, verbose_name=_("network"), related_name="+")
    text = models.TextField(_("what does not work"), max_length=2000)
    page = models.CharField(_("on which page"), max_length=300, blank=True)
    reply_to = models.EmailField(_("mail address for the answer"), blank=True)
    language = models.CharField(max_length=2, default="de")
    made_at = models.DateTimeField(_("received"), default=timezone.now)
    done_at = models.DateTimeField(_("answered"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    objects = BarrierQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported barrier")
        verbose_name_plural = _("reported barriers")
        ordering = ("made_at", "id")
        constraints = [
            models.CheckConstraint(name="barrier_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="barrier_answered_has_answer_and_forgets_address",
                condition=Q(done_at__isnull=True, answer="") | (~Q(answer="") & Q(reply_to="")),
                violation_error_message=_("Please write what has been done."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("overview:barrier", args=[self.uid])

    @property
    def due(self) -> dt.date:
        return timezone.localdate(self.made_at + self.ANSWER_WITHIN)

    def answer_with(self, text: str, *, by: Any) -> None:
        self.answer, self.done_by, self.done_at, self.reply_to = text, by, timezone.now(), ""
        self.save(update_fields=["answer", "done_by", "done_at", "reply_to"])
