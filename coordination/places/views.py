"""Public pages of the geography: where the data come from, and the lookup of a postcode for forms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from coordination.places.models import Dataset
from coordination.places.resolve import ask


class DatasetList(ListView):
    """Sources and licences, as the licences ask."""

    template_name = "places/dataset_list.html"
    context_object_name = "datasets"
    extra_context = {"crumbs": [(_("Start"), "/"), (_("Data sources"), None)]}

    def get_queryset(self):
        return Dataset.objects.visible_to(self.request.user).order_by("name", "id")


@require_safe
def postcode_options(request: HttpRequest) -> HttpResponse:
    """Return the places at ``plz`` as a fragment for a form; ``ort`` narrows it, ``feld`` names the input.

    One place is filled in, several are asked, none is told in a sentence.
    """
    answer = ask(request.GET.get("plz", "")[:10], request.GET.get("ort", "")[:100])
    context = {"answer": answer, "field": _field(request), "chosen": request.GET.get("auswahl", "")}
    return render(request, "places/_postcode_options.html", context)


def _field(request: HttpRequest) -> str:
    name = request.GET.get("feld", "")
    return name if name.isidentifier() and name.isascii() and len(name) <= 40 else "municipality"
