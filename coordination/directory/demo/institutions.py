"""The demo's institutions with their place in the networks, and the districts of the youth offices."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.demo import read_networks
from coordination.accounts.models import Network
from coordination.directory.demo.words import Words, all_checked, checked, contacts_of
from coordination.directory.models import (
    TRAITS,
    Agreement,
    Identifier,
    Institution,
    InstitutionType,
    Listing,
    YouthOfficeDistrict,
)
from coordination.lib.history import bulk_create
from coordination.lib.models import Tracked
from coordination.lib.reference import Entry, broken, day, read_entries
from coordination.places.models import Municipality

SCHEME = "demo"
NEEDED = {"key", "type", "name", "short_name", "contacts", "listings"}
ADDRESS = {"street", "house_number", "postcode", "city", "part"}
KNOWN = ADDRESS | {
    "latitude",
    "longitude",
    "age_from",
    "age_until",
    "parent",
    "description",
    "protected_place",
}
SOURCE = "Beispieldaten"


def load_institutions(folder: Path) -> Counter[str]:
    path = folder / "institutions.yaml"
    entries = read_entries(path, needed=NEEDED, known=KNOWN | {"agreements", *TRAITS}, key="key")
    there = set(Identifier.objects.filter(scheme=SCHEME).values_list("value", flat=True))
    fresh = [entry for entry in entries if entry["key"] not in there]
    words = Words(path)
    made = _institutions(fresh, words)
    belongings: list[Tracked] = []
    for entry in fresh:
        belongings += all_checked(path, entry["key"], _belongings(made[entry["key"]], entry, words))
    for model in dict.fromkeys(type(row) for row in belongings):
        bulk_create([row for row in belongings if type(row) is model])
    _districts(folder)
    return Counter(created=len(fresh), unchanged=len(entries) - len(fresh))


def by_key() -> dict[str, Institution]:
    """Return the demo's institutions by their key."""
    rows = Identifier.objects.filter(scheme=SCHEME).select_related("institution")
    return {row.value: row.institution for row in rows}


def _institutions(fresh: list[Entry], words: Words) -> dict[str, Institution]:
    """Insert the institutions, providers before their houses."""
    made = by_key()
    cities = {row.name: row for row in Municipality.objects.in_force()}
    waiting = fresh
    while waiting:
        ready = [entry for entry in waiting if entry.get("parent") is None or entry["parent"] in made]
        if not ready:
            sentence = _("“%(word)s” is not known here.") % {"word": waiting[0]["parent"]}
            raise broken(words.path, waiting[0]["key"], sentence, code="parent_unknown")
        rows = {entry["key"]: _institution(entry, words, made, cities) for entry in ready}
        bulk_create(list(rows.values()))
        made |= rows
        waiting = [entry for entry in waiting if entry["key"] not in rows]
    return made


def _institution(
    entry: Entry, words: Words, made: dict[str, Institution], cities: dict[str, Municipality]
) -> Institution:
    plain = {word: entry[word] for word in KNOWN & entry.keys() - {"parent", "latitude", "longitude"}}
    row = Institution(
        **plain,
        name=entry["name"],
        short_name=entry["short_name"],
        type=words.find(InstitutionType, entry["type"], entry=entry["key"]),
        parent=made[entry["parent"]] if "parent" in entry else None,
        municipality=cities.get(entry.get("city", "")),
    )
    if "latitude" in entry:
        row.latitude, row.longitude = Decimal(str(entry["latitude"])), Decimal(str(entry["longitude"]))
    row.derive()
    return checked(words.path, entry["key"], row)


def _belongings(institution: Institution, entry: Entry, words: Words) -> list[Tracked]:
    today = timezone.localdate()
    first = words.find(Network, entry["listings"][0]["network"], entry=entry["key"], by="slug")
    rows: list[Tracked] = [Identifier(institution=institution, scheme=SCHEME, value=entry["key"])]
    for listing in entry["listings"]:
        network = words.find(Network, listing["network"], entry=entry["key"], by="slug")
        confirmed = day(listing.get("confirmed_on"), today=today)
        rows.append(
            Listing(
                institution=institution,
                network=network,
                status=listing["status"],
                level=words.level(listing["level"], entry=entry["key"]),
                notes=listing.get("notes", ""),
                source=SOURCE,
                confirmed_on=confirmed,
                confirmed_by=network.contact_name if confirmed else "",
            )
        )
    for field, (model, name) in TRAITS.items():
        target: Any = model._meta.get_field(name).related_model
        tie: Any = model
        rows += [
            tie(institution=institution, **{name: words.find(target, word, entry=entry["key"])})
            for word in entry.get(field, ())
        ]
    for agreement in entry.get("agreements", ()):
        days = {
            word: day(agreement.get(word), today=today) for word in ("signed_on", "valid_until", "review_due")
        }
        rows.append(
            Agreement(
                institution=institution,
                network=words.network(agreement, entry, otherwise=first),
                kind=agreement["kind"],
                note=agreement.get("note", ""),
                **days,
            )
        )
    return rows + contacts_of({"institution": institution}, entry, words, network=first)


def _districts(folder: Path) -> None:
    """Say which youth office is in charge of which municipality, where nobody has said so yet."""
    known = by_key()
    taken = set(YouthOfficeDistrict.objects.values_list("municipality__ags", flat=True))
    for entry in read_networks(folder):
        for key, keys in entry["youth_offices"].items():
            for municipality in Municipality.objects.filter(ags__in=set(keys) - taken).order_by("ags"):
                YouthOfficeDistrict.objects.create(youth_office=known[key], municipality=municipality)
