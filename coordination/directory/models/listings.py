"""The place of an institution in a network, and the numbers by which sheets find it again."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of
from coordination.lib.levels import Level
from coordination.lib.models import Tracked, TrackedQuerySet

# An entry is fresh for ten months after it was confirmed, due for two more, then old.
FRESH, DUE = dt.timedelta(days=305), dt.timedelta(days=365)


def light_is(light: str, day: dt.date | None = None) -> Q:
    """The condition „shows this light“ (see ``Listing.light``)."""
    day = day or timezone.localdate()
    return {
        "ok": Q(confirmed_on__gte=day - FRESH),
        "due": Q(confirmed_on__lt=day - FRESH, confirmed_on__gte=day - DUE),
        "old": Q(confirmed_on__lt=day - DUE),
        "none": Q(confirmed_on__isnull=True),
    }[light]


def not_yet(day: dt.date) -> str:
    """The sentence about a confirmation that lies in the future."""
    told = {"day": date_format(day, "d.m.Y")}
    return _("%(day)s has not come yet. Please enter the day on which the entry was confirmed.") % told


class ListingQuerySet(TrackedQuerySet):
    def of_outer(self) -> Self:
        return self.filter(institution=OuterRef("pk"))

    def readable_by(self, user) -> Self:
        """Listings at a level the user reads in that network; only the coordination sees what is not active."""
        active = Q(status=Listing.Status.ACTIVE)
        return self.filter(Q(level__lte=Level.PUBLIC) & active | _read_by(user))

    def visible_to(self, user) -> Self:
        """Readable listings of the user's own networks: notes and status never leave their network."""
        condition = _read_by(user)
        return self.filter(condition) if condition else self.none()


def _read_by(user) -> Q:
    """Entries of the own networks at a level read there; empty without such.

    The coordination reads all: a condition that always holds would keep the database from answering by index alone.
    """
    condition = Q()
    for reads, networks in scope_of(user).networks_reading():
        mine = Q(network__in=networks)
        if reads < Level.COORDINATION:
            mine &= Q(level__lte=reads, status=Listing.Status.ACTIVE)
        condition |= mine
    return condition


class Listing(Tracked):
    """An institution in the directory of one network: whether active, seen by whom, when confirmed."""

    part_of = ("institution",)

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")

    institution = models.ForeignKey("directory.Institution", models.CASCADE, related_name="listings")
    network = models.ForeignKey(Network, models.PROTECT, verbose_name=_("network"), related_name="listings")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    level = models.PositiveSmallIntegerField(_("visible for"), choices=Level, default=Level.COORDINATION)
    notes = models.TextField(
        _("notes of the coordination"),
        max_length=3000,
        blank=True,
        help_text=_(
            "Seen by the coordination of this network only. No details of individual children or families."
        ),
    )
    source = models.CharField(_("source"), max_length=120, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=120, blank=True)

    objects = ListingQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("entry in the network")
        verbose_name_plural = _("entries in networks")
        ordering = ("network", "id")
        constraints = [
            models.UniqueConstraint(fields=["institution", "network"], name="listed_once_per_network"),
            models.CheckConstraint(name="listing_level_known", condition=Q(level__in=[10, 20, 30, 40])),
        ]
        # Counting a network's entries reads this index only.
        indexes = [
            models.Index(fields=["network", "institution", "level", "status"], name="listing_in_network")
        ]

    def __str__(self) -> str:
        return f"{self.institution} – {self.network}"

    def clean(self) -> None:
        super().clean()
        if self.confirmed_on is not None and self.confirmed_on > timezone.localdate():
            sentence = not_yet(self.confirmed_on)
            raise ValidationError({"confirmed_on": ValidationError(sentence, code="in_the_future")})

    def light(self, day: dt.date | None = None) -> str:
        """How fresh the entry is: „ok“ for ten months, „due“ for two more, then „old“; „none“: never confirmed."""
        if self.confirmed_on is None:
            return "none"
        age = (day or timezone.localdate()) - self.confirmed_on
        return "ok" if age <= FRESH else "due" if age <= DUE else "old"


class Identifier(Tracked):
    """The number of an institution in a foreign list (school number …), by which a sheet finds it again."""

    part_of = ("institution",)

    institution = models.ForeignKey("directory.Institution", models.CASCADE, related_name="identifiers")
    scheme = models.SlugField(_("list"), max_length=40)
    value = models.CharField(_("number"), max_length=80)

    class Meta:
        verbose_name = _("number in a list")
        verbose_name_plural = _("numbers in lists")
        ordering = ("scheme", "value", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                name="identifier_once",
                violation_error_message=_("Another institution already has this number."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}: {self.value}"
