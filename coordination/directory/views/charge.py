"""„Wer ist jetzt zuständig?“: topic, place and moment → who answers, until when, and who stands in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired
from coordination.directory.forms.charge import ChargeForm
from coordination.directory.models import Service
from coordination.directory.reachability import Answer, in_charge, reachable


class InCharge(View):
    """The public page: only what everybody may see, nothing kept of what was asked."""

    template_name = "directory/in_charge_public.html"
    with_account = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ChargeForm(request.GET) if request.GET.get("plz") is not None else ChargeForm()
        answers = self._answers(form) if form.is_bound and form.is_valid() else None
        context = {
            "title": _("Who is in charge now?"),
            "form": form,
            "place": form.place if form.is_bound and not form.errors else None,
            "at": form.at if form.is_bound and form.is_valid() else None,
            "is_now": form.is_bound and form.data.get("wann") != "dann",
            "answers": answers,
            "now": [one for one in answers or () if one.is_reachable],
            "later": [one for one in answers or () if not one.is_reachable],
            "action": request.path,
            "crumbs": self.crumbs(),
        }
        return render(request, self.template_name, context)

    @property
    def reader(self) -> Any:
        return self.request.user if self.with_account else None

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return [(_("Start"), reverse("site:start")), (_("Who is in charge now?"), None)]

    def _answers(self, form: ChargeForm) -> list[Answer] | None:
        place, kind = form.place, form.cleaned_data["thema"]
        seen = Service.objects.visible_to(self.reader).of_kind(kind)
        if not form.settles(seen.serving(municipality=place.municipality, postcode=place.postcode)):
            return None
        return reachable(in_charge([kind], place), form.at, user=self.reader, place=place)


class InChargeAtWork(MayRequired, InCharge):
    """The same in the workspace, with the numbers that the reader may see."""

    permission = "directory.view_service"
    template_name = "directory/in_charge.html"
    with_account = True

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return [(_("Services"), reverse("directory:service-list")), (_("Who is in charge now?"), None)]
