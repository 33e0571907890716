"""The stored result of the dead-end check of a network."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of


class DeadEndsQuerySet(models.QuerySet["DeadEnds"]):
    def visible_to(self, user) -> Self:
        """For those who read the drafts of the network."""
        return self.filter(network__in=scope_of(user).may("pathways.view_draft"))


class DeadEnds(models.Model):
    """When each kind of service answers in each municipality (``services/deadends.py``). Computed, never edited.

    ``seen``: the newest change set that it knows of. It holds times and keys of places, nothing about people.
    """

    network = models.OneToOneField(
        Network, models.CASCADE, verbose_name=_("network"), related_name="dead_ends"
    )
    result = models.JSONField(_("result"), default=dict)
    as_of = models.DateTimeField(_("as of"))
    day = models.DateField(_("day of the last full check"))
    seen = models.BigIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)

    objects = DeadEndsQuerySet.as_manager()

    class Meta:
        verbose_name = _("dead-end check")
        verbose_name_plural = _("dead-end checks")
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.network)
