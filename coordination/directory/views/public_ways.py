"""What all public pages stand on, and the lists of lists: by place, by type, by topic."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.context import network_here
from coordination.accounts.models import Network
from coordination.directory import public
from coordination.lib.kept import kept, stamp_of


class AtNetwork(View):
    """A public page of the network that answers at this host. At a host of nobody the page lists the networks."""

    network: Network

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        network = network_here(request)
        if network is None:
            if kwargs:
                raise Http404
            return redirect("site:start")
        self.network = network
        return super().dispatch(request, *args, **kwargs)


class Ways(AtNetwork):
    """A list of lists with counts."""

    title: Any = ""
    ways: Any = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        crumbs = [
            (_("Start"), reverse("site:start")),
            (_("Actors"), reverse("public:list")),
            (self.title, None),
        ]
        key = ("public ways", type(self).__name__, self.network.pk, get_language())
        ways = kept(key, stamp_of(request), lambda: self.ways(self.network))
        context = {"title": self.title, "crumbs": crumbs, "ways": ways}
        return render(request, "directory/public/ways.html", context)


class Places(Ways):
    title = gettext_lazy("Actors by place")
    ways = staticmethod(public.places)


class Types(Ways):
    title = gettext_lazy("Actors by type")
    ways = staticmethod(public.types)


class Topics(Ways):
    title = gettext_lazy("Actors by topic")
    ways = staticmethod(public.topics)
