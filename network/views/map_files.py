"""The map as a file: picture, paper, data for other programs. What goes out is what the page shows; it is logged."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry
from coordination.accounts.services.audit import record
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from coordination.lib.pdf import render_pdf
from coordination.lib.raster import png
from network.asking import chips
from network.bubbles import too_large
from network.families import FAMILIES
from network.formats import FORMATS, written
from network.loading import kept
from network.reading import facts_of
from network.shapes import outline
from network.telling import carried_sentence, counted, gap_sentence, told
from network.views.map import GraphPage, picture
from network.views.map_key import lines_on_paper

PAPER = {"pdf-a4": ("A4 landscape", 261, 129), "pdf-a3": ("A3 landscape", 384, 218)}
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


class MapExport(GraphPage):
    """One file of the map with the filters of the address."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        if kind not in FORMATS and kind not in PAPER and kind not in {"svg", "png"}:
            raise Http404
        self.prepare(request)
        try:
            with transaction.atomic():
                content, content_type, ending = self.file(kind)
                self.log(kind)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
            return redirect(self.question.address(reverse("network:map")))
        response = HttpResponse(content, content_type=content_type)
        name = f"netz-{self.reading.network.slug}-{self.reading.day:%Y-%m-%d}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def file(self, kind: str) -> tuple[bytes, str, str]:
        if kind in FORMATS:
            known = FORMATS[kind]
            facts = facts_of(self.graph) if self.graph.n else []
            return written(kind, self.graph, facts), known.content_type, known.ending
        if too_large(self.graph) or not self.graph.n:
            raise RuleBroken(
                _("A picture holds 1 to 600 institutions. Please choose a place first."), code="too_large"
            )
        if kind == "svg":
            return _HEAD + self.drawn().encode(), "image/svg+xml", "svg"
        if kind == "png":
            svg = self.drawn()
            wide, high = _size_of(svg)
            # Whoever sees the same picture gets the same file, drawn once.
            key = ("png", hashlib.sha256(svg.encode()).digest())
            return kept(key, lambda: png(svg, width=wide, height=high)), "image/png", "png"
        return render_pdf("network/print/map.html", self.paper(kind)), "application/pdf", f"{kind[4:]}.pdf"

    def drawn(self) -> str:
        return str(picture(self.reading, self.question, self.graph, paper=True, links=False))

    def paper(self, kind: str) -> dict[str, Any]:
        graph, facts = self.graph, facts_of(self.graph)
        size, width, height = PAPER[kind]
        svg = self.drawn()
        wide, high = _size_of(svg)
        scale = min(width / wide, height / high)
        return {
            "title": _("Map of %(network)s") % {"network": self.reading.network.name},
            "network": self.reading.network.name,
            "as_of": self.reading.day,
            "size": size,
            "picture": svg.replace(
                f'width="{wide:.0f}" height="{high:.0f}"',
                f'width="{wide * scale:.1f}mm" height="{high * scale:.1f}mm"',
                1,
            ),
            "counted": counted(graph),
            "gap_sentence": gap_sentence(graph),
            "carried_sentence": carried_sentence(graph),
            "chips": chips(self.question, "", {"middle": ""}),
            "key": [
                {"label": one.label, "shape": f'{outline(one.shape, 8, 8, 6)} fill="{one.colour}"/>'}
                for one in FAMILIES
            ],
            "lines": lines_on_paper(graph),
            "told": told(graph, facts),
            "rows": [
                {
                    "name": one.name,
                    "type": one.type,
                    "place": graph.place_names[graph.places[at]],
                    "ties": int(graph.degree[at]),
                    "multipliers": int(graph.multipliers[at]),
                    "carried": bool(graph.carried[at]),
                }
                for at, one in enumerate(facts)
            ],
        }

    def log(self, kind: str) -> None:
        record(
            by=self.request.user,
            did=AuditEntry.Did.EXPORTED,
            network=self.reading.network.id,
            detail=_("Network map, %(kind)s, %(counted)s") % {"kind": kind, "counted": counted(self.graph)},
        )


def _size_of(svg: str) -> tuple[float, float]:
    """Width and height as the picture itself says them."""
    box = svg.split('viewBox="0 0 ', 1)[1].split('"', 1)[0].split()
    return float(box[0]), float(box[1])
