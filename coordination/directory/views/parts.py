"""The finer catchment of a service: the list of streets of a town, taken in as a sheet."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.directory.forms.parts import StreetsForm
from coordination.directory.models import CatchmentPart
from coordination.directory.services.hours import replace_parts
from coordination.directory.views.records import SERVICE, RecordForm
from coordination.lib.notes import tell


class Parts(RecordForm):
    """What is known by town, and a new list for one of them; „leeren“ takes a town's list away."""

    permission = "directory.change_service"
    template_name = "directory/parts_form.html"
    title = gettext_lazy("Streets of the catchment area")
    submit_label = gettext_lazy("Take the list over")
    case_data_hint = False

    def find(self) -> None:
        self.owner = self.editable(SERVICE, self.kwargs["uid"])

    def form(self, data: Any = None) -> StreetsForm:
        files = self.request.FILES if data is not None else None
        return StreetsForm(data, files, service=self.owner)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if ags := request.POST.get("leeren", ""):
            self.find()
            row = CatchmentPart.objects.filter(service=self.owner, municipality__ags=ags[:8])
            if first := row.select_related("municipality").first():
                town = first.municipality
                replace_parts(by=request.user, service=self.owner, municipality=town, parts=[])
                tell(request, _("The list of %(town)s has been taken away.") % {"town": town})
            return redirect(self.next_url(None))
        return super().post(request, *args, **kwargs)

    def write(self, form: StreetsForm, more: list[Any]) -> int:
        town = form.cleaned_data["municipality"]
        return replace_parts(
            by=self.request.user, service=self.owner, municipality=town, parts=form.found.parts
        )

    def said(self, written: int) -> str:
        return ngettext("%(n)s row taken over.", "%(n)s rows taken over.", written) % {"n": written}

    def next_url(self, written: Any) -> str:
        return reverse("directory:parts", args=[self.owner.uid])

    def more_context(self, form: Any) -> dict[str, Any]:
        rows = CatchmentPart.objects.filter(service=self.owner).values(
            "municipality__ags", "municipality__name"
        )
        return {"towns": rows.annotate(count=Count("id")).order_by("municipality__sort_key")}
