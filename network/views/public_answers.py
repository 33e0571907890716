"""Public page: how long the network takes to answer what practice asks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.directory.views.public import AtNetwork
from network.courses import courses
from network.response import FEW, response_times


class AnswerTimes(AtNetwork):
    """The figures of the last twelve months; what rests on fewer than five concerns is left out."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        today = timezone.localdate()
        title = _("How quickly we answer")
        context = {
            "title": title,
            "lead": _(
                "Whoever works with children can bring concerns into the network: about ways, offers, gaps."
            ),
            "times": response_times(courses([self.network.pk]), today=today),
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
