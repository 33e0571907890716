"""Pages about barriers: the form for everybody, the thanks, and the coordination's list and answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from coordination.accounts.context import network_here
from coordination.accounts.permissions import MayRequired, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.guests import without_cookie
from coordination.lib.notes import tell
from coordination.overview.forms import AnswerForm, BarrierForm
from coordination.overview.models import Barrier
from coordination.overview.services import answer_barrier, report_barrier


@method_decorator(without_cookie, name="dispatch")
class ReportBarrier(View):
    """Say what does not work on these pages."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(BarrierForm(initial={"page": self.came_from()}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, network = BarrierForm(request.POST), network_here(request)
        if not form.is_valid():
            return self.page(form)
        if network is None:
            form.add_error(
                None, _("At this address no network answers. Please open the pages of your network.")
            )
            return self.page(form)
        told = {name: form.cleaned_data[name] for name in ("text", "page", "reply_to")}
        try:
            report_barrier(network=network, language=get_language() or "de", **told)
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(form)
        return redirect("site:barrier-thanks")

    def came_from(self) -> str:
        """The page of ours one came from; another site's address is none of our business."""
        referer = self.request.headers.get("Referer", "")
        ours = self.request.build_absolute_uri("/")
        return referer.removeprefix(ours.rstrip("/"))[:300] if referer.startswith(ours) else ""

    def page(self, form: BarrierForm) -> HttpResponse:
        title = _("Report a barrier")
        crumbs = [(_("Accessibility"), reverse("site:accessibility")), (title, None)]
        context = {"title": title, "crumbs": crumbs, "form": form}
        return render(self.request, "site/barrier.html", context)


class BarrierThanks(View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        title = _("Thank you for your report")
        crumbs = [(_("Accessibility"), reverse("site:accessibility")), (title, None)]
        return render(
            request, "site/barrier_thanks.html", {"title": title, "crumbs": crumbs, "noindex": True}
        )


class Barriers(MayRequired, ListView):
    """Reported barriers, open ones first."""

    permission = "overview.view_barrier"
    template_name = "site/barrier_list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Barrier]:
        return Barrier.objects.visible_to(self.request.user).order_by("done_at", "made_at", "id")

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """A page beyond the last shows the last."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Reported barriers"), **kwargs)


class BarrierPage(MayRequired, View):
    """One report, and the answer."""

    permission = "overview.view_barrier"

    def find(self) -> None:
        rows = Barrier.objects.visible_to(self.request.user).select_related("network", "done_by")
        self.barrier = get_object_or_404(rows, uid=self.kwargs["uid"])
        self.may = self.barrier.network_id in scope_of(self.request.user).may("overview.change_barrier")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        return self.page(AnswerForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        if not self.may:
            raise PermissionDenied("overview.change_barrier")
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            answer_barrier(by=request.user, barrier=self.barrier, text=form.cleaned_data["text"])
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(form)
        tell(request, _("The report is answered."))
        return redirect("overview:barriers")

    def page(self, form: AnswerForm) -> HttpResponse:
        crumbs = [(_("Reported barriers"), reverse("overview:barriers")), (str(self.barrier)[:40], None)]
        context = {
            "title": _("Reported barrier"),
            "barrier": self.barrier,
            "form": form,
            "may_answer": self.may and self.barrier.done_at is None,
            "crumbs": crumbs,
            "submit_label": _("Reply"),
            "cancel_url": reverse("overview:barriers"),
        }
        return render(self.request, "site/barrier_detail.html", context)
