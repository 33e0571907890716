"""Asking a second person for an export, deciding on it, fetching it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from coordination.accounts.models import Network
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.directory import exports
from coordination.directory.exports import TYPES, Export
from coordination.directory.models import ExportRequest
from coordination.directory.nouns import NAMES
from coordination.directory.services.exports import (
    ask_for_export,
    decide_export,
    fetch_export,
    withdraw_export,
)
from coordination.directory.views.list_jobs import LISTS
from coordination.directory.views.list_pages import DirectoryList
from coordination.lib.errors import RuleBroken
from coordination.lib.forms import PlainLineField
from coordination.lib.notes import tell


class ReasonForm(forms.Form):
    reason = PlainLineField(
        label=gettext_lazy("What do you need it for?"),
        max_length=300,
        help_text=gettext_lazy("For example: invitation to the network conference on 21.11.2026."),
    )


class AskForExport(MayRequired, FormView):
    """What would go out, and the reason for it; the list comes as its address."""

    permission = "directory.add_export"
    reach = Reach.ALL
    asks_again = True
    form_class = ReasonForm
    template_name = "directory/export_ask.html"

    @cached_property
    def page(self) -> DirectoryList:
        noun, kind = self.request.GET.get("was", ""), self.request.GET.get("art", "")
        if noun not in LISTS or kind not in TYPES:
            raise Http404
        page: Any = LISTS[noun].asked(self.request, self.request.GET.get("liste", "")[:2000])
        if not page.may_see():
            raise PermissionDenied(page.permission)
        return page

    @cached_property
    def wanted(self) -> Export:
        return self.page.export_of(self.request.GET["art"])

    @cached_property
    def networks(self) -> list[int]:
        return exports.needs_four_eyes(self.request.user, self.wanted)

    @cached_property
    def count(self) -> int:
        return self.wanted.rows.count()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        networks = Network.objects.filter(pk__in=self.networks)
        return super().get_context_data(
            title=_("This export needs a second person"),
            count=self.count,
            noun=self.page.noun,
            kind=self.wanted.kind.upper(),
            chips=self.page.chips,
            text=self.page.text,
            networks=networks,
            several=len(self.networks) > 1,
            back=self.page.address(),
            public_url=self.page.address(ausgabe=self.wanted.kind, umfang="public"),
            **kwargs,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.networks:  # few entries by now, or the rule was switched off: nobody has to be asked
            return redirect(self.page.address(ausgabe=self.wanted.kind))
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        if len(self.networks) != 1:
            form.add_error(None, _("Please filter the list to one network first."))
            return self.form_invalid(form)
        try:
            asked = ask_for_export(
                by=self.request.user,
                network=Network.objects.get(pk=self.networks[0]),
                noun=self.wanted.noun,
                kind=self.wanted.kind,
                query=self.page.here.urlencode(),
                count=self.count,
                reason=form.cleaned_data["reason"],
                described=described(self.page),
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.form_invalid(form)
        tell(self.request, _("Your request is on its way. You will be told by mail."))
        return redirect(asked)


class ExportDetail(MayRequired, View):
    """A request: what, who, why. The second person decides, the asker fetches."""

    permission = "directory.view_export"
    reach = Reach.ALL
    asks_again = True

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        asked = self._asked(uid)
        page = LISTS[asked.noun].asked(request, asked.query)
        page.get_queryset()
        may_decide = ExportRequest.objects.decidable_by(request.user).filter(pk=asked.pk).exists()
        may_fetch = ExportRequest.objects.ready_for(request.user).filter(pk=asked.pk).exists()
        context = {
            "title": _("Export: %(list)s") % {"list": NAMES[asked.noun]},
            "crumbs": [(_("Actors"), reverse("directory:institution-list")), (_("Export"), None)],
            "asked": asked,
            "list_name": NAMES[asked.noun],
            "kind": asked.kind.upper(),
            "chips": page.chips,
            "text": page.text,
            "list_url": page.address(),
            "may_decide": may_decide,
            "may_fetch": may_fetch,
            "waits_for_others": asked.asked_by_id == request.user.pk and not asked.decided_at,
            "may_withdraw": asked.asked_by_id == request.user.pk and asked.can_be_withdrawn,
        }
        return render(request, "directory/export_detail.html", context)

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
        asked = self._asked(uid)
        what = request.POST.get("was")
        try:
            if what == "holen":
                return self._fetch(request, asked)
            if what == "zurueckziehen":
                withdraw_export(by=request.user, asked=asked)
                tell(request, _("Your request was withdrawn. Nothing goes out."))
                return redirect(asked)
            decide_export(by=request.user, asked=asked, grant=what == "freigeben")
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        else:
            tell(request, _("Your decision has been noted, %(person)s is told.") % {"person": asked.asked_by})
        return redirect(asked)

    def _asked(self, uid: uuid.UUID) -> ExportRequest:
        rows = ExportRequest.objects.visible_to(self.request.user)
        return get_object_or_404(rows.select_related("asked_by", "decided_by", "network"), uid=uid)

    def _fetch(self, request: HttpRequest, asked: ExportRequest) -> HttpResponseBase:
        """Hand the list out, as the asker may see it today, of the one network the yes was for."""
        page = LISTS[asked.noun].asked(request, asked.query)
        if asked.asked_by_id != request.user.pk or not scope_of(request.user).may(page.permission):
            raise Http404
        wanted = page.export_of(asked.kind)
        if set(exports.needs_four_eyes(request.user, wanted)) - {asked.network_id}:
            raise RuleBroken(_("Please filter the list to one network first."), code="several_networks")
        with transaction.atomic():  # a list of many rows is written in the background: both or none
            fetch_export(by=request.user, asked=asked, count=wanted.rows.count())
            return page.hand_out(wanted)


def described(page: DirectoryList) -> str:
    """Search and filters of a list in words, for the person who decides."""
    words = [f"{chip['label']}: {chip['value']}" for chip in page.chips]
    if page.text:
        words.insert(0, _("search for “%(words)s”") % {"words": page.text})
    return "; ".join(words)
