"""For the operators: the networks that this machine carries. Names and hosts are no protected data."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, UpdateView

from coordination.accounts.forms_machine import MachineNetworkForm
from coordination.accounts.fresh import confirm_first
from coordination.accounts.models import Membership, Network
from coordination.accounts.roles import Role
from coordination.accounts.services.networks import set_up_network
from coordination.lib.errors import EditConflict, RuleBroken
from coordination.lib.notes import tell


class OfOperator(LoginRequiredMixin):
    """Pages for whoever runs the machine."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            if not request.user.is_operator:
                raise PermissionDenied("operator")
            if answer := confirm_first(request):
                return answer
        return super().dispatch(request, *args, **kwargs)


class MachineNetworks(OfOperator, ListView):
    """Every network of this machine, by name: where it answers, and whether somebody coordinates it."""

    template_name = "accounts/network_list.html"
    context_object_name = "networks"
    extra_context = {"title": gettext_lazy("Networks of this machine")}

    def get_queryset(self) -> QuerySet[Network]:
        bosses = Membership.objects.in_force().filter(network=OuterRef("pk"), role=Role.COORDINATOR)
        rows = Network.objects.select_related("land").prefetch_related("hosts")
        return rows.annotate(is_led=Exists(bosses)).order_by("name", "id")


class MachineNetwork(OfOperator, UpdateView):
    """What the operators decide of one network."""

    form_class = MachineNetworkForm
    template_name = "accounts/network_machine_form.html"
    queryset = Network.objects.select_related("land")
    slug_field = slug_url_kwarg = "uid"
    success_url = reverse_lazy("accounts:machine-networks")
    conflict: dict[str, Any] | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [
            (_("Networks of this machine"), reverse("accounts:machine-networks")),
            (self.object.name, None),
        ]
        return super().get_context_data(
            title=self.object.name, crumbs=crumbs, conflict=self.conflict, **kwargs
        )

    def form_valid(self, form: MachineNetworkForm) -> HttpResponse:
        try:
            set_up_network(by=self.request.user, network=form.instance, hosts=form.cleaned_data["hosts"])
        except EditConflict as conflict:
            current = conflict.current
            if isinstance(current, Network):
                last = current.history.select_related("change_set").latest("history_id").change_set
                self.conflict = {"who": "", "at": last.at, "rows": form.compare(current)}
                form.renew_version(current.version)
            else:
                form.add_error(None, conflict)
            return self.form_invalid(form)
        except RuleBroken as broken:
            form.add_error("land" if broken.code == "other_land" else "hosts", broken)
            return self.form_invalid(form)
        tell(self.request, _("Saved."))
        if silent := form.unanswered():
            sentence = _(
                "This machine does not answer under %(hosts)s yet: ALLOWED_HOSTS in its settings lacks it."
            )
            tell(self.request, sentence % {"hosts": ", ".join(silent)}, kind="warning")
        return redirect(self.success_url)
