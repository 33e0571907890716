"""Inviting a person, and the page behind the link in the mail."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from coordination.accounts import forms
from coordination.accounts.models import Link, Network, User
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.accounts.roles import MEANING, NEEDS_SECOND_FACTOR, Role
from coordination.accounts.services import people as verbs
from coordination.accounts.services.sign_ins import note_sign_in
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell


class Invite(MayRequired, FormView):
    permission = "accounts.add_membership"
    asks_again = True
    reach = Reach.ALL
    form_class = forms.InvitationForm
    template_name = "accounts/invitation_form.html"
    success_url = reverse_lazy("accounts:people")
    extra_context = {
        "title": gettext_lazy("Invite a person"),
        "crumbs": [
            (gettext_lazy("People and roles"), reverse_lazy("accounts:people")),
            (gettext_lazy("Invite a person"), None),
        ],
        "roles": [(role.label, MEANING[role]) for role in verbs.GRANTABLE],
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        mine = scope_of(self.request.user).may(self.permission)
        return super().get_form_kwargs() | {
            "networks": Network.objects.filter(pk__in=mine).order_by("name", "id"),
            "user": self.request.user,
        }

    def form_valid(self, form: forms.InvitationForm) -> HttpResponse:
        try:
            link = verbs.invite(by=self.request.user, **form.answers)
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.form_invalid(form)
        tell(
            self.request,
            _("Invitation sent to %(address)s. It is valid for seven days.") % {"address": link.recipient},
        )
        return super().form_valid(form)


class RevokeInvitation(MayRequired, TemplateView):
    permission = "accounts.add_membership"
    reach = Reach.ALL
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: str) -> HttpResponse:
        mine = scope_of(request.user).may(self.permission)
        link = get_object_or_404(Link.objects.usable(), uid=uid, network__in=mine)
        link.revoke()
        tell(request, _("Invitation of %(address)s withdrawn.") % {"address": link.recipient})
        return redirect("accounts:people")


class Invitation(FormView):
    """The page behind the link of an invitation: GET shows, POST makes the account and gives the role."""

    form_class = forms.AcceptForm
    template_name = "accounts/invitation_accept.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        links = Link.objects.of_token(kwargs["token"]).filter(purpose=Link.Purpose.INVITATION)
        self.link = links.select_related("network", "made_by").first()
        if self.link is None:
            raise Http404
        self.account = User.objects.filter(email__iexact=self.link.recipient).first()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"link": self.link}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        role = Role(self.link.data["role"])
        context = super().get_context_data(**kwargs)
        return context | {
            "link": self.link,
            "role": role.label,
            "meaning": MEANING[role],
            "inviter": self.link.made_by or self.link.network,
            "has_account": self.account,
            "needs_second_factor": role in NEEDS_SECOND_FACTOR,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.link.is_usable:
            return self.render_to_response({"link": self.link, "spent": True}, status=410)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.account is None:
            return super().post(request, *args, **kwargs)
        return self._accept({})

    def form_valid(self, form: forms.AcceptForm) -> HttpResponse:
        names = ("password", "first_name", "last_name")
        return self._accept({name: form.cleaned_data[name] for name in names}, form)

    def _accept(self, values: dict[str, str], form: forms.AcceptForm | None = None) -> HttpResponse:
        is_new = self.account is None
        try:
            user = verbs.accept_invitation(link=self.link, **values)
        except RuleBroken as broken:
            return self.render_to_response(
                {"link": self.link, "spent": True, "broken": broken.message}, status=410
            )
        if is_new:
            login(self.request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
            record_authentication(
                self.request, user, method="password"
            )  # or the next page would ask it again
            note_sign_in(user=user, steps=[{"method": "password"}])
            tell(self.request, _("Welcome! Your account is set up."))
            return redirect("overview:today")
        tell(self.request, _("The role is yours now. Please sign in."))
        return redirect("overview:today" if self.request.user == user else "account_login")
