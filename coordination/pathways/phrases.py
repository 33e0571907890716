"""Three words that stand on each handout and on its page: who is called about a poster can tell whether it is ours.

Plain German nouns, without umlauts, told apart on a bad line; none of them is about children or danger.
"""

from __future__ import annotations

import secrets

_TEXT = """
    Ahorn Amboss Anker Apfel Arena Atlas Bagger Balken Banane Besen Birke Bohne Brett Brille Brunnen Buche Butter
    Dachs Dattel Deckel Diamant Distel Dorf Drachen Eiche Eimer Elster Ente Erbse Esche Fabrik Fackel Faden Falke
    Feder Fenster Fichte Filter Flagge Flasche Forelle Gabel Galerie Garten Gitarre Glocke Granit Gurke Hafen Hafer
    Hammer Harfe Hecht Hobel Honig Hummel Igel Insel Jacke Kabel Kamel Kanne Kapelle Karotte Kastanie Kelle Kerze Kiefer
    Kirsche Klavier Koffer Kompass Koralle Korken Kranich Kreide Kuchen Kugel Kupfer Lampe Lanze Laterne Leiter Libelle
    Linde Linse Luchs Magnet Mandel Mantel Marmor Melone Mohn Morgen Motor Nadel Nelke Nordwind Olive Orgel Otter
    Paddel Palme Papier Pappel Pedal Perle Pfeffer Pinsel Pirol Planet Quelle Rakete Regal Reiher Robbe Rose Rubin Ruder
    Sattel Schaukel Schilf Schirm Segel Seife Senf Silber Sommer Spaten Spiegel Stiefel Storch Tafel Tanne Tasse Teller
    Tiger Tomate Traube Trommel Tulpe Turm Ulme Vase Veilchen Ventil Violine Vulkan Waage Wagen Wald Walnuss Weide Welle
    Weizen Werkbank Wiese Winter Wolke Wurzel Zange Zeder Ziegel Zimt Zirkel Zitrone Zwiebel
"""
WORDS = tuple(_TEXT.split())


def new() -> str:
    """Return three different words."""
    chosen: list[str] = []
    while len(chosen) < 3:
        word = secrets.choice(WORDS)
        if word not in chosen:
            chosen.append(word)
    return " ".join(chosen)
