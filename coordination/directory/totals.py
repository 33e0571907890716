"""What the three lists of the directory hold for somebody, and how many rows that is."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, Func, QuerySet
from django.db.models.functions import Cast

from coordination.accounts.scope import scope_of
from coordination.directory.models import Institution, Listing, Person, Service

OWNERS = ("institution", "person", "service")


def rows_of(owner: str, user: Any) -> QuerySet:
    """The rows of the list of institutions, people or services."""
    networks = scope_of(user).may(f"directory.view_{owner}")
    if owner == "institution":
        return Institution.objects.in_lists_of(user)
    if owner == "person":
        return Person.objects.visible_to(user).working_in(networks)
    return Service.objects.visible_to(user).offered_in(networks)


def open_to(user: Any) -> list[str]:
    """Which of the lists the person may open."""
    return [owner for owner in OWNERS if scope_of(user).may(f"directory.view_{owner}")]


def counted(owner: str, user: Any) -> QuerySet:
    """The number of rows as a query of one row, ``_total``: as text, to ride along with the words of a filter."""
    rows, template = rows_of(owner, user), "COUNT(%(expressions)s)"
    key = "pk"
    if owner == "institution":
        # Entries instead of institutions: an index of small rows, less what lies in the bin.
        removed = Institution.objects.filter(removed_at__isnull=False)
        rows = Listing.objects.visible_to(user).exclude(institution__in=removed)
        if len(scope_of(user).networks) > 1:
            key, template = "institution", "COUNT(DISTINCT %(expressions)s)"
    number = Func(F(key), template=template, output_field=CharField())
    return rows.order_by().annotate(_total=Cast(number, CharField()))
