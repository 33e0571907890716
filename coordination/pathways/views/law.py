"""The legal bases: read by who reads drafts, kept by the coordination offices."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from coordination.accounts.permissions import MayRequired
from coordination.directory.views.records import RecordForm
from coordination.pathways.forms.law import LawForm
from coordination.pathways.lawful import users_of
from coordination.pathways.models import LegalBasis
from coordination.pathways.services.law import KEEPS, keeps_law, lands_kept_by, save_law
from coordination.pathways.tabs import tabs

LIST = "pathways:law"


class LawList(MayRequired, ListView):
    """Legal bases with source, day of checking and the pathways that stand on them; ``faellig`` shows the overdue."""

    permission = "pathways.view_draft"
    template_name = "pathways/law_list.html"

    def get_queryset(self):
        rows = LegalBasis.objects.visible_to(self.request.user).select_related("land")
        if "faellig" in self.request.GET:
            rows = rows.overdue()
        return rows.order_by("citation", "id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            title=_("Legal bases"), tabs=tabs(self.request.user, LIST), **kwargs
        )
        bases, user = list(context["object_list"]), self.request.user
        ways, lands = users_of(user, bases), set(lands_kept_by(user).values_list("pk", flat=True))
        keeps = keeps_law(user)
        return context | {
            "rows": [
                (basis, ways.get(basis.pk, []), keeps and (basis.land_id is None or basis.land_id in lands))
                for basis in bases
            ],
            "may_change": keeps,
            "overdue": sum(1 for basis in bases if basis.is_overdue),
            "only_overdue": "faellig" in self.request.GET,
        }


class LawAdd(RecordForm):
    permission = KEEPS
    title: Any = gettext_lazy("Add a legal basis")
    case_data_hint = False

    def find(self) -> None:
        self.row = LegalBasis()

    def form(self, data: Any = None) -> LawForm:
        return LawForm(data, instance=self.row, lands=lands_kept_by(self.request.user))

    def write(self, form: LawForm, more: list[Any]) -> LegalBasis:
        if form.instance.pk and not form.has_changed():
            return form.instance
        return save_law(by=self.request.user, basis=form.instance, reason=form.reason_given)

    def said(self, written: LegalBasis) -> str:
        return _("%(norm)s has been saved. Published versions keep the words they were approved with.") % {
            "norm": written
        }

    def next_url(self, written: Any) -> str:
        return reverse(LIST)

    def cancel_url(self) -> str:
        return reverse(LIST)

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return [
            (_("Reporting pathways"), reverse("pathways:list")),
            (_("Legal bases"), reverse(LIST)),
            (self.title, None),
        ]


class LawEdit(LawAdd):
    title = gettext_lazy("Change a legal basis")

    def find(self) -> None:
        mine = Q(land__isnull=True) | Q(land__in=lands_kept_by(self.request.user))
        self.row = get_object_or_404(LegalBasis.objects.filter(mine), uid=self.kwargs["uid"])
