"""The public start page; at an address of nobody, the page that names the networks of this installation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.context import network_here
from coordination.accounts.models import Network
from coordination.directory import public
from coordination.directory.models import Institution
from coordination.overview.help_lines import help_lines
from coordination.pathways.finding import audiences

# Types to which the ways on the start page lead, where the network has public entries of them.
ON_THE_WAY = ("youth_office", "insofa", "counselling_specialised", "counselling_general", "ombuds_office")
YOUTH_LINE = "children-youth-line"


class Start(View):
    """Emergency, who helps, help lines for all of Germany, the office behind the network, what changed last."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        network = network_here(request)
        if network is None:
            networks = list(
                Network.objects.filter(is_active=True).prefetch_related("hosts").order_by("name", "id")
            )
            if networks:
                return render(request, "site/installation.html", self.installation(networks))
        lines = help_lines()
        context = {
            "network": network,
            "lines": lines,
            "youth_line": next((line for line in lines if line["service"].code == YOUTH_LINE), None),
            "there": self.there(network),
            "audiences": audiences(network) if network else [],
            "changes": public.latest_changes(network, 3) if network else [],
        }
        return render(request, "overview/start.html", context)

    def there(self, network: Network | None) -> dict[str, bool]:
        if network is None:
            return {}
        rows = Institution.objects.public_in(network).filter(type__code__in=ON_THE_WAY).order_by()
        return dict.fromkeys(rows.values_list("type__code", flat=True).distinct(), True)

    def installation(self, networks: list[Network]) -> dict[str, Any]:
        scheme = self.request.scheme
        port = self.request.get_host().partition(":")[2]
        rows = []
        for network in networks:
            host = next((one.host for one in network.hosts.all()), "")
            url = f"{scheme}://{host}{f':{port}' if port else ''}/" if host else ""
            rows.append({"network": network, "url": url})
        return {"title": _("Networks here"), "rows": rows}
