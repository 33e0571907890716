"""Events in the workspace: the list, one event with its sections, its way from draft to documented."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.lib.fold import fold
from meetings import duties, frozen, wording
from meetings.models import Event, Registration
from meetings.services import events as verbs
from meetings.services.selfcheck import findings
from meetings.tabs_events import event_tabs
from meetings.views.event_steps import steps_of

PER_PAGE = 50


def shown_event(user: Any, uid: Any) -> Event:
    """An event of the own networks that the user sees; 404 otherwise."""
    rows = Event.objects.of_networks_of(user).select_related("network__land", "venue", "series")
    return get_object_or_404(rows, uid=uid)


def own_event(user: Any, uid: Any) -> Event:
    """An event the user may change; 404 otherwise."""
    rows = Event.objects.editable_by(user).select_related("network__land", "venue", "series")
    return get_object_or_404(rows, uid=uid)


def crumbs_to(event: Event | None, *here: Any) -> list[tuple[Any, str | None]]:
    way: list[tuple[Any, str | None]] = [(_("Events"), reverse("meetings:event-list"))]
    if event is not None:
        way.append((event.title, event.get_absolute_url() if here else None))
    return [*way, *((one, None) for one in here)]


class EventList(MayRequired, View):
    """What is to come, soonest first, or what was; by kind, state, network; what the network owes on top."""

    permission = "meetings.view_event"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = scope_of(request.user)
        base = Event.objects.of_networks_of(request.user)
        past = request.GET.get("zeit") == "vergangen"
        rows = self._filtered(base.past() if past else base.upcoming())
        rows = rows.select_related("network", "venue").annotate(
            people=Count("registrations", filter=Q(registrations__place_no__isnull=False)),
            waiting=Count("registrations", filter=Q(registrations__state="waiting")),
        )
        order = ("-starts_at", "-id") if past else ("starts_at", "id")
        page = Paginator(rows.order_by(*order), PER_PAGE).get_page(request.GET.get("page"))
        reads = scope.may("meetings.view_participant")
        here = reverse("meetings:event-list")
        context = {
            "title": _("Events"),
            "page_obj": page,
            "cards": [wording.card(event) for event in page.object_list],
            "reads": reads,
            "several": len(scope.networks) > 1,
            "past": past,
            "values": request.GET,
            "filters": self._filters(scope),
            "may_remove": bool(scope.may_anywhere("meetings.delete_event")),
            "may_add": bool(scope.may_anywhere("meetings.add_event")),
            "may_plan": bool(scope.may("meetings.change_event")),
            "counter": duties.interdisciplinary(reads) if reads else None,
            "owed": duties.owed(reads) if reads else [],
            "tabs": [
                {"label": _("To come"), "url": here, "current": not past, "count": base.upcoming().count()},
                {
                    "label": _("Past"),
                    "url": f"{here}?zeit=vergangen",
                    "current": past,
                    "count": base.past().count(),
                },
            ],
        }
        return render(request, "meetings/event_list.html", context)

    def _filtered(self, rows: QuerySet[Event]) -> QuerySet[Event]:
        given = self.request.GET
        if (kind := given.get("art", "")) in Event.Kind.values:
            rows = rows.filter(kind=kind)
        if (state := given.get("stand", "")) in Event.State.values:
            rows = rows.filter(state=state)
        if network := given.get("netzwerk", ""):
            rows = rows.filter(network__slug=network[:60])
        return rows

    def _filters(self, scope: Any) -> list[dict[str, Any]]:
        found = [
            {"name": "art", "label": _("Kind"), "options": Event.Kind.choices},
            {"name": "stand", "label": _("State"), "options": Event.State.choices},
        ]
        if len(scope.tenants) > 1:
            options = [(one.slug, one.label) for one in scope.tenants.values()]
            found.append({"name": "netzwerk", "label": _("Network"), "options": options})
        for one in found:
            one["value"] = self.request.GET.get(one["name"], "")
        return found


class EventDetail(MayRequired, View):
    """One event: overview, programme, participants, each for those who may."""

    permission = "meetings.view_event"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = shown_event(request.user, kwargs["uid"])
        scope = scope_of(request.user)
        may_change = Event.objects.editable_by(request.user).filter(pk=event.pk).exists()
        people = event.network_id in scope.may("meetings.view_participant", reach=Reach.INSTITUTION)
        everybody = event.network_id in scope.may("meetings.view_participant")
        works = may_change or everybody
        tab = request.GET.get("bereich", "")
        section = {"programm": _("Programme"), "teilnehmende": _("Participants")}.get(tab, "")
        context = {
            "title": section or event.title,
            "event": event,
            "card": wording.card(event),
            "may_change": may_change,
            "may_publish": may_change and verbs.may_publish(request.user, event),
            "everybody": everybody,
            "crumbs": crumbs_to(event, section) if section else crumbs_to(event),
            "tabs": event_tabs(event, tab if section else "", request.user, programme=works),
        }
        if tab == "programm" and works:
            sessions = frozen.sessions_of(event)
            release = event.programme_releases.first()
            context |= {
                "sessions": sessions,
                "conflicts": frozen.conflicts(event, sessions),
                "speakers": list(event.speakers.order_by("name", "id")),
                "release": release,
                "changed": release is None or release.content != frozen.freeze(event),
                "booked": _booked(event),
            }
            return render(request, "meetings/event_programme.html", context)
        if tab == "teilnehmende" and people:
            context |= self.people(event)
            return render(request, "meetings/event_people.html", context)
        if section:
            raise Http404
        mine = Registration.objects.live().filter(event=event, user=request.user.pk).first()
        context |= {
            "steps": steps_of(event) if context["may_publish"] else [],
            "places": wording.places_left(event),
            "mine": mine,
            "mine_state": wording.state_of(mine) if mine else None,
            "audience": [str(row) for row in event.audience.select_related("institution_type", "profession")],
            "numbers": self.numbers(event) if everybody else None,
            "may_remove": event.network_id in scope.may("meetings.delete_event"),
            "online_link": event.online_link if may_change or _is_online(mine) else "",
            "findings": findings(event) if may_change else {},
            "feast": wording.feast_note(event) if may_change else "",
        }
        return render(request, "meetings/event_detail.html", context)

    def numbers(self, event: Event) -> list[dict[str, Any]]:
        counted = dict(event.registrations.values_list("state").annotate(n=Count("pk")).order_by())
        return [
            {"label": label, "count": counted[state], "state": state}
            for state, label in Registration.State.choices
            if counted.get(state)
        ]

    def people(self, event: Event) -> dict[str, Any]:
        """One page of the participants; the count of each state comes with one question."""
        request = self.request
        base = Registration.objects.visible_to(request.user).filter(event=event)
        counted = dict(base.values_list("state").annotate(n=Count("pk")).order_by())
        state = request.GET.get("stand", "")
        state = state if state in Registration.State.values else ""
        rows = base.filter(state=state) if state else base.filter(state__in=Registration.LIVE)
        total = counted.get(state, 0) if state else sum(counted.get(one, 0) for one in Registration.LIVE)
        text = request.GET.get("q", "").strip()[:100]
        for word in fold(text).split():
            rows = rows.filter(Q(sort_key__contains=word) | Q(mail_key__startswith=word))
        paginator = Paginator(
            rows.select_related("institution", "profession").order_by("sort_key", "id"), PER_PAGE
        )
        if not text:
            paginator.count = total  # known already
        page = paginator.get_page(request.GET.get("page"))
        for one in page.object_list:
            one.event = event
            one.shown = wording.state_of(one, to_office=True)
        return {
            "page_obj": page,
            "q": text,
            "stand": state,
            "states": [
                {"key": key, "label": label, "count": counted[key]}
                for key, label in Registration.State.choices
                if counted.get(key)
            ],
            "live": sum(counted.get(one, 0) for one in Registration.LIVE),
        }


def _booked(event: Event) -> dict[int, tuple[int, int]]:
    """Session → places booked, people waiting."""
    rows = event.sessions.bookable().annotate(
        n=Count("bookings", distinct=True),
        w=Count("waitlist", filter=Q(waitlist__outcome=""), distinct=True),
    )
    return {pk: (n, w) for pk, n, w in rows.values_list("pk", "n", "w")}


def _is_online(mine: Registration | None) -> bool:
    return bool(
        mine
        and mine.mode == Registration.Mode.ONLINE
        and mine.state == mine.State.ADMITTED
        and mine.is_confirmed
    )
