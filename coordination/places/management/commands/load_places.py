"""manage.py load_places --register FILE --postcodes FILE [--as-of DATE] [--district KEY …] [--dry-run]"""

from __future__ import annotations

import datetime
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from coordination.places.models import Dataset
from coordination.places.report import Changes, Gone, Report
from coordination.places.services import load_places

_SHOWN = 20
_AGS = 8  # shorter keys are districts: they have no successor here


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("“%(value)s” is no day; like 2025-12-31.") % {"value": text}) from None


class Command(BaseCommand):
    help = "Load the official municipality register and the postcode table; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--register", type=Path, required=True, help="GV-ISys extract as CSV")
        parser.add_argument("--postcodes", type=Path, required=True, help="postcode table as CSV")
        parser.add_argument("--as-of", type=_day, help="day of the register, like 2025-12-31")
        parser.add_argument("--district", action="append", default=[], help="five digits; may be repeated")
        parser.add_argument(
            "--accept-losses", action="store_true", help="also when many municipalities are missing"
        )
        parser.add_argument("--dry-run", action="store_true", help="only show what would change")

    def handle(self, **options) -> None:
        started = time.monotonic()
        try:
            report = load_places(
                register=options["register"],
                postcodes=options["postcodes"],
                as_of=options["as_of"],
                districts=options["district"],
                accept_losses=options["accept_losses"],
                dry_run=options["dry_run"],
            )
        except RuleBroken as broken:
            raise CommandError("\n".join(broken.messages)) from None
        everything = options["verbosity"] > 1
        for line in lines(report, most=None if everything else _SHOWN):
            self.stdout.write(line)
        if not options["dry_run"]:
            for line in sources():
                self.stdout.write(line)
        self.stdout.write(_("Done in %(seconds).1f seconds.") % {"seconds": time.monotonic() - started})


def lines(report: Report, *, most: int | None) -> Iterator[str]:
    """Yield the report as sentences; long lists end after ``most`` entries."""
    if report.dry_run:
        yield _("Only a trial: nothing was written.")
    if not report:
        yield _("Nothing has changed: everything was loaded already.")
    yield from _area(_("Länder"), report.laender, most)
    yield from _area(_("Districts"), report.districts, most)
    yield from _area(_("Municipalities"), report.municipalities, most)
    if report.new_postcodes or report.new_places or report.removed_places:
        told = {"codes": report.new_postcodes, "new": report.new_places, "removed": report.removed_places}
        yield _("Postcodes: %(codes)d new; places at them: %(new)d new, %(removed)d removed.") % told
    if report.neighbours:
        told = {"count": report.neighbours}
        yield (_("Loaded too, as they share a postcode across the border: %(count)d municipalities.") % told)
    yield from _listed(_("Left out"), report.left_out, most)


def _area(title: str, changes: Changes, most: int | None) -> Iterator[str]:
    if not changes:
        return
    yield f"{title}:"
    yield from _listed("  " + _("New"), changes.new, most)
    yield from _listed("  " + _("Renamed"), [f"{old} → {new}" for old, new in changes.renamed], most)
    yield from _listed("  " + _("There again"), changes.again, most)
    yield from _listed("  " + _("Gone or merged"), [_fate(gone) for gone in changes.gone], None)
    if changes.updated:
        yield "  " + _("Figures updated: %(count)d") % {"count": changes.updated}


def _listed(title: str, entries: Sequence[str], most: int | None) -> Iterator[str]:
    if not entries:
        return
    yield f"{title} ({len(entries)}):"
    indent = " " * (len(title) - len(title.lstrip()) + 2)
    for entry in entries[:most]:
        yield f"{indent}{entry}"
    if most is not None and len(entries) > most:
        yield indent + _("… and %(count)d more.") % {"count": len(entries) - most}


def _fate(gone: Gone) -> str:
    if gone.successor:
        return f"{gone.ags} {gone.name} → {gone.successor}"
    if gone.candidates:
        told = {"name": f"{gone.ags} {gone.name}", "others": ", ".join(gone.candidates)}
        return _("%(name)s; the successor is not clear, possible are: %(others)s") % told
    if len(gone.ags) < _AGS:
        return f"{gone.ags} {gone.name}"
    return _("%(name)s; the successor cannot be seen from the postcodes") % {
        "name": f"{gone.ags} {gone.name}"
    }


def sources() -> Iterator[str]:
    """Yield the sources in use with their licences, as the licences ask."""
    yield _("Sources:")
    for dataset in Dataset.objects.order_by("name", "id"):
        yield f"  {dataset.name}: {dataset.publisher}. {dataset.licence}, {dataset.licence_url}"
