"""Load the official tables. Repeatable: the second run changes nothing."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from coordination.places.models import Dataset, Municipality
from coordination.places.postcode_table import read_postcodes
from coordination.places.register import Register, read_register
from coordination.places.report import Report
from coordination.places.selection import Selection, select
from coordination.places.services import areas, postcodes

REGISTER = Dataset(
    slug="municipality-register",
    name="Gemeindeverzeichnis (GV-ISys)",
    publisher="Statistisches Bundesamt (Destatis)",
    source_url="https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/_inhalt.html",
    licence="Datenlizenz Deutschland – Namensnennung – Version 2.0",
    licence_url="https://www.govdata.de/dl-de/by-2-0",
    changes="Auszug: Länder, Kreise und Gemeinden; Namen und Zusätze getrennt.",
)
POSTCODES = Dataset(
    slug="postcode-table",
    name="Zuordnung von Postleitzahlen zu Orten und Kreisen",
    publisher="OpenStreetMap-Mitwirkende, aufbereitet von suche-postleitzahl.org",
    source_url="https://www.openstreetmap.org/copyright",
    licence="Open Data Commons Open Database License (ODbL) 1.0",
    licence_url="https://opendatacommons.org/licenses/odbl/1-0/",
    changes="Orte über den amtlichen Gemeindeschlüssel mit dem Gemeindeverzeichnis verbunden.",
)
DEMO_SLUG = "demo-district"

_SOME_GONE = 20


class TooManyGone(RuleBroken):
    """More municipalities would be dissolved than any reform does: the file is probably cut off."""

    def __init__(self, gone: int, known: int) -> None:
        message = _(
            "%(gone)d of %(known)d known municipalities are missing in the register. Probably the file is cut off; "
            "nothing was changed. If this is right, call again with --accept-losses."
        ) % {"gone": gone, "known": known}
        super().__init__(message, code="too_many_gone")


def load_places(
    *,
    register: Path,
    postcodes: Path,
    as_of: datetime.date | None = None,
    districts: Sequence[str] = (),
    accept_losses: bool = False,
    dry_run: bool = False,
) -> Report:
    """Load both files in one transaction and return what has changed.

    ``as_of`` is the day of the register; what it no longer names is dissolved on this day (today, where it is not
    given). Raises ``TableRefused`` for files that cannot be used and ``TooManyGone``; then nothing is changed.
    """
    official = read_register(register)
    unknown = [key for key in districts if key not in official.districts]
    if unknown:
        told = {"keys": ", ".join(unknown)}
        raise RuleBroken(
            _("The register does not know the district %(keys)s.") % told, code="district_unknown"
        )
    table = read_postcodes(postcodes)
    selection = select(official, table, districts=districts)

    with transaction.atomic():
        if not accept_losses:
            _refuse_if_cut_off(selection)
        report = write(selection, day=as_of or timezone.localdate())
        _note(REGISTER, rows=len(selection.municipalities), as_of=as_of, changed=bool(report))
        _note(POSTCODES, rows=len(selection.places), as_of=None, changed=bool(report))
        if not districts:
            Dataset.objects.filter(slug=DEMO_SLUG).delete()
        transaction.set_rollback(dry_run)
    report.dry_run = dry_run
    report.left_out += _outside(official)
    return report


def write(selection: Selection, *, day: datetime.date) -> Report:
    """Write the rows and return what has changed; the caller holds the transaction."""
    report = Report(neighbours=selection.neighbours)
    areas.write_laender(selection, report)
    areas.write_districts(selection, report, day=day)
    areas.write_municipalities(selection, report)
    areas.dissolve(selection, report, day=day)
    postcodes.write_places(selection, report)
    return report


def _refuse_if_cut_off(selection: Selection) -> None:
    known = areas.in_scope(Municipality.objects.in_force(), selection).values_list("ags", flat=True)
    gone = set(known) - selection.municipalities.keys()
    if len(gone) > max(_SOME_GONE, len(known) // 10):
        raise TooManyGone(len(gone), len(known))


def _note(dataset: Dataset, *, rows: int, as_of: datetime.date | None, changed: bool) -> None:
    """Remember source and licence; an unchanged repetition leaves the row as it is."""
    told = {
        field: getattr(dataset, field)
        for field in ("name", "publisher", "source_url", "licence", "licence_url", "changes")
    }
    told |= {"rows": rows, "as_of": as_of}
    same = Dataset.objects.filter(slug=dataset.slug, **told).exists()
    if changed or not same:
        Dataset.objects.update_or_create(slug=dataset.slug, defaults=told | {"loaded_at": timezone.now()})


def _outside(register: Register) -> list[str]:
    message = _("“%(name)s” belongs to no district and was left out.")
    return [message % {"name": name} for name in register.outside]
