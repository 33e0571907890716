"""The map of a network: picture, table and text with the same filters and address."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach, scope_of
from network.arrays import Arrays
from network.asking import Question, answering, asked, chips
from network.breaks import breaks
from network.bubbles import bubbled, too_large
from network.edges import DIRECTED, KINDS
from network.families import FAMILIES
from network.layout import by_place, by_ties
from network.loading import kept
from network.picture import Drawn, draw
from network.reading import RIGHT, Facts, Reading, facts_of, reading_of
from network.tabs import tabs
from network.telling import counted, gap_sentence, hidden_sentence, told
from network.views.map_key import legend, lines_of, states_of
from network.views.map_said import said_beside
from network.views.map_time import look_back

PER_PAGE = 100
WIDE = 40  # so many institutions ordered by ties need the whole width: what the map says stands above
MOST_LINES = 2000  # rows of the table of ties on one page of the address
FEWEST_LOST = 2  # so many must lose their way before a node is ringed
VIEWS = ("", "tabelle", "text")


def record_url(facts: Facts) -> str:
    return reverse("directory:institution-detail", args=[facts.uid])


class GraphPage(MayRequired, View):
    """What all pages over the graph share: whose it is, which day, which filters."""

    permission = RIGHT
    reach = Reach.OWN
    question: Question
    reading: Reading
    graph: Arrays

    def prepare(self, request: HttpRequest) -> None:
        self.question = asked(request.GET)
        day = self.question.day or timezone.localdate()
        reading = reading_of(request.user, day, self.question.network)
        graph = answering(reading, self.question) if reading else None
        if reading is None or graph is None:
            raise Http404
        self.reading, self.graph = reading, graph

    def networks(self, base: str) -> list[dict[str, Any]]:
        if len(self.reading.networks) < 2:
            return []
        return [
            {
                "label": one.label,
                "url": Question(network=one.slug, day=self.question.day).address(base),
                "current": one.id == self.reading.network.id,
            }
            for one in self.reading.networks
        ]


def rings_of(reading: Reading, graph: Arrays) -> frozenset[int]:
    """Nodes on which several others hang; for readers of the whole, who alone see what they hold together."""
    if not reading.whole:
        return frozenset()
    found, _bridges = breaks(graph)
    return frozenset(one.node for one in found if one.lost >= FEWEST_LOST)


def picture(
    reading: Reading, question: Question, graph: Arrays, *, paper: bool = False, links: bool = True
) -> Any:
    """The SVG, kept for whoever asks the same of the same graph in the same language."""
    key = (
        "svg", reading.network.id, graph.version, reading.day, reading.level, reading.own, reading.whole, question,
        paper, links, translation.get_language(),
    )  # fmt: skip
    return kept(key, lambda: _picture(reading, question, graph, paper, links))


def _picture(reading: Reading, question: Question, graph: Arrays, paper: bool, links: bool) -> Any:
    facts = facts_of(graph)
    several = len(np.unique(graph.places)) > 1
    by = question.order or ("ort" if several and not question.around else "bezug")
    layout = by_place(graph, _("Without a place"), across=paper) if by == "ort" else by_ties(graph)
    centre = frozenset(at for at, one in enumerate(facts) if one.uid == question.around)
    return draw(
        Drawn(
            graph=graph,
            facts=facts,
            layout=layout,
            rings=rings_of(reading, graph),
            centres=centre,
            url=record_url if links else None,
            paper=paper,
            title=_("Map of %(network)s") % {"network": reading.network.name},
            described=f"{counted(graph)}. {gap_sentence(graph)} "
            + _("The same stands under table and text."),
        )
    )


class MapPage(GraphPage):
    """Who is tied with whom, and where nobody carries information: as picture, table or text."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.prepare(request)
        view = request.GET.get("ansicht", "")
        view = view if view in VIEWS else ""
        base, question, graph = reverse("network:map"), self.question, self.graph
        large = too_large(graph)
        context: dict[str, Any] = {
            "title": _("Network map"),
            "facts": f"{counted(graph)} · "
            + _("as of %(day)s, computed from your entries") % {"day": self.reading.day.strftime("%d.%m.%Y")},
            "tabs": tabs(request.user, "network:map"),
            "views": self.views(view, base),
            "view": view,
            "map_url": base,
            "question": question,
            "networks": self.networks(base),
            "chips": chips(question, base, {"middle": self.middle_name(), "view": view}),
            "reset_url": Question(network=question.network).address(base, ansicht=view),
            "families": [
                {"key": one.key, "label": one.label, "on": one.key in question.families, "css": one.css}
                for one in FAMILIES
            ],
            "places": [
                {"name": name, "on": name in question.places}
                for name in sorted(self.reading.graph.place_names)
                if name
            ],
            "kinds": [
                {"key": key, "label": label, "on": key in question.kinds} for key, label in KINDS.items()
            ],
            "day": self.reading.day,
            **look_back(self.reading, question, base, view, self.answers_url()),
            "empty": not graph.n,
            "whole": self.reading.whole,
            "large": large,
            "orders": self.orders(base, view),
            "exports": self.exports() if graph.n else [],
            "may_relate": self.reading.network.id in scope_of(request.user).may("network.change_relation"),
            "answers_url": self.answers_url(),
            "hidden": hidden_sentence(graph.hidden) if graph.hidden else "",
        }
        if graph.n:
            context |= self.seen(view, large)
        return render(request, "network/map.html", context)

    def answers_url(self) -> str:
        return f"{reverse('network:answers')}?netz={self.reading.network.slug}" if self.reading.whole else ""

    def middle_name(self) -> str:
        if not self.question.around:
            return ""
        return next((one.name for one in facts_of(self.graph) if one.uid == self.question.around), "")

    def views(self, view: str, base: str) -> list[dict[str, Any]]:
        labels = (("", _("Map"), "network"), ("tabelle", _("Table"), "table"), ("text", _("Text"), "list"))
        return [
            {
                "label": label,
                "icon": icon,
                "url": self.question.address(base, ansicht=key),
                "current": key == view,
            }
            for key, label, icon in labels
        ]

    def orders(self, base: str, view: str) -> list[dict[str, Any]]:
        if len(np.unique(self.graph.places)) < 2:
            return []  # one place is no order
        now = self.question.order or ("bezug" if self.question.around else "ort")
        return [
            {
                "label": label,
                "url": self.question.without(order=key).address(base, ansicht=view),
                "current": key == now,
            }
            for key, label in (("ort", _("by place")), ("bezug", _("by ties")))
        ]

    def exports(self) -> list[dict[str, str]]:
        found = []
        for kind, label in FORMATS:
            try:
                url = reverse("network:map-export", args=[kind])
            except NoReverseMatch:
                continue
            found.append({"label": label, "url": self.question.address(url)})
        return found

    def seen(self, view: str, large: bool) -> dict[str, Any]:
        graph = self.graph
        if view == "text":
            return {"told": told(graph, facts_of(graph))}
        if view == "tabelle":
            return self.table()
        if large:
            said = said_beside(self.reading, self.question, graph)
            return {"picture": bubbled(self.reading, self.question, graph), "key": [], **said}
        return {
            "picture": picture(self.reading, self.question, graph),
            "key": legend(graph),
            "lines": lines_of(graph),
            "is_wide": graph.n > WIDE and self.question.order == "bezug",
            "states": states_of(graph),
            "told": told(graph, facts_of(graph)),
            "rings": len(rings_of(self.reading, graph)),
            **said_beside(self.reading, self.question, graph),
        }

    def table(self) -> dict[str, Any]:
        graph = self.graph
        order = np.argsort(-graph.degree, kind="stable")
        page = Paginator(order.tolist(), PER_PAGE).get_page(self.request.GET.get("page"))
        facts = (
            facts_of(graph)
            if graph.n <= MOST_LINES
            else facts_of(graph.part(_mask(graph.n, page.object_list)))
        )
        named = {one.pk: one for one in facts}
        rows = [
            {
                "facts": named[int(graph.ids[at])],
                "family": FAMILIES[graph.groups[at]],
                "place": graph.place_names[graph.places[at]],
                "ties": int(graph.degree[at]),
                "multipliers": int(graph.multipliers[at]),
                "carried": bool(graph.carried[at]),
                "url": record_url(named[int(graph.ids[at])]),
                "around": self.question.without(around=named[int(graph.ids[at])].uid).address(
                    reverse("network:map")
                ),
            }
            for at in page.object_list
        ]
        shown = min(graph.m, MOST_LINES) if graph.n <= MOST_LINES else 0
        ties = [
            {
                "source": facts[int(graph.source[at])],
                "target": facts[int(graph.target[at])],
                "kind": KINDS[graph.kind_names[graph.kinds[at]]],
                "directed": graph.kind_names[graph.kinds[at]] in DIRECTED,
            }
            for at in range(shown)
        ]
        tie_page = Paginator(ties, PER_PAGE).get_page(self.request.GET.get("seite"))
        return {"rows": rows, "page_obj": page, "ties": tie_page}


def _mask(n: int, places: Any) -> Any:
    found = np.zeros(n, dtype=bool)
    found[list(places)] = True
    return found


FORMATS = (
    ("pdf-a4", gettext_lazy("PDF A4")),
    ("pdf-a3", gettext_lazy("PDF A3")),
    ("png", gettext_lazy("Picture (PNG)")),
    ("svg", gettext_lazy("Picture (SVG)")),
    ("graphml", "GraphML"),
    ("gexf", "GEXF (Gephi)"),
    ("knoten.csv", gettext_lazy("Nodes (CSV)")),
    ("kanten.csv", gettext_lazy("Ties (CSV)")),
    ("cytoscape.json", "Cytoscape JSON"),
    ("node-link.json", "Node-link JSON"),
    ("kumu.xlsx", "Kumu (XLSX)"),
)
