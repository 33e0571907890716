"""Relations, the graph and its measures in the interface: with the rights of the pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.response import Response

from coordination.accounts.models import Network
from coordination.accounts.permissions import Reach, scope_of
from coordination.lib.api import etags, idempotency
from coordination.lib.api.forms import posted
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import of_form, wrong_fields
from coordination.lib.api.shapes import LevelField, Shape, day, shown, text
from coordination.lib.api.views import Listed, Shown
from coordination.lib.levels import Level
from network.edges import DIRECTED
from network.families import KEYS
from network.forms.relations import RelationForm
from network.models import Relation
from network.models.graph import versions_of
from network.reading import RIGHT, Reading, facts_of, reading_of
from network.results import fresh_result
from network.services.relations import delete_relation, save_relation

UID = serializers.UUIDField
MOST_NODES = 20_000


class RelationShape(Shape):
    """A tie from one institution to another."""

    uid, version = shown(UID), shown(serializers.IntegerField)
    network = text(60, "Slug of the network; needed only where several are possible.")
    source = text(300, "Id or name of the institution it begins at.", required=True)
    target = text(300, "Id or name of the institution it leads to.", required=True)
    kind = serializers.ChoiceField(Relation.Kind.values)
    valid_from, valid_until = day("First day."), day("Last day.")
    level = LevelField(required=False)
    note = text(300, "Never about a child.")


class RelationViewSet(Listed, Shown):
    """Relations that are readable at both ends; the coordination adds and deletes them."""

    room, permission = "network", "network.view_relation"
    permissions = {"create": "network.add_relation", "destroy": "network.delete_relation"}
    parameters = (
        Parameter("network", "Slug of the network.", lookup="network__slug"),
        Parameter("kind", "Of this kind.", choices=tuple(Relation.Kind.values)),
        Parameter("institution", "At one of its ends.", "uid", narrow=lambda rows, uid: (
            rows.filter(source__uid=uid) | rows.filter(target__uid=uid)
        )),
        Parameter("on", "Valid on this day.", "day", narrow=lambda rows, on: rows.valid(on)),
    )  # fmt: skip
    sorts = {"valid_from": ("valid_from",)}
    sort = "valid_from"

    def get_serializer_class(self) -> type[Shape]:
        return RelationShape

    def get_queryset(self) -> Any:
        rows = Relation.objects.visible_to(self.request.user)
        return rows.select_related("network", "source", "target")

    def rows(self, page: Iterable[Relation]) -> list[dict[str, Any]]:
        same = ("uid", "version", "kind", "valid_from", "valid_until", "note")
        return [
            {name: getattr(row, name) for name in same}
            | {
                "network": row.network.slug,
                "source": str(row.source.uid),
                "target": str(row.target.uid),
                "level": Level(row.level).name.lower(),
            }
            for row in page
        ]

    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        status, answer, location = idempotency.once(request, self._create)
        row = self.rows([self.get_queryset().get(uid=answer["uid"])])[0]
        response = etags.answer(request, row, status=status)
        response["Location"] = location
        return response

    def _create(self) -> idempotency.Outcome:
        data = RelationShape(data=self.request.data).validated()
        data.setdefault("level", Level.NETWORK.value)
        form = RelationForm(posted(data), instance=Relation(), user=self.request.user)
        if not form.is_valid():
            raise wrong_fields(of_form(form))
        written = save_relation(by=self.request.user, relation=form.instance)
        return 201, {"uid": str(written.uid)}, f"{self.request.path}/{written.uid}"

    def destroy(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        rows = Relation.objects.editable_by(request.user)
        relation = rows.filter(uid=self.kwargs["uid"]).first()
        if relation is None:
            raise Http404
        etags.require_match(request, self.record())
        delete_relation(by=request.user, relation=relation)
        return Response(status=204)


class NodeShape(Shape):
    uid, name, type = shown(UID), shown(), shown(help_text="Short name of its type.")
    family = shown(serializers.ChoiceField, "What the map tells apart.", choices=KEYS)
    place, ties = shown(), shown(serializers.IntegerField, "With how many others.")
    multipliers = shown(serializers.IntegerField, "How many speak for it today; 0 is a gap.")
    through_provider = shown(
        serializers.BooleanField, "Nobody speaks for it, but its provider's multiplier carries."
    )


class TieShape(Shape):
    source, target = shown(UID), shown(UID)
    kind, directed = shown(), shown(serializers.BooleanField)


class GraphShape(Shape):
    """The graph of a network as the asker sees it; lists leave nodes and ties out."""

    uid, network = shown(UID, "Id of the network."), shown(help_text="Slug of the network.")
    graph_version = shown(serializers.IntegerField, "Rises with each change.")
    as_of = shown(serializers.DateField)
    whole = shown(serializers.BooleanField, "False: only what surrounds the own institutions.")
    institutions, tied_pairs = shown(serializers.IntegerField), shown(serializers.IntegerField)
    hidden = shown(serializers.IntegerField, "Confidential neighbours: counted, not named.")
    nodes = NodeShape(many=True, read_only=True)
    ties = TieShape(many=True, read_only=True)


class _OfNetworks(Listed, Shown):
    """One row for each network whose graph the asker reads."""

    room, permission = "network", RIGHT
    reach = Reach.OWN
    sorts = {"name": ("name",)}
    sort = "name"

    def get_queryset(self) -> Any:
        return Network.objects.filter(pk__in=scope_of(self.request.user).may(RIGHT, reach=self.reach))

    def rows(self, page: Iterable[Network]) -> list[dict[str, Any]]:
        versions = versions_of([network.pk for network in page])
        return [self._row(network, self.reading(network, versions[network.pk])) for network in page]

    def _row(self, network: Network, reading: Reading) -> dict[str, Any]:
        raise NotImplementedError

    def reading(self, network: Network, version: int) -> Reading:
        found = reading_of(self.request.user, timezone.localdate(), network.slug, version=version)
        if found is None:
            raise Http404
        return found


class GraphViewSet(_OfNetworks):
    """Who is tied with whom: the nodes and ties of the map."""

    def get_serializer_class(self) -> type[Shape]:
        return GraphShape

    def _row(self, network: Network, reading: Reading) -> dict[str, Any]:
        graph = reading.graph
        told: dict[str, Any] = {
            "uid": str(network.uid),
            "network": network.slug,
            "graph_version": graph.version,
            "as_of": reading.day,
            "whole": reading.whole,
            "institutions": graph.n,
            "tied_pairs": len(graph.pairs[0]),
            "hidden": graph.hidden,
        }
        if self.action == "retrieve" and graph.n <= MOST_NODES:
            told |= self._nodes_and_ties(reading)
        return told

    def _nodes_and_ties(self, reading: Reading) -> dict[str, Any]:
        graph, facts = reading.graph, facts_of(reading.graph)
        nodes = [
            {
                "uid": str(one.uid),
                "name": one.name,
                "type": one.type,
                "family": KEYS[graph.groups[at]],
                "place": graph.place_names[graph.places[at]],
                "ties": int(graph.degree[at]),
                "multipliers": int(graph.multipliers[at]),
                "through_provider": bool(graph.carried[at]),
            }
            for at, one in enumerate(facts)
        ]
        ties = [
            {
                "source": str(facts[graph.source[at]].uid),
                "target": str(facts[graph.target[at]].uid),
                "kind": graph.kind_names[graph.kinds[at]],
                "directed": graph.kind_names[graph.kinds[at]] in DIRECTED,
            }
            for at in range(graph.m)
        ]
        return {"nodes": nodes, "ties": ties}


class MeasuresShape(Shape):
    """What the page of answers tells, as numbers and ids of institutions; computed at the time given."""

    uid, network = shown(UID, "Id of the network."), shown(help_text="Slug of the network.")
    computed_at = shown(serializers.DateTimeField, "Unknown while it waits to be computed.", allow_null=True)
    is_new = shown(serializers.BooleanField, "Nothing has changed since.")
    institutions, tied_pairs = shown(serializers.IntegerField), shown(serializers.IntegerField)
    cut_points, bridges = shown(serializers.IntegerField), shown(serializers.IntegerField)
    gaps, reached = shown(serializers.IntegerField), shown(serializers.IntegerField)
    breaks = shown(serializers.ListField, "Cut points: institution, how many would be cut off.")
    brokers = shown(serializers.ListField, "Institution, share of the shortest ways (betweenness).")
    next_to_win = shown(serializers.ListField, "Institution, reaches anew, the next best would reach.")
    contacts = shown(
        serializers.ListField, "Pairs with a tie, family × family, in the order of the families."
    )
    e_i_index = shown(serializers.ListField, "Per family, -1 to 1; null without ties.")


class MeasuresViewSet(_OfNetworks):
    """Measures over the whole graph, for those who read the whole."""

    reach = Reach.ALL

    def get_serializer_class(self) -> type[Shape]:
        return MeasuresShape

    def _row(self, network: Network, reading: Reading) -> dict[str, Any]:
        found, stand = fresh_result(reading)
        told: dict[str, Any] = {
            "uid": str(network.uid),
            "network": network.slug,
            "computed_at": stand["at"],
            "is_new": stand["is_new"],
        }
        if not found or not found["n"]:
            return told
        uids = {one.pk: str(one.uid) for one in facts_of(reading.graph)}

        def pick(rows: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
            seen = [row for row in rows if row["id"] in uids]
            return [{"institution": uids[row["id"]], **{name: row[name] for name in names}} for row in seen]

        return told | {
            "institutions": found["n"],
            "tied_pairs": found["m"],
            "cut_points": found["cut_points"],
            "bridges": found["bridge_count"],
            "gaps": found["gaps"],
            "reached": found["reached"],
            "breaks": pick(found["breaks"], "lost"),
            "brokers": pick(found["brokers"], "share"),
            "next_to_win": pick(found["win"], "gains", "next_best"),
            "contacts": found["contacts"],
            "e_i_index": found["index"],
        }


NOUNS: dict[str, Any] = {
    "relations": RelationViewSet,
    "graphs": GraphViewSet,
    "graph-measures": MeasuresViewSet,
}
