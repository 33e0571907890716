"""For the operator: somebody has lost telephone and spare codes and cannot sign in any more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coordination.accounts.fresh import confirm_first
from coordination.accounts.models import User
from coordination.accounts.services.access import reset_second_factor
from coordination.lib.errors import RuleBroken
from coordination.lib.forms import PlainLineField
from coordination.lib.notes import tell


class LostForm(forms.Form):
    """Whose second factor is lost, and how the operator made sure who is asking."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address with which the person signs in"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    reason = PlainLineField(
        label=gettext_lazy("How did you make sure who is asking?"),
        max_length=200,
        help_text=gettext_lazy("For example: called back under the number of the office. Stands in the log."),
    )
    is_sure = forms.BooleanField(label=gettext_lazy("I have made sure that it is this person."))

    def clean_email(self) -> str:
        user = User.objects.filter(email__iexact=self.cleaned_data["email"].strip(), is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no open account with this address."), code="unknown")
        self.user = user
        return user.email


class LostFactor(LoginRequiredMixin, FormView):
    """Removes a lost second factor, with a reason; the person is told by mail and sets up a new one."""

    form_class = LostForm
    template_name = "accounts/lost_factor.html"
    success_url = reverse_lazy("accounts:lost-factor")
    extra_context = {"title": gettext_lazy("Lost second factor")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            if not request.user.is_operator:
                raise PermissionDenied("operator")
            if answer := confirm_first(request):
                return answer
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: LostForm) -> HttpResponse:
        try:
            reset_second_factor(user=form.user, by=self.request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.form_invalid(form)
        tell(
            self.request,
            _(
                "The second factor of %(mail)s is removed, all sessions have ended. The person has been told by mail."
            )
            % {"mail": form.user.email},
        )
        return super().form_valid(form)
