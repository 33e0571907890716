"""Lists of people and of services as sheets: the columns the list shows, each as one or more columns of the sheet.

Institutions have a sheet of their own that comes back through the import (``resources.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.models import Affiliation, Agreement, ContactPoint, Institution, ServiceArea
from coordination.lib import sheets

Cell = tuple[Any, Callable[[Any], Any]]
_AT_ONCE = 1000


def _contacts(*kinds: str) -> Callable[[Any], str]:
    def told(owner: Any) -> str:
        return "; ".join(
            one.value if one.kind == "mail" else str(one) for one in owner.seen_contacts if one.kind in kinds
        )

    return told


def _of_functions(name: str) -> Callable[[Any], str]:
    return lambda person: "; ".join(str(getattr(at, name) or "") for at in person.seen_affiliations)


def _areas(service: Any) -> str:
    return "; ".join(str(area) for area in service.areas.all()) or service.get_catchment_display()


_TELEPHONE: Cell = (gettext_lazy("Telephone"), _contacts("phone", "mobile"))
_MAIL: Cell = (gettext_lazy("E-mail"), _contacts("mail"))
_LEVEL: Cell = (gettext_lazy("Visible for"), lambda row: row.get_level_display())

# Column of the list → columns of the sheet.
PEOPLE: dict[str, list[Cell]] = {
    "name": [
        (gettext_lazy("Title"), lambda person: person.title),
        (gettext_lazy("First name"), lambda person: person.first_name),
        (gettext_lazy("Last name"), lambda person: person.last_name),
        (gettext_lazy("Specialisms"), lambda person: person.specialisms),
    ],
    "profession": [(gettext_lazy("Profession"), lambda person: str(person.profession or ""))],
    "affiliations": [
        (gettext_lazy("Institution"), _of_functions("institution")),
        (gettext_lazy("Function"), _of_functions("function")),
    ],
    "phone": [_TELEPHONE],
    "mail": [_MAIL],
    "level": [_LEVEL],
}
SERVICES: dict[str, list[Cell]] = {
    "name": [
        (gettext_lazy("Name"), lambda service: service.name),
        (gettext_lazy("Offered by"), lambda service: service.seen_provider or ""),
    ],
    "kind": [(gettext_lazy("Kind"), lambda service: str(service.kind))],
    "audience": [(gettext_lazy("For whom"), lambda service: service.audience)],
    "catchment": [(gettext_lazy("Catchment area"), _areas)],
    "fee": [(gettext_lazy("Cost"), lambda service: service.get_fee_display())],
    "hours": [(gettext_lazy("Hours"), lambda service: service.hours_text)],
    "phone": [_TELEPHONE],
    "mail": [_MAIL],
    "waiting_time": [
        (gettext_lazy("Waiting time"), lambda service: service.waiting_time),
        (gettext_lazy("as of"), lambda service: service.waiting_as_of),
    ],
    "level": [_LEVEL],
}

Sheet = tuple[list[sheets.Column], Iterator[list[Any]]]


def people(rows: QuerySet, *, by: Any, columns: Sequence[str] | None) -> Sheet:
    """The sheet of a list of people; of each only what ``by`` may see."""
    here = Affiliation.objects.visible_to(by).in_force()
    return _drawn(
        rows.select_related("profession").prefetch_related(
            Prefetch(
                "affiliations", here.select_related("institution", "function"), to_attr="seen_affiliations"
            ),
            _seen_contacts(by, "person"),
        ),
        PEOPLE,
        columns,
    )


def services(rows: QuerySet, *, by: Any, columns: Sequence[str] | None) -> Sheet:
    """The sheet of a list of services; of each only what ``by`` may see."""
    provider = Institution.objects.visible_to(by).filter(pk=OuterRef("provider"))
    return _drawn(
        rows.annotate(seen_provider=Subquery(provider.values("name")[:1]))
        .select_related("kind")
        .prefetch_related(
            Prefetch("areas", ServiceArea.objects.select_related("municipality", "postcode", "district")),
            _seen_contacts(by, "service"),
        ),
        SERVICES,
        columns,
    )


def _seen_contacts(by: Any, owner: str) -> Prefetch:
    seen = ContactPoint.objects.visible_to(by, owner=owner).order_by("sort_order", "id")
    return Prefetch("contacts", seen, to_attr="seen_contacts")


def _drawn(rows: QuerySet, table: dict[str, list[Cell]], columns: Sequence[str] | None) -> Sheet:
    cells = [cell for name in (columns or table) for cell in table.get(name, [])]
    heads = [sheets.Column(name=str(head)) for head, _value in cells]
    return heads, ([value(row) for _head, value in cells] for row in rows.iterator(chunk_size=_AT_ONCE))


def with_agreements(lines: Iterable[list[Any]], *, by: Any) -> Iterator[list[Any]]:
    """Put the agreements of an institution behind each line; its first cell is the record key."""
    rest = iter(lines)
    while chunk := list(islice(rest, _AT_ONCE)):
        told: dict[str, list[str]] = {}
        seen = Agreement.objects.visible_to(by).filter(institution__uid__in=[line[0] for line in chunk])
        for agreement in seen.select_related("institution").order_by("kind", "id"):
            told.setdefault(str(agreement.institution.uid), []).append(_said(agreement))
        yield from ([*line, "; ".join(told.get(str(line[0]), []))] for line in chunk)


def _said(agreement: Agreement) -> str:
    if agreement.valid_until is None:
        return str(agreement)
    day = date_format(agreement.valid_until, "SHORT_DATE_FORMAT")
    return _("%(agreement)s, valid until %(day)s") % {"agreement": agreement, "day": day}
