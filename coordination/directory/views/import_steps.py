"""What one does with an import: decide, take over, undo, discard; and its files: template, rows with errors."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from coordination.accounts.permissions import MayRequired
from coordination.directory.models import ImportRow, ImportRun
from coordination.directory.resources import InstitutionResource
from coordination.directory.services import import_doubles, imports
from coordination.directory.views.imports import OfRun, crumbs
from coordination.lib import sheets
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Step(OfRun, View):
    """A POST that leads back to the import; a broken rule is told there."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            return self.act(request) or redirect(self.back())
        except RuleBroken as broken:
            tell(request, " ".join(broken.messages), kind="warning")
            return redirect(self.run)

    def back(self) -> str:
        shown = self.request.POST.get("zeigen", "")
        page = self.request.POST.get("page", "")
        query = "&".join(
            f"{name}={value}" for name, value in (("zeigen", shown), ("page", page)) if value.isalnum()
        )
        return f"{self.run.get_absolute_url()}?{query}" if query else self.run.get_absolute_url()

    def act(self, request: HttpRequest) -> HttpResponseBase | None:
        raise NotImplementedError


class Decide(Step):
    """Take or skip: the rows of a page by their boxes, or all rows of a kind at once."""

    def act(self, request: HttpRequest) -> HttpResponseBase | None:
        every, outcome = request.POST.get("all", ""), request.POST.get("zeigen", "")
        if every == "catchment":
            imports.keep_catchment(by=request.user, run=self.run)
        elif every:
            kind = outcome if outcome in {"new", "changed"} else ""
            imports.decide(by=request.user, run=self.run, decision=every, outcome=kind)
        else:
            shown = {int(each) for each in request.POST.getlist("shown") if each.isdigit()}
            taken = {int(each) for each in request.POST.getlist("take") if each.isdigit()} & shown
            imports.decide(by=request.user, run=self.run, decision="take", rows=taken)
            imports.decide(by=request.user, run=self.run, decision="skip", rows=shown - taken)
        if getattr(request, "htmx", False):
            context = {"run": self.run, "taking": imports.to_take(self.run), "oob": True}
            return render(request, "directory/_import_take.html", context)
        return None


class Double(Step):
    """The answer to „is this the same institution?“."""

    def act(self, request: HttpRequest) -> None:
        number = request.POST.get("row", "")
        if not number.isdigit():
            return
        answer = request.POST.get("answer", "")
        if answer == "different":
            import_doubles.tell_apart(by=request.user, run=self.run, number=int(number))
        elif answer == "same":
            kept = {
                name.removeprefix("d-")
                for name, value in request.POST.items()
                if name.startswith("d-") and value == "a"
            }
            import_doubles.join(by=request.user, run=self.run, number=int(number), kept=kept)


class TakeOver(Step):
    def act(self, request: HttpRequest) -> None:
        imports.take_over(by=request.user, run=self.run)


class Confirmed(OfRun, TemplateView):
    """A dangerous question on its own page; POST does it."""

    template_name = "lib/confirm.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            return redirect(self.act(request))
        except RuleBroken as broken:
            tell(request, " ".join(broken.messages), kind="warning")
            return redirect(self.run)

    def act(self, request: HttpRequest) -> Any:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.run.file_name,
            crumbs=crumbs((self.run.file_name, self.run.get_absolute_url()), (kwargs["question"], None)),
            cancel_url=self.run.get_absolute_url(),
            danger=True,
            **kwargs,
        )


class Undo(Confirmed):
    def act(self, request: HttpRequest) -> ImportRun:
        imports.undo_import(by=request.user, run=self.run)
        return self.run

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = self.run.counts
        new, changed = counts.get("taken_new", 0) + counts.get("linked", 0), counts.get("taken_changed", 0)
        things = []
        if new:
            things.append(
                ngettext("%(n)s new entry is removed.", "%(n)s new entries are removed.", new) % {"n": new}
            )
        if changed:
            told = ngettext(
                "%(n)s changed entry gets its earlier state back.",
                "%(n)s changed entries get their earlier state back.",
                changed,
            )
            things.append(told % {"n": changed})
        return super().get_context_data(
            question=_("Take back the whole import?"),
            text=_("What somebody has changed since stays as it is and is listed afterwards."),
            things=things,
            confirm_label=_("Take the import back"),
            **kwargs,
        )


class Discard(Confirmed):
    def act(self, request: HttpRequest) -> str:
        imports.discard(by=request.user, run=self.run)
        tell(
            request,
            _("The import of “%(file)s” was given up. Nothing was taken over.")
            % {"file": self.run.file_name},
        )
        return reverse("directory:import-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=_("Give this import up?"),
            text=_("The file and the result of the check are deleted. The directory stays as it is."),
            confirm_label=_("Give up"),
            **kwargs,
        )


class Errors(OfRun, View):
    """The rows with errors as a sheet: corrected, it can be uploaded again."""

    permission = "directory.view_importrun"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = self.run.rows.filter(outcome=ImportRow.Outcome.ERROR).order_by("number", "id")
        failed = (
            sheets.FailedRow(number, raw, [(index, say) for index, _key, say in problems])
            for number, raw, problems in rows.values_list("number", "raw", "problems").iterator(
                chunk_size=1000
            )
        )
        target = BytesIO()
        sheets.write_error_xlsx(target, title=_("Errors"), header=self.run.header, failed=failed)
        return _download(
            target, _("Errors of %(file)s.xlsx") % {"file": self.run.file_name.rsplit(".", 1)[0]}
        )


class Template(MayRequired, View):
    """An empty sheet with all columns, drop-down lists and explanations."""

    permission = "directory.add_importrun"

    def get(self, request: HttpRequest) -> HttpResponse:
        target = BytesIO()
        columns = InstitutionResource(user=request.user).template_columns()
        sheets.write_template_xlsx(target, title=_("Institutions"), columns=columns)
        return _download(target, _("Template for institutions.xlsx"))


def _download(target: BytesIO, name: str) -> HttpResponse:
    return HttpResponse(
        target.getvalue(),
        content_type=XLSX,
        headers={"Content-Disposition": _disposition(name)},
    )


def _disposition(name: str) -> str:
    from django.utils.http import content_disposition_header  # noqa: PLC0415 -- used for downloads only

    return content_disposition_header(as_attachment=True, filename=name) or ""
