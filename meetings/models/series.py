"""Series of events: editions that follow each other, perhaps as a duty."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of
from coordination.lib.models import Tracked, TrackedQuerySet


class SeriesQuerySet(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(network__in=scope_of(user).may("meetings.view_event"))


class EventSeries(Tracked):
    """Editions that follow each other („Fachtag Kinderschutz“, every two years): a duty with an owner.

    ``every_months``: how often an edition is owed; empty: no duty. Whose turn it is stands in ``owner``.
    """

    network = models.ForeignKey(
        Network, models.PROTECT, verbose_name=_("network"), related_name="event_series"
    )
    name = models.CharField(_("name"), max_length=160)
    every_months = models.PositiveSmallIntegerField(
        _("every … months"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    duty = models.CharField(
        _("why"), max_length=200, blank=True, help_text=_("For example: decided on by the steering group.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("responsible"),
        related_name="+",
    )

    objects = SeriesQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "name"],
                name="series_once_per_network",
                violation_error_message=_("There is a series of this name already."),
            ),
            models.CheckConstraint(name="series_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
