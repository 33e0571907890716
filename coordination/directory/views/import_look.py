"""What of a checked sheet is looked at: state, words, filters; all of it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.directory.importing import marks
from coordination.directory.importing.shown import label
from coordination.directory.models import ImportRow, ImportRun, InstitutionType
from coordination.lib.fold import fold
from coordination.lib.numbers import grouped
from coordination.places.models import Municipality

Outcome = ImportRow.Outcome
PICKS = [
    (gettext_lazy("Errors"), Outcome.ERROR),
    (gettext_lazy("Doubles"), Outcome.DOUBLE),
    (gettext_lazy("Changes"), Outcome.CHANGED),
    (gettext_lazy("New"), Outcome.NEW),
    (gettext_lazy("Unchanged"), Outcome.SAME),
    (gettext_lazy("Repeated"), Outcome.REPEAT),
]
# Name in the address → sign of the marks it chooses among.
FILTERS = {"problem": "k", "spalte": "c", "gemeinde": "m", "art": "t", "korrigiert": "x"}
_LONGEST = 100


class Filters(forms.Form):
    """Only what occurs in this sheet can be chosen, each with its number of rows."""

    problem = forms.ChoiceField(label=gettext_lazy("Kind of problem"), required=False)
    spalte = forms.ChoiceField(label=gettext_lazy("Problem in the column"), required=False)
    gemeinde = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False)
    art = forms.ChoiceField(label=gettext_lazy("Type"), required=False)
    korrigiert = forms.ChoiceField(label=gettext_lazy("Corrected here"), required=False)

    def __init__(self, *args: Any, choices: Mapping[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if choices[name]:
                self.fields[name].choices = [("", _("all")), *choices[name]]
            else:
                del self.fields[name]


class Look:
    """The part of a sheet that an address asks for."""

    def __init__(self, run: ImportRun, query: QueryDict) -> None:
        self.run = run
        self.query = query
        self.text = query.get("q", "").replace("\0", "").strip()[:_LONGEST]
        self.form = Filters(query, choices=self._choices)
        self.form.is_valid()
        chosen = self.form.cleaned_data
        self.chosen = {name: chosen[name] for name in FILTERS if chosen.get(name)}

    @cached_property
    def types(self) -> dict[int, str]:
        return dict(InstitutionType.objects.order_by("sort_order", "id").values_list("id", "name"))

    @cached_property
    def _choices(self) -> dict[str, list[tuple[str, str]]]:
        facets = self.run.facets
        ids = [int(mark[1:]) for mark in facets if mark[0] == "m"]
        places = dict(Municipality.objects.filter(pk__in=ids).values_list("id", "name")) if ids else {}
        kinds = self.types if any(mark[0] == "t" for mark in facets) else {}
        names: dict[str, Any] = {
            **{f"k{kind}": words for kind, words in marks.KINDS.items()},
            **{mark: label(mark[1:]) for mark in facets if mark[0] == "c" and mark != "c-"},
            "c-": _("the row as a whole"),
            **{f"m{pk}": name for pk, name in sorted(places.items(), key=lambda one: fold(one[1]))},
            **{f"t{pk}": name for pk, name in kinds.items()},
            "x": _("yes"),
        }
        return {
            name: [
                (mark[1:] or "ja", f"{words} ({grouped(facets[mark])})")
                for mark, words in names.items()
                if mark[0] == sign and mark in facets
            ]
            for name, sign in FILTERS.items()
        }

    @cached_property
    def rows(self) -> QuerySet[ImportRow]:
        """The rows with these words and filters, of every state."""
        rows = self.run.rows.all()
        for word in fold(self.text).split():
            rows = rows.filter(search_text__contains=word)
        for name, value in self.chosen.items():
            mark = "x" if name == "korrigiert" else f"{FILTERS[name]}{value}"
            rows = rows.filter(marks__contains=f" {mark} ")
        return rows

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.chosen)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows of each state are found."""
        if not self.is_narrowed:
            return {value: self.run.counts.get(value, 0) for value in Outcome.values}
        found = dict(self.rows.order_by().values_list("outcome").annotate(Count("id")))
        return {value: found.get(value, 0) for value in Outcome.values}

    @cached_property
    def picked(self) -> str:
        """The state that is looked at; without a choice what needs help first."""
        asked = self.query.get("zeigen", "")
        if asked in {*Outcome.values, "alle"}:
            return asked
        return next((value for value in ("error", "double") if self.counts.get(value)), "alle")

    @cached_property
    def picked_rows(self) -> QuerySet[ImportRow]:
        rows = self.rows.order_by("number", "id")
        return rows if self.picked == "alle" else rows.filter(outcome=self.picked)

    @property
    def count(self) -> int:
        return sum(self.counts.values()) if self.picked == "alle" else self.counts[self.picked]

    def address(self, **changes: str) -> str:
        """The part of the address behind the question mark, with some things otherwise, from the first page on."""
        wanted = {"zeigen": self.query.get("zeigen", ""), "q": self.text, **self.chosen, **changes}
        return urlencode({name: value for name, value in wanted.items() if value})

    @property
    def here(self) -> str:
        """The same with the page, to come back to after a step."""
        page = self.query.get("page", "")
        return self.address(page=page if page.isascii() and page.isdigit() else "")

    def picks(self) -> list[dict[str, Any]]:
        found = [
            {"label": label, "count": self.counts[value], "value": value}
            for label, value in PICKS
            if self.counts[value] or value != Outcome.REPEAT
        ]
        found.append({"label": _("All"), "count": sum(self.counts.values()), "value": "alle"})
        return [
            {**one, "url": f"?{self.address(zeigen=one['value'])}", "current": self.picked == one["value"]}
            for one in found
        ]

    def bar(self) -> dict[str, Any]:
        """What the list bar of the house shows."""
        chips = []
        for name, value in self.chosen.items():
            field = self.form.fields[name]
            shown = dict(field.choices).get(value, value).rpartition(" (")[0]
            chips.append({"label": field.label, "value": shown, "url": f"?{self.address(**{name: ''})}"})
        return {
            "search": self.text,
            "search_label": _("Search the rows"),
            "placeholder": _("Name, number, street, town, telephone …"),
            "filters": self.form if self.form.fields else None,
            "hidden": [("zeigen", self.picked)] if self.query.get("zeigen") else [],
            "chips": chips,
            "count": self.count,
            "total": self.run.counts["rows"] if self.is_narrowed else None,
            "noun": ngettext("row", "rows", self.count),
            "reset_url": f"?{urlencode({'zeigen': self.picked})}",
        }
