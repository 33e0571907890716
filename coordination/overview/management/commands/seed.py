"""``manage.py seed reference demo``: fills the lists and, on request, the demo network."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from coordination.accounts import demo as accounts_demo
from coordination.accounts import reference as accounts_reference
from coordination.directory import demo as directory_demo
from coordination.directory import reference as directory_reference
from coordination.lib import search
from coordination.lib.reference import FixtureBroken
from coordination.pathways import demo as pathways_demo
from coordination.pathways import demo_handouts as handouts_demo
from coordination.pathways import demo_texts as pathway_texts_demo
from coordination.pathways import reference as pathways_reference
from coordination.pathways.models import Pathway
from coordination.places.services import load_demo as load_demo_places
from coordination.places.services import load_school_holidays
from meetings.demo import day as day_demo
from meetings.demo import events as events_demo
from meetings.demo import groups as groups_demo
from network import participants
from network.demo import concerns as concerns_demo
from network.demo import graph as graph_demo
from network.demo import multipliers as multipliers_demo

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
Loader = Callable[[Path], Counter[str]]


def _places(folder: Path) -> Counter[str]:
    loaded = Counter(created=int(bool(load_demo_places())))
    return loaded + load_school_holidays(folder.parent / "reference")  # the Land was not there before


def _templates(folder: Path) -> Counter[str]:
    """Once more: what single Länder say otherwise finds its Land only now. Without the templates nothing is loaded."""
    there = Pathway.objects.templates().exists()
    return pathways_reference.load_pathways(folder.parent / "pathways") if there else Counter()


# Part → its folder and what is loaded from it, in this order. A new room adds a line.
PARTS: dict[str, tuple[str, dict[str, Loader]]] = {
    "reference": (
        "reference",
        {
            "legal bases": accounts_reference.load_reference,
            "directory": directory_reference.load_reference,
            "school holidays": load_school_holidays,
            "participants": participants.load_reference,
        },
    ),
    "pathways": ("pathways", {"templates": pathways_reference.load_pathways}),
    "demo": (
        "demo",
        {
            "places": _places,
            "accounts": accounts_demo.load_demo,
            "directory": directory_demo.load_demo,
            "templates": _templates,
            "pathways": pathways_demo.load_demo,
            "pathway texts": pathway_texts_demo.load_demo,
            "handouts": handouts_demo.load_demo,
            "multipliers": multipliers_demo.load_demo,
            "concerns": concerns_demo.load_demo,
            "graph": graph_demo.load_demo,
            "events": events_demo.load_demo,
            "day": day_demo.load_demo,
            "groups": groups_demo.load_demo,
        },
    ),
}


class Command(BaseCommand):
    help = "Loads reference data (in place, by code) and the demo network. The same again changes nothing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("parts", nargs="+", choices=list(PARTS), metavar="part", help=", ".join(PARTS))
        parser.add_argument("--folder", type=Path, default=FIXTURES, help="instead of fixtures/")

    def handle(self, *, parts: list[str], folder: Path, **options: object) -> None:
        if "demo" in parts and settings.PRODUCTION:
            raise CommandError(
                _("The demo network has no place in production: everybody knows its password.")
            )
        changed = 0
        for part in dict.fromkeys(parts):
            subfolder, loaders = PARTS[part]
            for name, load in loaders.items():
                done = self._load(load, folder / subfolder)
                changed += done["created"] + done["updated"]
                self._tell(f"{part}/{name}", done)
        search.true_up()
        if not changed:
            self.stdout.write(_("Everything was there already; nothing has changed."))

    def _load(self, load: Loader, folder: Path) -> Counter[str]:
        try:
            return load(folder)
        except FixtureBroken as fault:
            raise CommandError(" ".join(fault.messages)) from None

    def _tell(self, name: str, done: Counter[str]) -> None:
        figures = {"created": done["created"], "updated": done["updated"], "unchanged": done["unchanged"]}
        told = _("%(created)d new, %(updated)d updated, %(unchanged)d unchanged") % figures
        self.stdout.write(f"{name}: {told}")
