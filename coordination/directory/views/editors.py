"""Who may edit one entry without working there: named and dismissed on the entry itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.models import Membership, User
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.accounts.roles import Role
from coordination.directory.models import Affiliation, InstitutionUserObjectPermission, Listing
from coordination.directory.services.editors import MAY_CHANGE, dismiss_editor, name_editor
from coordination.directory.views.records import INSTITUTION, crumbs_to
from coordination.lib.errors import RuleBroken
from coordination.lib.forms import GermanDateField
from coordination.lib.notes import tell


class EditorForm(forms.Form):
    """Whom to name, and until when."""

    network = forms.ChoiceField(label=gettext_lazy("Network"), required=False)
    person = forms.ModelChoiceField(
        User.objects.none(),
        to_field_name="uid",
        label=gettext_lazy("Person"),
        empty_label=gettext_lazy("Please choose"),
        help_text=gettext_lazy("Who has a role in the network. Everybody else is invited first."),
    )
    until = GermanDateField(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("The last day counts.")
    )

    def __init__(self, *args: Any, networks: list[Any], people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.networks = {str(one.uid): one for one in networks}
        self.fields["network"].choices = [(uid, one.name) for uid, one in self.networks.items()]
        if len(networks) < 2:
            del self.fields["network"]
        self.fields["person"].queryset = people

    @property
    def chosen_network(self) -> Any:
        chosen = self.networks.get(self.cleaned_data.get("network", ""))
        return chosen or next(iter(self.networks.values()))


class Editors(MayRequired, View):
    """Who may edit this entry, and naming one more."""

    permission = "accounts.add_membership"
    reach = Reach.ALL

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and scope_of(request.user).may(self.permission):
            self.find()
        return super().dispatch(request, *args, **kwargs)

    def find(self) -> None:
        mine = scope_of(self.request.user).may(self.permission)
        rows = INSTITUTION.visible_to(self.request.user).listed_in(mine)
        self.record = get_object_or_404(rows, uid=self.kwargs["uid"])
        led = Listing.objects.filter(institution=self.record, network__in=mine).select_related("network")
        self.networks = [listing.network for listing in led.order_by("network__name", "id")]

    def form(self, data: Any = None) -> EditorForm:
        here = Membership.objects.in_force().filter(network__in=self.networks)
        people = User.objects.filter(
            pk__in=here.values("user").exclude(user=self.request.user), is_active=True
        )
        return EditorForm(data, networks=self.networks, people=people.order_by("sort_key", "pk"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            person = form.cleaned_data["person"]
            try:
                name_editor(
                    by=request.user,
                    institution=self.record,
                    user=person,
                    network=form.chosen_network,
                    until=form.cleaned_data["until"],
                )
            except RuleBroken as broken:
                form.add_error(None, broken)
            else:
                tell(
                    request,
                    _("%(person)s may now edit %(entry)s.") % {"person": person, "entry": self.record},
                )
                return redirect("directory:institution-editors", self.record.uid)
        return self.page(form)

    def page(self, form: EditorForm) -> HttpResponse:
        title = _("Who may edit this entry")
        context = {
            "title": title,
            "crumbs": crumbs_to(self.record, title),
            "record": self.record,
            "form": form,
            "named": named_for(self.record, self.networks),
            "working": self.working(),
            "cancel_url": self.record.get_absolute_url(),
        }
        return render(self.request, "directory/editors.html", context)

    def working(self) -> list[Affiliation]:
        """Editors who work here need no naming."""
        editors = Membership.objects.in_force().filter(
            network__in=self.networks, role=Role.INSTITUTION_EDITOR, user__is_active=True
        )
        rows = Affiliation.objects.in_force().filter(
            institution=self.record, person__user__in=editors.values("user"), network__in=self.networks
        )
        return list(rows.select_related("person", "function").order_by("person__sort_key", "id"))


class EndEditor(Editors):
    """POST takes the entry back from one person."""

    permission = "accounts.change_membership"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        grant = get_object_or_404(named_for(self.record, self.networks), user__uid=kwargs["person"])
        for network in self.networks:
            try:
                dismiss_editor(by=request.user, institution=self.record, user=grant.user, network=network)
            except (RuleBroken, PermissionDenied):
                continue
        tell(
            request, _("%(person)s no longer edits %(entry)s.") % {"person": grant.user, "entry": self.record}
        )
        return redirect("directory:institution-editors", self.record.uid)


def named_for(record: Any, networks: list[Any]) -> QuerySet[InstitutionUserObjectPermission]:
    """The exceptions on one entry that hold today, of people with a role in these networks."""
    today = timezone.localdate()
    here = Membership.objects.in_force().filter(network__in=networks)
    rows = InstitutionUserObjectPermission.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        content_object=record,
        permission__codename=MAY_CHANGE.rpartition(".")[2],
        user__in=here.values("user"),
    )
    return rows.select_related("user", "granted_by").order_by("user__sort_key", "pk")
