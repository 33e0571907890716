"""Forms of the import: the upload, and which column is which."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.directory.columns import COLUMNS, PARTS
from coordination.directory.models import ImportRun, InstitutionType, Listing
from coordination.lib.levels import Level

COLUMN = "column-"
WORD = "word-"


class UploadForm(forms.Form):
    """One sheet, and the network it is for where there are several."""

    network = forms.ModelChoiceField(Network.objects.none(), label=_("Network"), empty_label=None)
    sheet = forms.FileField(
        label=_("File"),
        help_text=_(
            "XLSX, CSV, ODS or a JSON list, at most 20,000 rows. Nothing is taken over before you say so."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.ods,.json"}),
        error_messages={"required": _("Please choose a file."), "empty": _("The file is empty.")},
        max_length=200,
    )

    def __init__(self, *args: Any, networks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = networks
        self.networks = list(networks)
        if len(self.networks) == 1:
            del self.fields["network"]

    @property
    def chosen_network(self) -> Network:
        return self.cleaned_data.get("network") or self.networks[0]


class ColumnsForm(forms.Form):
    """For each column of the file what it holds; and what holds for all rows that do not say it themselves."""

    type = forms.ModelChoiceField(
        InstitutionType.objects.all(),
        label=_("Type"),
        required=False,
        empty_label=_("as in the file"),
        help_text=_("For rows without a type of their own."),
    )
    status = forms.ChoiceField(
        label=_("Status of new entries"), choices=Listing.Status.choices, required=False
    )
    level = forms.TypedChoiceField(
        label=_("New entries visible for"), choices=Level.choices, coerce=int, initial=Level.COORDINATION
    )
    contact_level = forms.TypedChoiceField(
        label=_("Their telephone, mail, website visible for"),
        choices=Level.choices,
        coerce=int,
        initial=Level.COORDINATION,
        help_text=_("Public only for what the institution has published itself."),
    )
    scheme = forms.SlugField(
        label=_("List the numbers come from"),
        required=False,
        max_length=40,
        help_text=_("Small letters and hyphens, always the same for the same list: nrw-schulnummer."),
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=120)
    erase = forms.BooleanField(
        label=_("Empty cells empty the entry"),
        required=False,
        help_text=_(
            "For sheets exported here. For lists by others leave it off: what they do not know stays."
        ),
    )
    save_as = forms.CharField(
        label=_("Keep this assignment as"),
        required=False,
        max_length=80,
        help_text=_(
            "A name, for example “School list of the Land”. The next file with the same columns is read so."
        ),
    )

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        initial = {key: value for key, value in run.defaults.items() if value not in (None, "")}
        initial["save_as"] = run.profile.name if run.profile else ""
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.run = run
        choices = _choices()
        for index, name in enumerate(run.header):
            self.fields[f"{COLUMN}{index}"] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=run.mapping.get(str(index), "")
            )

        self.words = run.defaults.get("unknown_types", [])
        explained = run.defaults.get("types") or {}
        if self.words:
            nothing = ("", _("not known: these rows are errors"))
            kinds = [nothing, *InstitutionType.objects.values_list("pk", "name")]
        for position, word in enumerate(self.words):
            self.fields[f"{WORD}{position}"] = forms.TypedChoiceField(
                label=word,
                choices=kinds,
                coerce=int,
                empty_value=None,
                required=False,
                initial=explained.get(word),
            )

    @property
    def kinds(self) -> list[Any]:
        """Words of the list that mean no type known here; the person may explain them."""
        return [self[f"{WORD}{position}"] for position in range(len(self.words))]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What the table of columns shows: field, examples from the file, whether it was guessed."""
        found = []
        for index, name in enumerate(self.run.header):
            cells = [row[index] for row in self.run.sample if index < len(row) and str(row[index]).strip()]
            found.append(
                {
                    "field": self[f"{COLUMN}{index}"],
                    "name": name,
                    "examples": list(dict.fromkeys(cells))[:3],
                    "known": str(index) in self.run.mapping,
                }
            )
        return found

    @property
    def for_all(self) -> list[Any]:
        return [
            self[name] for name in ("type", "status", "level", "contact_level", "scheme", "source", "erase")
        ]

    def mapping(self) -> dict[str, str]:
        return {
            name.removeprefix(COLUMN): key
            for name, key in self.cleaned_data.items()
            if name.startswith(COLUMN)
        }

    def defaults(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "type": given["type"].pk if given["type"] else None,
            "types": {
                word: given[f"{WORD}{position}"]
                for position, word in enumerate(self.words)
                if given[f"{WORD}{position}"]
            },
            "unknown_types": self.words,
            **{
                name: given[name]
                for name in ("status", "level", "contact_level", "scheme", "source", "erase")
            },
        }


def _choices() -> list[Any]:
    parts: dict[str, list[tuple[str, Any]]] = {part: [] for part in PARTS}
    for column in COLUMNS:
        parts[column.part].append((column.key, column.heading))
    return [("", _("do not take over")), *((str(PARTS[part]), columns) for part, columns in parts.items())]
