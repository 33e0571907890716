"""One's own tokens for programs: made once, shown once, ended at once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView, View

from coordination.accounts.forms_tokens import TokenForm
from coordination.accounts.fresh import confirm_first
from coordination.accounts.models import ApiToken
from coordination.accounts.services import tokens
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell


class Tokens(LoginRequiredMixin, ListView):
    """My tokens, the newest first; those that have ended are kept in sight for their last use."""

    template_name = "accounts/apitoken_list.html"
    extra_context = {"title": gettext_lazy("Interface for programs")}

    def get_queryset(self) -> QuerySet[ApiToken]:
        return ApiToken.objects.visible_to(self.request.user).order_by("revoked_at", "-made_at", "-id")[:100]


class MakeToken(LoginRequiredMixin, FormView):
    """Name, scope, last day. The answer shows the token, and nobody can show it again."""

    form_class = TokenForm
    template_name = "accounts/apitoken_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and (answer := confirm_first(request)):
            return answer
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("accounts:tokens")
        crumbs = [(_("Interface for programs"), back), (_("New token"), None)]
        return super().get_context_data(title=_("New token"), crumbs=crumbs, cancel_url=back, **kwargs)

    def form_valid(self, form: TokenForm) -> HttpResponse:
        try:
            token, secret = tokens.make_token(by=self.request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.form_invalid(form)
        context = self.get_context_data(form=None, token=token, secret=secret)
        return self.render_to_response(context | {"title": _("Your new token")})


class RevokeToken(LoginRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: str) -> HttpResponse:
        token = get_object_or_404(ApiToken.objects.visible_to(request.user), uid=uid)
        tokens.revoke_token(by=request.user, token=token)
        tell(
            request,
            _("Token “%(name)s” revoked. Programs that use it get no answer any more.") % {"name": token},
        )
        return redirect("accounts:tokens")
