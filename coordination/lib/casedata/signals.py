"""What in a sentence points to one child or one family, each with its weight. Plain expressions, linear in time."""

# ruff: noqa: E501 -- tables of words

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from coordination.lib.casedata import words
from coordination.lib.casedata.names import NAMES

_UP = "A-ZÀ-ÖØ-ÞČĆŁŚŞŠŻŽİĞ"
_LOW = "a-zß-öø-ÿāăąćčďđēėęěğīįıłńňōőřśşšţťūůűźżž"


@dataclass(frozen=True)
class Signal:
    """One kind of sign. ``alone``: it needs no other; ``general``: what stands instead if the person chooses so."""

    # ruff: noqa: E501 -- tables of words

    key: str
    pattern: re.Pattern[str]
    weight: int
    is_person: bool = False
    general: str = ""
    most: int = 1  # how often it counts in a sentence


def _p(text: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(text, flags)


_NUMBER_WORD = "ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn"
_ONE = r"(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|diese[rsmn]?|unser(?:e[rsmn]?)?|mein(?:e[rsmn]?)?|"
_ONE += r"ihr(?:e[rsmn]?)?|sein(?:e[rsmn]?)?|dessen|deren)"
_BETWEEN = r"(?:\s[\wäöüß-]{3,18}){0,2}"


def _parted(alternatives: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the plain stems, which are looked for in words, and the rest, which stays an expression."""
    parts = re.split(r"\|(?![^(]*\))", alternatives)
    stems = tuple(part for part in parts if part.isalpha())
    return stems, [part for part in parts if not part.isalpha()]


_STEMS, _PHRASES = _parted(words.EVENTS)
_WORD = re.compile(r"[^\W\d_]{4,}")


@lru_cache(maxsize=20_000)
def _is_event(word: str) -> bool:
    return any(stem in word for stem in _STEMS)


SIGNALS = [
    Signal("birth", _p(r"(?<!\w)(?:geb(?:oren)?\.?(?:\sam)?|geburtsdatum:?|gebdat\.?:?|geburtstag:?|\*)\s{0,2}\d{1,2}\.\s?"
                       r"(?:\d{1,2}\.|[a-zä]{3,9})\s?\d{2,4}"), 4, True, "im Vorschulalter"),
    Signal("birth_year", _p(r"\b(?:jahrgang|jg\.|geboren|geb\.)\s(?:im jahr\s)?(?:20[0-2]\d)\b"), 3, True, "im Kindesalter"),
    Signal("age", _p(rf"(?<![\d-])(?:\d{{1,2}}|{_NUMBER_WORD})[\s-]?jährige[rnm]?\b(?!\s(?:kinder|mädchen und|jugendliche))|"
                     rf"\b(?:[1-9]|1[0-7]|{_NUMBER_WORD})(?:einhalb|½)?\s?(?:jahre?|monate?|wochen?)\s(?:alte?[nrms]?|jung)\b|"
                     r"\b(?:[1-9]|1[0-7])\s?(?:J\.|Mon\.)|"
                     rf"\b(?:im alter von|mit)\s(?:[1-9]|1[0-7]|{_NUMBER_WORD})\s(?:jahren|monaten)\b(?!\s(?:bis|-))"), 2, True, "im Kindesalter"),
    Signal("age_behind", _p(rf"\b[{_UP}][{_LOW}]+(?:\s[{_UP}]\.)?,?\s\(?(?:[1-9]|1[0-7])(?:\)|\s?J|\sJahre|,(?=\s\w))", 0),
           3, True, ""),
    Signal("initial", _p(rf"(?<![\w.])[{_UP}][{_LOW}]{{1,14}}\s[{_UP}]\.(?!\s?[{_UP}{_LOW}]?\.)(?=\s[{_LOW}(]|,|\)|$|\s[{_UP}])", 0),
           2, True, "das Kind"),
    Signal("initials", _p(rf"(?<![\w.])[{_UP}]\.\s?[{_UP}]\.(?=\s[{_LOW}(]|,|\s?\()", 0), 2, True, "das Kind"),
    Signal("family_name", _p(rf"(?<!\w)(?:[Ff]amilie|[Ee]heleute|[Gg]eschwister|[Ee]ltern|Fam\.)\s"
                             rf"(?!Und\b|Beruf|Nord|Süd|Ost|West|Stärken|Leben|Im\b|In\b|Zentrum|Bildung|Stadt|Aktiv|Scholl|Online)"
                             rf"[{_UP}][{_LOW}]+(?:-[{_UP}][{_LOW}]+)?(?!\w)(?!\s(?:GmbH|e\.|Stiftung|Schule))|"
                             rf"(?<!\w)[Ff]amilie\s[{_UP}]\.", 0), 3, True, "die Familie"),
    Signal("kin_name", _p(r"(?<!\w)(?:[Ss]ohn|[Tt]ochter|[Bb]ruder|[Ss]chwester|[Kk]ind|[Jj]unge|[Mm]ädchen|[Ss]chülerin|[Ss]chüler|"
                          r"[Pp]flegekind|[Ee]nkel|[Pp]atientin|[Pp]atient|[Bb]aby|[Mm]ama|[Pp]apa|[Oo]pa|[Oo]ma|[Tt]ante|[Oo]nkel|[Vv]ater|[Mm]utter)"
                          r"\s(?:von\s|namens\s|heißt\s)?(?:NAME)\b", 0), 3, True, "das Kind"),
    Signal("kin_of_name", _p(r"\b(?:mutter|vater|eltern|oma|opa|bruder|schwester|stiefvater|tante|onkel|geschwister)\svon\s"
                             r"(?-i:(?!Kinder|Jugend|Säugling|Schul|Schüler|Klein|Neu|Mädchen|Jungen|Pflege|Vor|Grund|Früh)[A-ZÄÖÜ][a-zäöüß]+\b)"), 3, True, "die Familie"),
    Signal("genitive_kin", _p(rf"(?<!\w)(?:NAME)(?:s|')\s(?:[{_LOW}]+\s)?(?:Mutter|Vater|Eltern|Bruder|Schwester|Stiefvater|Oma|Opa|Zustand|"
                              rf"Verhalten|Lehrerin|Familie|Geschwister|Pflegemutter|Pflegeeltern|Mama|Papa)\b", 0), 3, True, ""),
    Signal("km_kv", _p(r"(?<!\w)(?:KM|KV|KMs|KE|PM|PV)(?!\w)", 0), 2, True, "ein Elternteil"),
    Signal("kindsmutter", _p(r"\bkind(?:s|es)(?:mutter|vater|eltern)\b"), 2, True, "ein Elternteil"),
    Signal("file", _p(r"(?<!\w)(?:az\.?|aktenzeichen|akte|fallnummer|fall[- ]?nr\.?|vorgangsnummer)\s?:?\s?[\w./-]*\d[\w./-]*"), 3,
           True, "[Aktenzeichen entfernt]"),
    Signal("file_bare", _p(r"(?<![\w./-])\d{1,3}\s(?:F|AR|UF|Js|Ls|Ds)\s\d{1,5}/\d{2}\b", 0), 3, True, "[Aktenzeichen entfernt]"),
    Signal("insurance", _p(r"(?<!\w)[A-Z]\d{9}(?!\w)", 0), 3, True, "[Nummer entfernt]"),
    Signal("icd", _p(r"(?<!\w)[A-Z]\d{2}\.\d{1,2}(?!\w)(?!\.)", 0), 2, True, "[Diagnose entfernt]"),
    Signal("home", _p(r"\b(?:wohnt|wohnhaft|lebt|gemeldet|zuhause|zu hause|anschrift:?|adresse:?)\s(?:in der|im|am|an der|auf der|in|bei)?\s?"
                      r"[\wäöüß.-]{0,30}(?:straße|strasse|str\.|weg|gasse|platz|allee|ring)\s\d{1,4}"), 3, True, "[Anschrift entfernt]"),
    Signal("mobile", _p(r"(?<!\d)(?:\+49\s?|0)1[567]\d[\s/-]?\d{3,4}[\s-]?\d{2,5}"), 1, False, "[Nummer entfernt]"),
    Signal("child", _p(rf"\b{_ONE}{_BETWEEN}\s(?:{words.CHILD})\b"), 1, True),
    Signal("family", _p(rf"\b{_ONE}{_BETWEEN}\s(?:{words.FAMILY})\b"), 1, True, most=2),
    Signal("is_aged", _p(rf"\b(?:er|sie|es) (?:ist|war|wird|wurde) (?:erst |schon |gerade |jetzt |bald |knapp )?(?:[1-9]|1[0-7]|{_NUMBER_WORD})"
                         r"\b(?!\s?(?:uhr|prozent|%|euro|wochen(?!\salt)|tage|stunden|mal|plätze|gruppen|\.))"), 3, True, ""),
    Signal("child_aged", _p(rf"\b(?:kind|junge|mädchen|schüler(?:in)?|sohn|tochter|bruder|schwester|baby|säugling|patient(?:in)?|enkel(?:in)?),?\s"
                            rf"\(?(?:ca\. |etwa |erst |[a-zäöü]{{3,8}}einhalb|[1-9]|1[0-7]|{_NUMBER_WORD})\b"), 2, True, "ein Kind"),
    Signal("half_years", _p(r"\b(?:drei|vier|fünf|zwei|sechs|sieben|acht|anderthalb|ein)einhalb\s(?:jahre|jährig)|\banderthalb\sjahre"), 2, True, "im Kindesalter"),
    Signal("bare_kin", _p(r"(?:^|[,;:.]\s)(?:mutter|vater|eltern|oma|opa|stiefvater|geschwister|kind|mama|papa)(?=\s(?:im|in|unbekannt|ist|hat|war|trinkt|schlägt|"
                          r"trennte|verweigert|psych|alkohol|drogen|getrennt|abwesend|\(|und\s(?:vater|mutter)\s(?:streiten|getrennt|trinken))|,\s)"), 1, True),
    Signal("case_of", _p(r"\b(?:\w*gefährdung|verdacht|missbrauch|vernachlässigung|inobhutnahme|hausbesuch|meldung|hilfeplan(?:gespräch)?)\s(?:bei|wegen|für|zu)\s"
                         r"(?:(?:fam\.|familie|frau|herrn?)\s)?(?-i:(?!Kinder|Jugend|Säugling|Mädchen|Jungen|Minder|Eltern|Familien|Schul|Klein|Fach|Personen|Menschen|"
                         r"Verdacht|Miss|Gewalt|Gefahr|Bedarf|Prof|Dr|Anhalt)[A-ZÄÖÜ][a-zäöüß]+(?:\s[A-ZÄÖÜ]\.)?)(?!\w)(?!\s?e\.)"), 2, True, ""),
    Signal("name_like", _p(rf"(?:^|[.!?:]\s)(?!(?:Wer|Was|Es|Er|Sie|Das|Dies|Man|Dort|Hier|Heute|Gestern|Morgen|Niemand|Jemand|Alles|Nichts|Wann|Wo|Wie|Warum|"
                           rf"Träger|Ziel|Thema|Beginn|Ende|Ort|Folgendes|Neu|Wichtig|Unsere?|Ihre?|Seine?|Diese[rs]?|Jede[rs]?|Eine?|Kein|Keine|Ansprech[a-z]+)\b)"
                           rf"[{_UP}][{_LOW}]{{2,11}}(?<!ung)(?<!heit)(?<!keit)(?<!schaft)(?<!tion)(?<!amt)(?<!stelle)(?<!netz)(?<!in)(?<!er)(?<!schule)(?<!bund)\s"
                           rf"(?:hat|kam|kommt|lebt|wohnt|wurde|weint|schläft|sitzt|isst|trägt|sagt|erzählt|zeigt|wiegt|fehlt|bekommt|wirkt|möchte|weigert|ritzt|musste|hatte|"
                           rf"schreit|zieht|spielt|redet|riecht|versteckt|läuft|ging|blieb)\b", 0), 1, True, "Das Kind"),
    Signal("kin_of_person", _p(r"\b(?:kind(?:er|es)?|sohn|tochter|söhne|töchter|eltern|mann|frau|enkel(?:in)?|baby)\s(?:von|der)\s"
                               r"(?:frau|herrn?|familie)\s(?-i:[A-ZÄÖÜ])"), 3, True, "ein Kind"),
    Signal("age_name", _p(rf"(?:\d{{1,2}}|{_NUMBER_WORD})[\s-]?[Jj]ährige[rn]?\s[{_UP}][{_LOW}]+\b(?<!Kinder)(?<!Schüler)(?<!Bestehen)(?<!Jugendliche)", 0),
           1, True),
    Signal("said", _p(rf"\b(?:{words.SAID})"), 1),
    Signal("event", _p(rf"\b(?:{'|'.join(_PHRASES)})"), 1, False, most=2),
    Signal("when", _p(rf"\b(?:{words.WHEN})\b"), 1),
    Signal("close", _p(rf"\b(?:{words.CLOSE})"), 1),
]  # fmt: skip


def _with_names(signal: Signal) -> Signal:
    if "NAME" not in signal.pattern.pattern:
        return signal
    # The list itself is looked up afterwards: thousands of alternatives would be slow.
    pattern = re.compile(
        signal.pattern.pattern.replace("(?:NAME)", rf"(?P<name>[{_UP}][{_LOW}]+?)"), signal.pattern.flags
    )
    return Signal(signal.key, pattern, signal.weight, signal.is_person, signal.general, signal.most)


SIGNALS = [_with_names(signal) for signal in SIGNALS]
GENERAL = _p(rf"\b(?:{words.GENERAL})")
_NAME = re.compile(rf"(?<![\w.-])(?P<name>[{_UP}][{_LOW}]+)(?![\w-])(?=(?P<behind>\s[{_UP}][{_LOW}]+)?)")
_CAPITAL = re.compile(rf"[{_UP}][{_LOW}-]+\s$")
_TITLE = re.compile(
    r"(?:Frau|Herr|Herrn|Dr\.|Prof\.|Kollegin|Kollege|Pfarrer|Pfarrerin|Schwester|St\.|Sankt|Haus)\s$"
)


@dataclass(frozen=True)
class Match:
    """One sign in a text."""

    key: str
    start: int
    end: int
    weight: int
    is_person: bool
    general: str
    most: int = 1


def matches(text: str) -> Iterator[Match]:
    """Yield every sign in a text, each expression once over the whole."""
    for signal in SIGNALS:
        for hit in signal.pattern.finditer(text):
            name = hit.groupdict().get("name")
            if name is None or name in NAMES:  # names are looked up, not written into the expression
                yield Match(
                    signal.key,
                    hit.start(),
                    hit.end(),
                    signal.weight,
                    signal.is_person,
                    signal.general,
                    signal.most,
                )
    for hit in _WORD.finditer(text):
        if _is_event(hit[0].lower()):
            yield Match("event", hit.start(), hit.end(), 1, False, "", most=2)
    yield from _first_names(text)


def _first_names(text: str) -> Iterator[Match]:
    """First names without a title. Alone they weigh more; with a surname they may be anybody's."""
    surname_at = -1
    for hit in _NAME.finditer(text):
        name, start = hit["name"], hit.start("name")
        is_surname, surname_at = start == surname_at, hit.end("name") + 1 if name in NAMES else -1
        if is_surname or name not in NAMES or _TITLE.search(text, max(0, start - 14), start):
            continue
        if hit["behind"] or _CAPITAL.search(text, max(0, start - 40), start):
            yield Match("full_name", start, hit.end("name"), 0, False, "")
        else:
            yield Match("first_name", start, hit.end("name"), 2, True, "das Kind")


def generals(text: str) -> Iterator[tuple[int, str]]:
    """Yield the words that speak in general, with their place."""
    for hit in GENERAL.finditer(text):
        yield hit.start(), hit[0].lower()
