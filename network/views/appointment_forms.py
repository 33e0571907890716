"""Propose a multiplier, change what is known of one, and names of people while one types."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.directory.models import Institution, Person
from coordination.directory.views.records import RecordForm
from coordination.lib.fold import fold
from network.forms.appointments import AppointmentForm
from network.models import Appointment
from network.models.appointments import institutions_of
from network.services import appointments as verbs
from network.views.appointments import ADD, CHANGE, LIST, appointment_of, crumbs

DETAILS = ("named_by", "named_on", "valid_from", "valid_until", "email", "is_shown", "minutes_a_week", "note")


class _AppointmentForm(RecordForm):
    template_name = "network/appointment_form.html"

    def institutions(self, right: str) -> Any:
        """Institutions of the networks in which the user may do this; an editor's own only."""
        user, scope = self.request.user, scope_of(self.request.user)
        rows = Institution.objects.visible_to(user)
        if whole := scope.may(right):
            return rows.listed_in(whole)
        own = scope.may(right, reach=Reach.INSTITUTION)
        return rows.listed_in(own).filter(pk__in=institutions_of(user).values("pk"))

    def undo_url(self, written: Any, change_set: Any) -> str:
        return ""

    def cancel_url(self) -> str:
        return self.owner.get_absolute_url() if self.owner else reverse(LIST)

    def crumbs(self) -> list[tuple[Any, str | None]]:
        if self.owner is None:
            return crumbs((self.title, None))
        return crumbs((str(self.owner.person), self.owner.get_absolute_url()), (self.title, None))


class AppointmentAdd(_AppointmentForm):
    """Propose somebody; ``einrichtung`` and ``person`` (uids) of the address fill the form."""

    permission = ADD
    reach = Reach.INSTITUTION
    title = gettext_lazy("Propose a multiplier")
    submit_label = gettext_lazy("Propose")
    done_text = gettext_lazy("Proposed. Once the head has named the person, the proposal can be confirmed.")

    def find(self) -> None:
        self.owner = None

    def form(self, data: Any = None) -> AppointmentForm:
        form = AppointmentForm(
            data, instance=Appointment(), user=self.request.user, institutions=self.institutions(ADD)
        )
        if data is None:
            self.prefill(form)
        return form

    def prefill(self, form: AppointmentForm) -> None:
        user, asked = self.request.user, self.request.GET
        for name, rows, target in (
            ("einrichtung", form.institutions, "institution_1"),
            ("person", Person.objects.visible_to(user), "person"),
        ):
            try:
                found = rows.filter(uid=UUID(asked.get(name, ""))).first()
            except ValueError:
                continue
            if found is not None:
                form.initial[target] = found.pk if target != "person" else str(found)

    def write(self, form: AppointmentForm, more: list[Any]) -> Appointment:
        chosen = form.cleaned_data
        return verbs.propose(
            by=self.request.user,
            network=form.only_network or chosen["network"],
            person=chosen["person"],
            institutions=form.chosen(),
            **{name: chosen[name] for name in DETAILS},
        )


class AppointmentEdit(_AppointmentForm):
    permission = CHANGE
    title = gettext_lazy("Edit")
    done_text = gettext_lazy("Saved.")

    def find(self) -> None:
        self.owner = appointment_of(self.request.user, self.kwargs["uid"])
        if self.owner.network_id not in scope_of(self.request.user).may(CHANGE):
            raise Http404

    def form(self, data: Any = None) -> AppointmentForm:
        held = [(place.institution, place.role) for place in self.owner.places]
        return AppointmentForm(
            data,
            instance=self.owner,
            user=self.request.user,
            institutions=self.institutions(CHANGE),
            held=held,
        )

    def write(self, form: AppointmentForm, more: list[Any]) -> Appointment:
        return verbs.save_details(by=self.request.user, appointment=form.instance, institutions=form.chosen())


class PersonSuggest(MayRequired, View):
    """Names of people for the list below a field."""

    permission = ADD
    reach = Reach.INSTITUTION

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = next((value for value in request.GET.values() if value.strip()), "")
        text = asked.partition("(")[0].replace("\0", "").strip()[:100]
        rows: list[Person] = []
        if len(text) > 1:
            found = Person.objects.visible_to(request.user).filter(search_text__holds=fold(text))
            rows = list(found.select_related("profession").order_by("sort_key", "id")[:10])
        return render(request, "network/_person_options.html", {"rows": rows})
