"""The lists of institutions, people and services."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.lists import Column, HouseList
from coordination.accounts.permissions import scope_of
from coordination.directory import cells, exports
from coordination.directory.exports import Export
from coordination.directory.filters import InstitutionFilter, PersonFilter, ServiceFilter, sees_agreements
from coordination.directory.list_search import searched
from coordination.directory.models import (
    Affiliation,
    ContactPoint,
    Institution,
    Listing,
    Person,
    Service,
    ServiceArea,
)

TABS = [
    (gettext_lazy("Institutions"), "directory:institution-list", "directory.view_institution"),
    (gettext_lazy("People"), "directory:person-list", "directory.view_person"),
    (gettext_lazy("Services"), "directory:service-list", "directory.view_service"),
]


class DirectoryList(HouseList):
    """What the three lists share: tabs, search, export."""

    export_labels = [
        ("xlsx", "Excel (XLSX)"),
        ("csv", "CSV"),
        ("ods", "OpenDocument (ODS)"),
        ("vcf", "vCard"),
    ]

    owner: str

    @property
    def networks(self) -> frozenset[int]:
        return scope_of(self.request.user).may(self.permission)

    def search(self, rows: QuerySet, text: str) -> QuerySet:
        return searched(rows, text, user=self.request.user, owner=self.owner)

    def contacts(self, *kinds: str) -> Prefetch:
        visible = ContactPoint.objects.visible_to(self.request.user, owner=self.owner)
        if kinds:
            visible = visible.filter(kind__in=kinds)
        return Prefetch("contacts", visible.order_by("sort_order", "id"), to_attr="seen_contacts")

    @property
    def may_export(self) -> bool:
        return scope_of(self.request.user).may_anywhere("directory.add_export")

    def may_see(self) -> bool:
        return bool(scope_of(self.request.user).may(self.permission))

    def export_of(self, kind: str, rows: QuerySet | None = None) -> Export:
        """Return this list (or some rows of it) as what a file would hold."""
        rows = self.get_queryset() if rows is None else rows
        names = [column.name for column in self.shown_columns]
        return Export(noun=self.owner, kind=kind, rows=rows, columns=names)

    def export(self, kind: str, rows: QuerySet) -> HttpResponseBase:
        if not self.may_export:
            raise PermissionDenied("directory.add_export")
        wanted = self.export_of(kind, rows)
        if exports.needs_four_eyes(self.request.user, wanted):
            query = urlencode({"liste": self.here.urlencode(), "art": kind, "was": self.owner})
            return redirect(f"{reverse('directory:export-ask')}?{query}")
        return exports.answer(by=self.request.user, export=wanted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        scope = scope_of(self.request.user)
        tabs = [
            {"label": label, "url": reverse(name), "current": name == self.page_name}
            for label, name, permission in TABS
            if scope.may(permission)
        ]
        tabs[[tab["current"] for tab in tabs].index(True)]["count"] = self.total
        changeable = scope.may(self.permission.replace("view_", "change_"))
        return context | {
            "title": _("Actors"),
            "tabs": tabs,
            "may_edit": bool(changeable),
            "bulk": self.bulk() if changeable else None,
            "several": len(self.networks) > 1,
            "facts": self.facts(),
        }

    def facts(self) -> str:
        return ""

    def bulk(self) -> dict[str, Any] | None:
        return None


class Institutions(DirectoryList):
    """The institutions of my networks, by name."""

    permission = "directory.view_institution"
    owner = "institution"
    page_name = "directory:institution-list"
    template_name = "directory/institution_list.html"
    filterset_class = InstitutionFilter
    noun = gettext_lazy("institutions")
    search_label = gettext_lazy("Search institutions")
    placeholder = gettext_lazy("Name, provider, place, telephone …")
    columns = [
        Column("name", gettext_lazy("Name"), cells.institution, ("sort_key",)),
        Column("type", gettext_lazy("Type"), cells.type_, ("type__sort_order", "sort_key")),
        Column(
            "municipality",
            gettext_lazy("Place"),
            cells.place,
            ("municipality__sort_key", "sort_key"),
        ),
        Column("phone", gettext_lazy("Telephone"), cells.phone),
        Column("mail", gettext_lazy("E-mail"), cells.mail, by_default=False),
        Column("level", gettext_lazy("Visible for"), cells.level),
        Column("status", gettext_lazy("Status"), cells.status, by_default=False),
        Column("confirmed_on", gettext_lazy("Freshness"), cells.light),
        Column("agreements", gettext_lazy("Agreements"), cells.agreements, by_default=False),
        Column("topics", gettext_lazy("Topics"), cells.topics, by_default=False),
    ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not sees_agreements(request.user):
            self.columns = [column for column in self.columns if column.name != "agreements"]

    def get_base(self) -> QuerySet[Institution]:
        return Institution.objects.in_lists_of(self.request.user)

    def count_base(self) -> int:
        """Count entries instead of institutions: an index of small rows, less what lies in the bin."""
        mine = Listing.objects.visible_to(self.request.user)
        removed = Institution.objects.filter(removed_at__isnull=False)
        mine = mine.exclude(institution__in=removed)
        return mine.count() if len(self.networks) < 2 else mine.values("institution").distinct().count()

    def with_cells(self, rows: QuerySet[Institution]) -> QuerySet[Institution]:
        shown = {column.name for column in self.shown_columns}
        mine = Listing.objects.visible_to(self.request.user).order_by("network__name", "id")
        if len(self.networks) > 1:
            mine = mine.select_related("network")
        provider = Institution.objects.visible_to(self.request.user).filter(pk=OuterRef("parent"))
        rows = rows.annotate(seen_provider=Subquery(provider.values("name")[:1]))
        rows = rows.select_related("type", "municipality").defer("description", "search_text")
        rows = rows.prefetch_related(Prefetch("listings", mine, to_attr="my_listings"))
        if kinds := {"phone", "mail"} & shown:
            wanted = [*kinds, "mobile"] if "phone" in kinds else [*kinds]
            rows = rows.prefetch_related(self.contacts(*wanted))
        if "agreements" in shown:
            rows = rows.prefetch_related("agreements")
        if "topics" in shown:
            rows = rows.prefetch_related("topics__topic")
        return rows

    def bulk(self) -> dict[str, Any]:
        return {
            "url": f"{reverse('directory:bulk')}?{self.here.urlencode()}",
            "actions": [
                {"label": _("Mark as confirmed"), "icon": "check", "name": "was", "value": "confirm"},
                {"label": _("Visibility …"), "icon": "globe", "name": "was", "value": "level"},
                {"label": _("Status …"), "icon": "edit", "name": "was", "value": "status"},
                {"label": _("Export selected"), "icon": "download", "name": "was", "value": "export"},
                {"label": _("Into the bin …"), "icon": "trash", "name": "was", "value": "remove"},
            ],
            "total": self.count if self.count > self.paginate_by else None,
        }


class People(DirectoryList):
    """The people who work in institutions of my networks, by name."""

    permission = "directory.view_person"
    owner = "person"
    page_name = "directory:person-list"
    template_name = "directory/person_list.html"
    filterset_class = PersonFilter
    noun = gettext_lazy("people")
    search_label = gettext_lazy("Search people")
    placeholder = gettext_lazy("Name, specialism, telephone …")
    columns = [
        Column("name", gettext_lazy("Name"), cells.person, ("sort_key",)),
        Column(
            "profession",
            gettext_lazy("Profession"),
            cells.profession,
            ("profession__sort_order", "sort_key"),
        ),
        Column("affiliations", gettext_lazy("Institution, function"), cells.affiliations),
        Column("phone", gettext_lazy("Telephone"), cells.phone),
        Column("mail", gettext_lazy("E-mail"), cells.mail, by_default=False),
        Column("level", gettext_lazy("Visible for"), cells.own_level, ("level", "sort_key")),
    ]

    def get_base(self) -> QuerySet[Person]:
        return Person.objects.visible_to(self.request.user).working_in(self.networks)

    def with_cells(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        here = Affiliation.objects.in_force().filter(
            institution__in=Institution.objects.visible_to(self.request.user)
        )
        return rows.select_related("profession").prefetch_related(
            Prefetch(
                "affiliations", here.select_related("institution", "function"), to_attr="seen_affiliations"
            ),
            self.contacts(),
        )


class Services(DirectoryList):
    """The services offered in my networks, by name."""

    permission = "directory.view_service"
    owner = "service"
    page_name = "directory:service-list"
    template_name = "directory/service_list.html"
    filterset_class = ServiceFilter
    noun = gettext_lazy("services")
    search_label = gettext_lazy("Search services")
    placeholder = gettext_lazy("Name, provider, for whom …")
    columns = [
        Column("name", gettext_lazy("Name"), cells.service, ("sort_key",)),
        Column("kind", gettext_lazy("Kind"), cells.kind, ("kind__sort_order", "sort_key")),
        Column("catchment", gettext_lazy("For"), cells.catchment),
        Column("phone", gettext_lazy("Telephone"), cells.phone),
        Column("waiting_time", gettext_lazy("Waiting time"), cells.waiting, by_default=False),
        Column("level", gettext_lazy("Visible for"), cells.own_level, ("level", "sort_key")),
    ]

    def get_base(self) -> QuerySet[Service]:
        return Service.objects.visible_to(self.request.user).offered_in(self.networks)

    def with_cells(self, rows: QuerySet[Service]) -> QuerySet[Service]:
        return rows.select_related("kind", "provider").prefetch_related(
            Prefetch("areas", ServiceArea.objects.select_related("municipality", "postcode", "district")),
            self.contacts(),
        )
