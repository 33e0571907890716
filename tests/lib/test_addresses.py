"""Addresses in one line are split, and what is not there is not invented."""

import json
import os
from pathlib import Path

import pytest

from coordination.lib.addresses import Address, split, split_street

CASES = [
    ("Brüsseler Straße 68, 53909 Zülpich", "Brüsseler Straße", "68", "53909", "Zülpich", None),
    ("Keltenweg 14, 53909 Zülpich", "Keltenweg", "14", "53909", "Zülpich", None),
    ("Schulstr. 10-12, 52146 Würselen", "Schulstr.", "10-12", "52146", "Würselen", None),
    ("Hofkamp 100/102, 42103 Wuppertal", "Hofkamp", "100/102", "42103", "Wuppertal", None),
    ("Hauptstr. 5/7, 53840 Troisdorf", "Hauptstr.", "5/7", "53840", "Troisdorf", None),
    ("Am Markt 3 a-c, 01067 Dresden", "Am Markt", "3 a-c", "01067", "Dresden", None),
    ("Am Markt 3a - 3c, 01067 Dresden", "Am Markt", "3a - 3c", "01067", "Dresden", None),
    ("Vattmannstraße 5-5a, 33100 Paderborn", "Vattmannstraße", "5-5a", "33100", "Paderborn", None),
    ("Goethestraße 16 A, 66763 Dillingen", "Goethestraße", "16 A", "66763", "Dillingen", None),
    ("Hellbergstraße 40A, 66571 Eppelborn", "Hellbergstraße", "40A", "66571", "Eppelborn", None),
    ("Straße des 17. Juni 135, 10623 Berlin", "Straße des 17. Juni", "135", "10623", "Berlin", None),
    ("Straße des 17. Juni, 10623 Berlin", "Straße des 17. Juni", None, "10623", "Berlin", None),
    ("Platz des 20. Juli 1944 3, 10785 Berlin", "Platz des 20. Juli 1944", "3", "10785", "Berlin", None),
    ("Straße 47 12, 13125 Berlin", "Straße 47", "12", "13125", "Berlin", None),
    ("C 4, 8, 68159 Mannheim", "C 4", "8", "68159", "Mannheim", None),
    ("R1 12, 68161 Mannheim", "R1", "12", "68161", "Mannheim", None),
    ("Schulstr. 1 (Eingang B), 53840 Troisdorf", "Schulstr.", "1", "53840", "Troisdorf", "Eingang B"),
    ("Troyesweg 4 (Am Lübecker Ring), 59494 Soest", "Troyesweg", "4", "59494", "Soest", "Am Lübecker Ring"),
    (
        "Klüsenerskamp 15 / Fritz-Kahl-Straße, 44225 Dortmund",
        "Klüsenerskamp",
        "15",
        "44225",
        "Dortmund",
        "Fritz-Kahl-Straße",
    ),
    (
        "Richrather Str. 186/ Zur Verlach 42, 40723 Hilden",
        "Richrather Str.",
        "186",
        "40723",
        "Hilden",
        "Zur Verlach 42",
    ),
    ("Felsenstraße 36 Haus B, 89518 Heidenheim", "Felsenstraße", "36", "89518", "Heidenheim", "Haus B"),
    ("Europaplatz 1 Gebäude B, 61169 Friedberg", "Europaplatz", "1", "61169", "Friedberg", "Gebäude B"),
    ("Badstr. 20, Bau B, 77652 Offenburg", "Badstr.", "20", "77652", "Offenburg", "Bau B"),
    ("Bahnhofstraße 5, Geb. 42, 04668 Grimma", "Bahnhofstraße", "5", "04668", "Grimma", "Geb. 42"),
    ("Palmstr. 3   / Haus 2, 79539 Lörrach", "Palmstr.", "3", "79539", "Lörrach", "Haus 2"),
    ("Kölner Str. 176, 53840 Troisdorf-Spich", "Kölner Str.", "176", "53840", "Troisdorf-Spich", None),
    ("Am Grünewald 10-12, 58300 Wetter (Ruhr)", "Am Grünewald", "10-12", "58300", "Wetter (Ruhr)", None),
    ("Am Hallenbad, 46562 Voerde (Niederrhein)", "Am Hallenbad", None, "46562", "Voerde (Niederrhein)", None),
    ("Schulstr. 2, 45468 Mülheim an der Ruhr", "Schulstr.", "2", "45468", "Mülheim an der Ruhr", None),
    (
        "Maistrasse 7-9, 92637 Weiden i. d. Oberpfalz",
        "Maistrasse",
        "7-9",
        "92637",
        "Weiden i. d. Oberpfalz",
        None,
    ),
    ("Hindenburgplatz, 51688 Wipperfürth", "Hindenburgplatz", None, "51688", "Wipperfürth", None),
    (
        "Schulzentrum Rothenstein, 58540 Meinerzhagen",
        "Schulzentrum Rothenstein",
        None,
        "58540",
        "Meinerzhagen",
        None,
    ),
    (
        "Dr.-Weyer-Straße / Römerstraße, 52428 Jülich",
        "Dr.-Weyer-Straße / Römerstraße",
        None,
        "52428",
        "Jülich",
        None,
    ),
    (
        "Perenchiesstr./Colne-Valley-Platz, 51491 Overath",
        "Perenchiesstr./Colne-Valley-Platz",
        None,
        "51491",
        "Overath",
        None,
    ),
    ("Parkstr.16, 66583 Spiesen", "Parkstr.", "16", "66583", "Spiesen", None),
    ("Schulstraße10, 66359 Bous", "Schulstraße", "10", "66359", "Bous", None),
    ("St. Josef-Straße 11, 66115 Saarbrücken", "St. Josef-Straße", "11", "66115", "Saarbrücken", None),
    ("Sautierstraße 28 +30, 79104 Freiburg", "Sautierstraße", "28 +30", "79104", "Freiburg", None),
    ("Talweg 2 und 4, 53840 Troisdorf", "Talweg", "2 und 4", "53840", "Troisdorf", None),
    ("Talweg Nr. 2, 53840 Troisdorf", "Talweg", "2", "53840", "Troisdorf", None),
    ("Talweg 2 1/2, 86150 Augsburg", "Talweg", "2 1/2", "86150", "Augsburg", None),
    ("Talweg 2½, 86150 Augsburg", "Talweg", "2½", "86150", "Augsburg", None),
    ("Kölner Str. 176\n53840 Troisdorf", "Kölner Str.", "176", "53840", "Troisdorf", None),
    ("Kölner Str. 176; 53840 Troisdorf", "Kölner Str.", "176", "53840", "Troisdorf", None),
    ("Kölner Str. 176 53840 Troisdorf", "Kölner Str.", "176", "53840", "Troisdorf", None),
    ("  Kölner  Str. 176 ,  53840   Troisdorf ", "Kölner Str.", "176", "53840", "Troisdorf", None),
    ("Kölner Str. 176, D-53840 Troisdorf", "Kölner Str.", "176", "53840", "Troisdorf", None),
    ("Kölner Str. 176, D 53840 Troisdorf, Deutschland", "Kölner Str.", "176", "53840", "Troisdorf", None),
    ("53840 Troisdorf, Kölner Str. 176", "Kölner Str.", "176", "53840", "Troisdorf", None),
    ("53840 Troisdorf", None, None, "53840", "Troisdorf", None),
    ("Hauptstraße, 5, 53840 Troisdorf", "Hauptstraße", "5", "53840", "Troisdorf", None),
    ("Rathaus, Kölner Str. 176, 53840 Troisdorf", "Kölner Str.", "176", "53840", "Troisdorf", "Rathaus"),
    (
        "Kita Regenbogen, Am Bach 3, Haus 2, 53840 Troisdorf",
        "Am Bach",
        "3",
        "53840",
        "Troisdorf",
        "Kita Regenbogen, Haus 2",
    ),
    ("Postfach 13 10, 07602 Eisenberg", None, None, "07602", "Eisenberg", "Postfach 13 10"),
    ("Wendstraße 30, 39576 Stendal, Hansestadt", "Wendstraße", "30", "39576", "Stendal", "Hansestadt"),
    ("Kölner Str. 176", "Kölner Str.", "176", None, None, None),
    ("Troisdorf", None, None, None, None, "Troisdorf"),
    (
        "Im Feld 2 (Post) Im Feld 4 (Eingang), 90513 Zirndorf",
        "Im Feld 2 (Post) Im Feld 4",
        None,
        "90513",
        "Zirndorf",
        "Eingang",
    ),
    ("null, null null", None, None, None, None, None),
    ("k. A.", None, None, None, None, None),
    ("", None, None, None, None, None),
    (
        "Chempark Gebäude C 104-West, 51368 Leverkusen",
        "Chempark Gebäude C 104-West",
        None,
        "51368",
        "Leverkusen",
        None,
    ),
    ("Am Wall 3, 18273 Güstrow 🌳", "Am Wall", "3", "18273", "Güstrow 🌳", None),
]


@pytest.mark.parametrize(
    ("line", "street", "number", "postcode", "city", "extra"), CASES, ids=[case[0] for case in CASES]
)
def test_address_is_split(line, street, number, postcode, city, extra):
    assert split(line) == Address(street, number, postcode, city, extra)


def test_street_alone_is_split_too():
    assert split_street("Kardinal Wendel Straße12") == ("Kardinal Wendel Straße", "12")
    assert split_street("Zur Plätsch") == ("Zur Plätsch", None)
    assert split_street("-") == (None, None)


SCHOOLS = Path(os.environ.get("REAL_DATA", Path(__file__).parents[3] / "shared/data")) / "schools"
NRW = SCHOOLS / "nordrhein-westphalen_all_schools_geocoded.json"


@pytest.mark.skipif(not NRW.exists(), reason="the real school list is not here")
def test_real_addresses_split_wholly():
    lines = [school["address"] for school in json.loads(NRW.read_text())]
    found = [split(line) for line in lines]
    whole = sum(address.whole for address in found)
    lost = [
        line
        for line, address in zip(lines, found, strict=True)
        if address.street and any(s.isdigit() for s in address.street)
    ]
    print(f"{whole} of {len(lines)} addresses split wholly")  # noqa: T201 -- the figure is wanted
    assert whole / len(lines) >= 0.995
    assert lost == ["Chempark Gebäude C 104-West, 51368 Leverkusen"]
