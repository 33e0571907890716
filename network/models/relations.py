"""Ties between institutions that somebody wrote down."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.directory.models import Institution, Listing
from coordination.directory.models.ownership import OwnedQuerySet
from coordination.lib.levels import Level
from coordination.lib.models import Tracked
from network.reach import own_institutions


class RelationQuerySet(OwnedQuerySet):
    def visible_to(self, user) -> Self:
        """Relations of the user's networks that are readable at both ends; of multipliers those of their houses."""
        scope, condition = scope_of(user), Q(pk=None)
        everything = scope.may("network.view_relation")
        for reads, networks in scope.networks_reading():
            if mine := networks & everything:
                condition |= _readable(reads, mine)
            if own := networks & scope.may("network.view_relation", reach=Reach.INSTITUTION) - everything:
                houses = own_institutions(user, own)
                at_home = Q(source__in=houses) | Q(target__in=houses)
                condition |= _readable(reads, own) & at_home
        return self.filter(condition, source__removed_at__isnull=True, target__removed_at__isnull=True)

    def editable_by(self, user) -> Self:
        """Between institutions: the coordination alone writes them down."""
        return self.visible_to(user).owned_by(scope_of(user).may("network.change_relation"))

    def valid(self, day: dt.date | None = None) -> Self:
        """Relations valid on a day; first and last day count."""
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )

    def of_institution(self, institution: Institution | int) -> Self:
        return self.filter(Q(source=institution) | Q(target=institution))


def _readable(reads: Level, networks: frozenset[int]) -> Q:
    """At most at this level, the relation and the entries of both ends: the strictest of the three counts."""
    ends = Listing.objects.filter(network=OuterRef("network"), level__lte=reads)
    if reads < Level.COORDINATION:
        ends = ends.filter(status=Listing.Status.ACTIVE)
    return Q(
        Exists(ends.filter(institution=OuterRef("source"))),
        Exists(ends.filter(institution=OuterRef("target"))),
        network__in=networks,
        level__lte=reads,
    )


class Relation(Tracked):
    """A tie from one institution to another, from day to day, as one ``network`` knows it.

    Between institutions, never between people; what follows from other records (provider, agreement, multiplier,
    group) is no relation but an edge (network/edges.py).
    """

    class Kind(models.TextChoices):
        COOPERATION = "cooperation", _("Cooperation agreement")
        REFERS = "refers", _("refers to")
        LIAISON = "liaison", _("liaison to")
        OTHER = "other", _("other tie")

    network = models.ForeignKey(
        Network, models.PROTECT, editable=False, verbose_name=_("network"), related_name="relations"
    )
    source = models.ForeignKey(
        Institution, models.CASCADE, verbose_name=_("from institution"), related_name="relations_out"
    )
    target = models.ForeignKey(
        Institution, models.CASCADE, verbose_name=_("to institution"), related_name="relations_in"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.COOPERATION)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("visible for"), choices=Level, default=Level.NETWORK)
    note = models.CharField(
        _("note"),
        max_length=300,
        blank=True,
        help_text=_("No details of individual children or families."),
    )

    objects = RelationQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ("source__sort_key", "target__sort_key", "id")
        constraints = [
            models.CheckConstraint(
                name="relation_between_two",
                condition=~Q(source=F("target")),
                violation_error_message=_("A relation needs two different institutions."),
            ),
            models.CheckConstraint(
                name="relation_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("“Valid until” lies before “valid from”."),
            ),
            models.CheckConstraint(name="relation_level_known", condition=Q(level__in=[10, 20, 30, 40])),
            models.UniqueConstraint(
                fields=["network", "source", "target", "kind", "valid_until"],
                name="relation_once",
                violation_error_message=_("This relation stands here already."),
            ),
            models.UniqueConstraint(
                fields=["network", "source", "target", "kind"],
                condition=Q(valid_until__isnull=True),
                name="relation_once_without_end",
                violation_error_message=_("This relation stands here already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} – {self.get_kind_display()} – {self.target}"

    def get_absolute_url(self) -> str:
        return reverse("network:relation-edit", args=[self.uid])

    def end_on(self, day: dt.date) -> None:
        """Let the relation end; it stays in pictures of earlier days."""
        self.valid_until = day
        self.save(update_fields=["valid_until"])
