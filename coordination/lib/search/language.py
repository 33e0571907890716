"""Words that carry no meaning of their own, and abbreviations of the field."""

from __future__ import annotations

_STOP = """
aber alle allen aller alles als also am an auch auf aus bei beim bin bis bist da dadurch daher damit dann das
dass dein dem den denn der des dessen deren die dies diese diesem diesen dieser dieses doch dort du durch ein
eine einem einen einer eines er es etwas euer für gegen gibt habe haben hat hatte hier hin hinter ich ihm ihn
ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes jener jetzt kann kein keine
keinem keinen keiner können mal man mehr mein meine mit muss nach neben nicht noch nun nur ob oder ohne sein
seine seinem seinen seiner sich sie sind so soll über um und uns unser unsere unter vom von vor war was weiter
wem wen wenn wer werden wessen wie wieder wir wird wo woher wohin zu zum zur zwischen the a an and or of for
to at by with from is are on
"""
STOP = frozenset(_STOP.split()) - {"a"}

# What people write → what else stands in the index with it. Types bring their own other words from the reference.
ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "kita": ("kindertagesstaette", "kindertageseinrichtung"),
    "kindertagesstaette": ("kita",),
    "kindertageseinrichtung": ("kita",),
    "ggs": ("gemeinschaftsgrundschule",),
    "kgs": ("katholische", "grundschule"),
    "egs": ("evangelische", "grundschule"),
    "kath": ("katholisch",),
    "ev": ("evangelisch",),
    "gem": ("gemeinschaft",),
    "evang": ("evangelisch",),
    "staedt": ("staedtisch",),
    "st": ("sankt",),
    "sankt": ("st",),
    "asd": ("sozialdienst",),
    "ogs": ("ganztagsschule",),
    "jva": ("justizvollzugsanstalt",),
    "insofa": ("kinderschutzfachkraft",),
    "isef": ("kinderschutzfachkraft", "insofa"),
    "kinderschutzfachkraft": ("insofa",),
    "dksb": ("kinderschutzbund",),
    "spz": ("sozialpaediatrisch",),
    "kjp": ("kinderpsychiatrie", "jugendpsychiatrie"),
}

# Laws that are cited by section, folded → as the index writes them. SGB goes by its number.
_LAWS = """
kkg bgb stgb stpo famfg gg bzrg bkischg dsgvo schkg jgg juschg jarbschg asylg aufenthg gewschg lkischg schulg kibiz
"""
LAWS = frozenset(_LAWS.split())
ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
    "xiii": 13, "xiv": 14,
}  # fmt: skip
