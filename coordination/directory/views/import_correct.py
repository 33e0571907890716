"""Errors of the check corrected on the page: what was typed into any box of it is kept and checked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.directory.importing import marks
from coordination.directory.importing.shown import label
from coordination.directory.models import ImportRow, ImportRun
from coordination.directory.services import import_correct
from coordination.directory.services.import_correct import Corrected, Typed
from coordination.directory.views.import_steps import Step
from coordination.directory.views.imports import boxes, found
from coordination.lib.notes import tell


class Correct(Step):
    """All boxes of the page in one form, so that nothing typed is lost whichever button is pressed."""

    def act(self, request: HttpRequest) -> HttpResponseBase:
        typed, alike, offered = self._typed(), self._alike(), self._offered()
        if offered is not None:
            typed = [each for each in typed if (each.number, each.key) != (offered.number, offered.key)]
            typed.append(offered)
        done = import_correct.correct(by=request.user, run=self.run, typed=typed, alike=alike)
        if _is_number(only := request.POST.get("nur", "")):
            done = import_correct.count_only(by=request.user, run=self.run, number=int(only))
        undo = self._undo_of(done, alike, typed)
        if done.job is not None:
            return _to(request, self.run.get_absolute_url())
        if getattr(request, "htmx", False):
            return self._again(done)
        for text, kind in said(done):
            tell(request, text, kind=kind, undo=undo)
        return redirect(f"{self.back()}#zeilen")

    def _typed(self) -> list[Typed]:
        found = []
        for name, text in self.request.POST.items():
            parts = name.split("-")
            if len(parts) == 4 and parts[0] == "z" and _is_number(parts[1]):
                found.append(Typed(int(parts[1]), parts[2], parts[3], marks.as_typed(text)))
        return found

    def _alike(self) -> set[tuple[int, str]]:
        parts = [each.split("-") for each in self.request.POST.getlist("alle")]
        return {(int(each[0]), each[1]) for each in parts if len(each) == 2 and _is_number(each[0])}

    def _offered(self) -> Typed | None:
        """The proposal whose button was pressed; it is read from the row, not from the browser."""
        number, key, place = [*self.request.POST.get("vorschlag", "").split("-"), "", "", ""][:3]
        if not _is_number(number) or not _is_number(place):
            return None
        row = ImportRow.objects.filter(run=self.run, number=number).first()
        offers = []
        for problem in import_correct.problems_of(row) if row else ():
            if (problem.fix.split() or [problem.key])[0] == key:
                offers += problem.offers
        if int(place) >= len(offers):
            return None
        index = {name: int(position) for position, name in self.run.mapping.items()}
        there = marks.cell(row, index.get(key), key)
        seen = marks.short(marks.as_typed(there))
        return Typed(int(number), key, seen, offers[int(place)], sure=True)

    def _undo_of(self, done: Corrected, alike: set[tuple[int, str]], typed: list[Typed]) -> str:
        """Where a correction of many rows can be taken back."""
        whole = [each for each in typed if (each.number, each.key) in alike]
        if len(whole) != 1:
            return ""
        url = reverse("directory:import-uncorrect", args=[self.run.uid])
        return f"{url}?{urlencode({'feld': whole[0].key, 'text': whole[0].text[:200]})}"

    def _again(self, done: Corrected) -> HttpResponseBase:
        """For htmx: the part of the page with the rows, anew."""
        run = ImportRun.objects.select_related("job", "by").get(pk=self.run.pk)
        context = {
            "title": _("Import institutions"),
            "run": run,
            "may_change": True,
            "oob": True,
            "said": said(done),
            **found(run, self.request.GET),
        }
        _focus(context["lines"], after=min([*done.right, *done.wrong], default=0))
        return render(self.request, "directory/_import_check.html", context)


def _focus(lines: list[dict[str, Any]], *, after: int) -> None:
    """Where the person goes on: the first box from the row that was corrected on."""
    rows = [(line["row"].number, boxes(line)) for line in lines]
    rows = [(number, [box for box in found if box["key"]]) for number, found in rows]
    rows = [row for row in rows if row[1]]
    if rows:
        next((row for row in rows if row[0] >= after), rows[0])[1][0]["focus"] = True


class Uncorrect(Step):
    """Let the file's cell count again."""

    def act(self, request: HttpRequest) -> HttpResponseBase | None:
        key, text = request.GET.get("feld", ""), request.GET.get("text", "")
        rows = None
        number, _sign, field = request.POST.get("was", "").partition("-")
        if _is_number(number):
            row = ImportRow.objects.filter(run=self.run, number=number).first()
            key, text, rows = field, row.corrected.get(field, "") if row else "", [int(number)]
        done = import_correct.take_back(by=request.user, run=self.run, key=key, text=text, rows=rows)
        if done.job is None:
            n = len(done.right) + len(done.wrong)
            told = ngettext("In %(n)s row the file counts again.", "In %(n)s rows the file counts again.", n)
            tell(request, told % {"n": n})
        return redirect(self.back())


def said(done: Corrected) -> list[tuple[str, str]]:
    """What happened, for people: (sentence, success or warning)."""
    lines: list[tuple[str, str]] = []
    if n := len(done.right):
        one = ngettext("%(n)s row is in order now.", "%(n)s rows are in order now.", n)
        single = _("Row %(row)s is in order now.")
        lines.append((single % {"row": done.right[0]} if n == 1 else one % {"n": n}, "success"))
    if n := len(done.wrong):
        rows = ", ".join(str(number) for number in done.wrong[:8]) + (" …" if n > 8 else "")
        more = ngettext(
            "Row %(rows)s still needs your help.", "%(n)s rows still need your help: %(rows)s.", n
        )
        lines.append((more % {"n": n, "rows": rows}, "warning"))
    for each in done.missed[:5]:
        sentence = _(
            "Row %(row)s, %(column)s: somebody else has changed this meanwhile. Yours was not kept: “%(text)s”."
        )
        words: dict[str, Any] = {"row": each.number, "column": label(each.key), "text": each.text[:200]}
        lines.append((sentence % words, "warning"))
    return lines or [(_("Nothing was changed."), "warning")]


def _to(request: HttpRequest, url: str) -> HttpResponseBase:
    """Lead on, also where htmx asks."""
    response = redirect(url)
    if getattr(request, "htmx", False):
        response.status_code = 200
        response["HX-Redirect"] = url
    return response


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
