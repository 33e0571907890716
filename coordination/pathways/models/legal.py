"""Legal bases: editable data with source and day of checking, never constants in the code."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.lib.models import Tracked, TrackedQuerySet
from coordination.places.models import Land

REVIEW_AFTER = dt.timedelta(days=365)  # law is looked at again once a year


class LegalBasisQuerySet(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        """Law is everybody's."""
        return self.all()

    def in_force(self, day: dt.date | None = None) -> Self:
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )

    def overdue(self, day: dt.date | None = None) -> Self:
        """What nobody has checked within a year, or ever; what is past needs no checking."""
        day = day or timezone.localdate()
        unchecked = Q(checked_on__isnull=True) | Q(checked_on__lt=day - REVIEW_AFTER)
        return self.filter(unchecked, Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    def get_by_natural_key(self, code: str) -> LegalBasis:
        return self.get(code=code)


class LegalBasis(Tracked):
    """A norm on which a step stands. ``wording`` is ours, not the text of the law; information, no legal advice."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    citation = models.CharField(_("citation"), max_length=120)
    title = models.CharField(_("title"), max_length=200, blank=True)
    wording = models.TextField(_("in our own words"), max_length=2000)
    link = models.URLField(_("link"), max_length=300, blank=True)
    land = models.ForeignKey(
        Land, models.PROTECT, null=True, blank=True, verbose_name=_("Land"), related_name="+"
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=120, blank=True)

    objects = LegalBasisQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ("citation", "id")
        constraints = [
            models.CheckConstraint(
                name="legal_basis_has_words_and_source",
                condition=~Q(citation="") & ~Q(wording="") & ~Q(source=""),
                violation_error_message=_("Citation, wording and source are needed."),
            ),
            models.CheckConstraint(
                name="legal_basis_days_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.citation

    @property
    def is_past(self) -> bool:
        return bool(self.valid_until and self.valid_until < timezone.localdate())

    @property
    def is_overdue(self) -> bool:
        """Nobody has checked it within a year, or ever."""
        last = timezone.localdate() - REVIEW_AFTER
        return not self.is_past and (self.checked_on is None or self.checked_on < last)

    def natural_key(self) -> tuple[str]:
        return (self.code,)
