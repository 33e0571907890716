"""Telephone, mail, web: each datum with its own purpose, publication level and legal ground."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.scope import scope_of
from coordination.directory.models.institutions import Institution
from coordination.directory.models.listings import Listing
from coordination.directory.models.offers import Service
from coordination.directory.models.people import Person
from coordination.lib.levels import Level
from coordination.lib.models import Tracked, TrackedQuerySet


class ConsentText(models.Model):
    """The wording people agreed to, by version. A wording that was used is never changed."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    text = models.TextField(_("wording"))
    valid_from = models.DateField(_("from"), default=timezone.localdate)

    class Meta:
        verbose_name = _("wording of a consent")
        verbose_name_plural = _("wordings of consents")
        ordering = ("-valid_from", "-id")

    def __str__(self) -> str:
        return self.version


class ContactPointQuerySet(TrackedQuerySet):
    def visible_to(self, user, *, owner: str = "") -> Self:
        """Data at a level the user reads where they belong; nothing withdrawn, nothing of a threatened person.

        Public data stand on public entries only. National services are everybody's. ``owner`` (institution, person,
        service): only what belongs to such, with fewer questions to the database.
        """
        conditions = {
            "institution": lambda: self._listed(user, "institution"),
            "service": lambda: (
                self._listed(user, "service__provider")
                | Q(service__isnull=False, service__provider__isnull=True, level__lte=Level.PUBLIC)
            ),
            "person": lambda: Q(person__in=Person.objects.visible_to(user)) & self._person_level(user),
        }
        rows = self.filter(withdrawn_at__isnull=True)
        if owner:
            return rows.filter(conditions[owner](), **{f"{owner}__isnull": False})
        condition = Q()
        for each in conditions.values():
            condition |= each()
        return rows.filter(condition)

    def withdrawn(self) -> Self:
        """Those whose consent was withdrawn: only the proof of it is left, nobody sees them."""
        return self.filter(withdrawn_at__isnull=False)

    @staticmethod
    def _listed(user, institution: str) -> Q:
        """The condition „at a level the user reads where the institution is listed“."""
        listed = Listing.objects.filter(institution=OuterRef(institution))
        public = listed.filter(level__lte=Level.PUBLIC, status=Listing.Status.ACTIVE)
        condition = Q(Exists(public), level__lte=Level.PUBLIC)
        for reads, networks in scope_of(user).networks_reading():
            condition |= Q(Exists(listed.filter(network__in=networks)), level__lte=reads)
        return condition

    @staticmethod
    def _person_level(user) -> Q:
        from coordination.directory.models.people import Affiliation  # noqa: PLC0415 -- kept beside its use

        condition = Q(level__lte=Level.PUBLIC)
        at = Affiliation.objects.filter(person=OuterRef("person"))
        for reads, networks in scope_of(user).networks_reading():
            listed = Listing.objects.filter(institution=OuterRef("institution"), network__in=networks)
            condition |= Q(Exists(at.filter(Exists(listed))), level__lte=reads)
        return condition


class ContactPoint(Tracked):
    """One telephone number, mail or web address of an institution, a person or a service.

    ``value`` is the normal form (E.164, lower-case mail, full web address), ``display`` what people read.
    """

    part_of = ("institution", "person", "service")
    keeps = {"value": "directory", "display": "directory"}

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telephone")
        MOBILE = "mobile", _("Mobile phone")
        FAX = "fax", _("Fax")
        MAIL = "mail", _("E-mail")
        WEB = "web", _("Website")

    class Ground(models.TextChoices):
        TASK = "task", _("Public task (Art. 6(1)(e) GDPR)")
        INTEREST = "interest", _("Legitimate interest (Art. 6(1)(f) GDPR)")
        CONSENT = "consent", _("Consent (Art. 6(1)(a) GDPR)")

    institution = models.ForeignKey(
        Institution, models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="contacts")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    purpose = models.CharField(
        _("purpose"),
        max_length=60,
        blank=True,
        help_text=_("For example: switchboard, line for professionals."),
    )
    value = models.CharField(_("number or address"), max_length=254)
    display = models.CharField(_("as people read it"), max_length=254, blank=True)
    note = models.CharField(_("note"), max_length=160, blank=True)
    level = models.PositiveSmallIntegerField(_("visible for"), choices=Level, default=Level.COORDINATION)
    legal_ground = models.CharField(_("legal ground"), max_length=10, choices=Ground, default=Ground.TASK)
    consent_text = models.ForeignKey(
        ConsentText,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("wording of the consent"),
        related_name="+",
    )
    consented_at = models.DateTimeField(_("consent given"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("consent withdrawn"), null=True, blank=True)
    verified_on = models.DateField(_("confirmed on"), null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    objects = ContactPointQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("sort_order", "id")
        permissions = [("publish_contactpoint", "Can publish a contact")]
        constraints = [
            models.CheckConstraint(
                name="contact_has_one_owner",
                condition=Q(institution__isnull=False, person__isnull=True, service__isnull=True)
                | Q(institution__isnull=True, person__isnull=False, service__isnull=True)
                | Q(institution__isnull=True, person__isnull=True, service__isnull=False),
                violation_error_message=_("A contact belongs to exactly one institution, person or service."),
            ),
            models.CheckConstraint(
                name="contact_has_a_value",
                condition=~Q(value=""),
                violation_error_message=_("The number or address is missing."),
            ),
            models.CheckConstraint(name="contact_level_known", condition=Q(level__in=[10, 20, 30, 40])),
            models.CheckConstraint(
                name="consent_has_wording_and_time",
                condition=~Q(legal_ground="consent")
                | Q(consent_text__isnull=False, consented_at__isnull=False),
                violation_error_message=_("A consent needs its wording and the time at which it was given."),
            ),
        ]
        indexes = [models.Index(fields=["value"], name="contact_value")]

    def __str__(self) -> str:
        return self.display or self.value

    def light(self, day: dt.date | None = None) -> str:
        """How fresh the datum is, reckoned like an entry in a network (``Listing.light``)."""
        return Listing(confirmed_on=self.verified_on).light(day)

    @property
    def href(self) -> str:
        """What a link to it opens: tel:, mailto: or the web address."""
        if self.kind == self.Kind.WEB:
            return self.value
        return f"mailto:{self.value}" if self.kind == self.Kind.MAIL else f"tel:{self.value}"
