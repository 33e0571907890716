"""What the groups of the network have decided and released for everybody."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.context import network_here
from meetings.models import Decision

PER_PAGE = 30


class PublicDecisions(View):
    """Released decisions of the network at this host, newest first. Of several networks without an own host: none."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        network = network_here(request)
        if network is None:
            raise Http404
        rows = Decision.objects.filter(group__network=network).released().select_related("group")
        rows = rows.filter(item__is_confidential=False).order_by("-decided_on", "-serial", "-id")
        context = {
            "title": _("Decisions of the network"),
            "lead": _("What the groups of the network have decided and released for everybody."),
            "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        }
        return render(request, "meetings/public_decisions.html", context)
