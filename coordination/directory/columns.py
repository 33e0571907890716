"""The one declaration of what a sheet of institutions holds: column → field → heading, for import and export alike.

``words`` are the names under which lists by others carry the column; :mod:`importing.guess` compares them folded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Part = Literal["institution", "address", "contacts", "traits", "listing"]

PARTS: dict[str, object] = {
    "institution": _("Institution"),
    "address": _("Address"),
    "contacts": _("Contact"),
    "traits": _("What it offers"),
    "listing": _("Entry in the network"),
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column; ``key`` is its name in mappings, saved views and files of settings and never changes."""

    key: str
    heading: object
    part: Part = "institution"
    words: tuple[str, ...] = ()
    help: object = ""
    width: int = 20
    exported: bool = True
    by_default: bool = False


def _column(key: str, heading: object, words: str, **more: object) -> Column:
    return Column(key=key, heading=heading, words=tuple(words.split("|")), **more)  # type: ignore[arg-type]


def _in(part: Part, *columns: Column) -> tuple[Column, ...]:
    return tuple(Column(**{**column.__dict__, "part": part}) for column in columns)


COLUMNS: tuple[Column, ...] = (
    *_in(
        "institution",
        _column(
            "uid",
            _("Record key"),
            "kennung|uid|record key|schutznetz kennung",
            width=38,
            help=_("By this the entry is found again. Leave it as it is; leave it empty for new entries."),
        ),
        _column(
            "number",
            _("Number"),
            "nummer|nr|number|id|identifier|schulnummer|schulnr|schul nr|schulkennziffer|schulkenziffer"
            "|dienststellenschluessel|einrichtungsnummer|kita nummer|kundennummer|externe id|external id",
            width=16,
            by_default=True,
            help=_("The number of the institution in its own list, for example the school number."),
        ),
        _column(
            "name",
            _("Name"),
            "name|bezeichnung|einrichtung|name der einrichtung|einrichtungsname|schule|schulname|name der schule"
            "|bezeichnung der schule|institution|titel|title|kita|praxis|organisation|verein",
            width=44,
            by_default=True,
            help=_("Needed for new entries."),
        ),
        _column("short_name", _("Short name"), "kurzname|kurzbezeichnung|abkuerzung|kuerzel|short name"),
        _column("other_names", _("Other names"), "weitere namen|fruehere namen|auch bekannt als|other names"),
        _column(
            "type",
            _("Type"),
            "art|typ|type|schultyp|schulform|schulart|school type|einrichtungsart|einrichtungstyp"
            "|art der einrichtung|kategorie|art der stelle|category",
            width=30,
            by_default=True,
            help=_("For example Kita, Gymnasium, Jugendamt."),
        ),
        _column(
            "parent",
            _("Provider"),
            "traeger|traegername|name des traegers|provider|traeger der einrichtung|rechtstraeger|schultraeger",
            width=30,
            by_default=True,
            help=_("Name or number of the provider as it stands in the directory."),
        ),
        _column(
            "description", _("Description"), "beschreibung|description|angebot|kurzbeschreibung", width=50
        ),
        _column(
            "protected_place",
            _("Protected place"),
            "schutzort|schuetzenswerter ort|protected place|geschuetzter ort",
            help=_("yes or no. A protected place has no address."),
        ),
    ),
    *_in(
        "address",
        _column(
            "address",
            _("Address on one line"),
            "adresse|anschrift|address|adresszeile|postanschrift|full address|adresse in einer zeile",
            width=40,
            exported=False,
            help=_("Street, number, postcode and town in one cell; it is divided."),
        ),
        _column(
            "street",
            _("Street"),
            "strasse|str|street|strasse und hausnummer|strasse hausnummer|strasse hausnr|strasse nr",
            width=30,
            by_default=True,
            help=_("A house number behind it is divided off if there is no column for it."),
        ),
        _column(
            "house_number",
            _("House number"),
            "hausnummer|hausnr|hnr|haus nr|house number",
            by_default=True,
            width=12,
        ),
        _column(
            "address_extra", _("Addition to the address"), "adresszusatz|zusatz|address extra|adresszusaetze"
        ),
        _column(
            "postcode",
            _("Postcode"),
            "plz|postleitzahl|postcode|zip|zip code|postal code",
            width=8,
            by_default=True,
        ),
        _column("city", _("Town"), "ort|stadt|wohnort|city|town|stadt gemeinde|postort", by_default=True),
        _column("part", _("Part of the town"), "ortsteil|stadtteil|bezirk|stadtbezirk|district|ortschaft"),
        _column(
            "municipality",
            _("Municipality"),
            "gemeinde|gemeindename|kommune|municipality|gemeindeschluessel|ags|amtlicher gemeindeschluessel",
            by_default=True,
            help=_("Found by postcode and town; needed only where a postcode belongs to several."),
        ),
        _column("latitude", _("Latitude"), "breite|breitengrad|latitude|lat|location lat|geo lat", width=12),
        _column(
            "longitude",
            _("Longitude"),
            "laenge|laengengrad|longitude|lon|lng|long|location lon|location lng|geo lon",
            width=12,
        ),
    ),
    *_in(
        "contacts",
        _column(
            "phone",
            _("Telephone"),
            "telefon|tel|telefonnummer|phone|telephone|fon|rufnummer|festnetz|tel nr",
            by_default=True,
        ),
        _column("mobile", _("Mobile phone"), "mobil|handy|mobiltelefon|mobile|mobilnummer"),
        _column("fax", _("Fax"), "fax|telefax|faxnummer|fax nr"),
        _column(
            "mail",
            _("E-mail"),
            "e mail|email|mail|e mail adresse|email adresse|mailadresse|emailadresse",
            width=34,
            by_default=True,
        ),
        _column(
            "web",
            _("Website"),
            "website|webseite|internet|homepage|web|www|url|internetadresse|internetseite",
            width=34,
        ),
    ),
    *_in(
        "traits",
        _column(
            "topics",
            _("Topics"),
            "themen|topics|thema|schwerpunkte",
            width=40,
            help=_("Several are separated by semicolons."),
        ),
        _column("target_groups", _("Target groups"), "zielgruppen|zielgruppe|target groups", width=40),
        _column("languages", _("Languages"), "sprachen|sprache|languages", width=30),
        _column("features", _("Accessibility"), "barrierefreiheit|barrierefrei|accessibility", width=40),
        _column("age_from", _("Age from"), "alter von|ab alter|age from|von jahren|mindestalter", width=10),
        _column(
            "age_until",
            _("Age until"),
            "alter bis|bis alter|age until|age to|bis jahre|hoechstalter",
            width=10,
        ),
    ),
    *_in(
        "listing",
        _column(
            "status", pgettext_lazy("of an entry", "Status"), "status|zustand", width=12, by_default=True
        ),
        _column(
            "level", _("Visible for"), "sichtbar fuer|sichtbarkeit|visible for|veroeffentlichung", width=16
        ),
        _column(
            "notes", _("Notes"), "notizen|notiz|bemerkung|bemerkungen|notes|anmerkung|anmerkungen", width=50
        ),
        _column(
            "confirmed_on",
            _("Confirmed on"),
            "bestaetigt am|bestaetigt|confirmed on|stand|geprueft am",
            width=14,
        ),
    ),
)

BY_KEY: dict[str, Column] = {column.key: column for column in COLUMNS}
EXPORTED: tuple[str, ...] = tuple(column.key for column in COLUMNS if column.exported)
BY_DEFAULT: tuple[str, ...] = tuple(column.key for column in COLUMNS if column.by_default)

# What must not stand in a row about a protected place.
ADDRESS_KEYS = frozenset(column.key for column in COLUMNS if column.part == "address")
CONTACT_KEYS = ("phone", "mobile", "fax", "mail", "web")
PHONE_KEYS = frozenset({"phone", "mobile", "fax"})
TRAIT_KEYS = ("topics", "target_groups", "languages", "features")
LISTING_KEYS = ("status", "level", "notes", "confirmed_on")
OWN_KEYS = tuple(
    column.key
    for column in COLUMNS
    if column.part in {"institution", "address", "traits"}
    and column.key not in {"uid", "number", "address", *TRAIT_KEYS}
)
