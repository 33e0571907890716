"""The machinery of every list in the workspace: search, filters, views, columns, sorting, export of exactly this list.

A list names its columns and its filter; everything else (chips in the address, saved views, counts) is the same
everywhere. The QuerySet it starts from must already be what the user may see.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Window
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView
from django_filters import FilterSet

from coordination.accounts.list_parts import Column, CountedPaginator, flat, off_index, ordered
from coordination.accounts.models import SavedView
from coordination.accounts.permissions import MayRequired

# Parameters that say how the list is shown, not what is in it.
PASSING = ("page", "ausgabe", "umfang", "ansicht")
LONGEST_SEARCH = 200


class HouseList(MayRequired, ListView):
    """A list page. Override ``columns``, ``filterset_class``, ``get_base()`` and ``search``."""

    columns: list[Column] = []
    filterset_class: type[FilterSet] | None = None
    default_sort = "name"
    paginate_by = 50
    page_name: str
    noun: Any = ""
    search_label: Any = ""
    placeholder: Any = ""
    export_labels: list[tuple[str, Any]] = []

    @classmethod
    def asked(cls, request: HttpRequest, query: str) -> HouseList:
        """Return this list as if ``request.user`` had opened it with the address part ``query``."""
        other = copy(request)
        other.method, other.GET = "GET", QueryDict(query)  # type: ignore[assignment]
        page = cls()
        page.setup(other)
        page.view, page.views = None, []
        return page

    # --- what the list starts from, to be overridden
    def get_base(self) -> QuerySet:
        raise NotImplementedError

    def search(self, rows: QuerySet, text: str) -> QuerySet:
        raise NotImplementedError

    def count_base(self) -> int:
        """Count everything the list could show; override where a smaller table knows."""
        return self.base.count()

    def with_cells(self, rows: QuerySet) -> QuerySet:
        """Add what the cells of one page need (select_related, prefetch)."""
        return rows

    def draw(self, rows: list[Any]) -> None:
        """Draw the cells of one page: (column, cell) pairs, the first names the row."""
        columns, select = self.shown_columns, _("Select %(name)s")
        for row in rows:
            row.cells = [(column, column.cell(row)) for column in columns]
            row.pick_label = select % {"name": row}

    # --- the address
    view: SavedView | None
    views: list[SavedView]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self._find_view()
        kind = request.GET.get("ausgabe", "")
        if kind in dict(self.export_labels):
            return self.export(kind, self.get_queryset())
        return super().get(request, *args, **kwargs)

    def _find_view(self) -> None:
        """Find the saved view the address names; the empty address opens the user's start view."""
        self.views = list(SavedView.objects.visible_to(self.request.user).filter(page=self.page_name))
        wanted = self.request.GET.get("ansicht")
        if wanted is None and not self.request.GET:
            mine = (one for one in self.views if one.is_start and one.owner_id == self.request.user.pk)
            self.view = next(mine, None)
            if self.view is not None:  # so that links to pages and sortings keep it
                self.request.GET = QueryDict(urlencode({"ansicht": self.view.uid}))
            return
        self.view = next((view for view in self.views if str(view.uid) == wanted), None)

    @cached_property
    def parameters(self) -> QueryDict:
        """What the address asks for, on top of the saved view it names."""
        given = self.request.GET.copy()
        if self.view is None:
            return given
        parameters = QueryDict(self.view.query, mutable=True)
        for name in given:
            parameters.setlist(name, given.getlist(name))
        return parameters

    @cached_property
    def here(self) -> QueryDict:
        """What the list shows, without page and view: for links, saved views and bulk actions."""
        parameters = self.parameters.copy()
        for name in PASSING:
            parameters.pop(name, None)
        return parameters

    def address(self, **changes: Any) -> str:
        """Return this list's address with some parameters set (a list: several), or taken out (None)."""
        parameters = self.here.copy()
        for name, value in changes.items():
            if value:
                parameters.setlist(name, value if isinstance(value, list) else [value])
            else:
                parameters.pop(name, None)
        return f"{reverse(self.page_name)}?{parameters.urlencode() or 'ansicht='}"

    # --- rows
    def get_queryset(self) -> QuerySet:
        self.base = self.get_base()
        rows = self.base
        self.text = self.parameters.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        if self.text:
            rows = self.search(rows, self.text)
        self.filterset = None
        if self.filterset_class is not None:
            self.filterset = self.filterset_class(self.parameters, queryset=rows, request=self.request)
            rows = self.filterset.qs
        self.sort = self.parameters.get("sort", self.default_sort)
        return rows.order_by(*self._order())

    def _order(self) -> list[Any]:
        name = self.sort.removeprefix("-")
        column = next((column for column in self.columns if column.name == name and column.order), None)
        if column is None:
            self.sort = self.default_sort
            column = next(column for column in self.columns if column.name == self.default_sort)
        down = self.sort.startswith("-")
        return [ordered(part, down=down) for part in (*column.order, "id")]

    @cached_property
    def shown_columns(self) -> list[Column]:
        """The columns of this page; their headings are translated once, as each cell names its own."""
        chosen = set(self.parameters.getlist("spalte"))
        if chosen & {column.name for column in self.columns}:
            found = [column for i, column in enumerate(self.columns) if i == 0 or column.name in chosen]
        else:
            found = [column for column in self.columns if column.by_default]
        return [replace(column, label=str(column.label)) for column in found]

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> Any:
        """Count, then fetch one page; a page beyond the last shows the last.

        The page is picked by id first: whoever leafs far does not read the rows he skips.
        """
        self.total = self.count_base()
        found: Any = None
        if self.text:
            found = self._count_and_pick(queryset, page_size)
        elif self.is_filtered:
            self.count = queryset.count()
        else:
            self.count = self.total
        paginator = CountedPaginator(queryset, page_size, count=self.count)
        page = paginator.get_page(self.request.GET.get("page"))
        if self.count:
            wanted = page.object_list.values("pk") if found is None else found
            rows = self.with_cells(queryset.model.objects.filter(pk__in=wanted))
            page.object_list = list(rows.order_by(*self._order()))
        else:
            page.object_list = []
        self.draw(page.object_list)
        return paginator, page, page.object_list, page.has_other_pages()

    def _count_and_pick(self, rows: QuerySet, page_size: int) -> list[int] | None:
        """Set ``count`` and return the ids of the page in one pass: finding words in texts is the dear part of both.

        None where the page lies beyond the last: then there is nothing to read the count from.
        """
        number = self.request.GET.get("page", "")
        first = (
            (int(number) - 1) * page_size if number.isascii() and number.isdigit() and len(number) < 9 else 0
        )
        first = max(0, first)
        # No index serves this order: with one, PostgreSQL walks all rows by it, hoping to stop soon, and cannot.
        order = [off_index(part) for part in self._order()]
        counted = rows.order_by(*order).annotate(_of=Window(Count("pk"))).values_list("pk", "_of")
        found = list(counted[first : first + page_size])
        if not found and first:
            self.count = rows.count()
            return None
        self.count = found[0][1] if found else 0
        return [pk for pk, _of in found]

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.chips)

    # --- parts of the page
    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        """Return the filters that hold, each with the address of the list without it."""
        if self.filterset is None:
            return []
        chips = []
        for name, field in self.filterset.form.fields.items():
            if name in self.filterset.form.errors:
                continue
            labels = dict(flat(field.choices)) if hasattr(field, "choices") else {}
            values = [value for value in dict.fromkeys(self.parameters.getlist(name)) if value]
            for value in values:
                others = [other for other in values if other != value]
                shown = labels.get(value, value)
                chips.append(
                    {
                        "name": name,
                        "label": field.label,
                        "value": shown,
                        "url": self.address(**{name: others}),
                    }
                )
        return chips

    def network_picks(self) -> list[dict[str, Any]]:
        """For people of several networks: one click shows the rows of one of them; never in the path."""
        field = self.filterset.form.fields.get("netzwerk") if self.filterset is not None else None
        if field is None:
            return []
        chosen = self.parameters.get("netzwerk", "")
        named = [(value, label) for value, label in flat(field.choices) if value]
        return [
            {"label": label, "url": self.address(netzwerk=value), "current": value == chosen}
            for value, label in [("", _("All networks")), *named]
        ]

    def _views_menu(self) -> list[dict[str, Any]]:
        url = reverse(self.page_name)
        everything = {"label": _("All"), "url": f"{url}?ansicht=", "current": not self.here}
        named = [
            {"label": view.name, "url": f"{url}?ansicht={view.uid}", "current": view == self.view}
            for view in self.views
        ]
        return [everything, *named]

    def bar(self) -> dict[str, Any]:
        shown = {column.name for column in self.shown_columns}
        saving = urlencode({"seite": self.page_name, "abfrage": self.here.urlencode()})
        return {
            "search": self.text,
            "search_label": self.search_label,
            "placeholder": self.placeholder,
            "views": self._views_menu(),
            "view_label": self.view.name if self.view else "",
            "save_view_url": f"{reverse('accounts:view-add')}?{saving}",
            "manage_views_url": f"{reverse('accounts:views')}?{urlencode({'seite': self.page_name})}"
            if self.views
            else "",
            "columns": [{"name": c.name, "label": c.label, "on": c.name in shown} for c in self.columns[1:]],
            "exports": self.export_menu() if self.may_export else [],
            "filters": self.filterset.form if self.filterset is not None else None,
            "hidden": [("sort", self.sort)] if self.sort != self.default_sort else [],
            "chips": [chip for chip in self.chips if chip["name"] != "netzwerk"],
            "networks": self.network_picks(),
            "count": self.count,
            "total": self.total if self.is_filtered else None,
            "noun": self.noun,
            "reset_url": f"{reverse(self.page_name)}?ansicht=",
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"bar": self.bar(), "columns": self.shown_columns, "sort": self.sort}

    # --- export
    @property
    def may_export(self) -> bool:
        return bool(self.export_labels)

    def export_menu(self) -> list[dict[str, Any]]:
        """The lines of the menu: links (label, url) and words between them (note)."""
        return [{"label": label, "url": self.address(ausgabe=kind)} for kind, label in self.export_labels]

    def export(self, kind: str, rows: QuerySet) -> HttpResponseBase:
        """Answer with exactly this list as a file."""
        raise NotImplementedError
