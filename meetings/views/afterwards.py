"""Afterwards in the workspace: materials, the briefing made of the event, feedback, figures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from meetings import wording
from meetings.figures_day import figures_of, results_of
from meetings.forms.afterwards import BriefForm, MaterialForm
from meetings.models import Event, Material
from meetings.services import afterwards as verbs
from meetings.tabs_events import crumbs, event_tabs
from meetings.views.checkin import event_of


class EventAfter(MayRequired, View):
    """Materials by session, and the one step that turns the event into a briefing with relays."""

    permission = "meetings.view_participant"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = event_of(request.user, kwargs["uid"], self.permission)
        return self.page(event, MaterialForm(event=event))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add a file."""
        event = event_of(request.user, kwargs["uid"], "meetings.change_event")
        form = MaterialForm(request.POST, request.FILES, event=event)
        if not form.is_valid():
            return self.page(event, form)
        said = form.cleaned_data
        try:
            made = verbs.add_material(
                by=request.user,
                event=event,
                upload=said["file"],
                title=said["title"],
                audience=said["audience"],
                session=said["session"],
            )
        except RuleBroken as broken:
            form.add_error("file", broken)
            return self.page(event, form)
        tell(
            request,
            _("“%(title)s” is there for: %(who)s.") % {"title": made, "who": made.get_audience_display()},
        )
        return redirect("meetings:event-after", event.uid)

    def page(self, event: Event, form: MaterialForm) -> HttpResponse:
        scope = scope_of(self.request.user)
        materials = event.materials.select_related("session", "file").order_by(
            "session__starts_at", "title", "id"
        )
        context = {
            "title": _("Materials and relays"),
            "event": event,
            "card": wording.card(event),
            "form": form,
            "materials": materials,
            "briefings": briefings_of(event),
            "may_change": event.network_id in scope.may("meetings.change_event"),
            "may_brief": event.network_id in scope.may("network.add_briefing"),
            "tabs": event_tabs(event, "event-after", self.request.user),
            "crumbs": crumbs(event, _("Materials and relays")),
        }
        return render(self.request, "meetings/event_after.html", context)


def briefings_of(event: Event) -> list[tuple[str, str]]:
    """(title, address) of briefings that were made of this event."""
    from network.models import Briefing  # noqa: PLC0415 -- a step below, needed here alone

    rows = Briefing.objects.filter(network=event.network_id, source_kind=verbs.SOURCE, source_uid=event.uid)
    return [(str(one), _address(one)) for one in rows.order_by("-id")]


def _address(one: Any) -> str:
    try:
        return one.get_absolute_url()
    except (AttributeError, NoReverseMatch):
        return ""


class MaterialRemove(MayRequired, View):
    """A file goes for good; asked on a page of its own."""

    permission = "meetings.change_event"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        material = self._found()
        back = reverse("meetings:event-after", args=[material.event.uid])
        context = {
            "title": _("Delete “%(title)s”?") % {"title": material},
            "material": material,
            "cancel_url": back,
            "crumbs": [*crumbs(material.event)[:2], (_("Materials and relays"), back), (_("Delete"), None)],
        }
        return render(request, "meetings/material_remove.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        material = self._found()
        verbs.remove_material(by=request.user, material=material)
        tell(request, _("Deleted: %(title)s") % {"title": material})
        return redirect("meetings:event-after", material.event.uid)

    def _found(self) -> Material:
        networks = scope_of(self.request.user).may(self.permission)
        rows = Material.objects.visible_to(self.request.user).filter(event__network__in=networks)
        return get_object_or_404(rows.select_related("event", "file"), uid=self.kwargs["uid"])


class Brief(MayRequired, View):
    """From the event to the multipliers: title and key points stand there already, read them and send."""

    permission = "network.add_briefing"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = self._event()
        points = [
            one.title for one in event.sessions.all() if one.kind not in {"break", "market", "greeting"}
        ]
        first = {"title": event.title, "points": "\n".join(points), "body": self._body(event)}
        return self.page(event, BriefForm(initial=first))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event, form = self._event(), BriefForm(request.POST)
        if not form.is_valid():
            return self.page(event, form)
        said = form.cleaned_data
        try:
            made = verbs.brief(
                by=request.user,
                event=event,
                title=said["title"],
                key_points=said["points"],
                body=said["body"],
                due_on=said["due_on"],
                is_duty=said["is_duty"],
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(event, form)
        tell(request, _("The multipliers have it: “%(title)s”.") % {"title": made})
        return redirect("meetings:event-after", event.uid)

    def _event(self) -> Event:
        return event_of(self.request.user, self.kwargs["uid"], self.permission)

    def _body(self, event: Event) -> str:
        """Public and network materials with their addresses; those of participants alone stay with them."""
        rows = event.materials.filter(audience=Material.Audience.PUBLIC).order_by("title", "id")
        lines = [
            f"{one.title}: {self.request.build_absolute_uri(reverse('dates:material', args=[event.slug, one.uid]))}"
            for one in rows
        ]
        return "\n".join([event.summary, *lines]).strip()

    def page(self, event: Event, form: BriefForm) -> HttpResponse:
        back = reverse("meetings:event-after", args=[event.uid])
        title = _("Pass on to the multipliers")
        context = {
            "title": title,
            "facts": event.title,
            "event": event,
            "form": form,
            "submit_label": _("Send to the multipliers"),
            "cancel_url": back,
            "crumbs": [*crumbs(event)[:2], (_("Materials and relays"), back), (title, None)],
        }
        return render(self.request, "base_form.html", context)


class FeedbackResults(MayRequired, View):
    """Marks as bars and as a table, texts in no order; nothing below five answers."""

    permission = "meetings.view_feedback"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = event_of(request.user, kwargs["uid"], self.permission)
        context = {
            "title": _("Feedback"),
            "event": event,
            "card": wording.card(event),
            "results": results_of(event),
            "open_links": event.feedback_tickets.count(),
            "tabs": event_tabs(event, "feedback-results", self.request.user),
            "crumbs": crumbs(event, _("Feedback")),
        }
        return render(request, "meetings/feedback_results.html", context)


class EventFigures(MayRequired, View):
    """Who registered, who came, who did not; by profession, type of institution, municipality."""

    permission = "meetings.view_participant"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = event_of(request.user, kwargs["uid"], self.permission)
        found = figures_of(event)
        groups = [
            (_("By profession"), found.professions),
            (_("By type of institution"), found.types),
            (_("By municipality"), found.municipalities),
        ]
        context = {
            "title": _("Figures"),
            "event": event,
            "card": wording.card(event),
            "figures": found,
            "groups": groups,
            "tabs": event_tabs(event, "event-figures", self.request.user),
            "crumbs": crumbs(event, _("Figures")),
        }
        return render(request, "meetings/event_figures.html", context)
