"""The surroundings of one institution, for the card on its record."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach, scope_of
from network.asking import Question, answering, middle
from network.reading import RIGHT, networks_of, reading_of
from network.views.map import picture

MOST = 40  # neighbours in the small picture


class Surroundings(MayRequired, View):
    """The part of the graph one step around an institution; 404 alike for what is foreign, missing or not readable."""

    permission = RIGHT
    reach = Reach.OWN

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        for tenant in networks_of(request.user):
            reading = reading_of(request.user, timezone.localdate(), tenant.slug)
            question = Question(network=tenant.slug, around=uid)
            graph = answering(reading, question) if reading else None
            if reading is not None and graph is not None:
                break
        else:
            raise Http404
        at = graph.place_of[int(reading.graph.ids[middle(reading, question)])]
        ties, gaps = int(graph.degree[at]), int(graph.gaps.sum()) - int(graph.gaps[at])
        said = ngettext("Ties with %(n)s institution", "Ties with %(n)s institutions", ties) % {"n": ties}
        if gaps:
            said += _(", %(n)s of them without a multiplier") % {"n": gaps}
        if graph.gaps[at]:
            said += _("; it has no multiplier itself")
        context: dict[str, Any] = {
            "said": f"{said}.",
            "picture": picture(reading, question, graph) if 1 < graph.n <= MOST else "",
            "may_relate": bool(scope_of(request.user).may("network.change_relation")),
            "relate_url": f"{reverse('network:relation-add')}?von={uid}",
        }
        return render(request, "network/_ego_picture.html", context)
