"""What people gave for the coordination's eyes only, what they asked for, what they were told."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Membership, Network
from coordination.accounts.scope import scope_of
from coordination.directory.models.consents import ConsentText
from coordination.directory.models.people import Affiliation, Person


class PrivateContactQuerySet(models.QuerySet["PrivateContact"]):
    def in_force(self, day: dt.date | None = None) -> Self:
        """Those whose function or role lasts on a day; the others wait for the sweeping only."""
        day = day or timezone.localdate()
        lasts = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        function = Q(affiliation__in=Affiliation.objects.filter(lasts))
        role = Q(membership__in=Membership.objects.filter(lasts))
        return self.filter(function | role)

    def ended(self, day: dt.date | None = None) -> Self:
        """Those whose function or role is over: to be deleted."""
        return self.exclude(pk__in=self.model.objects.in_force(day).values("pk"))

    def visible_to(self, user) -> Self:
        """To the coordination of the network, and to the person; the value itself only after a logged look."""
        networks = scope_of(user).may("directory.view_privatecontact")
        mine = Q(person__user=user.pk) if getattr(user, "pk", None) else Q(pk=None)
        return self.in_force().filter(Q(network__in=networks) | mine, person__removed_at__isnull=True)

    def editable_by(self, user) -> Self:
        return self.in_force().filter(network__in=scope_of(user).may("directory.change_privatecontact"))


class PrivateContact(models.Model):
    """A private telephone number or mail address. Exists by consent, for one function or role, and ends with it.

    Not tracked, on purpose: history would remember it. Never in lists, search, exports of lists, the interface, vCards.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telephone")
        MOBILE = "mobile", _("Mobile phone")
        MAIL = "mail", _("E-mail")

    class Channel(models.TextChoices):
        PAPER = "paper", _("on paper")
        MAIL = "mail", _("by mail")
        SPOKEN = "spoken", _("spoken, noted by the coordination")
        ONLINE = "online", _("here, signed in")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="private_contacts")
    affiliation = models.ForeignKey(
        Affiliation,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("for the function"),
        related_name="+",
    )
    membership = models.ForeignKey(
        Membership, models.CASCADE, null=True, blank=True, verbose_name=_("for the role"), related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    value = models.CharField(_("number or address"), max_length=254)
    display = models.CharField(_("as people read it"), max_length=254, blank=True)
    consent_text = models.ForeignKey(
        ConsentText, models.PROTECT, verbose_name=_("wording of the consent"), related_name="+"
    )
    consented_at = models.DateTimeField(_("consent given"))
    channel = models.CharField(_("how the consent was given"), max_length=10, choices=Channel)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PrivateContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("private contact")
        verbose_name_plural = _("private contacts")
        ordering = ("kind", "id")
        constraints = [
            models.CheckConstraint(
                name="private_contact_for_one_function_or_role",
                condition=Q(affiliation__isnull=False, membership__isnull=True)
                | Q(affiliation__isnull=True, membership__isnull=False),
                violation_error_message=_("A private contact is kept for one function or one role."),
            ),
            models.CheckConstraint(
                name="private_contact_has_a_value",
                condition=~Q(value=""),
                violation_error_message=_("The number or address is missing."),
            ),
        ]

    def __str__(self) -> str:
        """Never the value: what is printed by chance is not a logged look."""
        return str(self.get_kind_display())

    @property
    def kept_for(self) -> str:
        return str(self.affiliation or (self.membership and self.membership.get_role_display()) or "")


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def open(self) -> Self:
        return self.filter(decided_at__isnull=True)

    def visible_to(self, user) -> Self:
        """The person's own, and those of the networks whose people the user may change."""
        networks = scope_of(user).may("directory.change_person")
        return self.filter(Q(network__in=networks) | Q(asked_by=getattr(user, "pk", None)))

    def decidable_by(self, user) -> Self:
        """Open ones of others; nobody decides on the own request."""
        networks = scope_of(user).may("directory.change_person")
        return self.open().filter(network__in=networks).exclude(asked_by=getattr(user, "pk", None))


class DataRequest(models.Model):
    """What a person asks about the own data (Art. 16, 17, 18, 21 GDPR). One month to answer (Art. 12(3))."""

    MONTH = dt.timedelta(days=30)

    class Kind(models.TextChoices):
        CORRECT = "correct", _("Correction")
        ERASE = "erase", _("Erasure")
        OBJECT = "object", _("Objection")
        RESTRICT = "restrict", _("Restriction")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    wanted = models.JSONField(_("wanted"), default=dict, blank=True)  # column of the person → new value
    text = models.TextField(_("what is wrong, what is wanted"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    is_granted = models.BooleanField(_("granted"), default=False)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about one's own data")
        verbose_name_plural = _("requests about one's own data")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="data_request_refused_with_reason",
                condition=Q(decided_at__isnull=True) | Q(is_granted=True) | ~Q(answer=""),
                violation_error_message=_("Whoever refuses says why."),
            ),
            models.CheckConstraint(
                name="data_request_granted_when_decided",
                condition=Q(is_granted=False) | Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def due_on(self) -> dt.date:
        return timezone.localdate(self.asked_at + self.MONTH)


class NoticeGiven(models.Model):
    """That a person was told what is kept about them (Art. 14 GDPR), by which network, when."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    at = models.DateTimeField(_("told"), default=timezone.now)

    class Meta:
        verbose_name = _("privacy notice given")
        verbose_name_plural = _("privacy notices given")
        constraints = [models.UniqueConstraint(fields=["network", "person"], name="told_once_per_network")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
