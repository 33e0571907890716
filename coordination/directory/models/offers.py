"""Services: what an institution offers, to whom, and for which places."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import CatchmentMunicipality, Network
from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.directory.models.institutions import Institution
from coordination.directory.models.listings import Listing
from coordination.directory.models.ownership import OwnedQuerySet, read_at
from coordination.directory.models.reference import ServiceKind
from coordination.lib.fold import search_text, sort_key
from coordination.lib.levels import Level
from coordination.lib.models import Removable, Tracked
from coordination.lib.named import address_with
from coordination.places.models import District, Municipality, Postcode


class ServiceQuerySet(OwnedQuerySet):
    def visible_to(self, user) -> Self:
        """Services at a level the user reads in their network, public ones of institutions in sight, national ones."""
        national = Q(provider__isnull=True, level__lte=Level.PUBLIC)
        rows = self.filter(national | read_at(user, institution="provider"), removed_at__isnull=True)
        return rows.exclude(provider__removed_at__isnull=False)

    def of_kind(self, *codes: str) -> Self:
        return self.filter(kind__code__in=codes)

    def offered_in(self, networks) -> Self:
        """Services of institutions listed in one of these networks."""
        return self.filter(
            Exists(Listing.objects.filter(institution=OuterRef("provider"), network__in=networks))
        )

    def national(self) -> Self:
        return self.filter(provider__isnull=True)

    def editable_by(self, user) -> Self:
        """Services of the user's networks; as an editor those of the own institution there."""
        scope = scope_of(user)
        everything = scope.may("directory.change_service")
        condition = Q(network__in=everything)
        if own := scope.may("directory.change_service", reach=Reach.INSTITUTION) - everything:
            condition |= Q(network__in=own, provider__in=Institution.objects.kept_by(user, own).values("pk"))
        return self.filter(condition, removed_at__isnull=True).exclude(provider__removed_at__isnull=False)

    def serving(self, *, municipality: Municipality, postcode: str = "") -> Self:
        """Services whose catchment covers a municipality (and postcode): that of their network, or areas of theirs."""
        areas = ServiceArea.objects.filter(service=OuterRef("pk")).filter(
            Q(municipality=municipality)
            | Q(district=municipality.district_id)
            | (Q(postcode__code=postcode) if postcode else Q(pk__isnull=True))
        )
        there = CatchmentMunicipality.objects.filter(network=OuterRef("network"), municipality=municipality)
        whole = Q(catchment=Service.Catchment.NETWORK) & Exists(there)
        return self.filter(Q(catchment=Service.Catchment.NATION) | whole | Exists(areas))

    def reachable(self, at: dt.datetime, *, user: Any = None, place: Any = None) -> list[Any]:
        """Who answers at a moment, in the order in which one would call (``directory/reachability.py``)."""
        from coordination.directory.reachability import reachable  # noqa: PLC0415 -- it knows this module

        return reachable(self, at, user=user, place=place)


class Service(Tracked, Removable):
    """An offer (Angebot): ASD intake, on-call, InsoFa consultation … National hotlines have no provider.

    It belongs to one ``network``, with its contacts and its catchment; national hotlines belong to none.
    """

    class Catchment(models.TextChoices):
        NETWORK = "network", _("the whole network")
        AREAS = "areas", _("certain municipalities, postcodes or districts")
        NATION = "nation", _("all of Germany")

    class Access(models.TextChoices):
        OPEN = "open", _("open consultation hour")
        APPOINTMENT = "appointment", _("by appointment")
        REFERRAL = "referral", _("by referral")
        PHONE = "phone", _("by telephone at any time")

    class Fee(models.TextChoices):
        FREE = "free", _("free of charge")
        FEE = "fee", _("with a fee")
        INSURANCE = "insurance", _("health insurance pays")

    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name=_("kind"), related_name="services")
    provider = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("offered by"),
        related_name="services",
    )
    network = models.ForeignKey(
        Network,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("network"),
        related_name="+",
    )
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(
        _("description"),
        max_length=3000,
        blank=True,
        help_text=_("No details of individual children or families."),
    )
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    catchment = models.CharField(
        _("catchment area"), max_length=10, choices=Catchment, default=Catchment.NETWORK
    )
    access = models.CharField(_("access"), max_length=15, choices=Access, blank=True)
    fee = models.CharField(_("cost"), max_length=10, choices=Fee, blank=True)
    is_anonymous = models.BooleanField(_("anonymous advice possible"), default=False)
    hours_text = models.CharField(_("hours"), max_length=200, blank=True)
    waiting_time = models.CharField(_("waiting time"), max_length=80, blank=True)
    waiting_as_of = models.DateField(_("waiting time as of"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("visible for"), choices=Level, default=Level.COORDINATION)
    code = models.SlugField(_("code"), max_length=60, null=True, blank=True, unique=True, editable=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    sort_key = models.CharField(max_length=80, editable=False, db_index=True)
    search_text = models.TextField(editable=False)

    objects = ServiceQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ("sort_key", "id")
        permissions = [("publish_service", "Can publish a service")]
        constraints = [
            models.CheckConstraint(
                name="service_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("The name is missing."),
            ),
            models.CheckConstraint(name="service_level_known", condition=Q(level__in=[10, 20, 30, 40])),
            models.CheckConstraint(
                name="only_national_services_without_provider",
                condition=Q(provider__isnull=False, network__isnull=False, catchment__in=["network", "areas"])
                | Q(provider__isnull=True, network__isnull=True, catchment="nation"),
                violation_error_message=_(
                    "A service needs its institution and its network; only national hotlines have none."
                ),
            ),
            models.CheckConstraint(
                name="waiting_time_has_its_date",
                condition=Q(waiting_time="") | Q(waiting_as_of__isnull=False),
                violation_error_message=_("A waiting time needs the date of the statement."),
            ),
        ]
        # Who is in charge of a whole network, or of all of Germany (reachability.py).
        indexes = [models.Index(fields=["kind", "catchment"], name="service_kind_catchment")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address_with("directory:service-detail", self.uid)

    def derive(self) -> None:
        """Set the columns by which lists sort and search."""
        self.sort_key = sort_key(self.name)
        # Without the provider: not everybody who sees a service sees who offers it (list_search.py).
        self.search_text = search_text(self.name, self.audience, self.kind.name)


class ServiceArea(Tracked):
    """A part of the catchment area of a service: exactly one municipality, postcode or district."""

    part_of = ("service",)

    service = models.ForeignKey(Service, models.CASCADE, related_name="areas")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, verbose_name=_("municipality"), related_name="+"
    )
    postcode = models.ForeignKey(
        Postcode, models.PROTECT, null=True, blank=True, verbose_name=_("postcode"), related_name="+"
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, verbose_name=_("district"), related_name="+"
    )

    class Meta:
        verbose_name = _("catchment area")
        verbose_name_plural = _("catchment areas")
        ordering = ("municipality__sort_key", "postcode__code", "id")
        constraints = [
            models.CheckConstraint(
                name="area_is_one_thing",
                condition=Q(municipality__isnull=False, postcode__isnull=True, district__isnull=True)
                | Q(municipality__isnull=True, postcode__isnull=False, district__isnull=True)
                | Q(municipality__isnull=True, postcode__isnull=True, district__isnull=False),
            ),
            models.UniqueConstraint(fields=["service", "municipality"], name="area_municipality_once"),
            models.UniqueConstraint(fields=["service", "postcode"], name="area_postcode_once"),
            models.UniqueConstraint(fields=["service", "district"], name="area_district_once"),
        ]

    def __str__(self) -> str:
        return str(self.municipality or self.postcode or self.district)
