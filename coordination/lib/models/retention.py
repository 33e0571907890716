"""How long a network keeps what, where it differs from the default; and what each run of retention did."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KeepingTime(models.Model):
    """A period (``personal.Period.key``) that a network has changed, in months."""

    network_id = models.BigIntegerField()  # the tenants stand above this room: a number, not a key
    key = models.CharField(max_length=60)
    months = models.PositiveSmallIntegerField(_("months"))

    class Meta:
        verbose_name = _("retention period")
        verbose_name_plural = _("retention periods")
        ordering = ("network_id", "key")
        constraints = [models.UniqueConstraint(fields=["network_id", "key"], name="one_keeping_time")]

    def __str__(self) -> str:
        return f"{self.key}: {self.months}"


class RetentionRun(models.Model):
    """One run of retention: how many rows of which period, per network. Says nothing about whom."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    counts = models.JSONField(default=dict)  # key → network id ("" for none) → count

    class Meta:
        verbose_name = _("run of retention")
        verbose_name_plural = _("runs of retention")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
