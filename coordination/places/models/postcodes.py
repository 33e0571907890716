"""Postcodes and the municipalities they reach into. Many-to-many: a postcode is no area of an authority."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from coordination.places.models.areas import Municipality
from coordination.places.models.words import PublicQuerySet, digits


class PostcodeQuerySet(PublicQuerySet):
    def of_municipality(self, municipality: Municipality) -> Self:
        return self.filter(pk__in=PostcodePlace.objects.filter(municipality=municipality).values("postcode"))

    def in_districts(self, *keys: str) -> Self:
        """Postcodes that reach into these districts; some reach out of them too."""
        inside = PostcodePlace.objects.filter(municipality__district__key__in=keys)
        return self.filter(pk__in=inside.values("postcode"))

    def unclear(self) -> Self:
        """Postcodes that lie in more than one municipality."""
        several = PostcodePlace.objects.values("postcode").annotate(
            count=Count("municipality", distinct=True)
        )
        return self.filter(pk__in=several.filter(count__gt=1).values("postcode"))


class Postcode(models.Model):
    """Five digits. A postcode no longer in use keeps its row and has no places."""

    code = models.CharField(_("postcode"), max_length=5, unique=True)
    municipalities: models.ManyToManyField = models.ManyToManyField(
        Municipality, through="PostcodePlace", related_name="postcodes", verbose_name=_("municipalities")
    )

    objects = PostcodeQuerySet.as_manager()
    NATURAL_KEY = ("code",)

    class Meta:
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        ordering = ["code"]
        constraints = [digits("code", 5, name="postcode_is_five_digits")]

    def __str__(self) -> str:
        return self.code

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class PostcodePlace(models.Model):
    """One name of a place at a postcode; the name may be a former or a local one."""

    postcode = models.ForeignKey(Postcode, models.CASCADE, related_name="places", verbose_name=_("postcode"))
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="postcode_places", verbose_name=_("municipality")
    )
    name = models.CharField(_("name of the place"), max_length=100)
    town_hall_only = models.BooleanField(
        _("no delivery area"),
        default=False,
        help_text=_("A postcode of its own for the mail of the administration."),
    )

    objects = PublicQuerySet.as_manager()
    NATURAL_KEY = ("postcode__code", "municipality__ags", "name")

    class Meta:
        verbose_name = _("place at a postcode")
        verbose_name_plural = _("places at postcodes")
        ordering = ["postcode__code", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["postcode", "municipality", "name"], name="one_place_per_postcode_and_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.postcode.code} {self.name}"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.postcode.code, self.municipality.ags, self.name)

    natural_key.dependencies = ["places.postcode", "places.municipality"]  # type: ignore[attr-defined]
