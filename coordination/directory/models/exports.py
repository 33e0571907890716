"""The request to take many contacts out of the directory: a second person looks at it first."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of


class ExportRequestQuerySet(models.QuerySet["ExportRequest"]):
    def visible_to(self, user) -> Self:
        """Requests of the networks in which the user may export; also to the auditor, who decides nothing."""
        return self.filter(network__in=scope_of(user).may("directory.view_export"))

    def decidable_by(self, user) -> Self:
        """Open requests of others, in networks where the user may export."""
        networks = scope_of(user).may("directory.add_export")
        return self.open().filter(network__in=networks).exclude(asked_by=getattr(user, "pk", None))

    def open(self) -> Self:
        return self.filter(decided_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())

    def ready_for(self, user) -> Self:
        """Granted requests of the user that have not been fetched yet."""
        return self.filter(
            asked_by=getattr(user, "pk", None),
            is_granted=True,
            used_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=timezone.now(),
        )


class ExportRequest(models.Model):
    """One list that somebody wants as a file: which, how many rows, why; who decided; when it was fetched.

    Keeps the list's address, not its rows: what is handed out is what the asker may see on the day of fetching.
    """

    LIFETIME = dt.timedelta(days=7)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, models.CASCADE, related_name="export_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    noun = models.CharField(_("list"), max_length=20)
    kind = models.CharField(_("file type"), max_length=5)
    query = models.TextField(_("filters"), blank=True)
    described = models.CharField(
        _("which entries"), max_length=500, blank=True
    )  # search and filters in words
    count = models.PositiveIntegerField(_("entries"))
    reason = models.CharField(_("reason"), max_length=300)
    expires_at = models.DateTimeField(_("valid until"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    is_granted = models.BooleanField(_("granted"), default=False)
    used_at = models.DateTimeField(_("fetched"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ExportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for an export")
        verbose_name_plural = _("requests for exports")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="export_needs_four_eyes",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("A second person has to decide."),
            ),
            models.CheckConstraint(
                name="export_decided_by_somebody_at_some_time",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, is_granted=False)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                violation_error_message=_("A decision needs the person and the time."),
            ),
            models.CheckConstraint(
                name="export_used_only_if_granted",
                condition=Q(used_at__isnull=True) | Q(is_granted=True),
                violation_error_message=_("Only a granted export is handed out."),
            ),
            models.CheckConstraint(
                name="export_used_or_withdrawn",
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
                violation_error_message=_("What was fetched can no longer be withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.kind} ({self.count})"

    def get_absolute_url(self) -> str:
        return reverse("directory:export-detail", args=[self.uid])

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def can_be_withdrawn(self) -> bool:
        """Open, or granted and not fetched yet."""
        refused = self.decided_at is not None and not self.is_granted
        return self.used_at is None and self.withdrawn_at is None and not self.is_over and not refused
