"""Public lists of the directory: all, by place, by type, by topic. No account, no cookie, the same for everybody."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.lists import CountedPaginator
from coordination.accounts.wording import in_words_of
from coordination.directory import public
from coordination.directory.list_search import searched
from coordination.directory.models import (
    ContactPoint,
    Institution,
    InstitutionTargetGroup,
    InstitutionTopic,
    InstitutionType,
    Listing,
    Topic,
)
from coordination.directory.views.public_ways import AtNetwork
from coordination.places.models import Municipality

LONGEST_SEARCH = 200
PER_PAGE = 25


class PublicList(AtNetwork):
    """The public entries, by name, 25 on a page; ``q``, ``ort``, ``art``, ``thema``, ``fuer`` narrow it."""

    title: Any = gettext_lazy("Actors")
    lead: Any = gettext_lazy("Who protects and supports children here, and how to reach them.")
    fixed: dict[str, Any] = {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.asked = {name: value.replace("\x00", "") for name, value in request.GET.items()}
        self.choices = {} if self.fixed else public.words()
        rows = self.narrowed(Institution.objects.public_in(self.network))
        page = self.page_of(rows)
        context = {
            "title": self.title,
            "lead": self.lead,
            "crumbs": self.crumbs(),
            "page_obj": page,
            "text": self.text,
            "where": self.where,
            "choices": self.fields(),
            "chips": self.chips(),
            "is_fixed": bool(self.fixed),
            "noindex": bool(request.GET),
            "reset_url": request.path,
        }
        return render(request, "directory/public/list.html", context)

    # --- rows
    def narrowed(self, rows: QuerySet[Institution]) -> QuerySet[Institution]:
        self.text = self.asked.get("q", "").strip()[:LONGEST_SEARCH]
        if self.text:
            rows = searched(rows, self.text, user=None)
        self.where = public.where(self.asked.get("ort", ""), self.network)
        if self.where.text:
            rows = public.at(rows, self.where.places) if self.where.places else rows.none()
        if code := self.chosen("art"):
            rows = rows.filter(type__code=code)
        if code := self.chosen("thema"):
            rows = rows.filter(_tied(InstitutionTopic, topic__code=code))
        if code := self.chosen("fuer"):
            rows = rows.filter(_tied(InstitutionTargetGroup, target_group__code=code))
        return rows.filter(**self.fixed)

    def chosen(self, name: str) -> str:
        """The code a filter asks for; one that is not known narrows nothing."""
        value = self.asked.get(name, "")
        return value if value in dict(self.choices.get(name, ())) else ""

    def page_of(self, rows: QuerySet[Institution]) -> Any:
        """Count, pick one page by id, then fetch what its rows show."""
        ordered = rows.order_by("sort_key", "id")
        total = ordered.count() if self.is_narrowed else public.count(self.network)
        ids = ordered.values_list("pk", flat=True)
        page = CountedPaginator(ids, PER_PAGE, count=total).get_page(self.asked.get("page"))
        contacts = ContactPoint.objects.visible_to(None, owner="institution").filter(
            kind__in=["phone", "mobile", "web"]
        )
        shown = Institution.objects.filter(pk__in=list(page.object_list)).defer("search_text")
        page.object_list = list(
            shown.select_related("type", "municipality")
            .prefetch_related(
                Prefetch("contacts", contacts.order_by("sort_order", "id"), to_attr="seen_contacts"),
                Prefetch("listings", Listing.objects.filter(network=self.network), to_attr="here"),
            )
            .order_by("sort_key", "id")
        )
        return page

    @property
    def is_narrowed(self) -> bool:
        return bool(self.fixed or self.text or self.where.text or any(map(self.chosen, self.choices)))

    # --- parts of the page
    def fields(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "label": LABELS[name], "options": options, "value": self.chosen(name)}
            for name, options in self.choices.items()
        ]

    def chips(self) -> list[dict[str, Any]]:
        shown = {name: dict(options).get(self.chosen(name), "") for name, options in self.choices.items()}
        found: list[tuple[str, Any, str]] = [("q", _("Search"), self.text)]
        found += [("ort", _("Place"), self.where.text)] if not self.fixed else []
        found += [(name, LABELS[name], label) for name, label in shown.items()]
        return [
            {"label": label, "value": value, "url": self.without(name)}
            for name, label, value in found
            if value
        ]

    def without(self, name: str) -> str:
        query = self.request.GET.copy()
        for gone in (name, "page"):
            query.pop(gone, None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def crumbs(self) -> list[tuple[Any, str | None]]:
        home = (_("Start"), reverse("site:start"))
        if not self.fixed:
            return [home, (self.title, None)]
        return [home, (_("Actors"), reverse("public:list")), *self.way()]

    def way(self) -> list[tuple[Any, str | None]]:
        return [(self.title, None)]


LABELS = {"art": gettext_lazy("Type"), "thema": gettext_lazy("Topic"), "fuer": gettext_lazy("For whom")}


def _tied(model: Any, **condition: str) -> Exists:
    return Exists(model.objects.filter(institution=OuterRef("pk"), **condition))


class AtPlace(PublicList):
    """The public entries of one municipality; its official key stands at the end of the address."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ags = kwargs["place"].rpartition("-")[2]
        self.place = get_object_or_404(Municipality.objects.select_related("district"), ags=ags)
        proper = public.place_slug(self.place.name, self.place.ags)
        if kwargs["place"] != proper:
            return redirect("public:place", proper, permanent=True)
        self.fixed = {"protected_place": False}
        self.title = _("Actors for %(place)s") % {"place": self.place}
        self.lead = _("What lies in %(place)s or is there for it.") % {"place": self.place}
        return super().get(request, *args, **kwargs)

    def narrowed(self, rows: QuerySet[Institution]) -> QuerySet[Institution]:
        self.asked.pop("ort", None)
        return super().narrowed(public.at(rows, [self.place]))

    def way(self) -> list[tuple[Any, str | None]]:
        return [(_("By place"), reverse("public:places")), (self.place.name, None)]


class OfType(PublicList):
    """The public entries of one type."""

    lead = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.type = get_object_or_404(InstitutionType, code=kwargs["code"])
        self.fixed = {"type": self.type}
        self.title = in_words_of(self.network, self.type.name)
        return super().get(request, *args, **kwargs)

    def way(self) -> list[tuple[Any, str | None]]:
        return [(_("By type"), reverse("public:types")), (self.title, None)]


class OfTopic(PublicList):
    """The public entries that know about one topic."""

    lead = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        topic = get_object_or_404(Topic, code=kwargs["code"])
        mine = InstitutionTopic.objects.filter(topic=topic).values("institution")
        self.fixed, self.title = {"pk__in": mine}, topic.name
        return super().get(request, *args, **kwargs)

    def way(self) -> list[tuple[Any, str | None]]:
        return [(_("By topic"), reverse("public:topics")), (self.title, None)]
