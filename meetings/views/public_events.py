"""Events for everybody: the list, the page of one, registering without account. No cookie, no script needed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coordination.directory.views.public_ways import AtNetwork
from coordination.lib.errors import RuleBroken
from coordination.lib.guests import without_cookie
from coordination.lib.kept import kept, stamp_of
from meetings import released, wording
from meetings.forms.registering import Asked, RegisterForm, asked_of, suggested_institutions
from meetings.models import Event
from meetings.services.registering import register


class PublicEventList(AtNetwork):
    """What is to come, soonest first; below it what was, newest first."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Event.objects.public_in(self.network).select_related("venue")
        kind = request.GET.get("art", "")
        kind = kind if kind in Event.Kind.values else ""
        if kind:
            rows = rows.filter(kind=kind)
        coming = list(rows.upcoming().order_by("starts_at", "id")[:100])
        past = list(rows.past().order_by("-starts_at", "-id")[:20])
        here = reverse("dates:event-list")
        context = {
            "title": _("Events"),
            "lead": _("Fachtage, trainings and meetings of the network."),
            "crumbs": [(_("Start"), reverse("site:start")), (_("Events"), None)],
            "coming": [wording.card(event) for event in coming],
            "past": [wording.card(event) for event in past],
            "kinds": [
                {"label": _("all"), "url": here, "current": not kind},
                *(
                    {"label": label, "url": f"{here}?art={key}", "current": kind == key}
                    for key, label in Event.Kind.choices
                ),
            ],
            "noindex": bool(kind),
        }
        return render(request, "meetings/public/event_list.html", context)


class OfEvent(AtNetwork):
    """A page of one public event."""

    def event(self) -> Event:
        rows = Event.objects.public_in(self.network).select_related("venue")
        event = get_object_or_404(rows, slug=self.kwargs["slug"])
        event.network = self.network
        return event

    def crumbs(self, event: Event, *here: Any) -> list[tuple[Any, str | None]]:
        way: list[tuple[Any, str | None]] = [
            (_("Start"), reverse("site:start")),
            (_("Events"), reverse("dates:event-list")),
        ]
        return [*way, (event.title, event.get_public_url() if here else None), *((one, None) for one in here)]


class PublicEvent(OfEvent):
    """What, when, where, for whom, the programme in short, and the way to register."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = self.event()
        release = released.newest(event)
        programme = released.programme_of(event, release) if release else None
        context = {
            "title": event.title,
            "event": event,
            "card": wording.card(event),
            "programme": programme,
            "release": release,
            "changes": list(event.programme_releases.exclude(changes=[]).order_by("-number")[:5]),
            "rooms": list(event.venue.rooms.order_by("name", "id")) if event.venue else [],
            "audience": [str(row) for row in event.audience.select_related("institution_type", "profession")],
            "places": wording.places_left(event) if event.state != Event.State.CLOSED else [],
            "crumbs": self.crumbs(event),
        }
        return render(request, "meetings/public/event_detail.html", context)


@method_decorator(without_cookie, name="dispatch")
class Register(OfEvent):
    """Register without account; the mail address is confirmed by the link in the mail."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = self.event()
        return self.page(event, RegisterForm(event=event, asked=self.asked(event)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = self.event()
        form = RegisterForm(request.POST, event=event, asked=self.asked(event))
        if not form.is_valid():
            return self.page(event, form)
        try:
            register(
                by=None,
                event=event,
                wanted=form.wanted(get_language() or "de"),
                form_key=form.cleaned_data["key"] or uuid4(),
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(event, form)
        return redirect("dates:thanks", event.slug)

    def asked(self, event: Event) -> Asked:
        """Questions and workshops, read once between two changes: two hundred may press the button at once."""
        return kept(("asked at", event.pk), stamp_of(self.request), lambda: asked_of(event))

    def houses(self, event: Event) -> list[str]:
        key = ("houses suggested", self.network.pk)
        return kept(key, stamp_of(self.request), lambda: suggested_institutions(event))

    def page(self, event: Event, form: RegisterForm) -> HttpResponse:
        context = {
            "title": _("Register"),
            "event": event,
            "card": wording.card(event),
            "form": form,
            "institutions": self.houses(event) if event.takes_registrations else [],
            "places": wording.places_left(event),
            "crumbs": self.crumbs(event, _("Register")),
            "noindex": True,
        }
        return render(self.request, "meetings/public/register.html", context)


class Thanks(OfEvent):
    """The same for everybody, registered before or not: look into your mail."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = self.event()
        context = {
            "title": _("Please look into your mail"),
            "event": event,
            "crumbs": self.crumbs(event, _("Register")),
            "noindex": True,
        }
        return render(request, "meetings/public/thanks.html", context)
