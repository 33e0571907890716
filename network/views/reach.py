"""How far the network reaches: four figures of multipliers, the funnel of each briefing, how concerns are answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network.activity import activity, briefings_of, sent_of
from network.courses import courses
from network.funnel import funnels
from network.gaps import counts
from network.response import response_times
from network.spreading import spread
from network.tabs import tabs
from network.views.coverage import PAGE, OfNetworks


class ReachFigures(OfNetworks):
    """Numbers only, no names; who they are stands in the lists of multipliers and relays."""

    page = "network:reach"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        briefings = briefings_of(self.networks)
        found = funnels([one.pk for one in briefings])
        there = counts(self.networks)
        title = _("Reach")
        context = {
            "title": title,
            "facts": _("From naming to what arrives: numbers of your entries, as of today."),
            "tabs": tabs(request.user, PAGE),
            "networks": self.network_chips(),
            "figures": activity(self.networks),
            "briefings": [(one, found[one.pk]) for one in briefings],
            "spread": spread(
                there["one"] + there["more"], there["through"], there["none"], sent_of(self.networks)
            ),
            "several": len(self.networks) > 1,
            "times": response_times(courses(self.networks), today=timezone.localdate()),
            "crumbs": [(_("Coverage"), reverse(PAGE)), (title, None)],
        }
        return render(request, "network/reach.html", context)
