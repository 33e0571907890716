"""Who has which role; one's own profile."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView, TemplateView, UpdateView

from coordination.accounts import forms
from coordination.accounts.models import Link, Membership, User
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.accounts.roles import Role
from coordination.accounts.services import people as verbs
from coordination.accounts.services.access import deactivate
from coordination.lib.errors import RuleBroken
from coordination.lib.fold import fold
from coordination.lib.notes import tell


class People(MayRequired, ListView):
    """Who has which role in my networks, by name."""

    permission = "accounts.view_membership"
    reach = Reach.ALL
    template_name = "accounts/membership_list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Membership]:
        networks = scope_of(self.request.user).may(self.permission)
        rows = Membership.objects.filter(network__in=networks).select_related("user", "network")
        self.filter = forms.MemberFilter(self.request.GET)
        chosen = self.filter.cleaned_data if self.filter.is_valid() else {}
        if chosen.get("rolle"):
            rows = rows.filter(role=chosen["rolle"])
        if not chosen.get("ruhend"):
            rows = rows.in_force()
        if word := self.request.GET.get("q", "").strip()[:200]:
            rows = rows.filter(*(Q(user__search_text__contains=part) for part in fold(word).split()))
        return rows.order_by("user__sort_key", "user_id", "id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        scope = scope_of(self.request.user)
        context |= {
            "title": _("People and roles"),
            "may_invite": bool(scope.may("accounts.add_membership")),
            "may_end": scope.may("accounts.change_membership"),
            "several": len(scope.networks) > 1,
            "invitations": Link.objects.usable()
            .filter(purpose=Link.Purpose.INVITATION, network__in=scope.may("accounts.add_membership"))
            .select_related("network", "made_by")
            .order_by("recipient", "id"),
            "bar": {
                "search": self.request.GET.get("q", ""),
                "search_label": _("Search people"),
                "placeholder": _("Name or e-mail address"),
                "filters": self.filter,
                "reset_url": reverse("accounts:people"),
                "count": context["paginator"].count,
                "noun": _("roles"),
            },
        }
        for link in context["invitations"]:
            link.role = Role(link.data["role"]).label
            link.inviter = link.made_by or link.network
        return context


class EndMembership(MayRequired, FormView):
    permission = "accounts.change_membership"
    asks_again = True
    reach = Reach.ALL
    form_class = forms.EndForm
    template_name = "accounts/membership_end.html"
    success_url = reverse_lazy("accounts:people")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = scope_of(request.user).may(self.permission)
        self.membership = get_object_or_404(
            Membership.objects.filter(network__in=mine).in_force().select_related("user", "network"),
            uid=kwargs["uid"],
        )
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("End a role")
        crumbs = [(_("People and roles"), self.success_url), (title, None)]
        return super().get_context_data(membership=self.membership, title=title, crumbs=crumbs, **kwargs)

    def form_valid(self, form: forms.EndForm) -> HttpResponse:
        try:
            verbs.end_membership(by=self.request.user, membership=self.membership, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.form_invalid(form)
        tell(self.request, _("Role ended: %(role)s.") % {"role": self.membership})
        return super().form_valid(form)


class Deactivate(MayRequired, TemplateView):
    permission = "accounts.change_membership"
    asks_again = True
    reach = Reach.ALL
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: str) -> HttpResponse:
        mine = Membership.objects.filter(network__in=scope_of(request.user).may(self.permission))
        user = get_object_or_404(User, uid=uid, pk__in=mine.values("user"))
        try:
            deactivate(by=request.user, user=user)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        else:
            tell(request, _("Account of %(person)s deactivated; all sessions ended.") % {"person": user})
        return redirect("accounts:people")


class Profile(LoginRequiredMixin, UpdateView):
    form_class = forms.ProfileForm
    template_name = "accounts/profile_form.html"
    success_url = reverse_lazy("accounts:profile")
    extra_context = {"title": gettext_lazy("Profile")}

    def get_object(self, queryset: Any = None) -> User:
        return self.request.user  # type: ignore[return-value]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = (
            Membership.objects.in_force().filter(user=self.request.user).select_related("network", "land")
        )
        return super().get_context_data(
            memberships=memberships.order_by("network__name", "role", "id"), **kwargs
        )

    def form_valid(self, form: forms.ProfileForm) -> HttpResponse:
        tell(self.request, _("Profile saved."))
        return super().form_valid(form)
