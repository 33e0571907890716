"""The wordings of consents: published, used, never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def for_networks(self, networks) -> Self:
        """What these networks may use: their own wordings and those of the house."""
        return self.filter(Q(network__in=networks) | Q(network__isnull=True))

    def in_force(self, network, day: dt.date | None = None) -> ConsentText | None:
        """The wording a network uses on a day: its own newest, else the newest of the house."""
        rows = self.for_networks([network]).filter(valid_from__lte=day or timezone.localdate())
        return rows.order_by(F("network").asc(nulls_last=True), "-valid_from", "-id").first()


class ConsentText(models.Model):
    """The wording people agreed to, by version. None is ever changed (``directory/guards.py``): a new one follows.

    Without a network it is the house's, for every network that has none of its own.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(
        Network,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("network"),
        related_name="consent_texts",
    )
    version = models.CharField(_("version"), max_length=20)
    text = models.TextField(_("wording"), max_length=4000)
    valid_from = models.DateField(_("from"), default=timezone.localdate)

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording of a consent")
        verbose_name_plural = _("wordings of consents")
        ordering = ("-valid_from", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "version"],
                name="consent_version_once",
                violation_error_message=_("There is already a wording with this version."),
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(network__isnull=True),
                name="consent_version_of_the_house_once",
                violation_error_message=_("There is already a wording with this version."),
            ),
        ]

    def __str__(self) -> str:
        return self.version
