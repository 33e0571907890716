"""Answers instead of dots: where it would break, who keeps it together, whom to win next, who knows whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.permissions import Reach
from coordination.lib import jobs
from network.edges import KINDS
from network.families import FAMILIES
from network.findings import compared, without
from network.forms.answers import AskForm
from network.groups_above import last_steering
from network.introducing import way
from network.leaving import leaving
from network.models import Appointment
from network.reading import Reading, facts_of, reading_of
from network.results import compute_result, fresh_result, start_of
from network.tabs import tabs
from network.views.map import GraphPage

WHY = {
    "knows": gettext_lazy("already knows it"),
    "family": gettext_lazy("of the same kind"),
    "place": gettext_lazy("at the same place"),
    "multiplier": gettext_lazy("has a multiplier"),
}
SHOWN = 12
CHANGES = ("ties_new", "ties_gone", "gaps_new", "gaps_closed")


class Names:
    """Names of institutions by id, looked up once for the whole page; only those the reader sees."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.found = reading, {one.pk: one for one in facts_of(reading.graph)}

    def __call__(self, pk: int) -> dict[str, Any]:
        one = self.found.get(pk)
        if one is None:
            return {"name": _("confidential"), "url": "", "around": ""}
        around = f"{reverse('network:map')}?um={one.uid}"
        return {
            "name": one.name,
            "uid": one.uid,
            "url": reverse("directory:institution-detail", args=[one.uid]),
            "around": around,
        }

    def many(self, ids: Any) -> list[dict[str, Any]]:
        return [self(pk) for pk in ids]


class Answers(GraphPage):
    """For those who read the whole network; long computations run in the background and are kept with their time."""

    reach = Reach.ALL

    def prepare(self, request: HttpRequest) -> None:
        super().prepare(request)
        if not self.reading.whole:
            raise Http404

    def get(self, request: HttpRequest) -> HttpResponse:
        self.prepare(request)
        reading, base = self.reading, reverse("network:answers")
        found, stand = fresh_result(reading)
        names = Names(reading)
        form = AskForm(request.GET or None, reading=reading, user=request.user)
        # What is clear is answered, also where another question has a fault.
        asked = form.cleaned_data if form.is_bound and (form.is_valid() or form.errors) else {}
        context: dict[str, Any] = {
            "title": _("Answers from the network"),
            "tabs": tabs(request.user, "network:answers"),
            "networks": self.networks(base),
            "network": reading.network,
            "found": found,
            "stand": stand,
            "empty": not reading.graph.n,
            "form": form,
            "day": reading.day,
            "met": last_steering(reading.network.id),
        }
        if found and found["n"]:
            context |= self.told(found, names)
        context |= self.asked(asked, names)
        return render(request, "network/answers.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Compute anew in the background."""
        self.prepare(request)
        job = jobs.start(
            compute_result,
            by=request.user,
            title=_("Measures of %(network)s") % {"network": self.reading.network.name},
            args=start_of(self.reading),
            result_url=f"{reverse('network:answers')}?netz={self.reading.network.slug}",
        )
        return redirect(jobs.job_page(job))

    def told(self, found: dict[str, Any], names: Names) -> dict[str, Any]:
        labels = [family.label for family in FAMILIES]
        return {
            "breaks": [
                {
                    "at": names(one["id"]),
                    "lost": one["lost"],
                    "cut_off": names.many(one["cut_off"][:5]),
                    "more": max(one["lost"] - 5, 0),
                    "backups": [
                        {
                            "at": names(backup["id"]),
                            "why": ", ".join(str(WHY[word]) for word in backup["why"]),
                        }
                        for backup in one["backups"]
                    ],
                }
                for one in found["breaks"]
            ],
            "bridges": [
                {"a": names(one["a"]), "b": names(one["b"]), "hangs": one["hangs"]}
                for one in found["bridges"]
            ],
            "brokers": [
                {"at": names(one["id"]), "percent": round(100 * one["share"])} for one in found["brokers"]
            ],
            "near": names.many(one["id"] for one in found["near"]),
            "core": names.many(found["core"]["ids"]),
            "core_k": found["core"]["k"],
            "labels": labels,
            "matrix": [
                {
                    "label": label,
                    "size": found["sizes"][at],
                    "cells": [
                        {"n": count, "shade": _shade(found, at, other), "label": f"{label}, {labels[other]}"}
                        for other, count in enumerate(found["contacts"][at])
                    ],
                    "index": found["index"][at],
                    "word": _index_word(found["index"][at]),
                }
                for at, label in enumerate(labels)
            ],
            "missing": [
                {"one": labels[one], "other": labels[other], "first": names(first), "second": names(second)}
                for one, other, first, second in found["missing"][:SHOWN]
            ],
            "win": [{"at": names(one["id"]), **one} for one in found["win"]],
            "closes": [{"at": names(one["id"]), **one} for one in found.get("closes", ())],
        }

    def asked(self, asked: dict[str, Any], names: Names) -> dict[str, Any]:
        reading, graph, told = self.reading, self.reading.graph, {}
        if (leaver := asked.get("ohne")) and leaver.pk in graph.place_of:
            said = without(graph, graph.place_of[leaver.pk])
            told["without"] = {
                "at": names(leaver.pk),
                "ties": said["ties"],
                "lost": names.many(said["lost"][:SHOWN]),
                "lost_names": ", ".join(names(pk)["name"] for pk in said["lost"][:SHOWN]),
                "count": len(said["lost"]),
                "backups": [
                    {"at": names(one["id"]), "why": ", ".join(str(WHY[word]) for word in one["why"])}
                    for one in said["backups"]
                ],
            }
        if (start := asked.get("von")) and (goal := asked.get("zu")):
            hops = way(
                graph, start.pk, goal.pk, network=reading.network.id, day=reading.day, level=reading.level
            )
            told["way"] = {
                "start": names(start.pk),
                "goal": names(goal.pk),
                "same": start.pk == goal.pk,
                "hops": [
                    {
                        "to": names(hop.target),
                        "kinds": ", ".join(str(KINDS[kind]) for kind in hop.kinds),
                        "since": hop.since,
                    }
                    for hop in hops
                ],
            }
        if held := asked.get("wer"):
            told["leaver"] = self.leaver(held, asked.get("am"), names)
        if other := asked.get("vergleich"):
            told["compared"] = self.compare(other, names)
        return told

    def leaver(self, held: Appointment, last_day: dt.date | None, names: Names) -> dict[str, Any]:
        said = leaving(held, last_day or held.valid_until or self.reading.day)
        carrying = [one.carrier.pk for one in said.after if one.carrier]
        seen = set(
            Appointment.objects.visible_to(self.request.user)
            .filter(pk__in=carrying)
            .values_list("pk", flat=True)
        )
        return {
            "said": said,
            "after": [
                {
                    "at": names(one.institution),
                    "is_lost": one.carrier is None,
                    "by": one.carrier if one.carrier and one.carrier.pk in seen else None,
                    "through": names(one.through) if one.through else None,
                }
                for one in said.after
            ],
        }

    def compare(self, other: dt.date, names: Names) -> dict[str, Any]:
        reading = self.reading
        first, second = sorted([other, reading.day])
        day = reading_of(self.request.user, other, reading.network.slug)
        graphs = {other: day.graph if day else reading.graph, reading.day: reading.graph}
        said = compared(graphs[first], graphs[second])
        return {
            "first": first,
            "second": second,
            **{key: said[key] for key in ("ties", "gaps", "parts")},
            "ties_new": [names.many(pair) for pair in said["ties_new"][:SHOWN]],
            "ties_gone": [names.many(pair) for pair in said["ties_gone"][:SHOWN]],
            "gaps_new": names.many(said["gaps_new"][:SHOWN]),
            "gaps_closed": names.many(said["gaps_closed"][:SHOWN]),
            "counts": {key: len(said[key]) for key in CHANGES},
            "more": {key: max(len(said[key]) - SHOWN, 0) for key in CHANGES},
        }


def _shade(found: dict[str, Any], one: int, other: int) -> str:
    """p: nobody there, x: nobody knows anybody, f: few, o: well connected, measured by how many there are."""
    sizes = found["sizes"]
    if not sizes[one] or not sizes[other]:
        return "p"
    count = found["contacts"][one][other]
    if not count:
        return "x"
    return "o" if count >= min(sizes[one], sizes[other]) / 2 else "f"


def _index_word(value: float | None) -> Any:
    if value is None:
        return _("no ties")
    if value < -0.3:
        return _("mostly among themselves")
    return _("mostly with others") if value > 0.3 else _("balanced")
