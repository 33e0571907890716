"""Länder, districts and municipalities, by their official keys."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.lib.fold import search_text, sort_key
from coordination.places.models.words import PublicQuerySet, digits
from coordination.places.names import district_label, forms, stored_forms


class Land(models.Model):
    key = models.CharField(_("official key"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=60)
    abbreviation = models.CharField(_("abbreviation"), max_length=2, unique=True)

    objects = PublicQuerySet.as_manager()
    NATURAL_KEY = ("key",)

    class Meta:
        verbose_name = _("Land")
        verbose_name_plural = _("Länder")
        ordering = ["name", "id"]
        constraints = [digits("key", 2, name="land_key_is_two_digits")]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class District(models.Model):
    """A Kreis, or a town that is its own Kreis. Not the area of a youth office: that may be a single town."""

    class Kind(models.TextChoices):
        INDEPENDENT_TOWN = "independent_town", _("independent town")  # 41
        TOWN_DISTRICT = "town_district", _("town district (Baden-Württemberg)")  # 42
        KREIS = "kreis", _("Kreis")  # 43
        LANDKREIS = "landkreis", _("Landkreis")  # 44
        REGIONAL_ASSOCIATION = "regional_association", _("regional association")  # 45

    key = models.CharField(_("official key"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    land = models.ForeignKey(Land, models.PROTECT, related_name="districts", verbose_name=_("Land"))
    sort_key = models.CharField(max_length=80, db_index=True, editable=False)
    dissolved_on = models.DateField(_("no longer exists since"), null=True, blank=True)

    objects = PublicQuerySet.as_manager()
    NATURAL_KEY = ("key",)

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["sort_key", "id"]
        constraints = [digits("key", 5, name="district_key_is_five_digits")]

    def __str__(self) -> str:
        return district_label(self.name, self.kind)

    def save(self, **kwargs) -> None:
        self.derive()
        super().save(**kwargs)

    def natural_key(self) -> tuple[str]:
        return (self.key,)

    natural_key.dependencies = ["places.land"]  # type: ignore[attr-defined]

    def derive(self) -> None:
        """Fill the stored sort key; bulk writers call it themselves."""
        self.sort_key = sort_key(self.name)

    @property
    def is_town(self) -> bool:
        return self.kind in {self.Kind.INDEPENDENT_TOWN, self.Kind.TOWN_DISTRICT}


class MunicipalityQuerySet(PublicQuerySet):
    def in_force(self, day: datetime.date | None = None) -> Self:
        """Municipalities that exist on ``day`` (today by default)."""
        day = day or timezone.localdate()
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=day))

    def at_postcode(self, code: str) -> Self:
        """Municipalities a postcode reaches into; often several, sometimes in two districts."""
        places = self.model.postcodes.through.objects
        return self.filter(pk__in=places.filter(postcode__code=code).values("municipality"))

    def in_districts(self, *keys: str) -> Self:
        return self.filter(district__key__in=keys)

    def named(self, text: str) -> Self:
        """Municipalities called so, as people write it: „Troisdorf, Stadt“, „St. Augustin“, „Hennef/Sieg“."""
        asked = Q(pk=None)
        for form in forms(text).all:
            if form:
                asked |= Q(name_forms__contains=f"|{form}|")
        return self.filter(asked)


class Municipality(models.Model):
    """A Gemeinde by its official key (AGS). Never deleted: a merged one keeps its row, with its successor."""

    class Kind(models.TextChoices):
        MARKET = "market", _("market town")  # 60
        INDEPENDENT_TOWN = "independent_town", _("independent town")  # 61
        TOWN_DISTRICT = "town_district", _("town district (Baden-Württemberg)")  # 62
        TOWN = "town", _("town")  # 63
        MUNICIPALITY = "municipality", _("municipality")  # 64
        INHABITED_AREA = "inhabited_area", _("unincorporated area, inhabited")  # 65
        EMPTY_AREA = "empty_area", _("unincorporated area, uninhabited")  # 66
        LARGE_TOWN = "large_town", _("large district town")  # 67

    ags = models.CharField(_("official municipality key (AGS)"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=100)
    official_name = models.CharField(_("official name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    district = models.ForeignKey(
        District, models.PROTECT, related_name="municipalities", verbose_name=_("district")
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    area_km2 = models.DecimalField(_("area in km²"), max_digits=8, decimal_places=2, null=True, blank=True)
    postcode = models.CharField(_("postcode of the town hall"), max_length=5, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    former_names = models.JSONField(_("former names"), default=list, blank=True)
    dissolved_on = models.DateField(_("no longer exists since"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("merged into"),
    )
    sort_key = models.CharField(max_length=80, db_index=True, editable=False)
    search_text = models.TextField(editable=False)
    name_forms = models.TextField(editable=False)

    objects = MunicipalityQuerySet.as_manager()
    NATURAL_KEY = ("ags",)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["sort_key", "id"]
        constraints = [
            digits("ags", 8, name="municipality_ags_is_eight_digits"),
            digits("postcode", 5, name="municipality_postcode_is_five_digits", may_be_empty=True),
            models.CheckConstraint(
                condition=Q(successor=None) | (Q(dissolved_on__isnull=False) & ~Q(successor=models.F("id"))),
                name="municipality_successor_of_a_dissolved_one",
                violation_error_message=_(
                    "Only a municipality that no longer exists has a successor, and not itself."
                ),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="municipality_both_coordinates_or_none",
                violation_error_message=_("Give both coordinates or none."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        self.derive()
        super().save(**kwargs)

    def natural_key(self) -> tuple[str]:
        return (self.ags,)

    natural_key.dependencies = ["places.district"]  # type: ignore[attr-defined]

    def derive(self) -> None:
        """Fill what is stored for sorting and finding; bulk writers call it themselves."""
        self.official_name = self.official_name or self.name
        self.sort_key = sort_key(self.name)
        self.search_text = search_text(self.name, *self.former_names)
        self.name_forms = stored_forms(self.name, self.official_name, *self.former_names)

    @property
    def today(self) -> Municipality:
        """The municipality that has taken this one over, through several mergers too; itself if it exists."""
        here, seen = self, {self.pk}
        while here.successor is not None and here.successor_id not in seen:
            here = here.successor
            seen.add(here.pk)
        return here
