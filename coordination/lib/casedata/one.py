"""Does a sentence speak of one person in a family, and tell what happened? By the grammar, whatever words are used.

The signs of ``signals`` know words of a case; most sentences about a child use others („Unser Torwart will nach dem Training
nie nach Hause“). What they share is the shape: one child or one relative, named with an article, a possessive or a pronoun,
in a sentence that reports. What speaks of structures has plurals, offices, offers, conditions and rules.
"""

# ruff: noqa: E501 -- tables of words

from __future__ import annotations

import re
from collections.abc import Iterable

THE = r"(?:der|die|das|den|dem|des|dies\w{1,2}|beim|zum|zur|vom|ins|im)"
OWN = r"(?:mein|dein|sein|ihr|unser|euer|eur|dessen|deren)(?:e[rsmn]?)?"
A = r"(?:eine?[rsmn]?|anderen|zwei|drei)"
NUMBER = r"(?:\d{1,2}-?|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn)"
CHILD = (
    r"(?:\w{0,14}kind(?:es|e)?|\w{0,10}mädchens?|\w{0,7}jungen?|bub(?:en)?|\w{0,7}baby|säuglings?|neugeborenen?|kleinkindes|"
    r"\w{0,12}schüler(?:in|s)?|\w{0,6}klässler(?:in|s)?|jugendlichen?|patient(?:in|en)?|klient(?:in|en)?|mandant(?:in|en)?|"
    r"mündel|zwillinge|drillinge|geschwister(?:paar)?|heranwachsende[rn]?|lehrling|auszubildenden?|azubi|"
    r"klein(?:e[rsn]?|ste[rsn]?)|großen?|jüngste[rn]?|älteste[rn]?|ältere[rn]?|jüngere[rn]?|mittlere[rn]?|"
    r"torwart|turnerin|spieler(?:in)?|schwimmer(?:in)?|reiter(?:in)?|messdiener(?:in)?|ministrant(?:in)?|konfirmand(?:in|en)?|"
    rf"{NUMBER}-?jährigen?r?|wöchnerin|teenager|teenie|knirps|kurze[rn]?|spross|sprössling|pflegling|schützling|ministrantin|zögling|kita-kind|krabbelkind|grundschulkind|ausreißer(?:in)?|freundin|kumpel|schwangeren?|frühchen|sorgenkind|bruder|schwester)"
)
KIN = (
    r"(?:(?:kinds|kindes|groß|stief|pflege|adoptiv|schwieger|ur)?(?:mutter|vater|mutters|vaters)|mama|papa|mami|papi|omi|opi|mutti|ziehmutter|vormund|lebenspartner(?:in)?|onkel|schwiegereltern|urgroßmutter|paten(?:tante|onkel)|zwilling|angehörige[rn]?|bekannte[rn]?|mitbewohner(?:in)?|mutti|vati|oma|opa|"
    r"(?:halb|stief|zwillings|pflege)?(?:bruders?|schwester)|(?:stief|pflege|adoptiv)?(?:sohn(?:es)?|tochter|söhne|töchter)|"
    r"(?:pflege|groß|kindes|adoptiv|leibliche )?eltern|enkel(?:in|s|kind|sohn|tochter)?|neffe|nichte|onkels?|tante|cousine?s?|schwager|schwägerin|"
    r"ex(?:-mann|-frau|-freund)?|ehemann|ehefrau|lebensgefährt(?:e|in|en)|freund(?:in)? (?:der|des) \w+|partner(?:in)? (?:der|des) \w+|"
    r"neue[rn]? (?:mann|freund|partner)|ziehvater|nachbar(?:in|n|s)?|elternpaar|familie)"
)
DID = (
    r"(?:hat|hatte|hätte|habe|ist|war|wird|wurde|will|wollte|soll|darf|durfte|musste|sei|kam|kommt|ging|geht|lebt|wohnt|schläft|sagt|sagte|isst|trinkt|trägt|kennt|sitzt|steht|"
    r"weint|schreit|schlägt|schreibt|zeigt|zieht|holt|droht|bekommt|bringt|hört|spricht|redet|spielt|bettelt|wirkt|macht|lässt|braucht|fehlt|weiß|möchte|mag|kann|"
    r"wiegt|raucht|heißt|bleibt|blieb|liegt|läuft|lief|gibt|nimmt|verweigert|behält|wartet|kocht|pflegt|beißt|ritzt|\w{3,}te|\w{3,}iert|ver\w+t|be\w+t|er\w+t|zer\w+t)"
)

# Each shape with its weight, which counts twice at most. The weights were fitted (logistic regression) on the open sets of
# tests/lib/casedata, never on those held back.
_TABLE: dict[str, tuple[float, str]] = {
    # Who: one child, one relative, somebody whom a pronoun stands for.
    "the_child": (1.8, rf"\b{THE} (?:[\wäöüß-]+ )??{CHILD}\b"),
    "own_child": (
        1.8,
        rf"\b{OWN} (?:[\wäöüß-]+ )??(?:{CHILD}|\w{{4,}}(?:schülerin|schüler|spielerin|mädchen|junge))\b",
    ),
    "a_child": (1.7, rf"\b{A} (?:[\wäöüß-]+ ){{0,2}}?{CHILD}\b"),
    "kin": (1.1, rf"\b(?:{THE}|{OWN}) (?:[\wäöüß-]+ )?{KIN}\b"),
    "own_kin": (1.2, rf"\b{OWN} (?:[\wäöüß-]+ )?{KIN}\b"),
    "a_kin": (0.7, rf"\b{A} (?:[\wäöüß-]+ )?{KIN}\b"),
    "bare_kin": (
        1.6,
        rf"(?:^|[,;:(„] ?|\b(?:und|mit|von|sagt|dass|bei) )(?:{KIN}|{CHILD})(?=,| (?:{DID}|von|im|in|am|mit|seit|nicht|[a-zäöü]{(2,)}(?<!en)t|psychisch|aus|nach|unbekannt|allein|getrennt|überfordert|stationär|männlich|weiblich|selbst|links|rechts|verschwunden|[A-Z]\.)\b)",
    ),
    "he": (
        2.1,
        rf"(?:^|[.,:;!?„] ?(?:dass |weil |wenn |als |ob |wie |seit |obwohl |und |bis |da |wo |aber |sobald |bevor )?)(?:er|sie) (?:{DID}|sich)\b(?<!en)",
    ),
    "him": (1.4, r"\b(?:ihm|ihn|ihr(?= (?:nachts|auf|nicht|zu|die|das|ein|beim|weh)))\b"),
    "his": (
        1.9,
        r"\b(?:sein|ihr)(?:e[rsmn]?)? (?:[\wäöüß-]+ )?(?:zimmer|bett|schulranzen|ranzen|zähne|hände|haare|jacke|körper|arme?|beine|gesicht|kopf|rücken|hals|bauch|finger|narben|kleidung|brille|handy|heft|rucksack|freund(?:in)?|mitschüler(?:in)?|lehrer(?:in)?|trainer|klasse|wohnung|straße|periode|geburtsdatum|geschichte|brot|eltern|geschwister|vater|mutter|bruder|schwester)\b",
    ),
    "name_does": (
        0.8,
        r"(?-i:(?:^|[.!?:] |dass |weil |ob |wenn )(?!(?:Wer|Was|Es|Er|Sie|Das|Dies\w*|Man|Dort|Hier|Heute|Gestern|Morgen|Niemand|Jemand|Alles|Nichts|Wann|Wo|Wie|Warum|Unser|Ihr|Sein|Mein|Jede|Jeder|Jedes|Kein|Eine?|Der|Die|Kind|Mutter|Vater|Ostern|Gewalt|Armut|Scham|Team)\b)[A-ZÄÖÜ][a-zäöüß]{2,10}(?<!ung)(?<!heit)(?<!keit)(?<!schaft)(?<!tion)(?<!amt)(?<!stelle)(?<!netz)(?<!er)(?<!schule)(?<!bund)(?<!en)) (?:[A-Z]\. )?(?:hat|wird|will|soll|kommt|sagt|schläft|fehlt|weint|trägt|darf|muss|isst|geht|lebt|wohnt|ist \d|ist neu|ist seit|wurde|kam|hatte|erzählt|spricht|versteckt|traut|riecht|zittert|bekommt|braucht)\b",
    ),
    "whose": (
        0.2,
        r"(?-i:\b[A-ZÄÖÜ][a-zäöüéß-]{1,11}(?:s|'|’|ns)) (?:\w+ )?(?:mutter|vater|eltern|bruder|schwester|mama|papa|oma|opa|stief\w+|pflege\w+|geschwister|familie|onkel|tante|hände|zähne|lehrerin|zustand|verhalten|zimmer)\b",
    ),
    "relative": (
        0.4,
        r"\b(?:kind|mädchen|jungen?|schüler(?:in)?|frau|mann|vater|mutter|patient(?:in|en)?|familie|baby|\w+jährige[rn]?|säugling|jugendliche[rn]?|geschwister), (?:der|die|das|den|dem|dessen|deren|bei (?:der|dem))\b",
    ),
    "their_children": (
        1.5,
        r"\b(?:kinder|söhne|töchter|jüngste|älteste|sohn|tochter|baby) (?:von|der|meiner|unserer|des|eines|einer) (?:familie |frau |herrn? )?(?-i:[A-ZÄÖÜ])|\b(?:zwei|drei|vier|fünf|sechs) (?:\w+ )?(?:kinder|geschwister|brüder|schwestern|mädchen|kleinen)\b",
    ),
    # What: something happened, was seen or told; how it goes on and on.
    "told_me": (
        0.9,
        r"\b(?:mir|uns) (?:[\wäöüß]+ ){0,3}(?:erzählt|gesagt|anvertraut|berichtet|gezeigt|gegeben|geschrieben|gefragt|aufgefallen|zugesteckt|verboten|geschildert)|\b(?:erzähl|sag|berichte|anvertrau|offenbar|schilder|gesteh|behaupte)t?e?t?e?,? (?:mir|uns|dass|er|sie|im|in|der|bei)\b|\bauf die frage\b|\b(?:fiel|fällt) (?:mir|uns|ein|eine)\b|\b(?:sagt|sagte|meint|erzählt) (?:er|sie|der|die|das)\b",
    ),
    "seen": (
        0.5,
        r"\b(?:ich|wir) (?:[\wäöüß]+ )?(?:habe|haben|hatten|hatte|sehen|höre|hören|kenne|betreue|unterrichte|vermute|befürchte|vermuten|betreuen|machen uns|mache mir|warten|bitten um (?:rat|einschätzung))\b",
    ),
    "perfect": (
        0.9,
        r"\b(?:hat|hatte|wurde|wird|ist|habe|haben|war|sei|worden)\b.{0,90}\bge?[\wäöüß]{2,}(?:t|en)\b|\b(?:be|ver|ent|er|zer)[\wäöüß]{3,}(?:t|en) (?:hat|haben|wurde|ist|habe)\b",
    ),
    "never": (
        2.1,
        r"\b(?:nie|niemals|nie wieder|nicht mehr|niemand(?:em|en)?|keiner|jede[nr]? (?:tag|nacht|abend|morgen|mittag)|jeden (?:montag|dienstag|mittwoch|donnerstag|freitag)|immer|nachts|seit (?:dem|der|wochen|monaten|tagen|zwei|drei|vier|gestern|montag|freitag|herbst|sommer|sie|er)|tagelang|stundenlang|heimlich|plötzlich|schon wieder|dreimal|zum (?:zweiten|dritten) mal|ganz allein|draußen|kaum)\b",
    ),
    "body": (
        1.8,
        r"blut(?:ig|et|erg)|(?:wunde|narbe|striemen|male\b|abdrücke|spuren)|\b(?:arm|bein|rücken|hals|bauch|oberschenkel|schenkel|finger\w*|zähne|zunge|haare[n]?|knochen|rippen\w*|auge|ohr|ohren|gesicht|stirn|mund|po|füße|hand|hände)\b|verbrann|verbrenn|gebrochen|bruch\b|geschwollen|mager|blass|frier|fror|zittert|abgemagert|dünn|gewicht|kilo|fieber|husten|läuse|krätze|karies|wund\b|geschminkt|attest|hämatom|fleck|beule|kratzer|bisswunde|verband|gips|schiene|kälte|hunger\w*|nass|nasse[nrm]?|barfuß|unterhose|windel|schlafanzug|jacke|ausgezogen|auszieh|auszuziehen",
    ),
    "harm": (
        0.4,
        r"schlag|schläg|tritt\b|getreten|einsperr|eingesperrt|sperrt|ertränk|gewürgt|würge|ausgesetzt|verprügel|prügel|anschrei|angeschr|angebrüll|droht|bedroht|umbring|messer|pistole|waffe|abschiedsbrief|strick\b|ritz|selbstmord|suizid|nicht mehr leben|angefasst|anfass|gestreichelt|küsst|nackt|gefilmt|filmt|prostitu|zuhälter|verlobt|verheirat|beschnitten|betrunken|säuft|suff|alkohol|wodka|bier\b|drogen|heroin|spritzt|entzug|tabletten|verwahrlos|vermüllt|hundekot|schimmel|ungeziefer|kakerlak|müll|strom|gas abgest|zwangsräum|gepfändet|gehauen|haut (?:ihn|sie|ihm|ihr)|knallt|ohrfeig|geohrfeigt|gestoßen|geschubst|geschüttelt|gefesselt|eingeschlossen|schließt .{0,20} ein\b|kokain|kifft|cannabis|überdosis|entgiftung|knast|gefängnis|bewährung|vorbestraft|kontaktverbot|hausverbot|verhaftet|\bhaft\b|polizei|abgängig|weggelaufen|läuft weg|lief weg|wegläuft|verschwunden|abgeschoben|zwangs|notarzt|notaufnahme|koma|klinik|psychiatrie|station(?:är)?\b|obhut|untergebracht|untergetaucht|misshandel|missbrauch|vernachlässig|erpress|gemobbt|verrät|angst|weint|geweint|schreit|aufschreit|bettel|klaut|schwanger|diagnose|krankenhaus|sorgerecht|umgang|gericht|inobhutnahme|fremdunter|jugendamt|asd|gemeldet|meldung|verdacht",
    ),
    "home": (
        1.4,
        r"\b(?:zu hause|nach hause|daheim|balkon|keller|treppe(?:nhaus)?|matratze|\bbett\b|wohnwagen|schuppen|dachboden|wohnung|hinterhaus|erdgeschoss|(?:ersten|zweiten|dritten|vierten) stock|nebenan|schlüssel|schullandheim|pflegefamilie|wohngruppe|unterkunft|frauenhaus|stiefvater|klassenfahrt|umkleide\w*|fehltage|vom \w{0,6}hof|auf der straße|stall|garage|flur|boden|sofa|küche|badezimmer|zelt|zum schlafen|übernachtet|taschengeld|frühstück|brot\\w*|essen)\b",
    ),
    "where": (
        1.0,
        r"\b(?:aus|in) (?:der|meiner|unserer|dem|seiner|ihrer) (?:[\wäöüß-]+ )?(?:\d\w?|\w*gruppe|klasse|\w*kurs|\w*betreuung|notaufnahme|nachbarschaft|praxis|mannschaft)\b|\bbei uns (?:im|in|ist)\b|\bim (?:\w+)?(?:kurs|training|chor|verein|ganztag|hort|bus|zug|wartezimmer)\b",
    ),
    "who_knows": (
        2.2,
        r"\b(?:wer kennt|hat jemand|kann jemand prüfen|meldet euch|rufen sie mich|vertraulich|zuständig für|bitte um (?:rat|rückruf|einschätzung)|wegen (?-i:[A-ZÄÖÜ])\w+:)",
    ),
    # Speaks in general.
    "general_child": (
        -1.4,
        r"\b(?:jedes|jeder|jede|jedem|kein|keinem|pro|je|vierte|siebte|einzelnen?|betroffenen?|wohl des|schutz des|rechte? des|interesse des|blick auf das) (?:[\wäöüß]+ )?(?:kind(?:es)?|jugendlichen?|schüler(?:in)?|einrichtung|schule|person|patient)\b|\bkindeswohl\b|\bkindesschutz|\bein kind (?:hat das|braucht|darf|soll|kann|muss|gefährdet|nicht abgeholt|in einer|von|eine|ist auch)|\b(?:wenn|ob|falls|sofern|was tun,|wie) (?:\w+ ){0,4}(?:ein|das) (?:kind|jugendlicher|schüler)|\bdem kind (?:nichts|wird|zuhören)|\bdas kind (?:wird|im|und|gehört|steht|darf|soll|kann)\b|\bein (?:kind|jugendlicher|schüler|vater), (?:das|der)\b.{0,40}\b(?:braucht|sucht|findet|hat recht)|\bdie (?:großen|jüngsten|ältesten|kleinen|mädchen der)\b",
    ),
    "plural": (
        -0.6,
        r"\b(?:kindern?|jugendliche|familien|eltern(?:teile)?|schüler(?:innen|n)|mädchen und|und schüler\b|fachkräften?|lehrkräften?|praxen|kitas|schulen|vereinen?|einrichtungen|teams?|trainer(?:n|innen)?|väter|mütter|angebote|plätzen?|gruppen|familienmitglieder|betroffenen?|ehrenamtlichen?|hebammen|ärzten?|ärztinnen|\w+innen|\d{1,2}-?jährige[nr]?|(?:drei|zwei|vier|sechs|zehn)jährige)\b",
    ),
    "office": (
        -1.8,
        r"(?:leiter(?:in)?|leitung|referent(?:in)?|koordinat\w+|kolleg(?:e|in|en)|beauftragte[rn]?|beirat\w*|sprecher(?:in)?|vorstand|vorsitz\w*|träger|psychologin|rektor(?:in)?|dozentin|richter(?:in)?|seelsorger\w*|pädagog\w+|moderat\w+|moderier\w+|vertret\w+|nachfolg\w+|ruhestand|elternzeit|ansprechp\w+|urlaub|stelle|stellen|schwerpunkt|team|praktikantin|streetworker\w*|multiplikator\w*|fachberatung|förderverein|ehrenamt\w*|gründe\w+|preis|prüfung|jubiläum|dienst)\b",
    ),
    "thing": (
        -0.8,
        r"(?:sitzung|protokoll|tagesordnung|konzept|fortbildung|schulung|vortrag|fachtag|workshop|seminar|kurs|treff|angebot|projekt|programm|sprechstunde|sprechzeit\w*|öffnungszeit\w*|beratung|beratungsstelle|netzwerk|arbeitskreis|ausschuss|liste|flyer|plakat|broschüre|leitfaden|ablauf|formular|bogen|vorlage|vereinbarung|statistik|bericht|prozent|quote|euro|anmeldung|einladung|termin|räume|raum|veranstaltung|ferien\w*|fest|übung|rollenspiel|beispiel|planfall|fiktiv|erfunden\w*|anonymisiert\w*|thema|titel|film|buch|theaterstück|motto|recht|rechtsanspruch|regel|gesetz|frist|schweigepflicht|datenschutz|zuständigkeit|kosten|kostenlos|adresse|telefon|nummer|hotline|gmbh|kommission|karte|unterlagen|mail|newsletter|stammtisch|zertifikat|eingewöhnung|sprachförderung|teilnahme|zustimmung|altersgemäß|jahresbericht|ausgabe|warteliste|schutzkonzept|prävention|förder\w*|supervision)s?\b",
    ),
    "manual": (
        -2.4,
        r"(?-i:\b[A-ZÄÖÜ]?[a-zäöüß]{2,}e?n Sie)\b(?! sich bitte wegen)|^(?:ist|hat|kann|nehmen|wird|werden|bittet|will|braucht) (?:das|ein|der|die)\b|\b(?:unverzüglich|gewichtige?n?|anhaltspunkte?n?|außer|nötigenfalls|altersgerecht|erforder\w+|verpflicht\w+|hinwirken|maßnahmen?|gefährdung|gefahr|gefährdet|absatz|sorgeberechtigte\w*|verdächtigten?|oder das kind|oder ein\w*|\w+\*in(?:nen)?|das jugendamt (?:nimmt|vereinbart|prüft)|nimmt (?:es|das jugendamt))\b",
    ),
    "rule": (
        -1.1,
        r"\b(?:sollten?|grundsätzlich|in der regel|allgemein|im zweifel|jederzeit|können sich|kann sich|darf (?:der|die|ein|eine)|muss (?:der|die|ein|eine)|gilt|richtet sich|zielgruppe|herzlich|kostenfrei|ab \d|bis zu|zwischen \d+ und|von \d+ bis|unter \d+ jahren|für (?:eltern|kinder|familien|jungen|mädchen|junge|babys|zwei|drei)|nach §|§|wird angeboten|findet statt|\d{1,2}(?::\d\d)? uhr|wir (?:brauchen|suchen|bieten|wünschen|möchten|sollten|planen))",
    ),
}
_WHO = frozenset(
    [
        "the_child",
        "own_child",
        "a_child",
        "kin",
        "own_kin",
        "a_kin",
        "bare_kin",
        "he",
        "him",
        "his",
        "name_does",
        "whose",
        "relative",
        "their_children",
    ]
)
_SHAPES = [
    (name in _WHO, weight, re.compile(pattern, re.IGNORECASE)) for name, (weight, pattern) in _TABLE.items()
]
_NAMED = [(weight, shape) for is_who, weight, shape in _SHAPES if is_who]
_REST = [(weight, shape) for is_who, weight, shape in _SHAPES if not is_who]
_FIRST_NAME, _SURE, _ALONE, _SIGNS = 2.3, 0.9, 0.4, 1.4
LIMIT = 3.4  # lower: more is recognised, more false alarms
LONGEST = 600  # signs of a sentence looked at: no sentence of a person is longer


def speaks_of_one(sentence: str, *, score: int, persons: Iterable[str], is_sure: bool) -> bool:
    """Weigh the shapes of one sentence, with what ``signals`` found: its ``score`` and the kinds of ``persons``."""
    persons = set(persons)
    named = _weighed(_NAMED, sentence)
    if not persons and not named:
        return False  # nobody is named: the rest need not be looked for
    total = named + _SIGNS * min(max(score, 0), 4) + _ALONE * is_sure
    total += _FIRST_NAME * ("first_name" in persons) + _SURE * bool(persons - {"first_name"})
    return total + _weighed(_REST, sentence) >= LIMIT


def _weighed(shapes: list[tuple[float, re.Pattern[str]]], sentence: str) -> float:
    total = 0.0
    for weight, shape in shapes:
        hit = shape.search(sentence, 0, LONGEST)
        if hit:
            total += weight * (1 + bool(shape.search(sentence, max(hit.end(), 1), LONGEST)))
    return total
