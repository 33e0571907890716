"""Public page: how many institutions have a multiplier, and how long the network takes to answer what practice asks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.directory.models import Institution
from coordination.directory.views.public import AtNetwork
from network.courses import courses
from network.gaps import with_speakers
from network.public_figures import covered
from network.response import FEW, response_times
from network.standing import BY_PLACE, rows_of


class AnswerTimes(AtNetwork):
    """The figures of the last twelve months; what rests on fewer than five concerns is left out."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        today = timezone.localdate()
        title = _("The network in figures")
        public = Institution.objects.public_in(self.network).values("pk")
        context = {
            "title": title,
            "lead": _(
                "Whoever works with children can bring concerns into the network: about ways, offers, gaps."
            ),
            "times": response_times(courses([self.network.pk]), today=today),
            "coverage": covered(rows_of(with_speakers([self.network.pk]).filter(pk__in=public), BY_PLACE)),
            "few": FEW,
            "today": today,
            "network": self.network,
            "crumbs": [
                (_("Start"), reverse("site:start")),
                (_("About the network"), reverse("site:about")),
                (title, None),
            ],
        }
        return render(request, "network/public_answers.html", context)
