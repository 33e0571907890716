"""Sign-ins locked after wrong passwords, and accounts closed by hand: who manages people may open them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from coordination.accounts.models import Membership, User
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.accounts.services.access import reactivate
from coordination.accounts.services.locks import locked_among, unlock
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell


class _Manages(MayRequired):
    permission = "accounts.change_membership"
    reach = Reach.ALL
    request: HttpRequest

    def people(self) -> QuerySet[User]:
        """Accounts with a role in the networks whose people I manage."""
        mine = scope_of(self.request.user).may(self.permission)
        return User.objects.filter(pk__in=Membership.objects.filter(network__in=mine).values("user"))


class Locks(_Manages, TemplateView):
    """Locked sign-ins of my people, by name."""

    template_name = "accounts/lock_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Locked sign-ins"), locks=locked_among(self.people()), **kwargs
        )


class Unlock(_Manages, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: str) -> HttpResponse:
        user = get_object_or_404(self.people(), uid=uid)
        unlock(by=request.user, user=user)
        tell(request, _("%(person)s can try to sign in again.") % {"person": user})
        return redirect("accounts:locks")


class Reactivate(_Manages, View):
    """Open an account again. Sessions, tokens and links of before stay ended."""

    asks_again = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: str) -> HttpResponse:
        user = get_object_or_404(self.people(), uid=uid, is_active=False)
        try:
            reactivate(by=request.user, user=user)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        else:
            tell(request, _("Account of %(person)s opened again.") % {"person": user})
        return redirect("accounts:people")
