"""One's own sessions and e-mail address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, ListView, TemplateView, View

from coordination.accounts import forms
from coordination.accounts.fresh import ConfirmFirst
from coordination.accounts.models import Link, UserSession
from coordination.accounts.services import access
from coordination.accounts.services.address import ask_for_address, take_address
from coordination.accounts.sessions import STAMPS
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell


class _Mine(LoginRequiredMixin):
    request: HttpRequest

    def mine(self) -> QuerySet[UserSession]:
        return UserSession.objects.running().filter(user=self.request.user.pk)

    @property
    def this_one(self) -> str:
        return self.request.session[STAMPS]["row"]


class Sessions(_Mine, ListView):
    """Where I am signed in, this browser first, then by last use."""

    template_name = "usersessions/usersession_list.html"
    extra_context = {"title": gettext_lazy("Sessions")}

    def get_queryset(self) -> list[UserSession]:
        rows = list(self.mine().order_by("-seen_at", "-id"))
        for row in rows:
            row.is_this = str(row.uid) == self.this_one  # type: ignore[attr-defined]
        return sorted(rows, key=lambda row: not row.is_this)  # type: ignore[attr-defined]


class EndSession(_Mine, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: str) -> HttpResponse:
        session = get_object_or_404(self.mine(), uid=uid)
        if str(session.uid) == self.this_one:
            return redirect("account_logout")
        access.end_session(by=request.user, session=session)
        tell(request, _("Session ended: %(device)s.") % {"device": session.device or _("unknown device")})
        return redirect("accounts:sessions")


class EndOtherSessions(_Mine, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        this = self.mine().filter(uid=self.this_one).first()
        count = access.end_sessions(user=request.user, but=this)
        tell(
            request,
            ngettext("%(n)s other session ended.", "%(n)s other sessions ended.", count) % {"n": count},
        )
        return redirect("accounts:sessions")


class AskForAddress(LoginRequiredMixin, ConfirmFirst, FormView):
    form_class = forms.AddressForm
    template_name = "accounts/address_form.html"
    success_url = reverse_lazy("mfa_index")
    extra_context = {"title": gettext_lazy("Change e-mail address"), "cancel_url": reverse_lazy("mfa_index")}

    def form_valid(self, form: forms.AddressForm) -> HttpResponse:
        try:
            ask_for_address(by=self.request.user, email=form.cleaned_data["email"], request=self.request)
        except RuleBroken as broken:
            form.add_error("email", broken)
            return self.form_invalid(form)
        tell(
            self.request,
            _("Please open the link in the mail to %(address)s. Until then your address stays as it is.")
            % {"address": form.cleaned_data["email"]},
        )
        return super().form_valid(form)


class TakeAddress(TemplateView):
    """The page behind the link in the mail: GET shows, POST changes the address."""

    template_name = "accounts/address_confirm.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.link = Link.objects.of_token(kwargs["token"]).filter(purpose=Link.Purpose.ADDRESS).first()
        if self.link is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.link.is_usable:
            return self._spent()
        return self.render_to_response({"link": self.link})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            take_address(link=self.link, request=request)
        except RuleBroken as broken:
            return self._spent(broken.message)
        return self.render_to_response({"link": self.link, "done": True})

    def _spent(self, broken: Any = "") -> HttpResponse:
        return self.render_to_response({"link": self.link, "spent": True, "broken": broken}, status=410)
