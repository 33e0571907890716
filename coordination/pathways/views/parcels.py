"""Handouts for many institutions: choose, see for whom, start the job; then the parcel to download."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.jobs import job_page, start
from coordination.lib.models import StoredFile
from coordination.pathways.forms.parcels import ParcelForm
from coordination.pathways.models import Release
from coordination.pathways.services.parcels import PURPOSE, check_number, houses_of, print_for, with_place
from coordination.pathways.tabs import tabs

LIST = "pathways:handouts"
SHOWN = 12  # institutions named on the page; the rest is a number


class OfParcels(MayRequired, View):
    """Pages for whoever issues handouts."""

    permission = "pathways.change_handout"

    def crumbs(self, last: Any) -> list[tuple[Any, Any]]:
        ways = (_("Reporting pathways"), reverse("pathways:list"))
        return [ways, (_("Handouts"), reverse(LIST)), (last, None)]


class ForMany(OfParcels):
    """Choose with GET and see for whom; POST starts the job."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(ParcelForm(request.GET, releases=self.releases()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ParcelForm(request.POST, releases=self.releases())
        if not form.is_valid():
            return self.page(form)
        data, release = form.cleaned_data, form.release
        rows = self.houses(form)
        try:
            check_number(with_place(rows, release.pathway.network).count())
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(form)
        args_ = {
            "release": str(release.uid), "format": data["format"], "types": data["art"], "town": data["ort"],
            "form": data["paket"],
        }  # fmt: skip
        title = _("Handouts: %(way)s") % {"way": release.pathway.title}
        return redirect(job_page(start(print_for, by=request.user, title=title, args=args_)))

    def releases(self) -> list[Release]:
        rows = Release.objects.in_force().filter(
            pathway__network__in=scope_of(self.request.user).may(self.permission), pathway__is_branch=False
        )
        return list(rows.select_related("pathway__network").order_by("pathway__code", "id"))

    def houses(self, form: ParcelForm) -> Any:
        network = form.release.pathway.network
        return houses_of(self.request.user, network, types=form.cleaned_data["art"], town=form.town)

    def page(self, form: ParcelForm) -> HttpResponse:
        context = {
            "title": _("Handouts for many institutions"),
            "form": form,
            "ways": form.releases,
            "tabs": tabs(self.request.user, LIST),
            "crumbs": self.crumbs(_("For many institutions")),
        }
        if form.is_bound and form.is_valid():
            rows = self.houses(form)
            fit = with_place(rows, form.release.pathway.network)
            without = rows.exclude(pk__in=fit.values("pk"))
            context |= {
                "count": fit.count(),
                "houses": list(fit[:SHOWN]),
                "without_count": without.count(),
                "without": list(without[:SHOWN]),
                "asked": [(name, value) for name in form.fields for value in form.data.getlist(name)],
            }
        return render(self.request, "pathways/parcel_form.html", context)


class Parcel(OfParcels):
    """What the job has made: how large it is, until when it is kept, and the way to it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {
            "title": _("Handouts are ready"),
            "file": self.file(),
            "tabs": tabs(request.user, LIST),
            "crumbs": self.crumbs(_("For many institutions")),
        }
        return render(request, "pathways/parcel_detail.html", context)

    def file(self) -> StoredFile:
        networks = scope_of(self.request.user).may(self.permission)
        rows = StoredFile.objects.filter(purpose=PURPOSE, network_id__in=networks)
        return get_object_or_404(rows, uid=self.kwargs["uid"])


class ParcelFile(Parcel):
    """The file itself."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        file = self.file()
        if not file.path.is_file():
            return redirect("pathways:handouts-many")
        return FileResponse(
            file.path.open("rb"), filename=file.name, content_type=file.content_type, as_attachment=True
        )
