"""Write Länder, districts and municipalities, set by set."""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet

from coordination.places.models import District, Land, Municipality, PostcodePlace
from coordination.places.names import district_label
from coordination.places.register import MunicipalityRow
from coordination.places.report import Gone, Report
from coordination.places.selection import Selection
from coordination.places.successors import successor_of

ABBREVIATIONS = {
    "01": "SH",
    "02": "HH",
    "03": "NI",
    "04": "HB",
    "05": "NW",
    "06": "HE",
    "07": "RP",
    "08": "BW",
    "09": "BY",
    "10": "SL",
    "11": "BE",
    "12": "BB",
    "13": "MV",
    "14": "SN",
    "15": "ST",
    "16": "TH",
}
_BATCH = 1000
_FIGURES = ("kind", "population", "area_km2", "postcode", "latitude", "longitude")
_STORED = (
    *("name", "official_name", *_FIGURES),
    *("former_names", "dissolved_on", "successor", "sort_key", "search_text", "name_forms"),
)


def in_scope(municipalities: QuerySet, selection: Selection) -> QuerySet:
    """Those the selection is complete for: only among them a missing one is gone."""
    if selection.scope is None:
        return municipalities
    return municipalities.filter(district__key__in=selection.scope)


def write_laender(selection: Selection, report: Report) -> None:
    known = {land.key: land for land in Land.objects.all()}
    for key, name in selection.laender.items():
        land = known.get(key)
        if land is None:
            Land.objects.create(key=key, name=name, abbreviation=ABBREVIATIONS.get(key, key))
            report.laender.new.append(name)
        elif land.name != name:
            report.laender.renamed.append((land.name, name))
            land.name = name
            land.save(update_fields=["name"])


def write_districts(selection: Selection, report: Report, *, day: datetime.date) -> None:
    laender = {land.key: land for land in Land.objects.all()}
    known = {district.key: district for district in District.objects.all()}
    rows, changes = [], report.districts
    for key, row in selection.districts.items():
        old = known.get(key)
        label = district_label(row.name, row.kind)
        if old is None:
            changes.new.append(f"{key} {label}")
        elif old.dissolved_on:
            changes.again.append(f"{key} {label}")
        elif str(old) != label:
            changes.renamed.append((str(old), label))
        elif (old.name, old.kind) != (row.name, row.kind):
            changes.updated += 1
        else:
            continue
        district = District(key=key, name=row.name, kind=row.kind, land=laender[key[:2]])
        district.derive()
        rows.append(district)
    fields = ["name", "kind", "land", "sort_key", "dissolved_on"]
    District.objects.bulk_create(
        rows, _BATCH, update_conflicts=True, update_fields=fields, unique_fields=["key"]
    )

    for key, old in known.items():
        complete = selection.scope is None or key in selection.scope
        if complete and key not in selection.districts and not old.dissolved_on:
            old.dissolved_on = day
            old.save(update_fields=["dissolved_on"])
            changes.gone.append(Gone(str(old), key))


def write_municipalities(selection: Selection, report: Report) -> None:
    districts = dict(District.objects.values_list("key", "pk"))
    known = {old.ags: old for old in Municipality.objects.filter(_any_of(selection))}
    rows = []
    for ags, row in selection.municipalities.items():
        old = known.get(ags)
        if old is not None and not _differs(old, row):
            continue
        new = Municipality(
            ags=ags, district_id=districts[ags[:5]], name=row.name, official_name=row.official_name
        )
        for field in _FIGURES:
            setattr(new, field, getattr(row, field))
        new.former_names = _former_names(old, row)
        new.derive()
        rows.append(new)
        _tell(report, old, row)
    Municipality.objects.bulk_create(
        rows, _BATCH, update_conflicts=True, update_fields=_STORED, unique_fields=["ags"]
    )


def _any_of(selection: Selection) -> Q:
    return Q() if selection.scope is None else Q(district__key__in=selection.districts)


def _differs(old: Municipality, row: MunicipalityRow) -> bool:
    return old.dissolved_on is not None or any(
        getattr(old, field) != getattr(row, field) for field in ("name", "official_name", *_FIGURES)
    )


def _former_names(old: Municipality | None, row: MunicipalityRow) -> list[str]:
    if old is None:
        return []
    names = [*old.former_names, old.name] if old.name != row.name else old.former_names
    return [name for name in dict.fromkeys(names) if name != row.name]


def _tell(report: Report, old: Municipality | None, row: MunicipalityRow) -> None:
    changes = report.municipalities
    if old is None:
        changes.new.append(f"{row.ags} {row.official_name}")
    elif old.dissolved_on:
        changes.again.append(f"{row.ags} {row.official_name}")
    elif old.official_name != row.official_name:
        changes.renamed.append((f"{row.ags} {old.official_name}", row.official_name))
    else:
        changes.updated += 1


def dissolve(selection: Selection, report: Report, *, day: datetime.date) -> None:
    """Close what the register no longer names; link the successor where the postcodes prove one."""
    gone = [
        old
        for old in in_scope(Municipality.objects.in_force(day), selection).filter(dissolved_on=None)
        if old.ags not in selection.municipalities
    ]
    if not gone:
        return
    codes: dict[int, list[str]] = {}
    places = PostcodePlace.objects.filter(municipality__in=gone, town_hall_only=False)
    for key, code in places.values_list("municipality_id", "postcode__code"):
        codes.setdefault(key, []).append(code)
    at: dict[str, list] = {}
    for row in selection.places:
        at.setdefault(row.code, []).append(row)
    names = {ags: row.name for ags, row in selection.municipalities.items()}
    ids = dict(Municipality.objects.filter(ags__in=_candidates(at, codes)).values_list("ags", "pk"))

    for old in gone:
        ags, candidates = successor_of(old.name, codes.get(old.pk, ()), at, names)
        old.dissolved_on = day
        old.successor_id = ids[ags] if ags else None
        label = f"{ags} {names[ags]}" if ags else ""
        others = tuple(f"{other} {names[other]}" for other in candidates)
        report.municipalities.gone.append(Gone(old.name, old.ags, label, others))
    Municipality.objects.bulk_update(gone, ["dissolved_on", "successor"], _BATCH)
    _keep_old_names(gone)


def _candidates(at: dict[str, list], codes: dict[int, list[str]]) -> set[str]:
    return {row.ags for own in codes.values() for code in own for row in at.get(code, ())}


def _keep_old_names(gone: list[Municipality]) -> None:
    """People go on writing the old name: the successor is found by it."""
    heirs = {heir.pk: heir for heir in Municipality.objects.filter(predecessors__in=gone).distinct()}
    for old in gone:
        heir = heirs.get(old.successor_id)
        if heir is not None and old.name not in (heir.name, *heir.former_names):
            heir.former_names = [*heir.former_names, old.name]
            heir.derive()
    Municipality.objects.bulk_update(heirs.values(), ["former_names", "search_text", "name_forms"], _BATCH)
