"""Views of lists: saving, renaming, sharing, letting go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from coordination.accounts.lists import HouseList
from coordination.accounts.models import SavedView
from coordination.accounts.permissions import scope_of
from coordination.accounts.services.views import change_view, save_view
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell


class ViewForm(forms.Form):
    """A name for a list; whoever has roles in several networks says with whom to share it."""

    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)
    network = forms.ChoiceField(label=gettext_lazy("Network"), required=False)
    is_shared = forms.BooleanField(label=gettext_lazy("For everybody in the network"), required=False)
    is_start = forms.BooleanField(label=gettext_lazy("Open the list with this view"), required=False)

    def __init__(self, *args: Any, tenants: Mapping[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenants = tenants
        self.fields["network"].choices = [(tenant.slug, tenant.label) for tenant in tenants.values()]
        if len(tenants) < 2:
            del self.fields["network"]

    @property
    def network_id(self) -> int:
        slug = self.cleaned_data.get("network")
        return next((pk for pk, one in self.tenants.items() if one.slug == slug), next(iter(self.tenants)))


def list_url_of(page: str) -> str:
    """Return the address of a list by the name of its page; only lists of the house have views."""
    try:
        url = reverse(page)
        view = resolve(url).func
    except (NoReverseMatch, Resolver404):
        raise Http404 from None
    if not issubclass(getattr(view, "view_class", object), HouseList):
        raise Http404
    return url


class _OfOneList(LoginRequiredMixin, View):
    """Pages that belong to one list, named by ``seite``."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.page = request.GET.get("seite", "")
            self.list_url = list_url_of(self.page)
            self.tenants = scope_of(request.user).tenants
            if not self.tenants:
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class SaveView(_OfOneList, FormView):
    """Keeps the list whose page and address are given (``seite``, ``abfrage``) under a name."""

    form_class = ViewForm
    template_name = "accounts/view_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "tenants": self.tenants}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [(_("List"), self.list_url), (_("Save this view"), None)]
        return super().get_context_data(
            title=_("Save this view"), list_url=self.list_url, crumbs=crumbs, **kwargs
        )

    def form_valid(self, form: ViewForm) -> HttpResponse:
        data = form.cleaned_data
        view = save_view(
            by=self.request.user,
            network_id=form.network_id,
            page=self.page,
            query=self.request.GET.get("abfrage", "")[:2000].replace("\x00", ""),
            name=data["name"],
            is_shared=data["is_shared"],
            is_start=data["is_start"],
        )
        tell(self.request, _("View “%(name)s” saved.") % {"name": view.name})
        return redirect(f"{self.list_url}?ansicht={view.uid}")


class Views(_OfOneList, TemplateView):
    """The views of one list: mine, with all I can do with them, and those that others share."""

    template_name = "accounts/view_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = SavedView.objects.visible_to(self.request.user).filter(page=self.page)
        rows = list(seen.select_related("owner", "network").order_by("name", "id"))
        for row in rows:
            row.url = f"{self.list_url}?ansicht={row.uid}"  # type: ignore[attr-defined]
        title = _("Views of the list")
        return super().get_context_data(
            title=title,
            crumbs=[(_("List"), self.list_url), (title, None)],
            list_url=self.list_url,
            mine=[row for row in rows if row.owner_id == self.request.user.pk],
            shared=[row for row in rows if row.owner_id != self.request.user.pk],
            several=len(self.tenants) > 1,
            **kwargs,
        )


class EditView(LoginRequiredMixin, FormView):
    """Rename one of my views, share it or stop sharing, make it the one the list opens with."""

    form_class = ViewForm
    template_name = "accounts/view_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            mine = SavedView.objects.select_related("network")
            self.view = get_object_or_404(mine, uid=kwargs["uid"], owner=request.user)
            self.tenants = scope_of(request.user).tenants
            if not self.tenants:
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "tenants": self.tenants}

    def get_initial(self) -> dict[str, Any]:
        view = self.view
        return {
            "name": view.name, "network": view.network.slug, "is_shared": view.is_shared, "is_start": view.is_start
        }  # fmt: skip

    @property
    def back(self) -> str:
        return f"{reverse('accounts:views')}?{urlencode({'seite': self.view.page})}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Change view")
        crumbs = [(_("Views of the list"), self.back), (self.view.name, None)]
        return super().get_context_data(
            title=title, list_url=self.back, crumbs=crumbs, view_is_kept=True, **kwargs
        )

    def form_valid(self, form: ViewForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            change_view(
                by=self.request.user,
                view=self.view,
                name=data["name"],
                network_id=form.network_id,
                is_shared=data["is_shared"],
                is_start=data["is_start"],
            )
        except RuleBroken as broken:
            form.add_error("name", broken)
            return self.form_invalid(form)
        tell(self.request, _("View “%(name)s” saved.") % {"name": self.view.name})
        return redirect(self.back)


class DropView(LoginRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: str) -> HttpResponse:
        view = get_object_or_404(SavedView, uid=uid, owner=request.user)
        view.delete()
        tell(request, _("View “%(name)s” deleted.") % {"name": view.name})
        return redirect(f"{reverse('accounts:views')}?{urlencode({'seite': view.page})}")
