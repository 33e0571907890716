"""The official municipality register (Gemeindeverzeichnis, GV-ISys quarterly extract as CSV) in memory.

Record kinds (satzart): 10 Land, 40 district, 60 municipality; 20, 30 and 50 (government regions, regions,
associations of municipalities) are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.utils.translation import gettext as _

from coordination.places.models import District, Municipality
from coordination.places.names import split_official
from coordination.places.tables import LONGEST_NAME, Complaints, rows_of, wrong_digits, wrong_length

COLUMNS = (
    *("satzart", "textkennzeichen", "land", "rb", "kreis", "gemeinde", "gemeindename"),
    *("flaeche", "bevoelkerung", "postleitzahl", "laengengrad", "breitengrad"),
)
DISTRICT_KINDS = {
    "41": District.Kind.INDEPENDENT_TOWN,
    "42": District.Kind.TOWN_DISTRICT,
    "43": District.Kind.KREIS,
    "44": District.Kind.LANDKREIS,
    "45": District.Kind.REGIONAL_ASSOCIATION,
}
MUNICIPALITY_KINDS = {
    "60": Municipality.Kind.MARKET,
    "61": Municipality.Kind.INDEPENDENT_TOWN,
    "62": Municipality.Kind.TOWN_DISTRICT,
    "63": Municipality.Kind.TOWN,
    "64": Municipality.Kind.MUNICIPALITY,
    "65": Municipality.Kind.INHABITED_AREA,
    "66": Municipality.Kind.EMPTY_AREA,
    "67": Municipality.Kind.LARGE_TOWN,
}
NOT_KEPT = {"20", "30", "50"}


@dataclass(frozen=True, slots=True)
class DistrictRow:
    key: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    ags: str
    name: str
    official_name: str
    kind: str
    population: int | None = None
    area_km2: Decimal | None = None
    postcode: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass
class Register:
    """Rows by their official keys. ``outside`` are waters and condominiums that belong to no district."""

    laender: dict[str, str] = field(default_factory=dict)
    districts: dict[str, DistrictRow] = field(default_factory=dict)
    municipalities: dict[str, MunicipalityRow] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)


def read_register(path: Path) -> Register:
    """Return Länder, districts, municipalities of the file, or raise ``TableRefused`` with every complaint."""
    register, complaints = Register(), Complaints(path.name)
    first_line: dict[str, int] = {}
    for line, row in rows_of(path, columns=COLUMNS):
        cell = _Cells(line, row, complaints)
        kind = cell.text("satzart")
        if kind in NOT_KEPT:
            continue
        if kind not in {"10", "40", "60"}:
            told = {"value": kind[:40]}
            complaints.add(line, "satzart", _("“%(value)s” is no kind of record; known: 10 to 60.") % told)
            continue
        before = len(complaints.found)
        key = cell.digits("land", 2)
        if kind != "10":
            key += cell.digits("rb", 1) + cell.digits("kreis", 2)
        if kind == "60":
            key += cell.digits("gemeinde", 3)
        whole = len(complaints.found) == before
        if whole and key in first_line:
            twice = {"key": key, "line": first_line[key]}
            complaints.add(line, "land", _("the key %(key)s stands in line %(line)d already.") % twice)
        if whole:
            first_line[key] = line
        _keep(register if whole else Register(), kind, key, cell)
    if not register.municipalities and not complaints.found:
        complaints.add(1, "satzart", _("there is no municipality (kind of record 60) in the file."))
    _check_parents(register, complaints, first_line)
    complaints.refuse_if_any()
    return register


def _keep(register: Register, kind: str, key: str, cell: _Cells) -> None:
    official = cell.name("gemeindename")
    name, _designation = split_official(official)
    if kind == "10":
        register.laender[key] = official
    elif kind == "40":
        register.districts[key] = DistrictRow(key, name, cell.kind(DISTRICT_KINDS))
    else:
        latitude, longitude = cell.number("breitengrad"), cell.number("laengengrad")
        population = cell.number("bevoelkerung")
        register.municipalities[key] = MunicipalityRow(
            ags=key,
            name=name,
            official_name=official,
            kind=cell.kind(MUNICIPALITY_KINDS),
            population=None if population is None else int(population),
            area_km2=_rounded(cell.number("flaeche"), "0.01"),
            postcode=cell.digits("postleitzahl", 5, may_be_empty=True),
            latitude=_rounded(latitude, "0.000001") if longitude is not None else None,
            longitude=_rounded(longitude, "0.000001") if latitude is not None else None,
        )


def _check_parents(register: Register, complaints: Complaints, lines: dict[str, int]) -> None:
    for key, district in register.districts.items():
        if key[:2] not in register.laender:
            complaints.add(
                lines[key], "land", _("“%(name)s” has no Land in the file.") % {"name": district.name}
            )
    for ags, row in list(register.municipalities.items()):
        if ags[:5] in register.districts:
            continue
        if ags[2:5] == "000" and row.kind == Municipality.Kind.EMPTY_AREA:
            register.outside.append(row.official_name)
            del register.municipalities[ags]
        else:
            complaints.add(
                lines[ags], "kreis", _("“%(name)s” has no district in the file.") % {"name": row.name}
            )


def _rounded(number: Decimal | None, step: str) -> Decimal | None:
    return None if number is None else number.quantize(Decimal(step))


@dataclass(slots=True)
class _Cells:
    """The cells of one row. What is wrong is noted and a harmless value returned: the reading goes on."""

    line: int
    row: dict[str, str]
    complaints: Complaints

    def text(self, column: str) -> str:
        return self.row[column].strip()

    def digits(self, column: str, count: int, *, may_be_empty: bool = False) -> str:
        value = self.text(column)
        if (may_be_empty and not value) or re.fullmatch(rf"[0-9]{{{count}}}", value):
            return value
        self.complaints.add(self.line, column, wrong_digits(value, count))
        return "9" * count

    def name(self, column: str) -> str:
        value = " ".join(self.row[column].split())
        if not 0 < len(value) <= LONGEST_NAME:
            self.complaints.add(self.line, column, wrong_length(value))
        return value

    def kind(self, kinds: Mapping[str, str]) -> str:
        value = self.text("textkennzeichen")
        if value not in kinds:
            told = {"value": value[:40], "known": ", ".join(kinds)}
            self.complaints.add(
                self.line, "textkennzeichen", _("“%(value)s” is not known. Known: %(known)s.") % told
            )
        return kinds.get(value, "")

    def number(self, column: str) -> Decimal | None:
        """Return a number written „ 1 209“, „62.00“ or „7,162309“; empty cells are None."""
        value = re.sub(r"\s", "", self.row[column]).replace(",", ".")
        try:
            number = Decimal(value) if value else None
        except InvalidOperation:
            number = Decimal("NaN")
        if number is not None and not (number.is_finite() and 0 <= number < 1_000_000_000):
            self.complaints.add(self.line, column, _("“%(value)s” is no number.") % {"value": value[:40]})
            return None
        return number
