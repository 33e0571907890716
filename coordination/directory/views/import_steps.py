"""What one does with an import: decide, take over, undo, discard; and its files: template, rows with errors."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from coordination.accounts.permissions import MayRequired
from coordination.directory.models import ImportRow, ImportRun
from coordination.directory.resources import InstitutionResource
from coordination.directory.services import import_doubles, imports
from coordination.directory.views.import_look import Look
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
        """The page of the rows, as it was looked at."""
        here = self.look.here
        return f"{self.run.get_absolute_url()}?{here}" if here else self.run.get_absolute_url()

    @cached_property
    def look(self) -> Look:
        return Look(self.run, self.request.GET)

    def act(self, request: HttpRequest) -> HttpResponseBase | None:
        raise NotImplementedError


class Decide(Step):
    """Take or skip: the rows of a page by their boxes, or all rows that are looked at."""

    def act(self, request: HttpRequest) -> HttpResponseBase | None:
        every = request.POST.get("all", "")
        if every == "catchment":
            imports.keep_catchment(by=request.user, run=self.run)
        elif every:
            imports.decide(by=request.user, run=self.run, decision=every, found=self.look.picked_rows)
        else:
            shown = _numbers(request.POST.getlist("shown"))
            taken = _numbers(request.POST.getlist("take")) & shown
            imports.decide(by=request.user, run=self.run, decision="take", rows=taken)
            imports.decide(by=request.user, run=self.run, decision="skip", rows=shown - taken)
        if getattr(request, "htmx", False):
            context = {"run": self.run, "look": self.look, "taking": imports.to_take(self.run), "oob": True}
            return render(request, "parts/_import_take.html", context)
        return None


def _numbers(texts: list[str]) -> set[int]:
    return {int(each) for each in texts if each.isascii() and each.isdigit() and len(each) < 10}


class Double(Step):
    """The answer to „is this the same institution?“."""

    def act(self, request: HttpRequest) -> None:
        row, entry = (_numbers([request.POST.get(name, "")]) for name in ("row", "entry"))
        answer = request.POST.get("answer", "")
        if not row:
            return
        if answer == "different":
            import_doubles.tell_apart(by=request.user, run=self.run, number=row.pop())
        elif answer == "same":
            kept = {
                key
                for name, value in request.POST.items()
                if name.startswith("d-") and value == "a"
                for key in name.removeprefix("d-").split(".")
            }
            import_doubles.join(
                by=request.user,
                run=self.run,
                number=row.pop(),
                entry=entry.pop() if entry else None,
                kept=kept,
            )


class CheckAgain(Step):
    def act(self, request: HttpRequest) -> None:
        imports.check_again(by=request.user, run=self.run)


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

    def trail(self, *last: Any) -> list[tuple[Any, str | None]]:
        return crumbs(*last)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.run.file_name,
            crumbs=self.trail((self.run.file_name, self.run.get_absolute_url()), (kwargs["question"], None)),
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
    list_name = "directory:import-list"

    def act(self, request: HttpRequest) -> str:
        imports.discard(by=request.user, run=self.run)
        tell(
            request,
            _("The import of “%(file)s” was given up. Nothing was taken over.")
            % {"file": self.run.file_name},
        )
        return reverse(self.list_name)

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
        columns = ("number", "raw", "corrected", "problems")
        failed = (
            sheets.FailedRow(number, self._cells(raw, corrected), [(each[0], each[2]) for each in problems])
            for number, raw, corrected, problems in rows.values_list(*columns).iterator(chunk_size=1000)
        )
        target = BytesIO()
        sheets.write_error_xlsx(target, title=_("Errors"), header=self.run.header, failed=failed)
        return _download(
            target, _("Errors of %(file)s.xlsx") % {"file": self.run.file_name.rsplit(".", 1)[0]}
        )

    def _cells(self, raw: list[Any], corrected: dict[str, str]) -> list[Any]:
        """The cells with what was corrected on the page already."""
        index = {key: int(position) for position, key in self.run.mapping.items()}
        cells = list(raw)
        for key, text in corrected.items():
            if key in index and index[key] < len(cells):
                cells[index[key]] = text
        return cells


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
