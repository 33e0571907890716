"""What is to be carried into institutions: a briefing with its kit, to one relay per multiplier and institution."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.lib.models import StoredFile, Tracked, TrackedQuerySet
from network.models.appointments import institutions_of


class BriefingQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Briefings of the user's networks; multipliers and editors see what went to their own institutions."""
        from network.models.relays import Relay  # noqa: PLC0415 -- relays point to briefings

        scope, pk = scope_of(user), getattr(user, "pk", None)
        everything = scope.may("network.view_briefing")
        condition = Q(network__in=everything)
        if inside := scope.may("network.view_briefing", reach=Reach.OWN) - everything:
            here = Relay.objects.filter(briefing=OuterRef("pk"), institution__in=institutions_of(user))
            condition |= Q(Exists(here), network__in=inside)
        if pk:
            mine = Relay.objects.filter(briefing=OuterRef("pk"), appointment__person__user=pk)
            condition |= Q(Exists(mine)) | Q(proposed_by=pk, network__in=scope.networks)
        return self.filter(condition)

    def editable_by(self, user: Any) -> Self:
        return self.filter(network__in=scope_of(user).may("network.change_briefing"))

    def issued(self) -> Self:
        return self.filter(state=Briefing.State.ISSUED)

    def proposed(self) -> Self:
        return self.filter(state=Briefing.State.PROPOSED)


class Briefing(Tracked):
    """Something the network wants carried on, with a kit: key points, paper, suggested mail.

    It speaks of structures, procedures and offers, never of a child. ``source_kind`` and ``source_uid`` name what it
    comes from in another room (release, library, event, decision); nothing points up by key.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ISSUED = "issued", _("on its way")
        CLOSED = "closed", _("closed")

    network = models.ForeignKey(
        Network, models.PROTECT, editable=False, verbose_name=_("network"), related_name="briefings"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED, editable=False)
    title = models.CharField(_("title"), max_length=160)
    key_points = models.JSONField(_("key points"), default=list)
    body = models.TextField(_("more about it"), max_length=4000, blank=True)
    mail_text = models.TextField(_("suggested mail to colleagues"), max_length=3000, blank=True)
    link = models.URLField(_("link"), blank=True)
    sheet = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("sheet or slides"),
        related_name="+",
    )
    source_kind = models.SlugField(_("kind of source"), max_length=20, blank=True, editable=False)
    source_uid = models.UUIDField(null=True, editable=False)
    audience = models.JSONField(_("audience"), default=dict, editable=False)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    is_duty = models.BooleanField(
        _("has to be passed on"),
        default=False,
        help_text=_("Otherwise it is an offer: multipliers decide whether it fits their institution."),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    issued_at = models.DateTimeField(_("sent"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    objects = BriefingQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        ordering = ("-issued_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="briefing_has_a_title",
                condition=~Q(title=""),
                violation_error_message=_("The title is missing."),
            ),
            models.CheckConstraint(
                name="issued_briefing_has_its_time",
                condition=Q(state="proposed") | Q(issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="closed_briefing_has_its_time",
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="duty_has_a_day",
                condition=Q(is_duty=False) | Q(due_on__isnull=False),
                violation_error_message=_("What has to be passed on needs a day until when."),
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "due_on"], name="briefing_network_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("network:briefing-detail", args=[self.uid])

    def is_overdue(self, day: dt.date | None = None) -> bool:
        day = day or timezone.localdate()
        return bool(self.state == self.State.ISSUED and self.due_on and self.due_on < day)

    def issue_by(self, user: Any) -> None:
        self.state, self.issued_by, self.issued_at = self.State.ISSUED, user, timezone.now()
        self.save()

    def close(self) -> None:
        self.state, self.closed_at = self.State.CLOSED, timezone.now()
        self.save()
