"""The details and rules of a network."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, UpdateView

from coordination.accounts import forms
from coordination.accounts.models import Network, NetworkRule
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.accounts.services import networks as network_verbs
from coordination.lib.errors import EditConflict, RuleBroken
from coordination.lib.notes import tell
from coordination.places.models import District


class OwnNetwork(MayRequired):
    """Pages about a network that the person may change; foreign and missing ones look the same."""

    permission = "accounts.change_network"

    def networks(self) -> QuerySet[Network]:
        mine = scope_of(self.request.user).may(self.permission, reach=Reach.OWN)  # type: ignore[attr-defined]
        return Network.objects.filter(pk__in=mine).select_related("land", "logo")


class NetworkDetails(OwnNetwork, UpdateView):
    """What a coordinator may change of the own network."""

    form_class = forms.NetworkForm
    template_name = "accounts/network_form.html"
    slug_field = "uid"
    slug_url_kwarg = "uid"
    conflict: dict[str, Any] | None = None

    def get_queryset(self) -> QuerySet[Network]:
        return self.networks()

    def get_object(self, queryset: Any = None) -> Network:
        network = super().get_object(queryset)
        self.known_as = str(network)  # the form writes into the object, also what it then refuses
        return network

    def further(self) -> District | None:
        """The district whose municipalities the person wants to see besides."""
        wanted = self.request.GET.get("kreis", "").replace("\x00", "")
        return District.objects.filter(land=self.object.land, key=wanted).first() if wanted else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"further": self.further()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = {row.rule: row for row in self.object.rules.all()}
        rules = [
            {
                "rule": rule,
                "label": rule.label,
                "row": rows.get(rule),
                "is_on": rule not in rows or rows[rule].is_on,
            }
            for rule in NetworkRule.Rule
        ]
        districts = District.objects.filter(land=self.object.land, dissolved_on=None)
        return super().get_context_data(
            title=_("Details of the network"),
            known_as=self.known_as,
            conflict=self.conflict,
            rules=rules,
            always_on=NetworkRule.Rule.FOUR_EYES_PROTECTED,
            hosts=self.object.hosts.all(),
            served=self.object.catchment.select_related("municipality").prefetch_related(
                "municipality__youth_office_districts__youth_office"
            ),
            districts=districts.order_by("sort_key", "id"),
            further=self.further(),
            **kwargs,
        )

    def form_valid(self, form: forms.NetworkForm) -> HttpResponse:
        values = form.cleaned_data
        try:
            network_verbs.change_network(
                by=self.request.user,
                network=form.instance,
                catchment=list(values["catchment"]),
                logo=values["logo_file"],
                drop_logo=values.get("drop_logo", False),
            )
        except EditConflict as conflict:
            return self.beside_each_other(form, conflict)
        except RuleBroken as broken:
            form.add_error("logo_file", broken)
            return self.form_invalid(form)
        tell(self.request, _("Details of the network saved."))
        return redirect(reverse("accounts:network", args=[self.object.uid]))

    def beside_each_other(self, form: forms.NetworkForm, conflict: EditConflict) -> HttpResponse:
        """Show both versions; what was typed stays in the form, and saving again means it."""
        current = conflict.current
        if not isinstance(current, Network):
            form.add_error(None, conflict)
            return self.form_invalid(form)
        last = current.history.select_related("change_set__user").latest("history_id").change_set
        self.conflict = {"who": str(last.user or ""), "at": last.at, "rows": form.compare(current)}
        form.renew_version(current.version)
        return self.form_invalid(form)


class SwitchRule(OwnNetwork, FormView):
    """Switch a rule of the network off, with a reason, or on again."""

    form_class = forms.RuleForm
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.network = get_object_or_404(self.networks(), uid=kwargs["uid"])
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: forms.RuleForm) -> HttpResponse:
        try:
            row = network_verbs.switch_rule(by=self.request.user, network=self.network, **form.cleaned_data)
        except RuleBroken as broken:
            tell(self.request, broken.message, kind="warning")
        else:
            tell(
                self.request,
                _("Rule switched on.") if row.is_on else _("Rule switched off. The reason is kept."),
            )
        return self.back()

    def form_invalid(self, form: forms.RuleForm) -> HttpResponse:
        for sentence in form.errors.values():
            tell(self.request, " ".join(sentence), kind="warning")
        return self.back()

    def back(self) -> HttpResponse:
        return redirect(reverse("accounts:network", args=[self.network.uid]) + "#regeln")
