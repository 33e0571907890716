"""Agreements of an institution and the youth office's districts."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of
from coordination.directory.models.institutions import Institution
from coordination.directory.models.ownership import OwnedQuerySet, read_in_own_networks
from coordination.lib.levels import Level
from coordination.lib.models import Tracked
from coordination.places.models import Municipality


class AgreementQuerySet(OwnedQuerySet):
    def visible_to(self, user) -> Self:
        """Agreements of the user's networks, for their members: none of the public's or another network's business."""
        rows = self.owned_by(scope_of(user).may("directory.view_agreement"))
        return rows.filter(read_in_own_networks(user, level=Level.NETWORK, institution="institution"))

    def editable_by(self, user) -> Self:
        """Between network and institution: the coordination alone writes them down."""
        rows = self.owned_by(scope_of(user).may("directory.change_agreement"))
        return rows.filter(institution__removed_at__isnull=True)

    def valid(self, day: dt.date | None = None) -> Self:
        day = day or timezone.localdate()
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), signed_on__lte=day)

    def ending(self, day: dt.date | None = None, *, within_days: int = 90) -> Self:
        day = day or timezone.localdate()
        return self.valid(day).filter(valid_until__lte=day + dt.timedelta(days=within_days))

    def ended(self, day: dt.date | None = None) -> Self:
        return self.filter(valid_until__lt=day or timezone.localdate())


class Agreement(Tracked):
    """An agreement of an institution with a ``network``, or a concept, with its dates.

    Certificates of conduct (§ 72a) themselves are never stored.
    """

    part_of = ("institution",)

    class Kind(models.TextChoices):
        PROTECTION = "8a4", _("Agreement under § 8a(4) SGB VIII")
        CONDUCT = "72a", _("Agreement under § 72a SGB VIII")
        COOPERATION = "cooperation", _("Cooperation agreement (§ 3 KKG)")
        CONCEPT = "protection_concept", _("Protection concept")

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="agreements")
    network = models.ForeignKey(
        Network, models.PROTECT, editable=False, verbose_name=_("network"), related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    signed_on = models.DateField(_("signed on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    review_due = models.DateField(_("review due"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = AgreementQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("kind", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "network", "kind"],
                name="agreement_once",
                violation_error_message=_("There is already an agreement of this kind."),
            ),
            models.CheckConstraint(
                name="agreement_ends_after_signing",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("signed_on")),
                violation_error_message=_("“Valid until” lies before the day of signing."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def light(self, day: dt.date | None = None) -> str:
        """„ok“, „due“ (ends within 90 days or review overdue) or „old“ (ended)."""
        day = day or timezone.localdate()
        if self.valid_until and self.valid_until < day:
            return "old"
        soon = self.valid_until and self.valid_until <= day + dt.timedelta(days=90)
        return "due" if soon or (self.review_due and self.review_due < day) else "ok"


class YouthOfficeDistrict(Tracked):
    """A municipality for which a youth office is responsible. Reports go by this, not by the network."""

    part_of = ("youth_office",)

    youth_office = models.ForeignKey(
        Institution, models.CASCADE, verbose_name=_("youth office"), related_name="youth_office_districts"
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="youth_office_districts"
    )

    class Meta:
        verbose_name = _("district of a youth office")
        verbose_name_plural = _("districts of youth offices")
        ordering = ("municipality__sort_key", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                name="one_youth_office_per_municipality",
                violation_error_message=_(
                    "Another youth office is already responsible for this municipality."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.youth_office}: {self.municipality}"


class ProtectionLiftQuerySet(models.QuerySet["ProtectionLift"]):
    def open(self) -> Self:
        return self.filter(decided_at__isnull=True)

    def visible_to(self, user) -> Self:
        networks = scope_of(user).may("directory.change_institution")
        return self.filter(institution__in=Institution.objects.listed_in(networks))


class ProtectionLift(models.Model):
    """The request to lift the protection of a place. A second person decides; the database holds them apart."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="lifts")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    is_granted = models.BooleanField(default=False)

    objects = ProtectionLiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to lift a protection")
        verbose_name_plural = _("requests to lift protections")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(decided_at__isnull=True),
                name="one_open_lift",
                violation_error_message=_("There is already an open request for this place."),
            ),
            models.CheckConstraint(
                name="lift_needs_four_eyes",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                violation_error_message=_("A second person has to decide."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.reason}"
