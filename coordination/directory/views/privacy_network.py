"""Data protection of a network: how long what is kept, the record of processing, the wordings of consents."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.models import Network
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.accounts.services.keeping import set_period
from coordination.directory.forms.privacy import WordingForm
from coordination.directory.models import ConsentText
from coordination.directory.services.consents import publish_wording
from coordination.lib.errors import RuleBroken
from coordination.lib.models import RetentionRun
from coordination.lib.notes import tell
from coordination.lib.pdf import render_pdf
from coordination.lib.personal import Fixed, notice, periods, record_of_processing
from coordination.lib.personal.retention import months_of, preview


class OfNetwork(MayRequired, View):
    """A page of one network; read by coordination and auditor, changed by the coordination."""

    permission = "accounts.view_audit"
    reach = Reach.ALL

    def network(self) -> Network:
        networks = scope_of(self.request.user).may(self.permission)
        return get_object_or_404(Network.objects.filter(pk__in=networks), uid=self.kwargs["uid"])

    def may_change(self, network: Network) -> bool:
        return network.pk in scope_of(self.request.user).may("directory.change_person")

    def page(self, template: str, network: Network, title: str, **context: Any) -> HttpResponse:
        here = reverse("directory:privacy")
        facts = {
            "title": title,
            "of_network": network,
            "may_change": self.may_change(network),
            "crumbs": [(_("Data protection"), here), (title, None)],
        }
        return render(self.request, template, {**facts, **context})


class Networks(MayRequired, View):
    """Where data protection of my networks is looked after."""

    permission = "accounts.view_audit"
    reach = Reach.ALL

    def get(self, request: HttpRequest) -> HttpResponse:
        mine = scope_of(request.user).may(self.permission)
        networks = Network.objects.filter(pk__in=mine).order_by("name", "id")
        context = {
            "title": _("Data protection"),
            "networks": networks,
            "may_restrict": scope_of(request.user).may_anywhere("directory.change_person"),
        }
        return render(request, "directory/privacy_networks.html", context)


class Retention(OfNetwork):
    """How long what is kept, what the next run would do, what the last ones did."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self.network(), {})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        network = self.network()
        try:
            set_period(
                by=request.user,
                network=network,
                key=request.POST.get("key", ""),
                months=request.POST.get("months", ""),
            )
        except RuleBroken as broken:
            return self._page(network, {request.POST.get("key", ""): str(broken.message)})
        tell(request, _("Saved. It holds from the next run, tonight."))
        return redirect("directory:retention", network.uid)

    def _page(self, network: Network, errors: dict[str, str]) -> HttpResponse:
        every = list(Network.objects.values_list("pk", flat=True))
        due = {one.period.key: one.count for one in preview(every, network.pk)}
        rows = [
            {
                "period": one,
                "is_fixed": isinstance(one, Fixed),
                "months": None if isinstance(one, Fixed) else months_of(one, network.pk),
                "due": due.get(one.key),
                "error": errors.get(one.key, ""),
            }
            for one in periods()
        ]
        return self.page(
            "directory/retention.html",
            network,
            _("Retention"),
            rows=rows,
            runs=_runs(network),
            error=any(errors.values()),
        )


def _runs(network: Network) -> list[dict[str, Any]]:
    titles = {one.key: one.title for one in periods()}
    runs = []
    for run in RetentionRun.objects.order_by("-at", "-id")[:30]:
        counts = [
            (titles.get(key, key), at[str(network.pk)])
            for key, at in run.counts.items()
            if str(network.pk) in at
        ]
        if counts:
            runs.append({"at": run.at, "counts": counts})
    return runs[:10]


class Record(OfNetwork):
    """The record of processing (Art. 30 GDPR) and the privacy notice, as the catalogue has them."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        network = self.network()
        return self.page(
            "directory/record_of_processing.html",
            network,
            _("Record of processing"),
            record=record_of_processing(network),
            notice=notice(network),
        )


class RecordOnPaper(OfNetwork):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        network = self.network()
        title = _("Record of processing activities (Art. 30 GDPR)")
        context = {
            "title": title,
            "network": str(network),
            "of_network": network,
            "record": record_of_processing(network),
        }
        response = HttpResponse(
            render_pdf("directory/print/record_of_processing.html", context), content_type="application/pdf"
        )
        response["Content-Disposition"] = 'attachment; filename="verarbeitungen.pdf"'
        return response


class Wordings(OfNetwork):
    """The wordings of consents: the one in force, former ones, the next."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self.network(), WordingForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        network, form = self.network(), WordingForm(request.POST)
        if form.is_valid():
            try:
                publish_wording(by=request.user, network=network, **form.cleaned_data)
            except RuleBroken as broken:
                form.add_error(None, broken)
            else:
                tell(request, _("Published. Whoever agrees from now on agrees to this wording."))
                return redirect("directory:wordings", network.uid)
        return self._page(network, form)

    def _page(self, network: Network, form: WordingForm) -> HttpResponse:
        rows = ConsentText.objects.for_networks([network]).order_by("-valid_from", "-id")
        return self.page(
            "directory/wordings.html",
            network,
            _("Wordings of consents"),
            form=form,
            rows=rows,
            in_force=ConsentText.objects.in_force(network),
            submit_label=_("Publish"),
        )
