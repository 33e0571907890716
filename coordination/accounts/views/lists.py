"""Saving a view of a list, and letting go of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from coordination.accounts.lists import HouseList
from coordination.accounts.models import SavedView
from coordination.accounts.permissions import scope_of
from coordination.accounts.services.views import save_view
from coordination.lib.notes import tell


class ViewForm(forms.Form):
    """A name for a list; whoever has roles in several networks says with whom to share it."""

    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)
    network = forms.ChoiceField(label=gettext_lazy("Network"), required=False)
    is_shared = forms.BooleanField(label=gettext_lazy("For everybody in the network"), required=False)
    is_start = forms.BooleanField(label=gettext_lazy("Open the list with this view"), required=False)

    def __init__(self, *args: Any, tenants: dict[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenants = tenants
        self.fields["network"].choices = [(tenant.slug, tenant.label) for tenant in tenants.values()]
        if len(tenants) < 2:
            del self.fields["network"]

    @property
    def network_id(self) -> int:
        slug = self.cleaned_data.get("network")
        return next((pk for pk, one in self.tenants.items() if one.slug == slug), next(iter(self.tenants)))


class SaveView(LoginRequiredMixin, FormView):
    """Keeps the list whose page and address are given (``seite``, ``abfrage``) under a name."""

    form_class = ViewForm
    template_name = "accounts/view_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.page, self.query = request.GET.get("seite", ""), request.GET.get("abfrage", "")[:2000]
            self.list_url = self._list_url()
            self.tenants = scope_of(request.user).tenants
            if not self.tenants:
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def _list_url(self) -> str:
        """Return the list's address; only lists of the house have views."""
        try:
            url = reverse(self.page)
            view = resolve(url).func
        except (NoReverseMatch, Resolver404):
            raise Http404 from None
        if not issubclass(getattr(view, "view_class", object), HouseList):
            raise Http404
        return url

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "tenants": self.tenants}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = SavedView.objects.filter(owner=self.request.user.pk, page=self.page).order_by("name", "id")
        title = _("Save this view")
        return super().get_context_data(title=title, list_url=self.list_url, views=mine, **kwargs)

    def form_valid(self, form: ViewForm) -> HttpResponse:
        data = form.cleaned_data
        view = save_view(
            by=self.request.user,
            network_id=form.network_id,
            page=self.page,
            query=self.query.replace("\x00", ""),
            name=data["name"],
            is_shared=data["is_shared"],
            is_start=data["is_start"],
        )
        tell(self.request, _("View “%(name)s” saved.") % {"name": view.name})
        return redirect(f"{self.list_url}?ansicht={view.uid}")


class DropView(LoginRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: str) -> HttpResponse:
        view = get_object_or_404(SavedView, uid=uid, owner=request.user)
        view.delete()
        tell(request, _("View “%(name)s” deleted.") % {"name": view.name})
        return redirect(f"{reverse(view.page)}?ansicht=")
