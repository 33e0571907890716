"""Handouts in circulation: how often printed and looked up, what no longer holds; issue anew, withdraw, be told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from coordination.pathways.affected import affected
from coordination.pathways.currency_words import said
from coordination.pathways.forms.handouts import FilterForm, WithdrawForm
from coordination.pathways.handout import language_of
from coordination.pathways.models import Handout, HandoutNotice
from coordination.pathways.services.handouts import catch_up, check_networks, reissue, withdraw
from coordination.pathways.services.notices import ask_for_notice
from coordination.pathways.tabs import tabs
from coordination.pathways.tongues import GERMAN, tongue_of
from coordination.pathways.views.handouts import paper

PER_PAGE = 50
AT_ONCE = 60  # compared while the page is being opened; what is more waits for the periodic work
LIST = "pathways:handouts"
_WITH = ("network", "municipality", "release__pathway", "issued_by", "institution")


class HandoutList(MayRequired, View):
    """What a network has in circulation, what no longer holds first; above it whom that concerns."""

    permission = "pathways.view_handout"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = scope_of(request.user)
        reads, may_change = scope.may(self.permission), scope.may("pathways.change_handout")
        check_networks(may_change, most=AT_ONCE)
        form = FilterForm(request.GET, networks=reads)
        rows = form.narrowed(Handout.objects.visible_to(request.user)).select_related(*_WITH)
        page = Paginator(rows.order_by("-state", "-issued_at", "-id"), PER_PAGE).get_page(
            request.GET.get("page")
        )
        context = {
            "title": _("Handouts in circulation"),
            "page_obj": page,
            "filters": form,
            "chips": self._chips(form),
            "reset_url": reverse(LIST),
            "concerned": affected(reads, request.user),
            "may_change": may_change,
            "several": len(reads) > 1,
            "tabs": tabs(request.user, LIST),
        }
        return render(request, "pathways/handout_list.html", context)

    def _chips(self, form: FilterForm) -> list[dict[str, Any]]:
        chosen = {name: value for name, value in self.request.GET.items() if value and name in form.fields}
        return [
            {
                "label": form.fields[name].label,
                "value": form.word_of(name),
                "url": f"{reverse(LIST)}?{urlencode({key: value for key, value in chosen.items() if key != name})}",
            }
            for name in chosen
            if form.word_of(name)
        ]


class OfHandout(MayRequired, View):
    """A page of one handout of the register."""

    permission = "pathways.view_handout"

    def rows(self) -> QuerySet[Handout]:
        return Handout.objects.visible_to(self.request.user).select_related(
            *_WITH, "municipality__district__land", "network__logo", "file", "withdrawn_by", "replaced_by"
        )

    def handout(self) -> Handout:
        return get_object_or_404(self.rows(), uid=self.kwargs["uid"])


class HandoutDetail(OfHandout):
    """One handout: what has changed up to this moment, its numbers, its successor."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        handout = self.handout()
        catch_up(handout)
        return self.page(handout)

    def page(self, handout: Handout, form: WithdrawForm | None = None) -> HttpResponse:
        may = handout.network_id in scope_of(self.request.user).may("pathways.change_handout")
        is_open = handout.withdrawn_at is None and handout.replaced_by_id is None
        tongue = tongue_of(language_of(handout.content))
        context = {
            "title": _("Handout %(code)s") % {"code": handout.shown},
            "handout": handout,
            "tongue": tongue if tongue != GERMAN else None,
            "changes": [said(one) for one in handout.changes],
            "may_change": may and is_open,
            "form": (form or WithdrawForm()) if may and is_open else None,
            "told": HandoutNotice.objects.filter(handout=handout, user=self.request.user.pk).exists(),
            "holders": handout.notices.confirmed().count(),
            "crumbs": [
                (_("Reporting pathways"), reverse("pathways:list")),
                (_("Handouts"), reverse(LIST)),
                (handout.shown, None),
            ],
        }
        return render(self.request, "pathways/handout_detail.html", context)


class HandoutPaper(OfHandout):
    """The PDF as it was issued, also of one that no longer holds."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return paper(request, self.handout())


class Withdraw(HandoutDetail):
    """Take it back, with the reason that whoever holds it reads."""

    permission = "pathways.change_handout"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        handout, form = self.handout(), WithdrawForm(request.POST)
        if not form.is_valid():
            return self.page(handout, form)
        try:
            withdraw(by=request.user, handout=handout, reason=form.cleaned_data["reason"])
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(handout, form)
        tell(request, _("Handout %(code)s is withdrawn.") % {"code": handout.shown})
        return redirect(LIST)


class Reissue(MayRequired, View):
    """Issue anew what is outdated, all of it or one, and write to the holders who asked for it."""

    permission = "pathways.change_handout"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Handout.objects.outdated().filter(network__in=scope_of(request.user).may(self.permission))
        if uid := kwargs.get("uid"):
            rows = rows.filter(uid=uid)
            get_object_or_404(rows)
        lands = ("municipality__district__land", "institution__municipality__district__land")
        chosen = rows.select_related(*_WITH, *lands).order_by("id")
        fresh = reissue(by=request.user, handouts=list(chosen))
        n = len(fresh)
        words = ngettext("%(n)s handout issued anew.", "%(n)s handouts issued anew.", n) % {"n": n}
        nothing = _(
            "Nothing to issue anew: these pathways are no longer published, or their review is overdue."
        )
        tell(request, words if n else nothing)
        return redirect(LIST)


class BeTold(OfHandout):
    """Somebody signed in wants a mail when it no longer holds, or no longer wants it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        handout = self.handout()
        if request.POST.get("do") == "stop":
            HandoutNotice.objects.filter(handout=handout, user=request.user.pk).delete()
            tell(request, _("You will get no mail about this handout."))
        else:
            try:
                ask_for_notice(by=request.user, handout=handout)
            except RuleBroken as broken:
                tell(request, " ".join(broken.messages), kind="warning")
            else:
                tell(
                    request, _("You will get a mail when %(code)s no longer holds.") % {"code": handout.shown}
                )
        return redirect(handout)
