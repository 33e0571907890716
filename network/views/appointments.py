"""Multipliers in the workspace: the list, one with the relays, gaps, hand-overs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.lists import Column, HouseList
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.directory.models import Institution, InstitutionType, Person
from coordination.directory.table_rows import draw_row
from coordination.lib.fold import fold
from network import gaps
from network.filters_multipliers import AppointmentFilter
from network.models import Appointment, AppointmentInstitution, Briefing, Relay
from network.services.relays import heirs_of_all
from network.tabs import tabs
from network.views import multiplier_cells as cells

LIST = "network:appointment-list"
VIEW, ADD, CHANGE = "network.view_appointment", "network.add_appointment", "network.change_appointment"


def places_of(user: Any) -> Prefetch:
    """The institutions of appointments that the reader may see, as ``places``."""
    rows = AppointmentInstitution.objects.filter(institution__in=Institution.objects.visible_to(user))
    rows = rows.select_related("institution").order_by("-role", "institution__sort_key", "id")
    return Prefetch("institutions", queryset=rows, to_attr="places")


class AppointmentList(HouseList):
    """Who speaks for which institution; those who hold the task first."""

    permission = VIEW
    page_name = LIST
    template_name = "network/appointment_list.html"
    filterset_class = AppointmentFilter
    default_sort = "name"
    noun = gettext_lazy("multipliers")
    search_label = gettext_lazy("Search multipliers")
    placeholder = gettext_lazy("Name of a person or an institution …")
    columns = [
        Column("name", gettext_lazy("Person"), cells.name, ("person__sort_key",)),
        Column("places", gettext_lazy("Speaks for"), cells.places),
        Column("state", gettext_lazy("State"), cells.state, ("state", "person__sort_key")),
        Column("until", gettext_lazy("Term until"), cells.term, ("valid_until",)),
        Column("open", gettext_lazy("Open relays"), cells.waiting),
    ]

    def get_base(self) -> QuerySet[Appointment]:
        return Appointment.objects.visible_to(self.request.user)

    def search(self, rows: QuerySet, text: str) -> QuerySet:
        word = fold(text)
        # The name of an institution the reader does not see finds nobody: a hit would tell who speaks for it.
        seen = Institution.objects.visible_to(self.request.user).filter(search_text__holds=word)
        at = AppointmentInstitution.objects.filter(institution__in=seen).values("appointment")
        people = Person.objects.filter(search_text__holds=word).values("pk")
        return rows.filter(Q(person__in=people) | Q(pk__in=at))

    def with_cells(self, rows: QuerySet) -> QuerySet:
        waiting = Q(relays__state__in=Relay.WAITING, relays__briefing__state=Briefing.State.ISSUED)
        rows = rows.annotate(open_relays=Count("relays", filter=waiting))
        return rows.select_related("person").prefetch_related(places_of(self.request.user))

    def draw(self, rows: list[Any]) -> None:
        super().draw(rows)
        for row in rows:
            row.html = draw_row(row, picks=False, menu=None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        scope = scope_of(user)
        whole = scope.may(VIEW)
        stats = None
        if whole:
            counted = gaps.counts(whole)
            ending = Appointment.objects.visible_to(user).filter(network__in=whole).ending_within().count()
            stats = {**counted, "leaving": ending}
        return super().get_context_data(
            title=_("Multipliers"),
            tabs=tabs(user, LIST),
            stats=stats,
            may_add=bool(scope.may(ADD, reach=Reach.INSTITUTION)),
            **kwargs,
        )


def appointment_of(user: Any, uid: UUID) -> Any:
    """One appointment with the institutions the reader may see; foreign and missing are the same 404."""
    rows = Appointment.objects.visible_to(user).select_related("person__user", "network", "successor__person")
    return get_object_or_404(rows.prefetch_related(places_of(user)), uid=uid)


def crumbs(*more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    return [(_("Multipliers"), reverse(LIST)), *more]


class AppointmentDetail(MayRequired, View):
    """For whom somebody speaks, until when, what is on the way, and what comes next."""

    permission = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        one = appointment_of(user, kwargs["uid"])
        may_change = one.network_id in scope_of(user).may(CHANGE)
        relays = (
            Relay.objects.visible_to(user).filter(appointment=one).select_related("briefing", "institution")
        )
        found = list(relays.order_by("-briefing__issued_at", "id")[:30])
        for relay in found:
            relay.badge = cells.relay_badge(relay)
        following = one.successor
        if (
            following is not None
            and not Appointment.objects.visible_to(user).filter(pk=following.pk).exists()
        ):
            following = None
        context = {
            "title": str(one.person),
            "one": one,
            "badge": cells.state_badge(one),
            "relays": found,
            "may_change": may_change,
            "is_oneself": one.person.user_id == user.pk,
            "shows_inside": may_change or one.person.user_id == user.pk,
            "following": following,
            "crumbs": crumbs((str(one.person), None)),
        }
        return render(request, "network/appointment_detail.html", context)


class Gaps(MayRequired, View):
    """Institutions without a multiplier, and with one only; ``art=eine`` shows the latter."""

    permission = VIEW
    reach = Reach.ALL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = scope_of(request.user)
        networks = scope.may(VIEW)
        asked = {
            "ohne": gaps.without_multiplier,
            "traeger": gaps.through_provider_only,
            "eine": gaps.with_one_only,
        }
        kind = request.GET.get("art", "") if request.GET.get("art") in asked else "ohne"
        rows = asked[kind](networks)
        rows = rows.filter(pk__in=Institution.objects.visible_to(request.user).values("pk"))
        types = InstitutionType.objects.filter(pk__in=rows.order_by().values("type")).order_by("name", "id")
        chosen = next((one for one in types if one.code == request.GET.get("typ")), None)
        if chosen is not None:
            rows = rows.filter(type=chosen)
        counted = gaps.counts(networks)
        page = Paginator(rows.select_related("type", "municipality").order_by("sort_key", "id"), 50).get_page(
            request.GET.get("page")
        )
        url = reverse("network:appointment-gaps")
        context = {
            "title": _("Gaps"),
            "page_obj": page,
            "kind": kind,
            "types": types,
            "chosen": chosen,
            "tabs": [
                {
                    "label": label,
                    "url": f"{url}?art={key}" if key != "ohne" else url,
                    "current": kind == key,
                    "count": counted[word],
                }
                for key, word, label in (
                    ("ohne", "none", _("Nobody there")),
                    ("traeger", "through", _("Through the provider alone")),
                    ("eine", "one", _("One person alone")),
                )
            ],
            "may_add": bool(scope.may(ADD)),
            "crumbs": crumbs((_("Gaps"), None)),
        }
        return render(request, "network/appointment_gaps.html", context)


class HandOvers(MayRequired, View):
    """Who leaves within 60 days: what is open, who would get it, what is still to do. Proposals wait here, too."""

    permission = CHANGE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        mine = (
            Appointment.objects.visible_to(user)
            .editable_by(user)
            .select_related("person", "successor__person")
        )
        mine = mine.prefetch_related(places_of(user))
        leaving = list(mine.ending_within().order_by("valid_until", "id")[:50])
        self.describe(leaving)
        states = Appointment.State
        proposed = list(
            mine.filter(state__in=[states.PROPOSED, states.CONFIRMED]).order_by("valid_from", "id")[:50]
        )
        for one in (*leaving, *proposed):
            one.place_names = ", ".join(str(place.institution) for place in one.places)
        context = {
            "title": _("Hand-overs"),
            "leaving": leaving,
            "proposed": proposed,
            "crumbs": crumbs((_("Hand-overs"), None)),
        }
        return render(request, "network/handover_list.html", context)

    def describe(self, leaving: list[Any]) -> None:
        """What waits for each, and where nobody would take over: asked for all at once."""
        waiting = Relay.objects.waiting().filter(appointment__in=leaving).order_by().values("appointment")
        count = dict(waiting.annotate(number=Count("pk")).values_list("appointment", "number"))
        heirs = heirs_of_all({one: {place.institution_id for place in one.places} for one in leaving})
        for one in leaving:
            mine = heirs[one.pk]
            one.open_relays = count.get(one.pk, 0)
            one.orphans = [
                place.institution
                for place in one.places
                if mine.get(place.institution_id, (None,))[0] is None
            ]
