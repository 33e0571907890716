"""/stil/: every part of the look on one page, with the sample content of a network. For developers, DEBUG only."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coordination.lib.forms import GermanDateField, PlainTextField
from coordination.lib.levels import Level

COLOURS = [
    ("page", "Seite"),
    ("card", "Karte"),
    ("raise", "Abgehoben"),
    ("tint", "Auswahl"),
    ("accent", "Handlung"),
    ("deep", "Kopf, Fuß"),
    ("muted", "Nebentext"),
    ("line-strong", "Linie, stark"),
    ("ok", "Gut"),
    ("due", "Bald"),
    ("bad", "Handeln"),
    ("info", "Hinweis"),
]
ENTRIES = [
    ("Heute", "today", 7),
    ("Akteure", "building", 0),
    ("Netz", "network", 0),
    ("Mitteilungswege", "route", 0),
    ("Veranstaltungen", "calendar", 0),
    ("Gruppen", "group", 0),
    ("Wissen", "book", 0),
    ("Auswertung", "chart", 0),
]
ICONS = (
    "accessible arrow badge bell book bookmark building calendar chart check child clock close columns "
    "contrast doc down download easy edit eye file filter gavel globe group help history house info key "
    "left link list lock login logout mail menu merge moon more network person phone phoneoff pin plus "
    "print qr relay right route scan search settings shield sos speech sun swap table tag task today "
    "trash undo up upload volume warn wheel"
)


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Name der Einrichtung")
    kind = forms.ChoiceField(label="Art", choices=[("kita", "Kita"), ("schule", "Schule")])
    postcode = forms.RegexField(
        label="Postleitzahl",
        regex=r"^\d{5}$",
        error_messages={"invalid": "Es fehlen Ziffern. Bitte geben Sie 5 Ziffern ein."},
        widget=forms.TextInput(
            attrs={"data-width": "short", "inputmode": "numeric", "autocomplete": "postal-code"}
        ),
    )
    mail = forms.EmailField(
        label="E-Mail",
        required=False,
        error_messages={"invalid": "Nach dem @ fehlt die Endung, zum Beispiel „.de“."},
    )
    level = forms.TypedChoiceField(
        label="Sichtbar für", coerce=int, choices=Level.choices, widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="Themen",
        required=False,
        choices=[("1", "Frühe Hilfen"), ("2", "Sexualisierte Gewalt"), ("3", "Sucht in der Familie")],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed_on = GermanDateField(label="Vereinbarung vom", required=False)
    file = forms.FileField(label="Datei", required=False, help_text="Excel, CSV oder ODS, höchstens 5 MB")
    languages = forms.MultipleChoiceField(
        label="Sprachen",
        required=False,
        choices=[("de", "Deutsch"), ("tr", "Türkisch"), ("uk", "Ukrainisch")],
    )
    notes = PlainTextField(label="Notizen", required=False)
    step_free = forms.BooleanField(label="Stufenlos erreichbar", required=False)


class FilterForm(forms.Form):
    """What a list can be narrowed by."""

    kind = forms.ChoiceField(
        label="Art", required=False, choices=[("", "Alle"), ("kita", "Kita"), ("schule", "Schule")]
    )
    place = forms.CharField(label="Gemeinde", required=False)


def style(request: HttpRequest) -> HttpResponse:
    """Show every part. Answers 404 unless DEBUG is on."""
    if not settings.DEBUG:
        raise Http404
    now = timezone.now()
    wrong = SampleForm(
        {
            "name": "Kita Wiesengrund",
            "kind": "kita",
            "postcode": "0012",
            "mail": "kita@wiesengrund",
            "level": "20",
            "step_free": "on",
        }
    )
    return render(
        request,
        "lib/style.html",
        {
            "title": "Bausteine",
            "facts": "Alle Teile der Oberfläche auf einer Seite, hell und dunkel, ab 320 Pixel Breite.",
            "house": sample_house(),
            "crumbs": [("Akteure", "#akteure"), ("Bausteine", None)],
            "colours": COLOURS,
            "icons": ICONS.split(),
            "levels": Level.values,
            "form": wrong,
            "empty_form": SampleForm(auto_id="leer_%s"),
            "bar": sample_bar(),
            "bulk": {
                "url": "#",
                "total": 58,
                "actions": [{"label": "Bestätigung anfordern", "icon": "mail"}],
            },
            "page_obj": Paginator(range(58), 10).page(2),
            "tabs": [
                {"label": "Karte", "url": "#karte", "current": True, "count": None},
                {"label": "Tabelle", "url": "#tabelle", "count": 48},
                {"label": "Text", "url": "#text", "count": None},
            ],
            "picks": [
                {"label": "Fehler", "count": 3, "url": "#fehler"},
                {"label": "Neu", "count": 17, "url": "#neu"},
                {"label": "Alle", "count": 212, "url": "#alle", "current": True},
            ],
            "entries": sample_history(now),
            "conflict": {
                "who": "Sven Probe",
                "at": now,
                "rows": [
                    {
                        "label": "Telefon",
                        "theirs": "0221 4710 145",
                        "mine": "0221 4710 146",
                        "differs": True,
                    },
                    {
                        "label": "Ort",
                        "theirs": "53840 Troisdorf",
                        "mine": "53840 Troisdorf",
                        "differs": False,
                    },
                ],
            },
            "late": now - timedelta(days=2),
            "today": now,
            "soon": now + timedelta(days=3),
            "steps": ["Datei", "Spalten", "Prüfen", "Übernehmen"],
            "alert_links": [("Ergebnis ansehen", "#ergebnis"), ("Ganzen Import rückgängig machen", "#undo")],
            "things": ["Kita St. Anna", "Gesamtschule Lindenau", "Praxis Dr. Muster"],
        },
    )


def sample_house() -> dict[str, object]:
    """The frame of a network with all eight entries, as `coordination.accounts.context.house` gives it."""
    return {
        "network": "Netzwerk Kinderschutz Musterkreis",
        "demo": True,
        "navigation": [
            {"label": label, "url": f"#{icon}", "icon": icon, "count": count, "current": icon == "building"}
            for label, icon, count in ENTRIES
        ],
        "account": {"name": "Petra Beispiel", "initials": "PB"},
        "account_menu": [{"label": "Profil und Vertretung", "url": "#profil", "icon": "person"}],
        "admin_menu": [{"label": "Personen und Rollen", "url": "#rollen", "icon": "group"}],
        "search_url": "#suche",
        "logout_url": "#abmelden",
    }


def sample_bar() -> dict[str, object]:
    """Everything above a list."""
    return {
        "search_label": "In Einrichtungen suchen",
        "placeholder": "Name, Träger, Ort, Telefon …",
        "views": [
            {"label": "Alle Einrichtungen", "url": "#alle"},
            {"label": "Lindenau komplett", "url": "#l", "current": True},
        ],
        "view_label": "Lindenau komplett",
        "save_view_url": "#merken",
        "columns": [
            {"name": "art", "label": "Art", "on": True},
            {"name": "traeger", "label": "Träger", "on": False},
        ],
        "exports": [{"label": "Excel (XLSX)", "url": "#xlsx"}, {"label": "CSV", "url": "#csv"}],
        "filters": FilterForm(auto_id="filter_%s"),
        "chips": [
            {"label": "Ort", "value": "Lindenau", "url": "#ort"},
            {"label": "Status", "value": "aktiv", "url": "#status"},
        ],
        "count": 58,
        "total": 1412,
        "noun": "Einrichtungen",
        "reset_url": "#zurueck",
    }


def sample_history(now: object) -> list[dict[str, object]]:
    """Three entries of a timeline: changed and undoable, said in words, removed."""
    return [
        {
            "changes": [{"label": "Telefon", "old": "0221 4710 109", "new": "0221 4710 110"}],
            "at": now,
            "who": "Aylin Beispiel",
            "source": "per Mail-Link",
            "undo_url": "#r1",
        },
        {"text": "Alle Kontakte bestätigt", "at": now, "who": "Aylin Beispiel"},
        {
            "changes": [{"label": "Träger", "old": "Elternverein", "new": "Kinderhaus Lindenau e. V."}],
            "at": now,
            "who": "Petra Beispiel",
            "reason": "Vereinsregister",
            "undo_url": "#r2",
        },
    ]
