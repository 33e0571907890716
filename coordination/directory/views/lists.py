"""The lists of institutions, people and services."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.lists import Column
from coordination.directory import cells
from coordination.directory.filters import InstitutionFilter, PersonFilter, ServiceFilter, sees_agreements
from coordination.directory.models import (
    Affiliation,
    Agreement,
    Institution,
    Listing,
    Person,
    Service,
    ServiceArea,
)
from coordination.directory.views.list_pages import DirectoryList


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
        Column("network", gettext_lazy("Network"), cells.networks),
        Column("level", gettext_lazy("Visible for"), cells.level),
        Column("status", gettext_lazy("Status"), cells.status, by_default=False),
        Column("confirmed_on", gettext_lazy("Freshness"), cells.light),
        Column("agreements", gettext_lazy("Agreements"), cells.agreements, by_default=False),
        Column("topics", gettext_lazy("Topics"), cells.topics, by_default=False),
    ]

    menu_links = [
        (gettext_lazy("Edit"), "edit", "directory:institution-edit"),
        (gettext_lazy("Add a contact"), "phone", "directory:institution-contact-add"),
        (gettext_lazy("Add a person"), "person", "directory:institution-person-add"),
        (gettext_lazy("Timeline"), "clock", "directory:institution-detail?bereich=verlauf"),
        (gettext_lazy("Remove …"), "trash", "directory:institution-remove"),
    ]

    def has_menu(self, row: Institution) -> bool:
        return any(listing.network_id in self.changeable for listing in row.my_listings)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not sees_agreements(request.user):
            self.columns = [column for column in self.columns if column.name != "agreements"]
        if len(self.networks) < 2:
            self.columns = [column for column in self.columns if column.name != "network"]

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
            seen = Agreement.objects.visible_to(self.request.user).order_by("kind", "id")
            rows = rows.prefetch_related(Prefetch("agreements", seen, to_attr="seen_agreements"))
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
    menu_links = [
        (gettext_lazy("Edit"), "edit", "directory:person-edit"),
        (gettext_lazy("Add a contact"), "phone", "directory:person-contact-add"),
        (gettext_lazy("Add a function"), "building", "directory:person-affiliation-add"),
        (gettext_lazy("Timeline"), "clock", "directory:person-detail?bereich=verlauf"),
        (gettext_lazy("Remove …"), "trash", "directory:person-remove"),
    ]

    def with_cells(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        here = Affiliation.objects.visible_to(self.request.user).in_force()
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
        Column("audience", gettext_lazy("For whom"), cells.audience, by_default=False),
        Column("catchment", gettext_lazy("For"), cells.catchment),
        Column("fee", gettext_lazy("Cost"), cells.fee, by_default=False),
        Column("hours", gettext_lazy("Hours"), cells.hours, by_default=False),
        Column("phone", gettext_lazy("Telephone"), cells.phone),
        Column("mail", gettext_lazy("E-mail"), cells.mail, by_default=False),
        Column("waiting_time", gettext_lazy("Waiting time"), cells.waiting, by_default=False),
        Column("level", gettext_lazy("Visible for"), cells.own_level, ("level", "sort_key")),
    ]
    menu_links = [
        (gettext_lazy("Edit"), "edit", "directory:service-edit"),
        (gettext_lazy("Add a contact"), "phone", "directory:service-contact-add"),
        (gettext_lazy("Timeline"), "clock", "directory:service-detail?bereich=verlauf"),
        (gettext_lazy("Remove …"), "trash", "directory:service-remove"),
    ]

    def with_cells(self, rows: QuerySet[Service]) -> QuerySet[Service]:
        provider = Institution.objects.visible_to(self.request.user).filter(pk=OuterRef("provider"))
        rows = rows.annotate(seen_provider=Subquery(provider.values("name")[:1]))
        return rows.select_related("kind").prefetch_related(
            Prefetch("areas", ServiceArea.objects.select_related("municipality", "postcode", "district")),
            self.contacts(),
        )
