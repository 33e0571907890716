"""The simulation and the dead-end check in the workspace."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.models import Network
from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.models import ServiceKind
from coordination.lib.hours import Calendar
from coordination.lib.jobs import job_page, start
from coordination.pathways.deadends import Masks, Timeline, of_step, of_way, worst
from coordination.pathways.flow import Flow, read
from coordination.pathways.forms.simulation import EVERYBODY, MYSELF, SimulationForm
from coordination.pathways.freezing import flow_of
from coordination.pathways.heat import HeatRow, cells, days, gaps, hours_of
from coordination.pathways.models import DeadEnds, Pathway, Release
from coordination.pathways.presence import needed_calendar, reader_of
from coordination.pathways.services.deadends import FORMAT, Tables, check_job, places_of, stretches_of
from coordination.pathways.simulating import play
from coordination.pathways.tabs import tabs
from coordination.pathways.views.public import place_of
from coordination.places.matching import is_postcode
from coordination.places.models import Municipality

DRAFT = "pathways.view_draft"


def flow_in_force(pathway: Pathway) -> tuple[Flow, Release | None]:
    """The published words of a pathway; those being edited where nothing is published."""
    release = Release.objects.in_force().filter(pathway=pathway).first()
    return (read(release.content), release) if release is not None else (flow_of(pathway), None)


class Simulation(MayRequired, View):
    """A way, a place, a moment: which step leads where, who answers, what if nobody does."""

    permission = DRAFT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reads = scope_of(request.user).may(DRAFT)
        pathways = Pathway.objects.of_networks(reads).for_people().select_related("network__land")
        mine = list(pathways.order_by("network__name", "code", "id"))
        towns = Municipality.objects.filter(networks__network__in=reads).order_by("sort_key", "id").distinct()
        chosen = next((one for one in mine if str(one.uid) == request.GET.get("weg")), None)
        network = chosen.network if chosen is not None else None
        calendar = needed_calendar(network, timezone.localdate()) if network is not None else Calendar()
        options = {"pathways": mine, "towns": list(towns), "calendar": calendar}
        asked = request.GET.get("weg") is not None and bool(mine)
        form = SimulationForm(request.GET if asked else None, **options)
        resolved = played = release = None
        if chosen is not None and form.is_valid():
            flow, release = flow_in_force(chosen)
            eyes = form.cleaned_data["sicht"]
            reader = (
                request.user
                if eyes == MYSELF
                else None
                if eyes == EVERYBODY
                else reader_of(flow, chosen.network)
            )
            resolved = place_of(form, flow, user=reader)
            played = play(resolved) if resolved is not None else None
        context = {
            "title": _("Simulation"),
            "form": form,
            "pathways": mine,
            "pathway": chosen,
            "release": release,
            "resolved": resolved,
            "play": played,
            "tabs": tabs(request.user, "pathways:simulation"),
            "crumbs": [(_("Reporting pathways"), reverse("pathways:list")), (_("Simulation"), None)],
        }
        return render(request, "pathways/simulation.html", context)


class DeadEndsPage(MayRequired, View):
    """Where and when a way leads to nobody: heat map and the same in words."""

    permission = DRAFT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        networks = _networks(request)
        wanted = request.GET.get("netz", "")
        network = next((one for one in networks if one.slug == wanted), networks[0] if networks else None)
        stored = DeadEnds.objects.visible_to(request.user).filter(network=network).first()
        if stored is not None and stored.result.get("format") != FORMAT:
            stored = None  # of an older version of this program: the next check writes it anew
        context: dict[str, Any] = {
            "title": _("Dead ends"),
            "network": network,
            "networks": networks if len(networks) > 1 else [],
            "stored": stored,
            "may_check": network is not None
            and network.pk in scope_of(request.user).may("pathways.change_draft"),
            "tabs": tabs(request.user, "pathways:dead-ends"),
            "crumbs": [(_("Reporting pathways"), reverse("pathways:list")), (_("Dead ends"), None)],
        }
        if network is not None and stored is not None:
            context |= self.shown(network, stored)
        return render(request, "pathways/dead_ends.html", context)

    def shown(self, network: Network, stored: DeadEnds) -> dict[str, Any]:
        timeline = Timeline(stretches_of(stored.result))
        tables = Tables(stored.result)
        towns = places_of(network, tables.keys)
        flows = _flows(network)
        chosen = next((one for one in flows if str(one[0].uid) == self.request.GET.get("weg")), None)
        base = f"{reverse('pathways:dead-ends')}?netz={network.slug}"
        if chosen is None:
            masks = [
                (
                    label_of(pathway, is_published=published),
                    worst(of_way(flow, tables.at(flow, key)) for key in towns),
                    str(pathway.uid),
                    "",
                )
                for pathway, flow, published in flows
            ]
        else:
            pathway, flow, _published = chosen
            there = {key: tables.at(flow, key) for key in towns}
            masks = [(town, of_way(flow, there[key]), str(pathway.uid), key) for key, town in towns.items()]
        return {
            "heat": [
                HeatRow(label, "" if chosen else f"{base}&weg={uid}", cells(mask, timeline))
                for label, mask, uid, _ags in masks
            ],
            "days": days(timeline),
            "found": _grouped(masks, timeline, next(iter(towns), "")),
            "chosen": chosen[0] if chosen else None,
            "is_published": chosen[2] if chosen else True,
            "steps": _steps(chosen[1], there, timeline, stored) if chosen else [],
            "hidden": _names(stored.result["hidden"], chosen[1] if chosen else None),
            "all_url": base,
        }


class DeadEndsCheck(MayRequired, View):
    """Check again now, in the background."""

    permission = "pathways.change_draft"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = Network.objects.filter(pk__in=scope_of(request.user).may(self.permission))
        network = get_object_or_404(mine, slug=kwargs["slug"])
        job = start(
            check_job,
            by=request.user,
            title=_("Looking for dead ends"),
            args={"network": str(network.uid)},
            result_url=f"{reverse('pathways:dead-ends')}?netz={network.slug}",
        )
        return redirect(job_page(job))


def label_of(pathway: Pathway, *, is_published: bool) -> str:
    """ "P02 Fachkraft in einer Kita …", short enough for the head of a row."""
    words = Truncator(f"{pathway.code} {pathway.who}").chars(46)
    return words if is_published else f"{words} ({_('draft')})"


def _grouped(masks: list[tuple[str, Masks, str, str]], timeline: Timeline, town: str) -> list[dict[str, Any]]:
    """The findings in words; the same at several ways or places is said once, worst first."""
    found: dict[tuple[Any, str], dict[str, Any]] = {}
    for label, mask, uid, ags in masks:
        for gap in gaps(mask, timeline):
            where, _stroke, part = (ags or town).partition("/")
            row = {"labels": [], "gap": gap, "weg": uid, "where": _where(where, part)}
            found.setdefault((gap.state, gap.when), row)["labels"].append(label)
    return sorted(found.values(), key=lambda row: row["gap"].state)


def _where(ags: str, part: str) -> str:
    """The words of the simulation for a spot: a part of a town, or a postcode of it."""
    words = {"plz": part, "ort": ags} if is_postcode(part) else {"gemeinde": ags, "teil": part}
    return urlencode({name: word for name, word in words.items() if word})


def _names(codes: list[str], flow: Flow | None) -> list[str]:
    wanted = [code for code in codes if flow is None or code in flow.slots]
    kinds = ServiceKind.objects.filter(code__in=wanted).order_by("sort_order", "id")
    return list(kinds.values_list("name", flat=True))


def _networks(request: HttpRequest) -> list[Network]:
    reads = scope_of(request.user).may(DRAFT)
    rows: QuerySet[Network] = Network.objects.filter(pk__in=reads).select_related("land")
    with_ways = set(Pathway.objects.of_networks(reads).order_by().values_list("network", flat=True))
    return sorted(rows, key=lambda one: (one.pk not in with_ways, one.name))


def _flows(network: Network) -> list[tuple[Pathway, Flow, bool]]:
    """Every pathway of a network: the published ones first, then those that are being edited."""
    rows = list(Pathway.objects.of_networks([network.pk]).for_people().order_by("code", "id"))
    released = {one.pathway_id: one for one in Release.objects.in_force().filter(pathway__in=rows)}
    published = [(one, read(released[one.pk].content), True) for one in rows if one.pk in released]
    return published + [(one, flow_of(one), False) for one in rows if one.pk not in released]


def _steps(
    flow: Flow, there: dict[str, dict[str, Masks]], timeline: Timeline, stored: DeadEnds
) -> list[dict[str, Any]]:
    """Each step that asks for somebody: how long somebody answers, and where nobody ever does."""
    names = dict(ServiceKind.objects.filter(code__in=flow.slots).values_list("code", "name"))
    found = []
    for step in flow.steps:
        if not step.slots:
            continue
        rows = {ags: of_step(step, at) for ags, at in there.items()}
        whole = worst(rows.values())
        never = sum(1 for one in rows.values() if not (one.anybody | one.police))
        found.append(
            {
                "step": step,
                "kinds": ", ".join(names.get(code, code) for code in step.slots),
                "hours": hours_of(whole.anybody | whole.police, timeline),
                "never": never,
                "hidden": any(code in stored.result["hidden"] for code in step.slots),
            }
        )
    return found
