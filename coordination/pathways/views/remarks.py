"""A draft with the remarks on its steps, for those who edit it and for members who were asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from coordination.pathways.flow import Flow
from coordination.pathways.forms.remarks import AskForm, RemarkForm
from coordination.pathways.freezing import flow_of
from coordination.pathways.models import Pathway, Remark, Reviewer
from coordination.pathways.models.remarks import DRAFT, open_to
from coordination.pathways.services import remarks as verbs
from coordination.pathways.wording import rows


def draft_of(user: Any, uid: Any) -> Pathway:
    return get_object_or_404(open_to(user).select_related("network", "branch", "land"), uid=uid)


class Remarks(MayRequired, View):
    """The draft as it is edited; each step with the remarks on it."""

    permission = DRAFT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(draft_of(request.user, kwargs["uid"]))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pathway = draft_of(request.user, kwargs["uid"])
        flow = flow_of(pathway)
        form = RemarkForm(request.POST, steps=_steps(flow))
        if not form.is_valid():
            return self.page(pathway, form=form)
        words = form.cleaned_data
        try:
            verbs.remark(by=request.user, pathway=pathway, text=words["text"], step_code=words["step"])
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(pathway, form=form)
        tell(request, _("Your remark has been kept."))
        return redirect("pathways:remarks", pathway.uid)

    def page(self, pathway: Pathway, form: Any = None, ask: Any = None) -> HttpResponse:
        flow = flow_of(pathway)
        found: dict[str, list[Remark]] = {}
        for one in Remark.objects.filter(pathway=pathway).select_related("author").order_by("made_at", "id"):
            found.setdefault(one.step_code, []).append(one)
        may_change = pathway.network_id in scope_of(self.request.user).may("pathways.change_draft")
        reads = pathway.network_id in scope_of(self.request.user).may(DRAFT)
        known = {step.code for step in flow.steps}
        crumbs: list[tuple[Any, str | None]] = [(pathway.title, None)]
        if reads:
            way = (pathway.title, pathway.get_absolute_url())
            crumbs = [(_("Reporting pathways"), reverse("pathways:list")), way, (_("Remarks"), None)]
        context = {
            "title": pathway.title if not reads else _("Remarks: %(title)s") % {"title": pathway.title},
            "pathway": pathway,
            "rows": [(row, found.get(row.step.code, [])) for row in rows(flow)],
            "whole": [one for code, group in found.items() if code not in known for one in group],
            "open": sum(1 for group in found.values() for one in group if one.settled_at is None),
            "form": form
            or RemarkForm(steps=_steps(flow), initial={"step": self.request.GET.get("schritt", "")}),
            "ask": (ask or AskForm(pathway=pathway)) if may_change else None,
            "reviewers": Reviewer.objects.filter(pathway=pathway).select_related("user")
            if may_change
            else [],
            "may_change": may_change,
            "crumbs": crumbs,
        }
        return render(self.request, "pathways/remarks.html", context)


class RemarkSettle(MayRequired, View):
    permission = DRAFT

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = Remark.objects.visible_to(request.user).unsettled().select_related("pathway__network")
        one = get_object_or_404(found, uid=kwargs["uid"])
        verbs.settle(by=request.user, remark=one)
        tell(request, _("The remark is settled."))
        return redirect("pathways:remarks", one.pathway.uid)


class ReviewerAsk(Remarks):
    """Ask a member for remarks."""

    permission = "pathways.change_draft"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pathway = get_object_or_404(Pathway.objects.editable_by(request.user), uid=kwargs["uid"])
        form = AskForm(request.POST, pathway=pathway)
        if not form.is_valid():
            return self.page(pathway, ask=form)
        try:
            asked = verbs.ask(by=request.user, pathway=pathway, user=form.cleaned_data["user"])
        except RuleBroken as broken:
            form.add_error("user", broken)
            return self.page(pathway, ask=form)
        tell(
            request,
            _("%(name)s has been asked by mail.") % {"name": asked.user.get_full_name() or asked.user},
        )
        return redirect("pathways:remarks", pathway.uid)


class ReviewerWithdraw(MayRequired, View):
    permission = "pathways.change_draft"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = Reviewer.objects.filter(pathway__in=Pathway.objects.editable_by(request.user).values("pk"))
        one = get_object_or_404(mine.select_related("pathway__network"), uid=kwargs["uid"])
        pathway = one.pathway
        verbs.withdraw(by=request.user, reviewer=one)
        tell(request, _("This person is not asked any more. Remarks made so far stay."))
        return redirect("pathways:remarks", pathway.uid)


def _steps(flow: Flow) -> list[tuple[str, str]]:
    return [(step.code, f"{step.number} {step.title}".strip()) for step in flow.main]
