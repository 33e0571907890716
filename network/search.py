"""Concerns and appointments in the search. Who may find them is the business of ``visible_to``, in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.directory.models import Institution, Person
from coordination.lib.search.documents import EVERYBODY, Document, Kind, Piece
from network.models import Appointment, AppointmentInstitution, Concern

TITLE, NAME, TEXT = 100, 100, 30


class _OfTheNetwork(Kind):
    def audiences_of(self, user: Any) -> Collection[int]:
        return EVERYBODY

    def concerned(self, touched: dict[str, set[int]]) -> Iterable[int]:
        return touched.get(self.model, set())


class _Concerns(_OfTheNetwork):
    """By title, text, decision and answer: never by who raised it or where, which not every reader may know."""

    number, code, model, icon = 20, "concern", "network.concern", "bell"
    label = _("Concerns")

    def ids(self) -> Iterable[int]:
        return Concern.objects.order_by("pk").values_list("pk", flat=True)

    def documents(self, ids: Collection[int]) -> Iterable[Document]:
        columns = ("pk", "title", "text", "answer", "decision")
        for pk, title, *texts in Concern.objects.filter(pk__in=ids).order_by("pk").values_list(*columns):
            yield Document(pk, [Piece(title, TITLE), *(Piece(text, TEXT) for text in texts if text)])

    def visible_to(self, user: Any) -> QuerySet[Any]:
        return Concern.objects.visible_to(user).annotate(sort_key=F("title"))

    def described(self, rows: list[Any], user: Any) -> dict[int, str]:
        return {row.pk: f"{row.get_state_display()} · {row.raised_at:%d.%m.%Y}" for row in rows}


class _Appointments(_OfTheNetwork):
    """Multipliers by their name; for which institutions they speak is told with them, as far as the reader sees it."""

    number, code, model, icon = 21, "multiplier", "network.appointment", "badge"
    label = _("Multipliers")

    def ids(self) -> Iterable[int]:
        return self._rows().order_by("pk").values_list("pk", flat=True)

    def _rows(self) -> QuerySet[Appointment]:
        rows = Appointment.objects.filter(person__removed_at__isnull=True)
        return rows.exclude(state=Appointment.State.ENDED)

    def documents(self, ids: Collection[int]) -> Iterable[Document]:
        for one in self._rows().filter(pk__in=ids).select_related("person").order_by("pk"):
            yield Document(one.pk, [Piece(str(one.person), NAME)])

    def visible_to(self, user: Any) -> QuerySet[Any]:
        rows = Appointment.objects.visible_to(user).exclude(state=Appointment.State.ENDED)
        return rows.annotate(sort_key=F("person__sort_key")).select_related("person")

    def described(self, rows: list[Any], user: Any) -> dict[int, str]:
        at: dict[int, list[str]] = defaultdict(list)
        seen = AppointmentInstitution.objects.filter(
            appointment__in=[row.pk for row in rows], institution__in=Institution.objects.visible_to(user)
        )
        for pk, name in seen.order_by("id").values_list("appointment_id", "institution__name"):
            at[pk].append(name)
        return {row.pk: " · ".join([str(row.get_state_display()), *at[row.pk]]) for row in rows}

    def concerned(self, touched: dict[str, set[int]]) -> Iterable[int]:
        """An appointment is part of its person: what changes either is told as a change of the person."""
        people = touched.get(Person._meta.label_lower, set())
        theirs = Appointment.objects.filter(person__in=people).values_list("pk", flat=True)
        return touched.get(self.model, set()) | set(theirs)


KINDS: tuple[Kind, ...] = (_Concerns(), _Appointments())
