"""For whom something is: a type of institution or a profession. What higher rooms hang onto their own records."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.directory.models.reference import InstitutionType, Profession
from coordination.lib.models import Tracked


class ForWhom(Tracked):
    """A type of institution or a profession, exactly one per row.

    The records of a room name the two constraints themselves (``constraints_for``), as names are unique in a database.
    """

    institution_type = models.ForeignKey(
        InstitutionType,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("type of institution"),
        related_name="+",
    )
    profession = models.ForeignKey(
        Profession, models.PROTECT, null=True, blank=True, verbose_name=_("profession"), related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ("institution_type__sort_order", "profession__sort_order", "id")

    def __str__(self) -> str:
        return str(self.institution_type or self.profession)


def constraints_for(owner: str, *, prefix: str) -> list[models.BaseConstraint]:
    """Return what holds for the rows of one ``owner``: exactly one of both, and each of them once."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_is_one_thing",
            condition=Q(institution_type__isnull=False, profession__isnull=True)
            | Q(institution_type__isnull=True, profession__isnull=False),
        ),
        models.UniqueConstraint(fields=[owner, "institution_type"], name=f"{prefix}_type_once"),
        models.UniqueConstraint(fields=[owner, "profession"], name=f"{prefix}_profession_once"),
    ]
