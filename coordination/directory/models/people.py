"""People who work in institutions. Never children, never families."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.directory.models.institutions import Institution
from coordination.directory.models.listings import Listing
from coordination.directory.models.ownership import OwnedQuerySet, led_by_owner, read_at, stands_before
from coordination.directory.models.reference import Function, Profession
from coordination.lib.fold import search_text, sort_key
from coordination.lib.levels import Level
from coordination.lib.models import Removable, Tracked
from coordination.lib.named import address_with


class PersonQuerySet(OwnedQuerySet):
    def visible_to(self, user) -> Self:
        """People at a level the user reads where they work; the threatened only for who may see them, and oneself."""
        scope = scope_of(user)
        at = Affiliation.objects.filter(person=OuterRef("pk"))
        led, shown = led_by_owner("institution"), stands_before(user, "institution")
        condition = Q(Exists(at.in_force().filter(led, shown)), level__lte=Level.PUBLIC)
        for reads, networks in scope.networks_reading():
            mine = at.filter(network__in=networks)
            if reads < Level.COORDINATION:
                mine = mine.filter(led)
            else:
                condition |= Q(network__in=networks)
            condition |= Q(Exists(mine), level__lte=reads)
        safe = Q(threat_flag=False)
        if threatened := scope.may("directory.view_threatened"):
            safe |= Q(network__in=threatened) | Q(Exists(at.filter(network__in=threatened)))
        condition &= safe
        if pk := getattr(user, "pk", None):
            condition |= Q(user=pk)
        return self.filter(condition, removed_at__isnull=True)

    def restricted_for(self, user) -> Self:
        """Entries of the user's networks whose processing is restricted; by name only for who handles them."""
        rows = self.owned_by(scope_of(user).may("directory.change_person"))
        return rows.filter(restricted_at__isnull=False)

    def working_in(self, networks) -> Self:
        """People with an affiliation, present or past, to an institution listed in one of these networks."""
        listed = Listing.objects.filter(institution=OuterRef("institution"), network__in=networks)
        return self.filter(Exists(Affiliation.objects.filter(Exists(listed), person=OuterRef("pk"))))

    def editable_by(self, user) -> Self:
        """People of the user's networks: name, level, threat and note are kept by one network alone."""
        return self.owned_by(scope_of(user).may("directory.change_person")).filter(removed_at__isnull=True)


class Person(Tracked, Removable):
    """A professional or volunteer. Private telephone and mail have no place here.

    The name is kept by one ``network``; others see it where an affiliation of theirs, or a public one, shows it.
    """

    class Ground(models.TextChoices):
        """Why processing is restricted (Art. 18(1) GDPR, a to d)."""

        DISPUTED = "disputed", _("The person disputes that it is right")
        UNLAWFUL = "unlawful", _("The processing was unlawful, the person wants no erasure")
        CLAIMS = "claims", _("The person needs the data for legal claims")
        OBJECTION = "objection", _("The person has objected, the decision is pending")

    network = models.ForeignKey(
        Network, models.PROTECT, editable=False, verbose_name=_("network"), related_name="+"
    )
    title = models.CharField(_("title"), max_length=40, blank=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80)
    profession = models.ForeignKey(
        Profession, models.PROTECT, null=True, blank=True, verbose_name=_("profession"), related_name="people"
    )
    level = models.PositiveSmallIntegerField(_("visible for"), choices=Level, default=Level.COORDINATION)
    threat_flag = models.BooleanField(
        _("threatened"),
        default=False,
        help_text=_(
            "The name is shown to the coordination only; others see the function mailbox of the institution."
        ),
    )
    specialisms = models.CharField(_("specialisms"), max_length=300, blank=True)
    note = models.TextField(
        _("note of the coordination"),
        max_length=2000,
        blank=True,
        help_text=_("No details of individual children or families."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("account"),
        related_name="person",
    )
    # Art. 18 GDPR: hidden like in the bin, where nothing deletes it (services/restriction.py).
    restricted_at = models.DateTimeField(
        _("processing restricted"), null=True, blank=True, editable=False, db_index=True
    )
    restricted_ground = models.CharField(
        _("ground of the restriction"), max_length=10, choices=Ground, blank=True, editable=False
    )
    restricted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("handles the restriction"),
        related_name="+",
    )
    sort_key = models.CharField(max_length=80, editable=False, db_index=True)
    search_text = models.TextField(editable=False)

    objects = PersonQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("sort_key", "id")
        constraints = [
            models.CheckConstraint(
                name="person_has_a_name",
                condition=~Q(last_name=""),
                violation_error_message=_("The last name is missing."),
            ),
            models.CheckConstraint(name="person_level_known", condition=Q(level__in=[10, 20, 30, 40])),
            models.CheckConstraint(
                name="restricted_person_is_hidden",
                condition=Q(restricted_at__isnull=True, restricted_ground="")
                | (Q(restricted_at__isnull=False, removed_at__isnull=False) & ~Q(restricted_ground="")),
            ),
        ]

    def __str__(self) -> str:
        """Never the name of a restricted entry: seats, tasks and minutes of others go on printing what stands here."""
        return _said_instead() if self.is_restricted else self.full_name

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address_with("directory:person-detail", self.uid)

    def derive(self) -> None:
        """Set the columns by which lists sort and search."""
        self.sort_key = sort_key(f"{self.last_name} {self.first_name}")
        self.search_text = search_text(self.title, self.first_name, self.last_name, self.specialisms)

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)

    @property
    def is_restricted(self) -> bool:
        return self.restricted_at is not None

    @property
    def initials(self) -> str:
        return "" if self.is_restricted else (self.first_name[:1] + self.last_name[:1]).upper()


def _said_instead() -> str:
    return gettext("Restricted entry")


class AffiliationQuerySet(OwnedQuerySet):
    def in_force(self, day: dt.date | None = None) -> Self:
        """Affiliations valid on a day; first and last day count."""
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )

    def readable_by(self, user) -> Self:
        """Affiliations where the user reads the level of the name, also of a person whose name is kept back."""
        return self.filter(read_at(user, institution="institution", level="person__level"))

    def visible_to(self, user) -> Self:
        """Readable affiliations of visible people with visible institutions; one's own in any case."""
        readable = read_at(user, institution="institution", level="person__level")
        if pk := getattr(user, "pk", None):
            readable |= Q(person__user=pk)
        return self.filter(
            readable,
            person__in=Person.objects.visible_to(user),
            institution__in=Institution.objects.visible_to(user),
        )

    def editable_by(self, user) -> Self:
        """Affiliations of the user's networks; as an editor those at the own institution there."""
        scope = scope_of(user)
        everything = scope.may("directory.change_institution")
        condition = Q(network__in=everything)
        if own := scope.may("directory.change_institution", reach=Reach.INSTITUTION) - everything:
            condition |= Q(
                network__in=own, institution__in=Institution.objects.kept_by(user, own).values("pk")
            )
        return self.filter(condition, person__removed_at__isnull=True, institution__removed_at__isnull=True)


class Affiliation(Tracked):
    """A person in a function at an institution, from day to day, as one ``network`` knows it."""

    part_of = ("institution", "person")

    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("person"), related_name="affiliations")
    institution = models.ForeignKey(
        Institution, models.CASCADE, verbose_name=_("institution"), related_name="affiliations"
    )
    network = models.ForeignKey(
        Network, models.PROTECT, editable=False, verbose_name=_("network"), related_name="+"
    )
    function = models.ForeignKey(
        Function, models.PROTECT, null=True, blank=True, verbose_name=_("function"), related_name="+"
    )
    is_contact = models.BooleanField(_("contact person"), default=False)
    is_deputy = models.BooleanField(_("deputy"), default=False)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    absent_from = models.DateField(_("absent from"), null=True, blank=True)
    absent_until = models.DateField(_("absent until"), null=True, blank=True)

    objects = AffiliationQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ("-is_contact", "is_deputy", "person__sort_key", "id")
        constraints = [
            models.CheckConstraint(
                name="affiliation_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                name="absence_has_both_days",
                condition=Q(absent_from__isnull=True, absent_until__isnull=True)
                | Q(absent_from__isnull=False, absent_until__gte=models.F("absent_from")),
                violation_error_message=_("An absence needs its first and its last day, in this order."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.institution}"
