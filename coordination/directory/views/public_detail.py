"""The public page of one institution."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.directory import public, structured
from coordination.directory.models import (
    TRAITS,
    Affiliation,
    ContactPoint,
    Institution,
    Listing,
    Person,
    Service,
)
from coordination.directory.views.public_ways import AtNetwork


class PublicDetail(AtNetwork):
    """What everybody may know of an institution. Where a person is named, search engines are asked to look away."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = get_object_or_404(self.rows(), uid=kwargs["uid"])
        contacts = self.contacts(record)
        services = self.services(record)
        people = self.people(record)
        traits = self.traits(record)
        shown = {
            "record": record,
            "contacts": contacts,
            "services": services,
            "people": people,
            "traits": traits,
            "houses": self.houses(record),
            "photo": self.photo(record),
        }
        shown["structured"] = structured.institution(
            record,
            url=request.build_absolute_uri(reverse("public:detail", args=[record.uid])),
            contacts=contacts,
            services=[(service, service.seen_contacts) for service in services],
            languages=traits["languages"],
            photo=request.build_absolute_uri(shown["photo"]) if shown["photo"] else "",
        )
        shown |= {
            "title": record.name,
            "crumbs": self.crumbs(record),
            "changed_at": public.changed_at(record),
            "noindex": bool(people),
            "og_description": record.description[:200],
        }
        response = render(request, "directory/public/detail.html", shown)
        if people:
            response["X-Robots-Tag"] = "noindex"
        return response

    def rows(self) -> Any:
        parent = Institution.objects.public_in(self.network).filter(pk=OuterRef("parent"))
        here = Listing.objects.filter(institution=OuterRef("pk"), network=self.network)
        return (
            Institution.objects.public_in(self.network)
            .select_related("type", "municipality", "photo", "hours")
            .annotate(
                parent_uid=Subquery(parent.values("uid")[:1]),
                parent_name=Subquery(parent.values("name")[:1]),
                confirmed_on=Subquery(here.values("confirmed_on")[:1]),
            )
        )

    def contacts(self, record: Institution) -> list[ContactPoint]:
        """Public numbers and addresses, each once, this network's first: two networks may know the same one."""
        rows = ContactPoint.objects.visible_to(None, owner="institution").filter(institution=record)
        found: dict[tuple[str, str], ContactPoint] = {}
        for one in sorted(
            rows.order_by("sort_order", "id"), key=lambda one: one.network_id != self.network.pk
        ):
            found.setdefault((one.kind, one.value), one)
        return list(found.values())

    def services(self, record: Institution) -> list[Any]:
        contacts = ContactPoint.objects.visible_to(None, owner="service").order_by("sort_order", "id")
        rows = Service.objects.visible_to(None).filter(provider=record).select_related("kind", "hours")
        return list(
            rows.prefetch_related(Prefetch("contacts", contacts, to_attr="seen_contacts")).order_by(
                "sort_key", "id"
            )
        )

    def people(self, record: Institution) -> list[Affiliation]:
        """Who may be named in public: people at the public level, in a function here today."""
        named = Exists(Person.objects.visible_to(None).filter(pk=OuterRef("person")))
        rows = Affiliation.objects.in_force().filter(named, institution=record)
        return list(
            rows.select_related("person", "function").order_by(
                "-is_contact", "is_deputy", "person__sort_key", "id"
            )
        )

    def traits(self, record: Institution) -> dict[str, list[str]]:
        """Names of topics, target groups, languages, accessibility; one question for all."""
        first, *others = [
            model.objects.filter(institution=record)
            .order_by()
            .annotate(trait=Value(name), place=F(f"{key}__sort_order"), called=F(f"{key}__name"))
            .values_list("trait", "place", "called")
            for name, (model, key) in TRAITS.items()
        ]
        found: dict[str, list[str]] = {name: [] for name in TRAITS}
        for name, _place, called in sorted(first.union(*others, all=True), key=lambda row: row[1]):
            found[name].append(called)
        return found

    def houses(self, record: Institution) -> list[Institution]:
        """What belongs to it; picked by id first, or SQLite would look through all institutions by name."""
        mine = Institution.objects.filter(parent=record).order_by().values("pk")
        rows = Institution.objects.public_in(self.network).filter(pk__in=mine)
        return list(rows.only("uid", "name").order_by("sort_key", "id")[:30])

    def photo(self, record: Institution) -> str:
        return record.photo.get_absolute_url() if record.photo and not record.protected_place else ""

    def crumbs(self, record: Institution) -> list[tuple[Any, str | None]]:
        return [
            (_("Start"), reverse("site:start")),
            (_("Actors"), reverse("public:list")),
            (record.name, None),
        ]
