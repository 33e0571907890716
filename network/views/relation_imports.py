"""Pages of the import of ties: upload, what was found, and what came of it; the steps are those of the directory."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.permissions import scope_of
from coordination.directory.importing.rows import Problem
from coordination.directory.models import ImportRow, ImportRun
from coordination.directory.services import imports
from coordination.directory.views import import_steps
from coordination.directory.views import imports as pages
from coordination.lib.errors import RuleBroken
from coordination.lib.sheets.letters import letter
from network.edges import KINDS
from network.forms.relation_imports import TiesForm
from network.importing import WRITTEN
from network.services import relation_imports

RELATIONS = ImportRun.Subject.RELATIONS
STEPS = [gettext_lazy("File"), gettext_lazy("Check"), gettext_lazy("Take over")]
FIELDS = {
    "parent": gettext_lazy("Provider"),
    "valid_from": gettext_lazy("valid from"),
    "valid_until": gettext_lazy("valid until"),
    "note": gettext_lazy("note"),
}


def crumbs(*last: Any) -> list[tuple[Any, str | None]]:
    return [
        (_("Network map"), reverse("network:map")),
        (_("Import ties"), reverse("network:relation-import")),
        *last,
    ]


class Upload(pages.Upload):
    """The file, and below it the last imports."""

    permission = "network.change_relation"
    template_name = "network/relation_import_upload.html"
    form_class = TiesForm

    def form_valid(self, form: Any) -> HttpResponseBase:
        given = form.cleaned_data
        try:
            run = relation_imports.begin(
                by=self.request.user,
                network=form.chosen_network,
                upload=given["sheet"],
                nodes=given["nodes"],
                kind=given["kind"],
                level=given["level"],
            )
        except RuleBroken as broken:
            form.add_error("nodes" if broken.code in {"no_nodes", "node_twice"} else "sheet", broken)
            return self.form_invalid(form)
        return redirect(run)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = ImportRun.objects.visible_to(self.request.user).of(RELATIONS).exclude(state="discarded")
        return super().get_context_data(**kwargs) | {
            "title": _("Import ties"),
            "crumbs": [crumbs()[0], (_("Import ties"), None)],
            "steps": STEPS,
            "runs": runs.select_related("by", "network", "job").order_by("-made_at", "-id")[:20],
            "submit_label": _("Read and check the file"),
            "cancel_url": reverse("network:map"),
            "kinds": [label for key, label in KINDS.items() if key in WRITTEN],
        }


class Import(pages.Import):
    """What was found in the list, and what came of it."""

    subject = RELATIONS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        run = self.get_object()
        if run.state == ImportRun.State.DISCARDED:
            return redirect("network:relation-import")
        self.object = run
        return self.render_to_response(self.get_context_data(object=run))

    def get_template_names(self) -> list[str]:
        if self.object.state == ImportRun.State.CHECKED:
            return ["network/relation_import_rows.html"]
        return super().get_template_names()

    def found(self, run: ImportRun) -> dict[str, Any]:
        outcome = self.request.GET.get("nur", "")
        rows = run.rows.order_by("number", "id")
        if outcome in ImportRow.Outcome.values:
            rows = rows.filter(outcome=outcome)
        page = Paginator(rows, pages.PAGE).get_page(self.request.GET.get("page"))
        lines = [_line(run, row) for row in page.object_list]
        here = run.get_absolute_url()
        return {
            "page_obj": page,
            "lines": lines,
            "picks": [
                {"label": label, "count": run.counts.get(key, 0), "url": f"{here}?nur={key}", "current": key == outcome}
                for key, label in ImportRow.Outcome.choices
                if run.counts.get(key)
            ],
            "taking": imports.to_take(run),
            "sentence": pages.sentence(run.counts),
            "can_decide": any(line["open"] for line in lines),
        }  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.object
        context: dict[str, Any] = super().get_context_data(**kwargs) | {
            "title": _("Import ties"),
            "crumbs": crumbs((run.file_name, None)),
            "steps": STEPS,
            "may_change": run.network_id in scope_of(self.request.user).may("network.change_relation"),
        }
        return context | {"current": max(2, int(context["current"]) - 1)}


def _line(run: ImportRun, row: ImportRow) -> dict[str, Any]:
    """A row as the page tells it: its cells by name of the column, each problem with the cell it is in."""
    problems = [Problem._make(one) for one in row.problems]
    return {
        "row": row,
        "open": row.outcome in {ImportRow.Outcome.NEW, ImportRow.Outcome.CHANGED},
        "kind": KINDS.get(row.clean.get("kind", ""), ""),
        "cells": ", ".join(str(value) for value in row.raw if value not in (None, "")),
        "problems": [
            {
                "place": "" if one.column is None else f"{letter(one.column)} „{run.header[one.column]}“",
                "say": one.say,
            }
            for one in problems
        ],
        "differences": [
            {"label": FIELDS[key], "old": old, "new": new} for key, (old, new) in row.differences.items()
        ],
        "notes": [say for _key, say in row.notes],
    }


class _Step:
    permission = "network.change_relation"
    subject: str = RELATIONS


class Decide(_Step, import_steps.Decide):
    def back(self) -> str:
        return self.run.get_absolute_url()


class TakeOver(_Step, import_steps.TakeOver):
    def act(self, request: HttpRequest) -> None:
        relation_imports.take_over(by=request.user, run=self.run)

    def back(self) -> str:
        return self.run.get_absolute_url()


class Undo(_Step, import_steps.Undo):
    def trail(self, *last: Any) -> list[tuple[Any, str | None]]:
        return crumbs(*last)


class Discard(_Step, import_steps.Discard):
    list_name = "network:relation-import"

    def trail(self, *last: Any) -> list[tuple[Any, str | None]]:
        return crumbs(*last)


class Errors(import_steps.Errors):
    subject = RELATIONS
