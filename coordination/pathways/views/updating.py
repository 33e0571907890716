"""An update of a template, taken over step by step."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from coordination.accounts.permissions import MayRequired
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from coordination.pathways.services.updating import offers, stamp, take_over
from coordination.pathways.views.editing import editable


class FromTemplate(MayRequired, View):
    """What the template has otherwise. Chosen steps replace ours; our own changes are not chosen beforehand."""

    permission = "pathways.change_draft"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(editable(request.user, kwargs["uid"]))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pathway = editable(request.user, kwargs["uid"])
        codes = request.POST.getlist("schritt")[:200]
        try:
            take_over(by=request.user, pathway=pathway, codes=codes, seen=request.POST.get("stand", "")[:40])
        except RuleBroken as broken:
            return self.page(pathway, broken=" ".join(broken.messages), chosen=set(codes))
        text = ngettext("%(n)s step taken over.", "%(n)s steps taken over.", len(codes)) % {"n": len(codes)}
        tell(request, text)
        return redirect(pathway)

    def page(self, pathway: Any, broken: str = "", chosen: set[str] | None = None) -> HttpResponse:
        if pathway.template is None:
            raise Http404
        found = offers(pathway)
        context = {
            "title": _("Update from the template"),
            "pathway": pathway,
            "offers": [(one, one.code in chosen if chosen is not None else not one.is_own) for one in found],
            "stamp": stamp(pathway),
            "broken": broken,
            "crumbs": [
                (_("Reporting pathways"), reverse("pathways:list")),
                (pathway.title, pathway.get_absolute_url()),
                (_("Update from the template"), None),
            ],
        }
        return render(self.request, "pathways/from_template.html", context)
