"""What the search page finds among pathways and handouts. Who may find them is the business of ``visible_to``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.accounts.permissions import scope_of
from coordination.lib.search.documents import EVERYBODY, Document, Kind, Piece
from coordination.pathways.models import Handout, Pathway, Step

NAME, WHO, STEP, TEXT = 100, 60, 40, 20


class _Plain(Kind):
    """What both share: whoever may open a record reads all that is indexed of it."""

    def audiences_of(self, user: Any) -> Collection[int]:
        return EVERYBODY

    def concerned(self, touched: dict[str, set[int]]) -> Iterable[int]:
        return touched.get(self.model, set())


class _Pathways(_Plain):
    """Pathways of networks by their words; templates and emergency branches are no results of their own."""

    number, code, model, icon = 41, "pathway", "pathways.pathway", "route"
    label = _("Reporting pathways")

    def _rows(self) -> QuerySet[Pathway]:
        return Pathway.objects.filter(removed_at__isnull=True, network__isnull=False, is_branch=False)

    def ids(self) -> Iterable[int]:
        return self._rows().order_by("pk").values_list("pk", flat=True)

    def documents(self, ids: Collection[int]) -> Iterable[Document]:
        steps: dict[int, list[Piece]] = {}
        rows = Step.objects.filter(pathway__in=ids).order_by("pathway", "position", "id")
        for pathway, title, body in rows.values_list("pathway_id", "title", "body"):
            steps.setdefault(pathway, []).extend([Piece(title, STEP), Piece(body, TEXT)])
        for one in self._rows().filter(pk__in=ids).order_by("pk"):
            about = [
                Piece(one.title, NAME),
                Piece(one.who, WHO),
                Piece(one.code, WHO),
                Piece(one.purpose, TEXT),
            ]
            yield Document(one.pk, [*about, *steps.get(one.pk, [])])

    def visible_to(self, user: Any) -> QuerySet[Pathway]:
        networks = scope_of(user).may("pathways.view_draft")
        return self._rows().filter(network__in=networks).annotate(sort_key=F("title"))

    def described(self, rows: list[Any], user: Any) -> dict[int, str]:
        return {row.pk: " · ".join(filter(None, (row.code, row.who))) for row in rows}


class _Handouts(_Plain):
    """Issued handouts by the code on the paper, the check phrase, pathway, place and institution."""

    number, code, model, icon = 42, "handout", "pathways.handout", "print"
    label = _("Handouts")

    def ids(self) -> Iterable[int]:
        return Handout.objects.order_by("pk").values_list("pk", flat=True)

    def documents(self, ids: Collection[int]) -> Iterable[Document]:
        rows = Handout.objects.filter(pk__in=ids).select_related("release__pathway").order_by("pk")
        for one in rows:
            title = one.release.pathway.title
            pieces = [
                Piece(f"{one.shown} {title}", NAME, also=one.code),
                *(Piece(text, WHO) for text in (one.phrase, one.where, one.house) if text),
            ]
            yield Document(one.pk, pieces)

    def visible_to(self, user: Any) -> QuerySet[Handout]:
        rows = Handout.objects.visible_to(user).select_related("release__pathway")
        return rows.annotate(sort_key=F("code"))

    def described(self, rows: list[Any], user: Any) -> dict[int, str]:
        return {
            row.pk: " · ".join(
                filter(
                    None, (row.where, row.house, str(row.get_format_display()), str(row.get_state_display()))
                )
            )
            for row in rows
        }


HANDOUTS = _Handouts()
KINDS: tuple[Kind, ...] = (_Pathways(), HANDOUTS)
