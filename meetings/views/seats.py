"""Seats and who fills them."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from meetings.forms.groups import DayForm, SeatForm, TermForm
from meetings.models import Seat, SeatTerm
from meetings.services import groups as verbs
from meetings.services.group_rights import prepares
from meetings.views.groups import GroupPage, prepared


def seat_of(user: Any, uid: Any) -> Seat:
    rows = Seat.objects.visible_to(user).select_related("group__network", "institution", "profession")
    seat = get_object_or_404(rows, uid=uid)
    if not prepares(user, seat.group):
        raise Http404
    return seat


class SeatAdd(GroupPage):
    title = gettext_lazy("Add a seat")
    submit_label = gettext_lazy("Add seat")
    done_text = gettext_lazy("The seat is there. Now fill it.")

    def find(self) -> None:
        self.group = prepared(self.request.user, self.kwargs["uid"])

    def form(self, data: Any = None) -> SeatForm:
        return SeatForm(data, instance=Seat(group=self.group))

    def write(self, form: SeatForm, more: list[Any]) -> Seat:
        return verbs.add_seat(by=self.request.user, seat=form.instance)


class SeatEdit(GroupPage):
    title = gettext_lazy("Edit a seat")
    done_text = gettext_lazy("The seat has been saved.")

    def find(self) -> None:
        self.seat = seat_of(self.request.user, self.kwargs["uid"])
        self.group = self.seat.group

    def form(self, data: Any = None) -> SeatForm:
        return SeatForm(data, instance=self.seat)

    def write(self, form: SeatForm, more: list[Any]) -> Seat:
        if not form.has_changed():
            return form.instance
        return verbs.add_seat(by=self.request.user, seat=form.instance)


class SeatFill(GroupPage):
    template_name = "base_form.html"
    submit_label = gettext_lazy("Fill seat")
    done_text = gettext_lazy("The seat is filled; the rights of the group follow from it.")

    def find(self) -> None:
        self.seat = seat_of(self.request.user, self.kwargs["uid"])
        self.group = self.seat.group
        self.title = str(self.seat)

    def form(self, data: Any = None) -> TermForm:
        return TermForm(data, seat=self.seat)

    def write(self, form: TermForm, more: list[Any]) -> SeatTerm:
        chosen = form.cleaned_data
        return verbs.fill_seat(
            by=self.request.user,
            seat=self.seat,
            person=chosen["person"],
            is_deputy=chosen["is_deputy"],
            office=chosen["office"],
            valid_from=chosen["valid_from"],
            valid_until=chosen["valid_until"],
        )


class SeatEnd(GroupPage):
    template_name = "base_form.html"
    title = gettext_lazy("Abolish the seat")
    submit_label = gettext_lazy("Abolish seat")
    done_text = gettext_lazy("The seat is abolished from that day on.")

    def find(self) -> None:
        self.seat = seat_of(self.request.user, self.kwargs["uid"])
        self.group = self.seat.group

    def form(self, data: Any = None) -> DayForm:
        return DayForm(data)

    def write(self, form: DayForm, more: list[Any]) -> Seat:
        return verbs.end_seat(by=self.request.user, seat=self.seat, last_day=form.cleaned_data["last_day"])


class TermEnd(GroupPage):
    template_name = "base_form.html"
    submit_label = gettext_lazy("End term")
    done_text = gettext_lazy("The term ends on that day. Tasks of the seat go to who comes next.")

    def find(self) -> None:
        rows = SeatTerm.objects.visible_to(self.request.user).select_related(
            "group__network", "seat", "person__user"
        )
        self.term = get_object_or_404(rows, uid=self.kwargs["uid"])
        self.group = self.term.group
        if not prepares(self.request.user, self.group):
            raise Http404
        self.title = str(self.term)

    def form(self, data: Any = None) -> DayForm:
        return DayForm(data)

    def write(self, form: DayForm, more: list[Any]) -> SeatTerm:
        return verbs.end_term(by=self.request.user, term=self.term, last_day=form.cleaned_data["last_day"])
