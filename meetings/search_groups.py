"""Groups and decisions in the search. Who may find them is the business of ``visible_to``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.lib.search.documents import EVERYBODY, Document, Kind, Piece
from meetings.models import Decision, Group

NAME, SIGN, TEXT = 100, 90, 30


class _OfGroups(Kind):
    def audiences_of(self, user: Any) -> Collection[int]:
        return EVERYBODY

    def concerned(self, touched: dict[str, set[int]]) -> Iterable[int]:
        return touched.get(self.model, set())


class _Groups(_OfGroups):
    number, code, model, icon = 30, "group", "meetings.group", "group"
    label = _("Groups")

    def ids(self) -> Iterable[int]:
        return Group.objects.order_by("pk").values_list("pk", flat=True)

    def documents(self, ids: Collection[int]) -> Iterable[Document]:
        for group in Group.objects.filter(pk__in=ids).order_by("pk"):
            pieces = [Piece(group.name, NAME), Piece(group.short, SIGN), Piece(group.mandate, TEXT)]
            yield Document(group.pk, pieces)

    def visible_to(self, user: Any) -> QuerySet[Any]:
        return Group.objects.visible_to(user).annotate(sort_key=F("name"))

    def described(self, rows: list[Any], user: Any) -> dict[int, str]:
        return {row.pk: str(row.get_kind_display()) for row in rows}


class _Decisions(_OfGroups):
    number, code, model, icon = 31, "decision", "meetings.decision", "gavel"
    label = _("Decisions")

    def ids(self) -> Iterable[int]:
        return Decision.objects.order_by("pk").values_list("pk", flat=True)

    def documents(self, ids: Collection[int]) -> Iterable[Document]:
        for row in Decision.objects.filter(pk__in=ids).order_by("pk").values("pk", "number", "text"):
            yield Document(row["pk"], [Piece(row["number"], NAME), Piece(row["text"], TEXT)])

    def visible_to(self, user: Any) -> QuerySet[Any]:
        rows = Decision.objects.visible_to(user).select_related("group")
        return rows.annotate(sort_key=F("number"))

    def described(self, rows: list[Any], user: Any) -> dict[int, str]:
        return {row.pk: f"{row.group} · {row.decided_on:%d.%m.%Y}" for row in rows}


KINDS: tuple[Kind, ...] = (_Groups(), _Decisions())
