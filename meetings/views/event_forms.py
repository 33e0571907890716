"""Pages that change an event: its head, call off, the next edition, places; series."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.models import Network
from coordination.accounts.permissions import Reach, scope_of
from coordination.directory.views.records import RecordForm
from meetings import wording
from meetings.forms import events as forms
from meetings.models import Event, EventSeries, Registration
from meetings.services import capacity
from meetings.services import events as verbs
from meetings.services.capacity import BelowBooked
from meetings.views.events import crumbs_to, own_event


class OfEvent(RecordForm):
    permission = "meetings.add_event"
    event: Event | None = None
    section = ""
    undoable = True

    def find(self) -> None:
        self.owner = self.event = own_event(self.request.user, self.kwargs["uid"])

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return crumbs_to(self.event, self.title)

    def undo_url(self, written: Any, change_set: Any) -> str:
        if self.event is None or change_set is None or not self.undoable:
            return ""
        return reverse("meetings:event-undo", args=[self.event.uid, change_set.uid])

    def next_url(self, written: Any) -> str:
        url = (self.event or written).get_absolute_url()
        return f"{url}?bereich={self.section}" if self.section else url

    def cancel_url(self) -> str:
        return self.next_url(self.event) if self.event else reverse("meetings:event-list")


def network_for(view: Any) -> Network:
    """The network the user makes events for; ``netz`` in the address chooses among several."""
    scope = scope_of(view.request.user)
    ids = scope.may("meetings.add_event", reach=Reach.OWN)
    rows = Network.objects.filter(pk__in=ids).order_by("name", "id")
    wanted = view.request.GET.get("netz", "")
    return get_object_or_404(rows.filter(slug=wanted) if wanted else rows[:1])


class EventAdd(OfEvent):
    title = gettext_lazy("New event")
    done_text = gettext_lazy("The event has been saved as a draft.")
    submit_label = gettext_lazy("Save event")

    def find(self) -> None:
        self.network = network_for(self)

    def form(self, data: Any = None) -> forms.EventForm:
        return forms.EventForm(data, instance=Event(network=self.network))

    def write(self, form: forms.EventForm, more: list[Any]) -> Event:
        return verbs.save_event(
            by=self.request.user,
            event=form.instance,
            types=list(form.cleaned_data["types"]),
            professions=list(form.cleaned_data["professions"]),
        )


class EventEdit(OfEvent):
    title = gettext_lazy("Edit the event")
    done_text = gettext_lazy("The event has been saved.")

    def form(self, data: Any = None) -> forms.EventForm:
        feast = wording.feast_note(self.event)  # before the form writes what was typed into the event
        form = forms.EventForm(data, instance=self.event)
        if feast:
            form.fields["starts_at"].help_text = feast
        return form

    def write(self, form: forms.EventForm, more: list[Any]) -> Event:
        try:
            return verbs.save_event(
                by=self.request.user,
                event=form.instance,
                types=list(form.cleaned_data["types"]),
                professions=list(form.cleaned_data["professions"]),
            )
        except BelowBooked as below:
            name = "capacity" if (form.cleaned_data["capacity"] is not None) else "capacity_online"
            form.add_error(name, _("Fewer than booked: please lower the places on the page “Places” first."))
            raise below from None


class EventCallOff(OfEvent):
    undoable = False
    title = gettext_lazy("Call off")
    submit_label = gettext_lazy("Call off and tell everybody")
    done_text = gettext_lazy("The event is called off. Everybody who is registered gets a mail.")

    def find(self) -> None:
        super().find()
        if not verbs.may_publish(self.request.user, self.event):
            raise Http404

    def form(self, data: Any = None) -> forms.CallOffForm:
        return forms.CallOffForm(data)

    def write(self, form: Any, more: list[Any]) -> Event:
        return verbs.call_off(by=self.request.user, event=self.event, reason=form.cleaned_data["reason"])


class EventClone(OfEvent):
    undoable = False
    title = gettext_lazy("Next edition")
    submit_label = gettext_lazy("Make the draft")
    done_text = gettext_lazy("A draft with the same programme has been made.")

    def form(self, data: Any = None) -> forms.CloneForm:
        return forms.CloneForm(data, initial={"title": self.event.title})

    def write(self, form: Any, more: list[Any]) -> Event:
        made = verbs.clone(
            by=self.request.user, event=self.event, starts_at=form.cleaned_data["starts_at"],
            title=form.cleaned_data["title"],
        )  # fmt: skip
        self.event = made
        return made


class Places(OfEvent):
    """Lower or raise places; below what is booked it asks whom it concerns."""

    template_name = "meetings/places_form.html"
    title = gettext_lazy("Places")
    done_text = gettext_lazy("The number of places has been changed.")
    case_data_hint = False

    def holders(self) -> Any:
        raise NotImplementedError

    def now(self) -> int | None:
        raise NotImplementedError

    def form(self, data: Any = None) -> forms.PlacesForm:
        ask = data is not None and ("moved" in data or getattr(self, "ask", False))
        return forms.PlacesForm(data, initial={"most": self.now()}, holders=self.holders(), ask=ask)

    def page(self, form: Any, more: list[Any], conflict: Any = None) -> HttpResponse:
        below = (
            [one for one in form.non_field_errors().as_data() if one.code == "below_booked"]
            if form.errors
            else []
        )
        if below and "moved" not in form.fields:
            self.ask = True
            again = self.form(form.data)
            again.full_clean()
            again.add_error("moved", below[0])
            form = again
        return super().page(form, more, conflict)

    def more_context(self, form: Any) -> dict[str, Any]:
        return {"hint": _("Who was registered last stands at the top.") if "moved" in form.fields else ""}


class EventPlaces(Places):
    section = "teilnehmende"

    def find(self) -> None:
        super().find()
        online = self.request.GET.get("form") == "online" or self.event.mode == Event.Mode.ONLINE
        self.mode = Registration.Mode.ONLINE if online else Registration.Mode.ON_SITE

    def holders(self) -> Any:
        rows = Registration.objects.filter(event=self.event, mode=self.mode).with_place()
        return rows.order_by("-registered_at", "-id")

    def now(self) -> int | None:
        return self.event.places(self.mode)

    def write(self, form: Any, more: list[Any]) -> Event:
        chosen = form.cleaned_data
        return capacity.set_places(
            by=self.request.user, event=self.event, mode=self.mode, most=chosen["most"],
            moved=list(chosen.get("moved", ())),
        )  # fmt: skip


class SeriesAdd(OfEvent):
    title = gettext_lazy("New series")

    def find(self) -> None:
        self.network = network_for(self)

    def form(self, data: Any = None) -> forms.SeriesForm:
        return forms.SeriesForm(
            data, instance=EventSeries(network=self.network, owner_id=self.request.user.pk)
        )

    def write(self, form: Any, more: list[Any]) -> EventSeries:
        form.instance.save()
        return form.instance

    def next_url(self, written: Any) -> str:
        return reverse("meetings:event-list")


class SeriesEdit(SeriesAdd):
    title = gettext_lazy("Edit a series")

    def find(self) -> None:
        networks = scope_of(self.request.user).may("meetings.change_event")
        self.series = get_object_or_404(
            EventSeries.objects.filter(network__in=networks), uid=self.kwargs["uid"]
        )

    def form(self, data: Any = None) -> forms.SeriesForm:
        return forms.SeriesForm(data, instance=self.series)
