"""Events in the search. Who may find them is the business of ``visible_to``; people are not found here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.lib.search.documents import EVERYBODY, Document, Kind, Piece
from meetings.mails import when_of
from meetings.models import Event

NAME, SHORT, TEXT = 100, 60, 30


class _Events(Kind):
    number, code, model, icon = 33, "event", "meetings.event", "calendar"
    label = _("Events")

    def audiences_of(self, user: Any) -> Collection[int]:
        return EVERYBODY

    def concerned(self, touched: dict[str, set[int]]) -> Iterable[int]:
        return touched.get(self.model, set())

    def ids(self) -> Iterable[int]:
        return Event.objects.filter(removed_at__isnull=True).order_by("pk").values_list("pk", flat=True)

    def documents(self, ids: Collection[int]) -> Iterable[Document]:
        for event in Event.objects.filter(pk__in=ids, removed_at__isnull=True).order_by("pk"):
            pieces = [Piece(event.title, NAME), Piece(event.summary, SHORT), Piece(event.description, TEXT)]
            yield Document(event.pk, pieces)

    def visible_to(self, user: Any) -> QuerySet[Any]:
        return Event.objects.of_networks_of(user).annotate(sort_key=F("title"))

    def described(self, rows: list[Any], user: Any) -> dict[int, str]:
        return {row.pk: f"{row.get_kind_display()} · {when_of(row)}" for row in rows}


KINDS: tuple[Kind, ...] = (_Events(),)
