"""The register of decisions and the list of tasks."""

from __future__ import annotations

import io
import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.lib import sheets
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from meetings.models import Decision, Group, Task
from meetings.services import decisions
from meetings.services.group_rights import leads
from meetings.tabs import crumbs, group_tabs

PER_PAGE = 50
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def group_picks(user: Any, chosen: str, url: str, state: str) -> list[dict[str, Any]]:
    """Chips: all, and each group of the user's networks."""
    rows = Group.objects.visible_to(user).order_by("name", "id")
    suffix = f"&stand={state}" if state else ""
    found = [{"label": _("All groups"), "url": f"{url}?{suffix.lstrip('&')}", "current": not chosen}]
    return found + [
        {
            "label": group.name,
            "url": f"{url}?gruppe={group.uid}{suffix}",
            "current": str(group.uid) == chosen,
        }
        for group in rows
    ]


class DecisionList(MayRequired, View):
    """What was decided, newest first; by group, in force, due for review, released; to take away as a sheet."""

    permission = "meetings.view_minutes"
    reach = Reach.OWN

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user, url = request.user, reverse("meetings:decision-list")
        chosen, state = request.GET.get("gruppe", "")[:40], request.GET.get("stand", "")
        text = request.GET.get("q", "").strip()[:100]
        rows = Decision.objects.visible_to(user).select_related("group__network", "responsible", "meeting")
        if chosen:
            rows = rows.filter(group__in=Group.objects.visible_to(user).filter(uid__in=uids_in(chosen)))
        if state == "gilt":
            rows = rows.current()
        elif state == "pruefen":
            rows = rows.due_for_review()
        elif state == "oeffentlich":
            rows = rows.released()
        if text:
            rows = rows.filter(number__icontains=text) | rows.filter(text__icontains=text)
        rows = rows.order_by("-decided_on", "-serial", "-id")
        if request.GET.get("ausgabe") in {"csv", "xlsx"}:
            return self.sheet(rows[:5000], request.GET["ausgabe"])
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        states = [("", _("All")), ("gilt", _("in force")), ("pruefen", _("due for review"))]
        states.append(("oeffentlich", _("released")))
        suffix = f"&gruppe={chosen}" if chosen else ""
        context = {
            "title": _("Decisions"),
            "crumbs": crumbs((_("Decisions"), None)),
            "tabs": group_tabs("decisions"),
            "page_obj": page,
            "groups": group_picks(user, chosen, url, state),
            "states": [
                {"label": label, "url": f"{url}?stand={key}{suffix}", "current": key == state}
                for key, label in states
            ],
            "search": text,
            "chosen": chosen,
            "state": state,
        }
        return render(request, "meetings/decision_list.html", context)

    def sheet(self, rows: Any, kind: str) -> HttpResponse:
        head = [
            "Nummer",
            "Tag",
            "Gruppe",
            "Beschluss",
            "Ergebnis",
            "Ja",
            "Nein",
            "Enthaltung",
            "Beschlussfähig",
        ]
        head += ["Zuständig", "Bis", "Wiedervorlage", "Veröffentlicht"]
        table = [
            [
                row.number, row.decided_on, str(row.group), row.text, str(row.get_result_display()), row.votes_for,
                row.votes_against, row.votes_abstain, "ja" if row.has_quorum else "nein", str(row.responsible or ""),
                row.due, row.review_on, "ja" if row.published_at else "nein",
            ]
            for row in rows
        ]  # fmt: skip
        target = io.BytesIO()
        if kind == "csv":
            sheets.write_csv(target, columns=head, rows=table)
        else:
            sheets.write_xlsx(target, title="Beschlüsse", columns=head, rows=table)
        return HttpResponse(
            target.getvalue(),
            content_type=_TYPES[kind],
            headers={"Content-Disposition": f'attachment; filename="beschluesse.{kind}"'},
        )


def uids_in(text: str) -> list[str]:
    try:
        return [str(uuid.UUID(text))]
    except ValueError:
        return []


class DecisionDetail(MayRequired, View):
    """One decision with votes, what came of it, what it replaces and what replaces it."""

    permission = "meetings.view_minutes"
    reach = Reach.OWN

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        decision = decision_of(user, kwargs["uid"])
        scope = scope_of(user)
        network = decision.group.network_id
        release = decisions.release_of(decision.item)
        waits = release is not None and release.state in {"in_review", "approved"} and decision.is_accepted
        context = {
            "title": _("Decision %(number)s") % {"number": decision.number},
            "decision": decision,
            "crumbs": crumbs((_("Decisions"), reverse("meetings:decision-list")), (decision.number, None)),
            "tasks": Task.objects.visible_to(user)
            .filter(decision=decision)
            .select_related("seat", "person")
            .order_by("due", "id"),
            "later": Decision.objects.visible_to(user).filter(supersedes=decision).first(),
            "may_release": (network in scope.may("meetings.publish_minutes") or leads(user, decision.group))
            and not decision.item.is_confidential,
            "release": release,
            "may_publish": waits and network in scope.may("pathways.publish_release"),
        }
        return render(request, "meetings/decision_detail.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decision = decision_of(request.user, kwargs["uid"])
        try:
            if "veroeffentlichen" in request.POST:
                for notice in decisions.carry_out_release(by=request.user, decision=decision):
                    tell(request, notice, kind="info")
            else:
                out = request.POST.get("freigeben") == "ja"
                decisions.release_decision(by=request.user, decision=decision, out=out)
                said = _("Everybody may read this decision now.") if out else _("The release is taken back.")
                tell(request, said)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        return redirect(decision)


def decision_of(user: Any, uid: Any) -> Decision:
    rows = Decision.objects.visible_to(user).select_related(
        "group__network", "meeting", "item__meeting__group", "responsible", "supersedes"
    )
    return get_object_or_404(rows, uid=uid)
