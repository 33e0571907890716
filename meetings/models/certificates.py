"""Certificates of attendance (Teilnahmebescheinigung): what was certified, frozen, with a number anybody can check."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.permissions import Reach
from coordination.accounts.scope import scope_of
from coordination.directory.models import Affiliation, Institution
from coordination.lib import codes
from meetings.models.events import Event
from meetings.models.registrations import Registration


class CertificateTerms(models.Model):
    """On which terms an event certifies, and what stands on each certificate beside the person."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="certificate_terms")
    least_percent = models.PositiveSmallIntegerField(
        _("from this share of attendance on"),
        default=80,
        validators=[MaxValueValidator(100)],
        help_text=_("In percent of the time with content. Who was there for less gets no certificate."),
    )
    contents = models.TextField(
        _("contents"),
        max_length=1500,
        blank=True,
        help_text=_("One per line. Empty: the titles of the programme."),
    )
    signed_by = models.CharField(
        _("signed by"), max_length=160, blank=True, help_text=_("Name and function, below the line.")
    )
    remark = models.CharField(
        _("remark"), max_length=300, blank=True, help_text=_("For example points of a chamber.")
    )

    class Meta:
        verbose_name = _("terms of certificates")
        verbose_name_plural = _("terms of certificates")
        constraints = [
            models.CheckConstraint(
                name="certificate_share_is_a_percentage", condition=Q(least_percent__lte=100)
            )
        ]

    def __str__(self) -> str:
        return str(self.event)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user) -> Self:
        """All of a network for its coordination and auditor; one's own; of one's institution for its editors."""
        scope = scope_of(user)
        rows = Q(event__network__in=scope.may("meetings.view_certificate"))
        if getattr(user, "is_authenticated", False):
            rows |= Q(user=user.pk)
            if networks := scope.may("meetings.view_certificate", reach=Reach.INSTITUTION):
                mine = Affiliation.objects.in_force().filter(
                    person__user=user.pk,
                    institution=OuterRef("institution"),
                    network=OuterRef("event__network"),
                )
                rows |= Q(Exists(mine), event__network__in=networks)
        return self.filter(rows, event__removed_at__isnull=True)

    def valid(self) -> Self:
        return self.filter(revoked_at__isnull=True)


class Certificate(models.Model):
    """What one person is certified. Never changed: what was wrong is revoked and issued anew under another number.

    ``content`` is what stands on the paper: event, place, days, hours, contents, who signs. The public page of the
    number shows event, days, hours and initials; the whole name only if the person agreed (``shows_name``).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("number"), max_length=8, unique=True, default=codes.new, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="certificates")
    registration = models.ForeignKey(Registration, models.SET_NULL, null=True, related_name="certificates")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="certificates"
    )
    institution = models.ForeignKey(Institution, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=161)
    house = models.CharField(_("institution"), max_length=200, blank=True)
    minutes = models.PositiveIntegerField(_("minutes of attendance"))
    content = models.JSONField(_("content"), default=dict)
    shows_name = models.BooleanField(_("name on the public page of the number"), default=False)

    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    mailed_at = models.DateTimeField(_("sent"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    revoke_reason = models.CharField(_("why revoked"), max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate of attendance")
        verbose_name_plural = _("certificates of attendance")
        ordering = ("event", "name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                name="one_valid_certificate_per_registration",
                condition=Q(revoked_at__isnull=True),
            ),
            models.CheckConstraint(name="certificate_is_worth_something", condition=Q(minutes__gt=0)),
            models.CheckConstraint(
                name="revoked_certificate_has_reason",
                condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason=""),
                violation_error_message=_("Revoking needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:certificate-detail", args=[self.uid])

    def get_public_url(self) -> str:
        return reverse("dates:certificate", args=[self.shown_code])

    @property
    def shown_code(self) -> str:
        return codes.shown(self.code)

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None

    def revoke(self, by, reason: str) -> None:
        self.revoked_at, self.revoked_by, self.revoke_reason = timezone.now(), by, reason
        self.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])

    def show_name(self, agreed: bool) -> None:
        self.shows_name = agreed
        self.save(update_fields=["shows_name"])
