"""What the tables of this room have in common."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicQuerySet(models.QuerySet):
    """Rows everybody may see, signed in or not, found by their official keys."""

    def visible_to(self, user: object) -> Self:
        return self.all()

    def get_by_natural_key(self, *values: str) -> models.Model:
        """Return the row by the fields its model names in ``NATURAL_KEY``; fixtures use it."""
        return self.get(**dict(zip(self.model.NATURAL_KEY, values, strict=True)))


def digits(field: str, count: int, *, name: str, may_be_empty: bool = False) -> models.CheckConstraint:
    """Return the constraint that ``field`` holds exactly ``count`` digits: keys are no numbers."""
    condition = models.Q(**{f"{field}__regex": rf"^[0-9]{{{count}}}\Z"})
    if may_be_empty:
        condition |= models.Q(**{field: ""})
    return models.CheckConstraint(
        condition=condition,
        name=name,
        violation_error_message=_("Only digits, in full length, leading zeros included."),
        violation_error_code="digits",
    )
