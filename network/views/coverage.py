"""Coverage: types of institutions by places, the gaps with whom to call, and who of the law's list is missing."""

from __future__ import annotations

import io
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from coordination.accounts.models import AuditEntry, Network
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.accounts.services.audit import record
from coordination.directory.models import ContactPoint
from coordination.lib import sheets
from coordination.lib.numbers import grouped
from network.coverage import Cell, Matrix, matrix
from network.participants import compare, lists_for
from network.standing import BY_PART, BY_PLACE, place_column, present, rows_of, seen_by
from network.tabs import tabs

PAGE = "network:coverage"
NARROW = 5  # so many places fit beside the list of gaps
NOWHERE = "-"  # in the address: institutions without a place
SHOWN: dict[str, dict[str, Any]] = {"eine": {"speakers": 1}, "traeger": {"carried": True}}
KINDS: dict[str, Any] = {"xlsx": sheets.write_xlsx, "csv": sheets.write_csv}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class OfNetworks(MayRequired, View):
    """Pages over the whole network, one of them chosen or all of them together."""

    permission = "network.view_graph"
    reach = Reach.ALL
    page = PAGE

    @cached_property
    def chosen(self) -> str:
        return self.request.GET.get("netzwerk", "")

    @cached_property
    def networks(self) -> dict[int, Any]:
        """The networks that are shown: the one of the address, else all whose whole graph the person reads."""
        scope = scope_of(self.request.user)
        mine = {pk: one for pk, one in scope.tenants.items() if pk in scope.may(self.permission)}
        named = {pk: one for pk, one in mine.items() if one.slug == self.chosen}
        return named or mine

    def network_chips(self) -> list[dict[str, Any]]:
        scope = scope_of(self.request.user)
        mine = [one for pk, one in scope.tenants.items() if pk in scope.may(self.permission)]
        if len(mine) < 2:
            return []
        url, shown = reverse(self.page), len(self.networks)
        found = [{"label": _("All networks"), "url": url, "current": shown > 1}]
        return found + [
            {
                "label": one.label,
                "url": f"{url}?netzwerk={one.slug}",
                "current": shown == 1 and one.id in self.networks,
            }
            for one in mine
        ]


class Coverage(OfNetworks):
    """The matrix, the same as a list, and each gap with its contact. ``ausgabe=csv|xlsx``: as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.by = BY_PART if request.GET.get("nach") == BY_PART else BY_PLACE
        rows = seen_by(request.user, self.networks)
        found = matrix(rows_of(rows, self.by))
        if (kind := request.GET.get("ausgabe", "")) in KINDS:
            return self.export(kind, found)
        gaps = self.gaps(rows)
        page = Paginator(gaps, 25).get_page(request.GET.get("page"))
        context = {
            "title": _("Coverage"),
            "facts": self.sentence(found.total),
            "tabs": tabs(request.user, PAGE),
            "networks": self.network_chips(),
            "matrix": found,
            "lines": found.rows(),
            "sums": found.sums(),
            "worst": found.worst(),
            "is_narrow": len(found.places) <= NARROW,
            "by": self.by,
            "nowhere": NOWHERE,
            "page_obj": page,
            "type": next((line for line in found.lines if line.type == request.GET.get("art")), None),
            "place": request.GET.get("ort", "")[:80],
            "picks": self.picks(found.total),
            "what": request.GET.get("was", "") if request.GET.get("was") in SHOWN else "",
            "may_add": bool(scope_of(request.user).may("network.add_appointment")),
        }
        return render(request, "network/coverage.html", context)

    def sentence(self, total: Cell) -> str:
        """„131 institutions, 66 % with a multiplier of their own; nobody reaches 30, 14 …, 52 one person alone“."""
        n = total.total
        count = ngettext("%(n)s institution", "%(n)s institutions", n) % {"n": grouped(n)}
        if not n:
            return count
        told = _("%(percent)s %% with a multiplier of their own; %(nobody)s reached by nobody")
        if total.through:
            told = _(
                "%(percent)s %% with a multiplier of their own; %(nobody)s reached by nobody, %(through)s through the"
                " provider alone"
            )
        values = {
            "percent": total.percent,
            "nobody": grouped(total.nobody),
            "through": grouped(total.through),
        }
        return f"{count}, {told % values}"

    def picks(self, total: Cell) -> list[dict[str, Any]]:
        """What may be listed, each with its number in the whole matrix."""
        now = self.request.GET.get("was", "")
        words = [("", _("Nobody there"), total.nobody), ("eine", _("One person alone"), total.single)]
        if total.through:
            words.insert(1, ("traeger", _("Through the provider alone"), total.through))
        return [
            {"key": key or None, "label": label, "count": n, "current": key == (now if now in SHOWN else "")}
            for key, label, n in words
        ]

    def gaps(self, rows: QuerySet) -> QuerySet:
        """Institutions nobody reaches (or only the provider's, or one person), by type and place, with contacts."""
        rows = rows.filter(**SHOWN.get(self.request.GET.get("was", ""), {"speakers": 0, "carried": False}))
        if code := self.request.GET.get("art", "").replace("\0", ""):
            rows = rows.filter(type__code=code)
        if place := self.request.GET.get("ort", "").replace("\0", ""):
            column = place_column(self.by)
            empty = Q(**{column: ""}) if self.by == BY_PART else Q(municipality__isnull=True)
            rows = rows.filter(empty if place == NOWHERE else Q(**{column: place}))
        contacts = ContactPoint.objects.visible_to(self.request.user, owner="institution")
        wanted = contacts.filter(kind__in=["phone", "mail"]).order_by("sort_order", "id")
        rows = rows.select_related("type", "municipality").prefetch_related(
            Prefetch("contacts", wanted, to_attr="seen_contacts")
        )
        return rows.order_by("type__sort_order", "sort_key", "id")

    def export(self, kind: str, found: Matrix) -> HttpResponseBase:
        """One line per type and place; only numbers, so it needs nobody's second look."""
        place = _("Part of the town") if self.by == BY_PART else _("Municipality")
        heads = [
            _("Type"),
            place,
            _("Institutions"),
            _("With a multiplier"),
            _("With nobody"),
            _("Through the provider alone"),
            _("One person alone"),
        ]
        lines = [
            [
                line.label,
                at or _("without a place"),
                cell.total,
                cell.covered,
                cell.nobody,
                cell.through,
                cell.single,
            ]
            for line, cells in found.rows()
            for at, cell in cells
            if cell.total
        ]
        target = io.BytesIO()
        columns = [sheets.Column(name=head) for head in heads]
        KINDS[kind](target, title=_("Coverage"), columns=columns, rows=lines)
        target.seek(0)
        for pk in self.networks:
            detail = f"coverage {kind} {len(lines)}"
            record(by=self.request.user, did=AuditEntry.Did.EXPORTED, network=pk, detail=detail)
        name = f"{_('coverage')}-{timezone.localdate():%Y-%m-%d}.{kind}"
        return FileResponse(target, as_attachment=True, filename=name, content_type=TYPES[kind])


class Participants(OfNetworks):
    """Who should take part by law, beside the directory of one network."""

    page = "network:participants"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        first = min(self.networks.values(), key=lambda one: one.name)
        network = Network.objects.select_related("land").get(pk=first.id)
        self.networks = {first.id: first}
        rows = list(present(seen_by(request.user, [network.pk])))
        lists = [
            {
                "citation": citation,
                "lines": (lines := compare(wanted, rows)),
                "missing": sum(line.state == "missing" and not line.participant.optional for line in lines),
                "source": wanted[0].source,
                "checked_on": wanted[0].checked_on,
                "is_incomplete": any(one.incomplete for one in wanted),
                "is_verified": all(one.verified_on for one in wanted),
            }
            for citation, wanted in lists_for(network.land.abbreviation)
        ]
        title = _("Who should take part by law")
        context = {
            "title": title,
            "network": network,
            "facts": str(network),
            "networks": [chip for chip in self.network_chips() if "netzwerk=" in chip["url"]],
            "lists": lists,
            "crumbs": [(_("Coverage"), reverse(PAGE)), (title, None)],
        }
        return render(request, "network/participants.html", context)
