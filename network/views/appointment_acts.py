"""What can be done with an appointment: one POST each, or one form each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from network.forms.appointments import ConfirmForm, EndForm, RenewForm, SuccessorForm
from network.models import Appointment
from network.services import appointments as verbs
from network.services.relays import heirs_of
from network.views.appointments import CHANGE, VIEW, appointment_of, crumbs


@dataclass(frozen=True)
class Act:
    """One thing to do: the verb, what the page is called, what is told afterwards."""

    verb: Callable[..., Any]
    title: Any
    done: Any
    form: type[forms.Form] | None = None
    submit: Any = ""
    hint: Any = ""


WITHOUT_ADDRESS = gettext_lazy(
    "Active now, but no mail can go out: please enter an address, or hand the kit over in person."
)
SEEN = gettext_lazy("The network now sees whom to turn to.")
UNSEEN = gettext_lazy("Taken back: only the coordination and your own institution see your name now.")
# Where a broken rule stands, if the form has such a field.
FIELDS = {
    "term_order": "valid_until",
    "past": "valid_until",
    "head_missing": "named_by",
    "after_term": "last_day",
    "same_person": "person",
}
# The last part of the address → what it does.
ACTS: dict[str, Act] = {
    "bestaetigen": Act(
        verbs.confirm,
        gettext_lazy("Confirm"),
        gettext_lazy("Confirmed. The task begins with the first day of the term."),
        ConfirmForm,
        gettext_lazy("Confirm"),
        hint=gettext_lazy("A multiplier is named by the head of the institution, in writing, for a term."),
    ),
    "beginnen": Act(
        verbs.activate,
        gettext_lazy("Begin"),
        gettext_lazy("Active now. The kit is on its way, and what waited here has been handed over."),
    ),
    "eingefuehrt": Act(
        verbs.introduce,
        gettext_lazy("Introduced with the kit"),
        gettext_lazy("Noted: introduced today. It counts among the trained."),
    ),
    "pausieren": Act(
        verbs.pause,
        gettext_lazy("Pause"),
        gettext_lazy("Paused. Open relays went to the deputy."),
    ),
    "beenden": Act(
        verbs.end,
        gettext_lazy("End the task"),
        gettext_lazy("Noted. Open relays go to the successor or the deputy."),
        EndForm,
        gettext_lazy("End the task"),
    ),
    "verlaengern": Act(
        verbs.renew,
        gettext_lazy("Renew the term"),
        gettext_lazy("The new term is noted."),
        RenewForm,
        gettext_lazy("Renew the term"),
    ),
    "nachfolge": Act(
        verbs.name_successor,
        gettext_lazy("Name a successor"),
        gettext_lazy("The successor is proposed. Please confirm once the head has named the person."),
        SuccessorForm,
        gettext_lazy("Propose as successor"),
    ),
}


class ShownWord(MayRequired, View):
    """The person's own word on being shown, as easily taken back as given."""

    permission = VIEW

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one = appointment_of(request.user, kwargs["uid"])
        try:
            verbs.show_oneself(by=request.user, appointment=one, agreed=request.POST.get("agreed") == "yes")
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        else:
            tell(request, SEEN if one.is_shown else UNSEEN)
        return redirect(one)


class AppointmentAct(MayRequired, View):
    """A page with one form for what needs words; the rest is one POST from the page of the appointment."""

    permission = CHANGE

    def find(self) -> tuple[Act, Any]:
        act = ACTS.get(self.kwargs["word"])
        one = appointment_of(self.request.user, self.kwargs["uid"])
        if act is None or one.network_id not in scope_of(self.request.user).may(CHANGE):
            raise Http404
        return act, one

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act, one = self.find()
        if act.form is None:
            return redirect(one)
        return self.page(act, one, self.form(act, one))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act, one = self.find()
        if act.form is None:
            try:
                act.verb(by=request.user, appointment=one)
            except RuleBroken as broken:
                tell(request, broken.message, kind="warning")
            else:
                is_silent = act.verb is verbs.activate and not one.address
                tell(
                    request,
                    WITHOUT_ADDRESS if is_silent else act.done,
                    kind="warning" if is_silent else "success",
                )
            return redirect(one)
        form = self.form(act, one, request.POST)
        if not form.is_valid():
            return self.page(act, one, form)
        try:
            written = act.verb(by=request.user, appointment=one, **form.cleaned_data)
        except RuleBroken as broken:
            field = FIELDS.get(broken.code or "")
            form.add_error(field if field in form.fields else None, broken)
            return self.page(act, one, form)
        tell(request, act.done)
        return redirect(written if isinstance(written, Appointment) else one)

    def form(self, act: Act, one: Appointment, data: Any = None) -> forms.Form:
        if act.form is SuccessorForm:
            return SuccessorForm(data, user=self.request.user)
        kind = act.form or forms.Form
        return kind(data, initial=self.initial(act, one))

    def initial(self, act: Act, one: Appointment) -> dict[str, Any]:
        today = timezone.localdate()
        if act.form is ConfirmForm:
            first = one.valid_from or today
            return {
                "named_by": one.named_by,
                "named_on": one.named_on or today,
                "valid_from": first,
                "valid_until": one.valid_until or first + verbs.TERM,
            }
        if act.form is RenewForm and one.valid_until:
            return {"valid_until": max(one.valid_until, today) + verbs.TERM, "named_on": today}
        return {}

    def page(self, act: Act, one: Any, form: forms.Form) -> HttpResponse:
        open_relays, heirs = 0, []
        if act.form is EndForm:
            ids = {place.institution_id for place in one.places}
            open_relays = one.relays.waiting().count()
            found = heirs_of(one, ids)
            names = {
                row.pk: row
                for row in Appointment.objects.filter(
                    pk__in=[to for to, _way in found.values()]
                ).select_related("person")
            }
            heirs = [
                (place.institution, names.get(found.get(place.institution_id, (None,))[0]))
                for place in one.places
            ]
        context = {
            "title": act.title,
            "facts": str(one.person),
            "hint": act.hint,
            "form": form,
            "one": one,
            "open_relays": open_relays,
            "heirs": heirs,
            "crumbs": crumbs((str(one.person), one.get_absolute_url()), (act.title, None)),
            "cancel_url": one.get_absolute_url(),
            "submit_label": act.submit,
        }
        return render(self.request, "network/appointment_act.html", context)
