"""Pages of the import: upload, columns, what was found, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView, FormView, ListView

from coordination.accounts.models import Network
from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.forms.imports import ColumnsForm, UploadForm
from coordination.directory.importing import pairs, shown
from coordination.directory.models import ImportRow, ImportRun, Listing
from coordination.directory.services import imports
from coordination.directory.views.import_look import Look
from coordination.lib import progress
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.numbers import grouped

PAGE = 50
STEPS = [
    gettext_lazy("File"),
    gettext_lazy("Match columns"),
    gettext_lazy("Check"),
    gettext_lazy("Take over"),
]
Outcome = ImportRow.Outcome
State = ImportRun.State
INSTITUTIONS = ImportRun.Subject.INSTITUTIONS


def crumbs(*last: Any) -> list[tuple[Any, str | None]]:
    return [
        (_("Actors"), reverse("directory:institution-list")),
        (_("Import"), reverse("directory:import-list")),
        *last,
    ]


class ImportList(MayRequired, ListView):
    """All imports into my networks, the newest first."""

    permission = "directory.view_importrun"
    template_name = "directory/import_list.html"
    paginate_by = PAGE

    def get_queryset(self):
        runs = ImportRun.objects.visible_to(self.request.user).of(INSTITUTIONS).exclude(state=State.DISCARDED)
        return runs.select_related("by", "network", "job").order_by("-made_at", "-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_add = bool(scope_of(self.request.user).may("directory.add_importrun"))
        return super().get_context_data(
            title=_("Imports"), crumbs=[crumbs()[0], (_("Import"), None)], may_add=may_add, **kwargs
        )


class Upload(MayRequired, FormView):
    """Step 1: the file."""

    permission = "directory.add_importrun"
    template_name = "directory/import_upload.html"
    form_class = UploadForm

    def get_form_kwargs(self) -> dict[str, Any]:
        networks = scope_of(self.request.user).may("directory.add_importrun")
        return super().get_form_kwargs() | {
            "networks": Network.objects.filter(pk__in=networks).order_by("name")
        }

    def form_valid(self, form: UploadForm) -> HttpResponseBase:
        try:
            run = imports.begin_import(
                by=self.request.user, network=form.chosen_network, upload=form.cleaned_data["sheet"]
            )
        except RuleBroken as broken:
            form.add_error("sheet", broken)
            return self.form_invalid(form)
        return redirect("directory:import-columns", run.uid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = ImportRun.objects.visible_to(self.request.user).of(INSTITUTIONS).exclude(state=State.DISCARDED)
        return super().get_context_data(
            title=_("Import institutions"),
            crumbs=crumbs((_("New import"), None)),
            steps=STEPS,
            current=1,
            runs=last.select_related("by", "network", "job").order_by("-made_at", "-id")[:5],
            submit_label=_("Read the file"),
            cancel_url=reverse("directory:import-list"),
            **kwargs,
        )


class OfRun(MayRequired):
    """A page about one import that the user may change."""

    permission = "directory.add_importrun"
    subject: str = INSTITUTIONS

    @cached_property
    def run(self) -> ImportRun:
        runs = ImportRun.objects.editable_by(self.request.user).of(self.subject)
        return get_object_or_404(
            runs.select_related("job", "network", "profile", "file"), uid=self.kwargs["uid"]
        )


class Columns(OfRun, FormView):
    """Step 2: which column is which, and what holds for all rows."""

    template_name = "directory/import_columns.html"
    form_class = ColumnsForm

    def get(self, request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.run.state not in {State.UPLOADED, State.CHECKED} and not self.run.has_stopped:
            return redirect(self.run)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"run": self.run}

    def form_valid(self, form: ColumnsForm) -> HttpResponseBase:
        try:
            imports.match_columns(
                by=self.request.user,
                run=self.run,
                mapping=form.mapping(),
                defaults=form.defaults(),
                save_as=form.cleaned_data["save_as"],
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.form_invalid(form)
        return redirect(self.run)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Import institutions"),
            crumbs=crumbs((self.run.file_name, None)),
            run=self.run,
            steps=STEPS,
            current=2,
            before=imports.taken_before(self.run),
            **kwargs,
        )


class Import(MayRequired, DetailView):
    """Step 3 and 4: what was found, and what came of it. Shows progress while something runs."""

    permission = "directory.view_importrun"
    context_object_name = "run"
    slug_field = slug_url_kwarg = "uid"
    subject: str = INSTITUTIONS

    def get_queryset(self):
        runs = ImportRun.objects.visible_to(self.request.user).of(self.subject)
        return runs.select_related("job", "by", "change_set")

    def get(self, request, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if self.object.state in {State.UPLOADED, State.DISCARDED}:
            editable = self.object.network_id in scope_of(request.user).may("directory.add_importrun")
            if self.object.state == State.UPLOADED and editable:
                return redirect("directory:import-columns", self.object.uid)
            return redirect("directory:import-list")
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_template_names(self) -> list[str]:
        if self.object.state in {State.TAKEN, State.UNDONE}:
            return ["directory/import_result.html"]
        if self.object.state == State.CHECKED:
            return ["directory/import_rows.html"]
        return ["directory/import_progress.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.object
        common = {
            "title": _("Import institutions"),
            "crumbs": crumbs((run.file_name, None)),
            "steps": STEPS,
            "current": {State.CHECKING: 3, State.CHECKED: 3, State.TAKING: 4}.get(run.state, 5),
            "may_change": run.network_id in scope_of(self.request.user).may("directory.add_importrun"),
            "mine": run.job is not None and run.job.owner_id == self.request.user.pk,
        }
        if run.state == State.CHECKED:
            common |= self.found(run) | {"outdated": imports.is_outdated(run)}
        elif run.job is not None:
            progress.seen(run.job)
        if run.state == State.TAKEN:
            common["figures"] = shown.figures(run.counts)
        return super().get_context_data(**common, **kwargs)

    def found(self, run: ImportRun) -> dict[str, Any]:
        return found(run, self.request.GET)


def found(run: ImportRun, query: QueryDict) -> dict[str, Any]:
    """What the page of the check shows of a sheet: one page of the rows that are looked at."""
    look = Look(run, query)
    paginator = Paginator(look.picked_rows, PAGE)
    paginator.count = look.count
    page = paginator.get_page(query.get("page"))
    lines = shown.shown(run, page.object_list, look.types if run.facets else {})
    return {
        "look": look,
        "bar": look.bar(),
        "picks": look.picks(),
        "picked": look.picked,
        "page_obj": page,
        "lines": lines,
        "headings": shown.headings(run),
        "taking": imports.to_take(run),
        "sentence": sentence(run.counts),
        "can_decide": any(line["row"].outcome in {Outcome.NEW, Outcome.CHANGED} for line in lines),
        "can_correct": any(line["can_correct"] for line in lines),
        "known": known(look, lines),
        "unused": [name for position, name in enumerate(run.header) if str(position) not in run.mapping],
        **double(look, [line["row"] for line in lines]),
    }


def boxes(line: dict[str, Any]) -> list[dict[str, Any]]:
    return [*line["more"], *(box for cell in line["cells"] for box in cell["boxes"])]


def known(look: Look, lines: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Words the browser offers while one types into a box: (id of the list, words)."""
    words: dict[str, Callable[[], list[str]]] = {
        "known-type": lambda: list(look.types.values()),
        "known-status": lambda: [str(name) for name in Listing.Status.labels],
        "known-level": lambda: [str(name) for name in Level.labels],
    }
    wanted = {box["list"] for line in lines for box in boxes(line)} - {""}
    return [(name, words[name]()) for name in sorted(wanted)]


def double(look: Look, rows: list[ImportRow]) -> dict[str, Any]:
    """The double that is asked about: the one chosen, else the first on the page."""
    asked = look.query.get("zeile", "")
    doubles = [row for row in rows if row.outcome == Outcome.DOUBLE and row.candidates]
    row = next((row for row in doubles if str(row.number) == asked), doubles[0] if doubles else None)
    if row is None:
        return {"double": None}
    candidate = pairs.candidate_of(row, look.query.get("mit", ""))
    return {
        "double": row,
        "candidate": candidate,
        "reason": pairs.reason(row, candidate),
        "pair": pairs.pair(look.run, row, candidate, look.types),
        "others": [each for each in row.candidates if each is not candidate],
    }


def sentence(counts: dict[str, int]) -> str:
    """What the check found, in one sentence."""
    problems, rows = counts.get("problems", 0), counts.get("error", 0)
    fine = counts["rows"] - rows
    if not rows:
        return ngettext("The one row is all right.", "All %(n)s rows are all right.", counts["rows"]) % {
            "n": grouped(counts["rows"])
        }
    cells = ngettext("%(n)s cell", "%(n)s cells", problems) % {"n": grouped(problems)}
    said = ngettext(
        "%(cells)s in %(n)s row needs your help.", "%(cells)s in %(n)s rows need your help.", rows
    ) % {
        "cells": cells,
        "n": grouped(rows),
    }
    if not fine:
        return said
    return f"{said} " + ngettext(
        "The other row is all right.", "The other %(n)s rows are all right.", fine
    ) % {"n": grouped(fine)}
