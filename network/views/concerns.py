"""Concerns in the workspace: the list, one with its way, and the form to raise one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.lists import Column, HouseList
from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.reading import knows
from coordination.directory.table_rows import draw_row
from coordination.lib.casedata.field import NO_CHILD
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from network.filters_concerns import ConcernFilter
from network.forms.concerns import ConcernForm
from network.models import Concern, Relay
from network.services.concerns import raise_concern
from network.tabs import tabs
from network.views import concern_cells as cells

LIST = "network:concern-list"
VIEW, ADD, CHANGE = "network.view_concern", "network.add_concern", "network.change_concern"


class MayConcern(MayRequired):
    """For whoever may read some concerns or raise one; which ones is the QuerySet's business."""

    permission = ADD

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        if scope_of(request.user).may_anywhere(VIEW):
            self.permission = VIEW


class ConcernList(MayConcern, HouseList):
    """What practice asks: open ones first, those that wait longest on top."""

    page_name = LIST
    template_name = "network/concern_list.html"
    filterset_class = ConcernFilter
    default_sort = "since"
    noun = gettext_lazy("concerns")
    search_label = gettext_lazy("Search concerns")
    placeholder = gettext_lazy("Words of the concern or of the answer …")
    columns = [
        Column("title", gettext_lazy("Concern"), cells.title, ("title",)),
        Column("network", gettext_lazy("Network"), cells.network, ("network__name", "raised_at")),
        Column("state", gettext_lazy("State"), cells.state, ("state", "raised_at")),
        Column("since", gettext_lazy("Waiting since"), cells.waits, ("is_done", "raised_at")),
        Column(
            "promised", gettext_lazy("Answer promised until"), cells.promised, ("promised_on", "raised_at")
        ),
        Column("voices", gettext_lazy("Voices"), cells.voices, ("joined", "raised_at")),
    ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if len(scope_of(request.user).tenants) < 2:
            self.columns = [column for column in self.columns if column.name != "network"]

    def get_base(self) -> QuerySet[Concern]:
        user = self.request.user
        return Concern.objects.visible_to(user).marked_for(user).with_voices()

    def count_base(self) -> int:
        return Concern.objects.visible_to(self.request.user).count()

    def search(self, rows: QuerySet, text: str) -> QuerySet:
        return rows.searched(text)  # type: ignore[attr-defined]

    def with_cells(self, rows: QuerySet) -> QuerySet:
        rows = rows.marked_for(self.request.user).with_voices()  # type: ignore[attr-defined]
        return rows.select_related("institution__type", "network").defer("search_text", "text", "answer")

    def draw(self, rows: list[Any]) -> None:
        super().draw(rows)
        for row in rows:
            row.html = draw_row(row, picks=False, menu=None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            title=_("Concerns"),
            tabs=tabs(user, LIST),
            may_add=scope_of(user).may_anywhere(ADD),
            **kwargs,
        )


def concern_of(user: Any, uid: UUID) -> Any:
    """One concern with what the user may know of it; foreign and missing are the same 404."""
    rows = Concern.objects.visible_to(user).marked_for(user).with_voices()
    return get_object_or_404(
        rows.select_related("institution__type", "network", "raised_by", "relay"), uid=uid
    )


def crumbs(*more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    return [(_("Concerns"), reverse(LIST)), *more]


class ConcernDetail(MayConcern, View):
    """The concern, every hop of it, and what can be done now."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        concern = concern_of(user, kwargs["uid"])
        may_change = concern.network_id in scope_of(user).may(CHANGE)
        is_own = concern.raised_by_id == user.pk
        # Who raised it is told to those who know it, and by name only within the same network.
        who = concern.raised_by if concern.is_known and knows(user, concern.raised_by) else None
        context = {
            "title": concern.title,
            "concern": concern,
            "badge": cells.state_badge(concern),
            "origin": cells.origin(concern),
            "shows_institution": concern.is_known and concern.institution is not None,
            "who": who,
            "is_own": is_own,
            "days": cells.days_open(concern),
            "voices": concern.joined + 1,
            "steps": self.steps(concern, names=may_change),
            "may_change": may_change,
            "may_release": may_change and not concern.is_released and not is_own,
            "may_join": not may_change and self.may_join(concern, is_own),
            "no_case": NO_CHILD.get(concern.no_case, "") if may_change else "",
            "shows_decision": bool(concern.decision)
            and (concern.is_public or concern.is_known or concern.is_joined),
            "supporters": self.supporters(concern) if may_change else [],
            "crumbs": crumbs((concern.title, None)),
        }
        return render(request, "network/concern_detail.html", context)

    def may_join(self, concern: Any, is_own: bool) -> bool:
        may = concern.network_id in scope_of(self.request.user).may(ADD)
        return may and concern.is_open and not is_own and not concern.is_joined

    def supporters(self, concern: Concern) -> list[Any]:
        return list(concern.supporters.select_related("user", "institution").order_by("joined_at", "id"))

    def steps(self, concern: Any, *, names: bool) -> list[dict[str, Any]]:
        """The hops, newest first; who acted is named to the coordination. What was said stands above them."""
        rows = concern.steps.select_related("by").order_by("-at", "-id")
        return [{"text": step.sentence(), "at": step.at, "who": step.by if names else ""} for step in rows]


class ConcernAdd(MayRequired, View):
    """Raise a concern; ``relay=<uid>`` opens it with the institution and network of a relay."""

    permission = ADD

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        relay = self.relay()
        return self.page(ConcernForm(user=request.user, relay=relay), relay)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        relay = self.relay()
        form = ConcernForm(request.POST, user=request.user, relay=relay)
        if not form.is_valid():
            return self.page(form, relay)
        told = {name: form.cleaned_data[name] for name in ("institution", "title", "text")}
        try:
            concern = raise_concern(
                by=request.user, network=form.network_chosen(), relay=relay, no_case=form.no_case, **told
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(form, relay)
        tell(request, _("Your concern has reached the coordination. You hear of every step by mail."))
        return redirect(concern)

    def relay(self) -> Relay | None:
        """The relay of the address, if it is one the person may see; else it is simply not taken along."""
        try:
            uid = UUID(self.request.GET.get("relay", ""))
        except ValueError:
            return None
        rows = Relay.objects.visible_to(self.request.user).select_related("briefing", "institution")
        return rows.filter(uid=uid, briefing__network__in=scope_of(self.request.user).may(ADD)).first()

    def page(self, form: ConcernForm, relay: Relay | None) -> HttpResponse:
        context = {
            "title": _("Raise a concern"),
            "form": form,
            "relay": relay,
            "crumbs": crumbs((_("Raise a concern"), None)),
            "cancel_url": reverse(LIST),
            "submit_label": _("Send the concern"),
        }
        return render(self.request, "network/concern_form.html", context)
