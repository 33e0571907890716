"""Telephone, mail, web: each datum with its own purpose, publication level and legal ground."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.directory.models.consents import ConsentText
from coordination.directory.models.institutions import Institution
from coordination.directory.models.listings import Listing
from coordination.directory.models.offers import Service
from coordination.directory.models.ownership import OwnedQuerySet, read_at, read_in_own_networks
from coordination.directory.models.people import Person
from coordination.lib.levels import Level
from coordination.lib.models import Tracked


class ContactPointQuerySet(OwnedQuerySet):
    def visible_to(self, user, *, owner: str = "") -> Self:
        """Data at a level the user reads in their network, public ones on records the user sees; nothing withdrawn.

        National services are everybody's. ``owner`` (institution, person, service): only what belongs to such, with
        fewer questions to the database.
        """
        readable = Q(level__lte=Level.PUBLIC) | read_in_own_networks(user, level="level")
        conditions = {
            "institution": lambda: Q(institution__isnull=False) & read_at(user, institution="institution"),
            "service": lambda: Q(service__in=Service.objects.visible_to(user).values("pk")) & readable,
            "person": lambda: Q(person__in=Person.objects.visible_to(user).values("pk")) & readable,
        }
        rows = self.filter(withdrawn_at__isnull=True)
        if owner:
            return rows.filter(conditions[owner]())
        condition = Q()
        for each in conditions.values():
            condition |= each()
        return rows.filter(condition)

    def editable_by(self, user) -> Self:
        """What the user may change: data of a network of theirs; as an editor those of the own institution there."""
        scope = scope_of(user)
        everything = scope.may("directory.change_contactpoint")
        condition = Q(network__in=everything)
        if own := scope.may("directory.change_contactpoint", reach=Reach.INSTITUTION) - everything:
            kept = Institution.objects.kept_by(user, own).values("pk")
            at_mine = Q(institution__in=kept) | Q(service__in=Service.objects.editable_by(user).values("pk"))
            condition |= Q(network__in=own) & at_mine
        in_bin = (
            Q(institution__removed_at__isnull=False)
            | Q(person__removed_at__isnull=False)
            | Q(service__removed_at__isnull=False)
        )
        return self.filter(condition).exclude(in_bin)

    def withdrawn(self) -> Self:
        """Those whose consent was withdrawn: only the proof of it is left, nobody sees them."""
        return self.filter(withdrawn_at__isnull=False)


class ContactPoint(Tracked):
    """One telephone number, mail or web address of an institution, a person or a service.

    It belongs to one ``network``: two that list an institution keep their numbers apart. Those of national services
    belong to none. ``value`` is the normal form (E.164, lower-case mail, full web address), ``display`` what people
    read.
    """

    part_of = ("institution", "person", "service")

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
    network = models.ForeignKey(
        Network,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,  # few networks, many rows: an index would only slow the import down
        verbose_name=_("network"),
        related_name="+",
    )
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
            models.CheckConstraint(
                name="contact_has_its_network",
                condition=Q(network__isnull=False) | Q(service__isnull=False, level=10),
                violation_error_message=_(
                    "A contact belongs to a network; only national services have none."
                ),
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
