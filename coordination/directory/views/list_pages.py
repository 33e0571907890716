"""What the lists of institutions, people and services share: tabs with their numbers, search, export."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.accounts.lists import HouseList
from coordination.accounts.permissions import scope_of
from coordination.accounts.wording import in_words_of, speaker_of
from coordination.directory import exports
from coordination.directory.exports import Export
from coordination.directory.list_search import searched
from coordination.directory.models import ContactPoint
from coordination.directory.reading import prepared
from coordination.directory.table_rows import RowMenu, draw_row
from coordination.directory.totals import rows_of
from coordination.lib import jobs
from coordination.lib.notes import tell
from coordination.lib.numbers import grouped

TABS: dict[str, Any] = {
    "institution": gettext_lazy("Institutions"),
    "person": gettext_lazy("People"),
    "service": gettext_lazy("Services"),
}


IN_OUR_WORDS = {"type", "kind"}  # columns with names of our lists, which a network may call otherwise


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

    def get_base(self) -> QuerySet:
        return rows_of(self.owner, self.request.user)

    # --- numbers
    @cached_property
    def totals(self) -> dict[str, int]:
        """How many rows each of the lists holds for this person; they come with the words of the filter."""
        if self.filterset is None:
            self.get_queryset()
        return self.filterset.totals

    def count_base(self) -> int:
        return self.totals[self.owner]

    def search(self, rows: QuerySet, text: str) -> QuerySet:
        return searched(rows, text, user=self.request.user, owner=self.owner)

    def contacts(self, *kinds: str) -> Prefetch:
        user, owner = self.request.user, self.owner
        visible = prepared(
            f"contacts of each {owner}", user, lambda: ContactPoint.objects.visible_to(user, owner=owner)
        )
        if kinds:
            visible = visible.filter(kind__in=kinds)
        return Prefetch("contacts", visible.order_by("sort_order", "id"), to_attr="seen_contacts")

    @property
    def may_export(self) -> bool:
        return scope_of(self.request.user).may_anywhere("directory.add_export")

    def may_see(self) -> bool:
        return bool(scope_of(self.request.user).may(self.permission))

    def export_menu(self) -> list[dict[str, Any]]:
        """All that is seen, or only what is public; beforehand it is said when a second person is needed."""
        whole = super().export_menu()
        public = [
            {"label": label, "url": self.address(ausgabe=kind, umfang="public")}
            for kind, label in self.export_labels
        ]
        return [
            {"note": self._four_eyes_note()},
            *whole,
            {"note": _("Only what is public: may be handed on, needs nobody else")},
            *public,
            {"label": _("My jobs and files"), "url": reverse("directory:work-list")},
        ]

    def _four_eyes_note(self) -> str:
        names = [column.name for column in self.shown_columns]
        wanted = Export(noun=self.owner, kind="xlsx", rows=self.object_list, columns=names)
        if self.count <= exports.MANY or not wanted.has_contacts or not exports.rule_is_on(self.request.user):
            return _("All details you see here")
        return _(
            "All details you see here. More than %(n)s entries with contacts that are not public:"
            " a second person must agree"
        ) % {"n": exports.MANY}

    def export_of(self, kind: str, rows: QuerySet | None = None) -> Export:
        """Return this list (or some rows of it) as what a file would hold."""
        rows = self.get_queryset() if rows is None else rows
        names = [column.name for column in self.shown_columns]
        return Export(noun=self.owner, kind=kind, rows=rows, columns=names)

    def export(self, kind: str, rows: QuerySet) -> HttpResponseBase:
        if not self.may_export:
            raise PermissionDenied("directory.add_export")
        wanted = self.export_of(kind, rows)
        if self.request.GET.get("umfang") == "public":
            wanted = exports.only_public(wanted)
            if not wanted.rows.exists():
                tell(
                    self.request,
                    _("None of these entries is public, so there is nothing to export."),
                    kind="warning",
                )
                return redirect(self.address())
        elif exports.needs_four_eyes(self.request.user, wanted):
            query = urlencode({"liste": self.here.urlencode(), "art": kind, "was": self.owner})
            return redirect(f"{reverse('directory:export-ask')}?{query}")
        return self.hand_out(wanted)

    def hand_out(self, wanted: Export) -> HttpResponseBase:
        """The file itself; a long list is written in the background."""
        from coordination.directory.views import list_jobs  # noqa: PLC0415 -- it knows the lists

        count = wanted.rows.order_by().count()
        if count <= list_jobs.ROWS_AT_ONCE:
            return exports.answer(by=self.request.user, export=wanted)
        job = list_jobs.start_export(by=self.request.user, page=self, export=wanted, count=count)
        return redirect(jobs.job_page(job))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "title": _("Actors"),
            "tabs": self.tabs(),
            "may_edit": bool(self.changeable),
            "bulk": self.bulk() if self.changeable else None,
            "has_menu": bool(self.changeable and self.menu_links),
            "facts": self.facts(),
        }

    def tabs(self) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "url": reverse(f"directory:{owner}-list"),
                "current": owner == self.owner,
                "count": self.totals[owner],
            }
            for owner, label in TABS.items()
            if owner in self.totals
        ]

    def facts(self) -> str:
        """„412 institutions, 1,036 people, 688 services“."""
        said = {
            "institution": lambda n: ngettext("%(n)s institution", "%(n)s institutions", n),
            "person": lambda n: ngettext("%(n)s person", "%(n)s people", n),
            "service": lambda n: ngettext("%(n)s service", "%(n)s services", n),
        }
        return ", ".join(said[owner](n) % {"n": grouped(n)} for owner, n in self.totals.items())

    def bulk(self) -> dict[str, Any] | None:
        return None

    # --- rows
    menu_links: ClassVar[list[tuple[Any, str, str]]] = []

    @cached_property
    def changeable(self) -> frozenset[int]:
        """The networks whose rows the person may change."""
        return scope_of(self.request.user).may(self.permission.replace("view_", "change_"))

    def has_menu(self, row: Any) -> bool:
        return self.networks <= self.changeable

    def draw(self, rows: list[Any]) -> None:
        super().draw(rows)
        speaker = speaker_of(scope_of(self.request.user))
        for row in rows:
            row.cells = [
                (column, in_words_of(speaker, cell) if column.name in IN_OUR_WORDS else cell)
                for column, cell in row.cells
            ]
        picks = bool(self.changeable and self.bulk())
        menu = RowMenu(self.menu_links) if self.changeable and self.menu_links else None
        for row in rows:
            row.html = draw_row(
                row, picks=picks, menu=menu, shows_menu=menu is not None and self.has_menu(row)
            )
