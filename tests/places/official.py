"""Writes small register and postcode tables in the published form."""

from pathlib import Path

HEADER = (
    "satzart,textkennzeichen,land,rb,kreis,vb,gemeinde,gemeindename,flaeche,bevoelkerung,maennlich,weiblich,jekm2,"
    "postleitzahl,laengengrad,breitengrad,schluessel,bezeichnung,verstaedterungschluessel,verstaedterungbezeichnung"
)
FIGURES = (
    '" 62.00"," 74 953",,,,{postcode},"7,162309","50,812544",H08,Bonn und Rhein-Sieg-Kreis,01,dicht besiedelt'
)

#: key → official name and kind (textkennzeichen), as in the register.
REGISTER = {
    "05": ("Nordrhein-Westfalen", ""),
    "053": ("Reg.-Bez. Köln", ""),
    "05314": ("Bonn, Stadt", "41"),
    "05382": ("Rhein-Sieg-Kreis", "43"),
    "05314000": ("Bonn, Stadt", "61"),
    "05382056": ("Sankt Augustin, Stadt", "63"),
    "05382060": ("Siegburg, Stadt", "63"),
    "05382068": ("Troisdorf, Stadt", "63"),
    "07": ("Rheinland-Pfalz", ""),
    "07138": ("Neuwied", "44"),
    "07138008": ("Bruchhausen", "64"),
    "07138073": ("Unkel, Stadt", "63"),
}
POSTCODES = [
    ("53111", "05314000", "Bonn"),
    ("53757", "05382056", "Sankt Augustin"),
    ("53721", "05382060", "Siegburg"),
    ("53840", "05382068", "Troisdorf"),
    ("53842", "05382068", "Troisdorf"),
    ("53572", "07138008", "Bruchhausen"),
    ("53572", "07138073", "Unkel"),
]


def register_line(key: str, name: str, kind: str, *, postcode: str = "") -> str:
    record = {2: "10", 3: "20", 5: "40", 8: "60"}[len(key)]
    land, region, district, municipality = key[:2], key[2:3], key[3:5], key[5:]
    figures = FIGURES.format(postcode=postcode) if record == "60" else ",,,,,,,,,,,"
    association = f"0{municipality}" if municipality else ""
    return f'{record},{kind},{land},{region},{district},{association},{municipality},"{name}",{figures}'


def write_register(path: Path, rows: dict, *, postcodes: dict | None = None) -> Path:
    lines = [register_line(key, *row, postcode=(postcodes or {}).get(key, "")) for key, row in rows.items()]
    return write_text(path, "\n".join([HEADER, *lines]) + "\n")


def write_postcodes(path: Path, rows: list) -> Path:
    lines = [f'1,{ags},"{name}",{code},Kreis,Land' for code, ags, name in rows]
    return write_text(path, "\n".join(["osm_id,ags,ort,plz,landkreis,bundesland", *lines]) + "\n")


def write_text(path: Path, text: str, *, encoding: str = "utf-8-sig") -> Path:
    path.write_text(text, encoding=encoding)
    return path
