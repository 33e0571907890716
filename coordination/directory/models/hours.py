"""When a service is there, who holds its telephone, who comes next, and where its catchment is finer than a town."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coordination.accounts.scope import scope_of
from coordination.directory.models.contacts import ContactPoint
from coordination.directory.models.institutions import Institution
from coordination.directory.models.offers import Service
from coordination.lib import weekly
from coordination.lib.fold import fold
from coordination.lib.hours_words import in_words, lines
from coordination.lib.levels import Level
from coordination.lib.models import Tracked, TrackedQuerySet
from coordination.places.models import Municipality


class OfService(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        """What belongs to services the user sees."""
        return self.filter(Exists(Service.objects.visible_to(user).filter(pk=OuterRef("service"))))


class HoursQuerySet(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        """Hours of services and institutions the user sees."""
        services = Service.objects.visible_to(user).filter(pk=OuterRef("service"))
        institutions = Institution.objects.visible_to(user).filter(pk=OuterRef("institution"))
        return self.filter(Q(Exists(services)) | Q(Exists(institutions)))


class Hours(Tracked):
    """Opening hours of a service, or office hours of an institution, as OSM ``opening_hours`` (``lib/weekly.py``).

    ``keeps_rota``: open hours alone do not do; somebody must stand in the rota of that time.
    """

    part_of = ("service", "institution")

    service = models.OneToOneField(Service, models.CASCADE, null=True, blank=True, related_name="hours")
    institution = models.OneToOneField(
        Institution, models.CASCADE, null=True, blank=True, related_name="hours"
    )
    osm = models.CharField(_("hours"), max_length=2000)
    note = models.CharField(
        _("note"), max_length=160, blank=True, help_text=_("For example: at other times leave a message.")
    )
    keeps_rota = models.BooleanField(_("a rota says who holds the telephone"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    verified_on = models.DateField(_("confirmed on"), null=True, blank=True)

    objects = HoursQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="hours_have_one_owner",
                condition=Q(service__isnull=False, institution__isnull=True, osm__gt="")
                | Q(service__isnull=True, institution__isnull=False, osm__gt="", keeps_rota=False),
                violation_error_message=_("Hours belong to one service or one institution."),
            )
        ]

    def __str__(self) -> str:
        return in_words(self.osm)

    @property
    def lines(self) -> list[str]:
        """The hours in words, line by line."""
        week = weekly.from_osm(self.osm)
        return [self.osm] if week is None else lines(week)


class ShiftQuerySet(OfService):
    def visible_to(self, user) -> Self:
        """Who holds the telephone is for people of the network, not for the public nor for all professionals."""
        scope = scope_of(user)
        inside = [network for network in scope.networks if scope.reads_in(network) >= Level.NETWORK]
        return super().visible_to(user).filter(service__network__in=inside)

    def at(self, moment: dt.datetime) -> Self:
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def between(self, start: dt.datetime, end: dt.datetime) -> Self:
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class OnCallShift(Tracked):
    """Who holds the on-call telephone from one moment to another (half-open). A team or a role, never private data."""

    part_of = ("service",)

    service = models.ForeignKey(Service, models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField(_("takes over at"))
    ends_at = models.DateTimeField(_("hands over at"))
    holder = models.CharField(
        _("who holds the telephone"),
        max_length=120,
        help_text=_("A team, a role or a name for the service, for example: team south. No private numbers."),
    )
    contact = models.ForeignKey(
        ContactPoint,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("number of this shift"),
        related_name="+",
        help_text=_("Only if another number of this service is answered; else the usual one."),
    )

    objects = ShiftQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(
                name="shift_has_length_and_holder",
                condition=Q(ends_at__gt=F("starts_at")) & ~Q(holder=""),
                violation_error_message=_("A shift ends after it begins, and somebody holds the telephone."),
            )
        ]
        indexes = [models.Index(fields=["service", "starts_at"], name="shift_of_service")]

    def __str__(self) -> str:
        return self.holder


class Fallback(Tracked):
    """Whom to ask next when a service cannot be reached, in this order."""

    part_of = ("service",)

    service = models.ForeignKey(Service, models.CASCADE, related_name="fallbacks")
    then = models.ForeignKey(Service, models.CASCADE, verbose_name=_("then"), related_name="stands_in_for")
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = OfService.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("fallback")
        verbose_name_plural = _("fallbacks")
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "then"],
                name="fallback_once",
                violation_error_message=_("This service stands in the chain already."),
            ),
            models.CheckConstraint(
                name="fallback_is_another",
                condition=~Q(then=F("service")),
                violation_error_message=_("A service cannot stand in for itself."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.then)


class CatchmentPart(Tracked):
    """A part of a town for which a service is in charge: a district part, or a street with its house numbers.

    A service with such rows in a municipality serves only these there; without any it serves all of its area.
    """

    part_of = ("service",)

    class Side(models.TextChoices):
        ALL = "all", _("all house numbers")
        ODD = "odd", _("odd house numbers")
        EVEN = "even", _("even house numbers")

    service = models.ForeignKey(Service, models.CASCADE, related_name="parts")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="+"
    )
    part = models.CharField(_("part of the town"), max_length=80, blank=True)
    street = models.CharField(_("street"), max_length=120, blank=True)
    number_from = models.PositiveSmallIntegerField(_("house number from"), null=True, blank=True)
    number_until = models.PositiveSmallIntegerField(_("house number until"), null=True, blank=True)
    side = models.CharField(_("side"), max_length=5, choices=Side, default=Side.ALL)
    part_key = models.CharField(max_length=80, editable=False)
    street_key = models.CharField(max_length=120, editable=False)

    objects = OfService.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("part of a catchment area")
        verbose_name_plural = _("parts of catchment areas")
        ordering = ("part_key", "street_key", "number_from", "id")
        constraints = [
            models.CheckConstraint(
                name="part_or_street",
                condition=~Q(part_key="", street_key=""),
                violation_error_message=_("A part of the town or a street is needed."),
            ),
            models.CheckConstraint(
                name="house_numbers_in_order",
                condition=Q(number_from__isnull=True)
                | Q(number_until__isnull=True)
                | Q(number_until__gte=F("number_from")),
                violation_error_message=_("The house number “until” lies below the one “from”."),
            ),
        ]
        indexes = [models.Index(fields=["service", "municipality", "street_key"], name="part_of_service")]

    def __str__(self) -> str:
        return self.street or self.part

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set the columns by which streets and parts are found; bulk writers call it themselves."""
        self.part_key, self.street_key = fold(self.part)[:80], street_key(self.street)


def street_key(text: str) -> str:
    """A street as it is compared: „Kölner Str.“ = „Kölner Straße“ = „koelner strasse“."""
    folded = fold(text).replace("strasse", "str").replace("str.", "str")
    return "".join(sign for sign in folded if sign.isalnum())[:120]
