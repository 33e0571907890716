"""The page on which the district of a youth office is set."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from coordination.accounts.permissions import MayRequired, Reach
from coordination.directory.forms.districts import DistrictsForm
from coordination.directory.models import Institution
from coordination.directory.services.districts import set_districts
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell


class Districts(MayRequired, FormView):
    permission = "directory.change_institution"
    reach = Reach.ALL
    form_class = DistrictsForm
    template_name = "directory/districts_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        offices = Institution.objects.visible_to(request.user).filter(type__code="youth_office")
        self.office = get_object_or_404(
            offices & Institution.objects.editable_by(request.user), uid=kwargs["uid"]
        )
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"youth_office": self.office}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [(self.office, self.office.get_absolute_url()), (_("District"), None)]
        return super().get_context_data(
            office=self.office, title=_("District of the youth office"), crumbs=crumbs, **kwargs
        )

    def form_valid(self, form: DistrictsForm) -> HttpResponse:
        chosen = form.cleaned_data["municipalities"]
        try:
            set_districts(by=self.request.user, youth_office=self.office, municipalities=list(chosen))
        except RuleBroken as broken:
            form.add_error("municipalities", broken)
            return self.form_invalid(form)
        count = len(chosen)
        text = ngettext(
            "District saved: responsible for %(n)s municipality.",
            "District saved: responsible for %(n)s municipalities.",
            count,
        )
        tell(self.request, text % {"n": count})
        return redirect(self.office)
