"""The hand-made table of the demo district."""

from __future__ import annotations

from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from coordination.places.models import Dataset
from coordination.places.names import split_official
from coordination.places.postcode_table import PlaceRow
from coordination.places.register import DistrictRow, MunicipalityRow
from coordination.places.report import Report
from coordination.places.selection import Selection
from coordination.places.services.loading import DEMO_SLUG, REGISTER, write

TABLE = Path(settings.BASE_DIR) / "fixtures" / "places" / "demo.yaml"


def load_demo() -> Report:
    """Load the demo district; the same table twice changes nothing, and official tables are left as they are."""
    if Dataset.objects.filter(slug=REGISTER.slug).exists():
        return Report()
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    with transaction.atomic():
        report = write(_selection(table), day=timezone.localdate())
        told = table["dataset"] | {"rows": len(table["municipalities"])}
        if report or not Dataset.objects.filter(slug=DEMO_SLUG, **told).exists():
            Dataset.objects.update_or_create(slug=DEMO_SLUG, defaults=told | {"loaded_at": timezone.now()})
    return report


def read_demo() -> Selection:
    """Return the table without loading it, for the test that compares it with the official ones."""
    return _selection(yaml.safe_load(TABLE.read_text(encoding="utf-8")))


def _selection(table: dict) -> Selection:
    municipalities, places = {}, {}
    for row in table["municipalities"]:
        ags, codes = row["ags"], row["postcodes"]
        official = f"{row['name']}, {row['title']}" if "title" in row else row["name"]
        name, _title = split_official(official)
        municipalities[ags] = MunicipalityRow(
            ags=ags,
            name=name,
            official_name=official,
            kind=row["kind"],
            postcode=row.get("town_hall", codes[0]),
        )
        for code in codes:
            places[PlaceRow(code, ags, name)] = 0
    return Selection(
        laender={land["key"]: land["name"] for land in table["laender"]},
        districts={row["key"]: DistrictRow(**row) for row in table["districts"]},
        municipalities=municipalities,
        places=places,
        town_halls=set(),
        scope=frozenset(table["complete"]),
    )
