"""Pathways in the interface: the published ones, who answers at a place and a moment, and where nobody does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from coordination.accounts.permissions import scope_of
from coordination.directory.catchment import NOT_LISTED, WHERE, Place, finer_question, knows_street
from coordination.directory.reachability import Answer
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import wrong_parameter
from coordination.lib.api.shapes import Shape
from coordination.lib.api.views import Listed, Shown
from coordination.lib.errors import RuleBroken
from coordination.pathways.api.shapes import DeadEndsShape, PathwayShape, PlayShape
from coordination.pathways.deadends import Timeline, of_way
from coordination.pathways.flow import read
from coordination.pathways.heat import gaps
from coordination.pathways.models import DeadEnds, Pathway, Release
from coordination.pathways.resolve import Resolved, resolve_flow, shared_by
from coordination.pathways.services.deadends import FORMAT, Tables, places_of, stretches_of
from coordination.pathways.simulating import play, state_of
from coordination.places.models import Municipality, PostcodePlace
from coordination.places.resolve import municipality_at

WORDS = (
    Parameter("postcode", "Five digits; one that lies in several municipalities needs one of them too."),
    Parameter("municipality", "Official municipality key (AGS), eight digits."),
    Parameter("part", "Part of the town, where services are in charge of parts."),
    Parameter("street", "Street and number, where services are in charge of streets. It is not stored."),
    Parameter("at", "Moment in ISO 8601; without offset that of Europe/Berlin; now, if it is missing."),
)
_DESCRIBED = [OpenApiParameter(one.name, str, description=one.help) for one in WORDS]


class PathwayViewSet(Listed, Shown):
    """The versions in force of the pathways of the asker's networks, by code. Drafts are no part of it."""

    room = "pathways"
    permission = "pathways.view_release"
    permissions = {"dead_ends": "pathways.view_draft"}
    sorts = {"code": ("code",), "title": ("title",)}
    sort = "code"
    parameters = (
        Parameter("network", "Slug of the network.", lookup="network__slug"),
        Parameter("slug", "Part of the public address.", lookup="slug"),
    )

    def get_serializer_class(self) -> type[Shape]:
        return PathwayShape

    def get_queryset(self) -> Any:
        networks = scope_of(self.request.user).may(self.permission)
        released = Release.objects.in_force().values("pathway")
        return Pathway.objects.of_networks(networks).for_people().filter(pk__in=released)

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        ids = [row.pk for row in page]
        releases = Release.objects.in_force().filter(pathway__in=ids).select_related("pathway__network")
        there = {one.pathway_id: one for one in releases}
        return [_pathway(there[pk], whole=self.action == "retrieve") for pk in ids if pk in there]

    def words(self) -> Sequence[Parameter]:
        return WORDS if self.action in {"resolve", "simulate"} else super().words()

    @extend_schema(parameters=_DESCRIBED, responses=PlayShape)
    @action(detail=True, methods=["get"])
    def resolve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Each step with the services in charge at a place, in the order in which one would call at that moment."""
        return Response(self._played())

    @extend_schema(parameters=_DESCRIBED, responses=PlayShape)
    @action(detail=True, methods=["get"])
    def simulate(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """The same as everybody sees it: with numbers for everybody only, and whether a report reaches somebody."""
        return Response(self._played(as_everybody=True))

    @extend_schema(responses=DeadEndsShape)
    @action(detail=True, methods=["get"], url_path="dead-ends")
    def dead_ends(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Where and when a report on this way reaches nobody, or the police alone (the last check)."""
        release = self._release()
        rows = DeadEnds.objects.visible_to(request.user)
        stored = rows.filter(network=release.pathway.network).first()
        if stored is None or stored.result.get("format") != FORMAT:
            raise Http404
        timeline, tables = Timeline(stretches_of(stored.result)), Tables(stored.result)
        flow = read(release.content)
        found = []
        for key, name in places_of(stored.network, tables.keys).items():
            masks = of_way(flow, tables.at(flow, key))
            found += [
                {
                    "municipality": key.partition("/")[0],
                    "name": name,
                    "state": gap.state.name.lower(),
                    "when": gap.when,
                }
                for gap in gaps(masks, timeline)
            ]
        return Response({"as_of": stored.as_of, "findings": found})

    # --- What they share
    def _release(self) -> Release:
        pathway = get_object_or_404(self.get_queryset(), uid=self.kwargs["uid"])
        return Release.objects.in_force().select_related("pathway__network").get(pathway=pathway)

    def _played(self, *, as_everybody: bool = False) -> dict[str, Any]:
        release = self._release()
        flow = read(release.content)
        place = self._place()
        user = None if as_everybody else self.request.user
        shared = shared_by(flow, place, user=user)
        finer = finer_question(shared, place) if shared is not None else None
        if finer is not None and not place.is_fine:
            raise wrong_parameter("part" if finer.parts else "street", "part_needed", str(WHERE))
        if finer is not None and shared is not None and not knows_street(shared, place):
            raise wrong_parameter("street" if place.street else "part", "unknown_value", str(NOT_LISTED))
        return _play(release, resolve_flow(flow, place, self._moment(), user=user))

    def _word(self, name: str) -> str:
        parameter = next(one for one in WORDS if one.name == name)
        return str(parameter.value(self.request.query_params.get(name, ""))).strip()

    def _place(self) -> Place:
        code, ags = self._word("postcode"), self._word("municipality")
        if ags:
            town = Municipality.objects.in_force().select_related("district__land").filter(ags=ags).first()
            if town is None:
                sentence = _("“%(value)s” is not known here.") % {"value": ags[:20]}
                raise wrong_parameter("municipality", "unknown_value", sentence)
            if code and not PostcodePlace.objects.filter(municipality=town, postcode__code=code).exists():
                sentence = _("The postcode %(code)s does not belong to %(town)s.")
                words = {"code": code[:10], "town": town}
                raise wrong_parameter("postcode", "postcode_mismatch", sentence % words)
        elif not code:
            sentence = _("Please give a postcode or choose a municipality.")
            raise wrong_parameter("postcode", "place_missing", sentence)
        else:
            try:
                town = municipality_at(code)
            except RuleBroken as broken:
                raise wrong_parameter("postcode", str(broken.code), " ".join(broken.messages)) from None
        return Place(town, code, self._word("part"), self._word("street"))

    def _moment(self) -> dt.datetime:
        text = self._word("at")
        if not text:
            return timezone.localtime()
        try:
            found = parse_datetime(text)
        except ValueError:
            found = None
        if found is None or not 2020 <= found.year <= 2100:
            sentence = _("“%(value)s” is no moment. For example: 2026-12-24T22:00:00+01:00")
            raise wrong_parameter("at", "wrong_value", sentence % {"value": text[:40]})
        return timezone.localtime(found if timezone.is_aware(found) else timezone.make_aware(found))


def _pathway(release: Release, *, whole: bool) -> dict[str, Any]:
    content, pathway = release.content, release.pathway
    row = {
        "uid": pathway.uid,
        "code": content["code"],
        "slug": pathway.slug,
        "title": content["title"],
        "who": content["who"],
        "purpose": content["purpose"],
        "voice": content["voice"],
        "network": pathway.network.slug if pathway.network is not None else "",
        "institution_types": content["types"],
        "professions": content["professions"],
        "number": release.number,
        "valid_from": release.valid_from,
        "review_due": release.review_due,
    }
    return row | {"steps": content["steps"], "norms": content["norms"]} if whole else row


def _play(release: Release, resolved: Resolved) -> dict[str, Any]:
    played = play(resolved)
    return {
        "pathway": release.pathway.uid,
        "number": release.number,
        "municipality": resolved.place.municipality.ags,
        "postcode": resolved.place.postcode,
        "at": resolved.at,
        "state": _word_of(played.state),
        "steps": [
            {
                "code": one.step.code,
                "title": one.step.title,
                "kind": one.step.kind,
                "is_emergency": one.step.in_branch,
                "state": _word_of(one.state),
                "contacts": [
                    {"kind": slot.kind.code, **_answer(answer)}
                    for slot in one.slots
                    for answer in slot.answers
                ],
            }
            for one in played.steps
        ],
    }


def _word_of(state: Any) -> str | None:
    return None if state is None else state.name.lower()


def _answer(answer: Answer) -> dict[str, Any]:
    other = None if answer.is_reachable else answer.instead
    return {
        "service": answer.service.uid,
        "name": answer.service.name,
        "number": answer.number.value if answer.number else None,
        "is_open": answer.is_open,
        "words": answer.words,
        "until": answer.standing.until if answer.standing else None,
        "state": state_of(answer).name.lower(),
        "instead": {"service": other.service.uid, "name": other.service.name, "number": other.number.value}
        if other is not None and other.number is not None
        else None,
    }


NOUNS: dict[str, Any] = {"pathways": PathwayViewSet}
