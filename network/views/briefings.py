"""Briefings in the workspace: how far each came, one with its relays, the form to send one with its preview."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, View

from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.directory.models import Institution
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from network.audience import addressed, in_words
from network.carriers import carriers
from network.forms.briefings import BriefingForm
from network.funnel import funnels
from network.models import Appointment, Briefing, Relay
from network.services import briefings as verbs
from network.services.papers import keep_sheet, sheet_of
from network.tabs import tabs
from network.views.multiplier_cells import relay_badge

LIST = "network:briefing-list"
VIEW, ADD, CHANGE = "network.view_briefing", "network.add_briefing", "network.change_briefing"
FILTERS = [
    ("", gettext_lazy("All")),
    ("offen", gettext_lazy("Open")),
    ("hilfe", gettext_lazy("Needs help")),
    ("ohne", gettext_lazy("Without multiplier")),
    ("erledigt", gettext_lazy("Passed on")),
]

CLOSED = [("", FILTERS[0][1]), ("offen", gettext_lazy("Not answered")), *FILTERS[2:]]


class MayBriefing(MayRequired):
    """For whoever reads briefings or may propose one."""

    permission = VIEW
    reach = Reach.OWN

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        if not scope_of(request.user).may_anywhere(VIEW):
            self.permission = ADD


class BriefingList(MayBriefing, ListView):
    """What is on its way, newest first; ``stand=abgeschlossen`` shows the closed ones."""

    template_name = "network/briefing_list.html"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Briefing]:
        rows = Briefing.objects.visible_to(self.request.user).select_related("network")
        closed = self.request.GET.get("stand") == "abgeschlossen"
        rows = (
            rows.filter(state=Briefing.State.CLOSED) if closed else rows.exclude(state=Briefing.State.CLOSED)
        )
        return rows.order_by(F("issued_at").desc(nulls_first=True), "-id")

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """A page beyond the last shows the last."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, scope = self.request.user, scope_of(self.request.user)
        context = super().get_context_data(**kwargs)
        rows = list(context["page_obj"].object_list)
        found = funnels([row.pk for row in rows])
        whole = scope.may(VIEW)
        for row in rows:
            row.funnel = found[row.pk] if row.network_id in whole else None
        context["page_obj"].object_list = rows
        return context | {
            "title": _("Relays"),
            "tabs": tabs(user, LIST),
            "closed": self.request.GET.get("stand") == "abgeschlossen",
            "several": len(scope.tenants) > 1,
            "may_add": bool(scope.may(ADD)),
            "has_own": Appointment.objects.filter(person__user=user.pk).exists(),
        }


def briefing_of(user: Any, uid: UUID) -> Briefing:
    """One briefing; foreign and missing are the same 404."""
    rows = Briefing.objects.visible_to(user).select_related("network", "sheet", "issued_by", "proposed_by")
    return get_object_or_404(rows, uid=uid)


def crumbs(*more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    return [(_("Relays"), reverse(LIST)), *more]


class BriefingDetail(MayBriefing, View):
    """The kit, how far it came, and each relay as far as the reader may see it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        briefing = briefing_of(user, kwargs["uid"])
        scope = scope_of(user)
        whole = briefing.network_id in scope.may(VIEW)
        wanted = request.GET.get("stand", "")
        seen = Relay.objects.visible_to(user).filter(
            briefing=briefing, institution__in=Institution.objects.visible_to(user)
        )
        rows = self.narrowed(seen, wanted).select_related("institution", "appointment__person", "through")
        page = Paginator(rows.order_by("institution__sort_key", "id"), 50).get_page(request.GET.get("page"))
        shown = set(
            Appointment.objects.visible_to(user)
            .filter(pk__in=[one.appointment_id for one in page.object_list])
            .values_list("pk", flat=True)
        )
        for one in page.object_list:
            one.briefing = briefing
            one.badge = relay_badge(one)
            one.shows_name = one.appointment_id in shown
        url = briefing.get_absolute_url()
        context = {
            "title": briefing.title,
            "briefing": briefing,
            "funnel": funnels([briefing.pk])[briefing.pk] if whole else None,
            "page_obj": page,
            "picks": [
                {"label": label, "url": f"{url}?stand={key}" if key else url, "current": key == wanted}
                for key, label in (CLOSED if briefing.state == Briefing.State.CLOSED else FILTERS)
            ],
            "audience": in_words(briefing.audience) if whole else [],
            "questions": [one for one in rows if one.questions][:20] if whole else [],
            "may_change": briefing.network_id in scope.may(CHANGE),
            "crumbs": crumbs((briefing.title, None)),
        }
        return render(request, "network/briefing_detail.html", context)

    def narrowed(self, rows: Any, wanted: str) -> Any:
        states = Relay.State
        match wanted:
            case "offen":
                return rows.filter(state__in=[states.OPEN, states.PLANNED])
            case "hilfe":
                return rows.filter(state=states.NEEDS_HELP)
            case "ohne":
                return rows.without_multiplier()
            case "erledigt":
                return rows.filter(state=states.DONE)
        return rows


class BriefingAct(MayRequired, View):
    """Send a proposal, or close what is on its way: one POST each."""

    permission = CHANGE
    http_method_names = ["post"]
    verbs = {
        "senden": (verbs.send_out, gettext_lazy("On its way.")),
        "abschliessen": (verbs.close_briefing, gettext_lazy("Closed. Nobody is asked any more.")),
    }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        briefing = get_object_or_404(
            Briefing.objects.visible_to(request.user).editable_by(request.user), uid=kwargs["uid"]
        )
        verb, done = self.verbs[kwargs["word"]]
        try:
            verb(by=request.user, briefing=briefing)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        else:
            tell(request, done)
        return redirect(briefing)


class BriefingAdd(MayRequired, View):
    """Write it, see who gets it, send it. A chair proposes; the coordination sends."""

    permission = ADD
    reach = Reach.ALL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(BriefingForm(user=request.user))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = BriefingForm(request.POST, request.FILES, user=request.user)
        if not form.is_valid():
            return self.page(form)
        network = form.network_chosen()
        try:
            sheet = sheet_of(request.user, request.POST.get("sheet_uid", ""))
            if upload := form.cleaned_data["sheet"]:
                sheet = keep_sheet(by=request.user, network_id=network.pk, upload=upload)
            if "senden" not in request.POST:
                return self.page(form, preview=self.preview(form, network), sheet=sheet)
            chosen = form.cleaned_data
            briefing = verbs.issue_briefing(
                by=request.user,
                network=network,
                title=chosen["title"],
                key_points=form.points(),
                body=chosen["body"],
                due_on=chosen["due_on"],
                is_duty=chosen["is_duty"],
                mail_text=chosen["mail_text"],
                link=chosen["link"],
                sheet=sheet,
                audience=form.audience(),
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(form)
        if briefing.state == Briefing.State.PROPOSED:
            tell(request, _("Proposed. The coordination decides whether it goes on its way."))
        else:
            tell(request, _("On its way."))
        return redirect(briefing)

    def preview(self, form: BriefingForm, network: Any) -> dict[str, Any]:
        """Who gets it: institutions, multipliers, houses through their provider, and where nobody is."""
        rows = addressed(network, form.audience()).filter(
            pk__in=Institution.objects.visible_to(self.request.user).values("pk")
        )
        names = dict(rows.order_by("sort_key", "id").values_list("pk", "name"))
        found = carriers(network.pk, list(names))
        people = {one.appointment for one in found if one.appointment is not None}
        nobody = [names[one.institution] for one in found if one.appointment is None]
        return {
            "institutions": len(names),
            "multipliers": len(people),
            "through": sum(1 for one in found if one.through is not None),
            "nobody": nobody[:12],
            "nobody_count": len(nobody),
            "more_nobody": max(0, len(nobody) - 12),
        }

    def page(self, form: BriefingForm, preview: Any = None, sheet: Any = None) -> HttpResponse:
        may_send = bool(scope_of(self.request.user).may(CHANGE))
        context = {
            "title": _("Send something on its way") if may_send else _("Propose a briefing"),
            "form": form,
            "preview": preview,
            "sheet": sheet,
            "may_send": may_send,
            "crumbs": crumbs((_("New briefing"), None)),
            "cancel_url": reverse(LIST),
        }
        return render(self.request, "network/briefing_form.html", context)
