"""Where the geography comes from, and on which terms it may be shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.places.models.words import PublicQuerySet


class Dataset(models.Model):
    """A loaded table of somebody else. ODbL and dl-de/by ask that source and licence be shown."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=200)
    source_url = models.URLField(_("source"), blank=True)
    licence = models.CharField(_("licence"), max_length=200)
    licence_url = models.URLField(_("text of the licence"), blank=True)
    changes = models.TextField(_("what was changed"), blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    loaded_at = models.DateTimeField(_("loaded at"))
    rows = models.PositiveIntegerField(_("rows"))

    objects = PublicQuerySet.as_manager()
    NATURAL_KEY = ("slug",)

    class Meta:
        verbose_name = _("data source")
        verbose_name_plural = _("data sources")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
