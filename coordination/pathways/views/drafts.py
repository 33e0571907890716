"""The pathways of my networks, the templates, and one pathway with its checks and versions."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.models import Network
from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.forms.charge import PlaceForm
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from coordination.pathways.chart import chart_of
from coordination.pathways.freezing import flow_of
from coordination.pathways.lawful import overdue_in
from coordination.pathways.models import Pathway, Release
from coordination.pathways.services.adopting import adopt
from coordination.pathways.services.releases import findings_of
from coordination.pathways.tabs import tabs
from coordination.pathways.views.public import place_of
from coordination.pathways.views.timeline import timeline_of
from coordination.pathways.wording import rows

STORY = "verlauf"
TABS = ("", "pruefung", "fassungen", STORY)


class PathwayList(MayRequired, View):
    """Pathways of my networks with their state, then templates that one of my networks could adopt."""

    permission = "pathways.view_draft"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = scope_of(request.user)
        reads, adds = scope.may("pathways.view_draft"), scope.may("pathways.add_draft")
        newest = Release.objects.order_by("-number")
        mine = (
            Pathway.objects.of_networks(reads)
            .for_people()
            .select_related("network")
            .prefetch_related(Prefetch("releases", newest, to_attr="versions"))
            .order_by("network__name", "code", "id")
        )
        networks = list(Network.objects.filter(pk__in=adds).order_by("name", "id"))
        there = Pathway.objects.filter(network__in=adds, slug=OuterRef("slug"))
        templates = Pathway.objects.templates().for_people()
        if len(networks) == 1:
            templates = templates.filter(~Exists(there))
        context = {
            "title": _("Reporting pathways"),
            "mine": list(mine),
            "several": len(reads) > 1,
            "templates": list(templates.order_by("code", "id")) if networks else [],
            "networks": networks,
            "tabs": tabs(request.user, "pathways:list"),
        }
        return render(request, "pathways/pathway_list.html", context)


class PathwayDetail(MayRequired, View):
    """The way as it is edited, at a place and moment if given; its checks; its versions."""

    permission = "pathways.view_draft"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pathway = pathway_of(request.user, kwargs["uid"])
        tab = request.GET.get("bereich", "")
        tab = tab if tab in TABS else ""
        flow = flow_of(pathway)
        form = PlaceForm(request.GET) if request.GET.get("plz") else PlaceForm()
        resolved = place_of(form, flow, user=request.user) if not tab else None
        found = findings_of(pathway)
        versions = list(Release.objects.visible_to(request.user).filter(pathway=pathway).order_by("-number"))
        may_change = Pathway.objects.editable_by(request.user).filter(pk=pathway.pk).exists()
        url = pathway.get_absolute_url()
        context = {
            "title": pathway.title,
            "pathway": pathway,
            "flow": flow,
            "form": form,
            "resolved": resolved,
            "rows": rows(flow, resolved),
            "branch": rows(flow, resolved, branch=True),
            "chart": [] if tab else chart_of(flow),
            "moved": flow[moved] if (moved := request.GET.get("verschoben", "")) in flow else None,
            "steps": {step.code: step for step in pathway.steps.all()} if may_change else {},
            "findings": found,
            "overdue": overdue_in([pathway.pk, pathway.branch_id]) if tab in {"", "pruefung"} else [],
            "tab": tab,
            "versions": versions,
            "open": next((one for one in versions if one.state in {"in_review", "approved"}), None),
            "published": next((one for one in versions if one.state == "published"), None),
            "may_change": may_change,
            "may_adopt": pathway.network_id is None
            and bool(scope_of(request.user).may("pathways.add_draft")),
            "crumbs": [(_("Reporting pathways"), reverse("pathways:list")), (pathway.title, None)],
            "tabs": [
                {"label": _("Way"), "url": url, "current": tab == "", "count": None},
                {
                    "label": _("Checks"),
                    "url": f"{url}?bereich=pruefung",
                    "current": tab == "pruefung",
                    "count": len(found) or None,
                },
                {
                    "label": _("Versions"),
                    "url": f"{url}?bereich=fassungen",
                    "current": tab == "fassungen",
                    "count": len(versions) or None,
                },
            ],
        }
        if pathway.network_id:
            story = {
                "label": _("Timeline"),
                "url": f"{url}?bereich={STORY}",
                "current": tab == STORY,
                "count": None,
            }
            context["tabs"].append(story)
        if tab == STORY:
            context |= timeline_of(request, pathway, may_change=may_change)
        return render(request, "pathways/pathway_detail.html", context)


class Adopt(MayRequired, View):
    """Take a template over into one of my networks."""

    permission = "pathways.add_draft"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        template = get_object_or_404(Pathway.objects.visible_to(request.user).templates(), uid=kwargs["uid"])
        networks = Network.objects.filter(pk__in=scope_of(request.user).may("pathways.add_draft"))
        wanted = request.POST.get("network", "")
        network = networks.filter(slug=wanted).first() if wanted else networks.order_by("name", "id").first()
        if network is None:
            tell(request, _("Please choose the network."), kind="warning")
            return redirect("pathways:list")
        try:
            made = adopt(by=request.user, network=network, template=template)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
            return redirect("pathways:list")
        tell(
            request, _("“%(title)s” has been adopted. Adapt it, then submit it for review.") % {"title": made}
        )
        return redirect(made)


def pathway_of(user: Any, uid: Any) -> Pathway:
    """A pathway of a network whose drafts the user reads, or a template; 404 otherwise, published or not."""
    reads = scope_of(user).may("pathways.view_draft")
    rows = Pathway.objects.visible_to(user)
    rows = rows.filter(network__in=reads) | rows.filter(network__isnull=True)
    return get_object_or_404(rows.select_related("network", "branch", "land", "template"), uid=uid)
