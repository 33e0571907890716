"""Headings for long lists of choices: types of institutions, professions, kinds of services, municipalities."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext as _

from coordination.directory.models import InstitutionType, Profession, ServiceKind
from coordination.places.models import Municipality

Heading = Callable[[Any], str]


def of_type(row: InstitutionType) -> str:
    return str(row.get_group_display())


def of_profession(row: Profession) -> str:
    """Who is named in section 4(1) KKG, and everybody else."""
    return _("Named in section 4(1) KKG") if row.kkg4_no else _("Other professions")


def of_kind(row: ServiceKind) -> str:
    return _("Report and act") if row.slot else _("Advice and help")


def of_town(row: Municipality) -> str:
    return row.district.name


def kinds() -> QuerySet[ServiceKind]:
    """Kinds of services in the order of their headings."""
    rows = ServiceKind.objects.exclude(code="other")
    return rows.order_by(Case(When(slot="", then=1), default=0), "sort_order", "id")


def professions() -> QuerySet[Profession]:
    first = Case(When(kkg4_no__isnull=True, then=1), default=0)
    return Profession.objects.order_by(first, "sort_order", "id")


def towns(rows: QuerySet[Municipality]) -> QuerySet[Municipality]:
    return rows.select_related("district").order_by("district__name", "sort_key", "id")


def grouped(
    rows: Iterable[Any], heading: Heading, value: str = "pk"
) -> list[tuple[str, list[tuple[Any, str]]]]:
    """Choices under their headings, in the order of the rows."""
    found: dict[str, list[tuple[Any, str]]] = {}
    for row in rows:
        found.setdefault(heading(row), []).append((getattr(row, value), str(row)))
    return list(found.items())
