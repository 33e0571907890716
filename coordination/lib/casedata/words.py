"""The words by which the hint weighs a sentence. German, as people in this field write."""

# ruff: noqa: E501 -- tables of words

from __future__ import annotations

# A single child, or somebody of its family.
CHILD = (
    r"[a-zäöü]{0,12}kind(?:es|e)?|mädchen|jungen?|bub(?:en)?|säuglings?|baby|neugeborene[ns]?|schüler(?:in|s)?|jugendliche[rn]?|"
    r"teenager|patient(?:in|en)?|klient(?:in|en)?|mündel|zwillinge?|heranwachsende[rn]?|[a-zäöü]{3,9}klässler(?:in|s)?|"
    r"(?:grund|real|mit|haupt|förder|vor)schüler(?:in|s)?|nachbars(?:junge|mädchen|sohn|tochter)|älteste[rn]?|jüngste[rn]?|"
    r"kleine[rn]?|geschwisterpaar(?:es)?|geschwister|konfirmandin|auszubildende[rn]?|azubi"
)
FAMILY = (
    r"mutter|mama|mutti|vater|papa|kindsmutter|kindsvater|kindesmutter|kindesvater|stiefvater|stiefmutter|pflegemutter|"
    r"pflegevater|oma|opa|großmutter|großvater|tante|onkel|bruder|schwester|sohn|tochter|söhne|töchter|"
    r"ihr mann|seine frau|mein mann|ex|freund der mama|mitbewohner|stiefbruder|stiefkind|pflegeeltern|schwiegermutter|schwager|urgroßmutter|pflegesohn|pflegetochter|lebensgefährte|lebensgefährtin|partner der mutter|freund der mutter|kindeseltern|enkel(?:in|kind|sohn|tochter)?|"
    r"nichte|neffe|cousin(?:e)?|halbbruder|halbschwester|stiefbruder|stiefschwester|zwillingsbruder|zwillingsschwester|"
    r"ehemann|ehefrau|ex-mann|ex-frau|familie|eltern|alleinerziehende"
)

# What happens in a case. Each stem counts once.
EVENTS = (
    r"inobhutnahme|in obhut|8a-meldung|gefährdungsmeldung|missbrauch|misshand|hämatom|blaue[nrm]? fleck|blaue[ns]? auge|"
    r"prellung|striemen|biss|verbrüh|verbrannt|brandwund|brandmal|schnitt|wunde|blut|narbe|kratz|schwellung|geschwollen|"
    r"gebrochen|fraktur|\w{3,9}brüche?n?\b|geschlagen|schlägt|schlug|zuschl|verprügel|prügel|getreten|tritt|geschubst|gestoßen|"
    r"geohrfeig|ohrfeige|gürtel|schüttel|gewürgt|würgt|gezogen|haaren|gewalt|gequält|vernachlässig|verwahrlos|vermüllt|"
    r"ungepflegt|ungewaschen|unterernähr|hungrig|hunger|frühstück|pausenbrot|riecht|stinkt|gestank|windel|schmutzig|dreckig|kaputte|"
    r"zu dünn|abgenommen|zugenommen|wiegt|kilo|gewicht|karies|läuse|eingesperrt|eingeschlossen|schrei(?:t|en|e|end)?\b|schrie\b|brüll|angebrüll|angeschr|beschimpf|"
    r"bedroht|droht|betrunken|alkohol|trinkt|getrunken|drogen|konsumiert|süchtig|abhängig|kifft|psychisch|psychiatrie|depressi|"
    r"suizid|umbringen|ritzt|geritzt|verletz|einnäss|eingenäss|nässt|einkot|kotet|wein(?:t|te|end)\b|geweint|abgehauen|weggelaufen|"
    r"ausgerissen|vermisst|verschwunden|angst|verstört|apathisch|aggressiv|sexu|angefasst|anfass|begrapsch|intim|nacktfoto|"
    r"nacktbild|unterwäsche|übergriff|polizei|sorgerecht|umgang|pflegefamilie|untergebracht|fremdunter|hilfeplan|"
    r"spfh|familienhilfe|erziehungsbeistand|familiengericht|näherungsverbot|strafanzeige|verdacht|fehlt (?:seit|un|oft|schon)|"
    r"fehlte|schwänz|unentschuldigt|schulverweiger|nicht (?:\w+ )?(?:zur|in der) (?:schule|kita)|nicht abgeholt|allein(?:e)? (?:gelassen|zu|vor|auf|in der|im)|"
    r"nachts allein|unbeaufsichtigt|aufpassen|krankenhaus|notaufnahme|klinik|operiert|diagnos|adhs|autis|entwicklungsverzög|behinder|"
    r"medikament|rezept|albtr|trennung|scheidung|getrennt|in haft|gefängnis|abgeschoben|geflüchtet|schulden|zwangsgeräumt|"
    r"wohnungslos|ohne wohnung|im auto|frauenhaus|schwanger|verheirate|zwangsheirat|beschneid|mobb|erpress|auffällig|zurückgezogen|"
    r"genommen|gezwungen|zwingt|zittert|barfuß|ohne (?:jacke|schuhe|schuh|winterkleidung|essen|mittagessen|socken)|durchnässt|keller|treppe|sperrt|notarzt|rettungswagen|tabletten|spray|asthma|entzug|müll|schimmel|notruf|messer|narben|gefilmt|keine? (?:freunde|kleidung|bett|mahlzeit)|eingeschult|isst (?:nichts|kaum|nicht)|spricht (?:kaum|nicht|nie)|schläft|untergetaucht|hausverbot|läuft weg|klaut|gestohlen|diebstahl|lügt|gestorben|tod |trauer|krebs|krank\\b|epilep|diabetes|zahn|impf|betäub|ketten|gefesselt|fixiert|bestraft|strafe|hausarrest|ausgesperrt|rausgeworfen|vor die tür|nackt|kuss|küss|chat|nachrichten|zigarett|haft\b|intensivstation|bewusstlos|rettungsdienst|bauchweh|bauchschmerz|zündel|vorfall|zuckt|zusammenzuck|schreckt|müde|ärmel|streite[tn]|streit\b|alleinerziehend|verweiger|lehn(?:t|en) .{0,30} ab\b|sorgen? um|"
    r"sorge um|mache mir sorgen|nach hause"
)
# What is told or seen: counts, but says nothing by itself.
SAID = (
    r"erzähl(?:t|te)|berichtet|berichtete|anvertraut|offenbart|geschildert|gesagt|sagt,|sagte|gesehen|gehört|beobacht|bemerkt|"
    r"aufgefallen|fiel auf|entdeckt|gebracht|abgeholt|weigert|wirkt|wirkte|kommt (?:immer|oft|seit|ständig)|besucht unsere|"
    r"wir vermuten|ich vermute|wir befürchten|ich befürchte|den eindruck|schrieb|geschrieben|rief .{0,20}\ban\b|lässt (?:die|ihre|seine|das) kind|gespräch mit den eltern|kam (?:ein|der|die)"
)

# When, where, with whom: what narrows it down to one.
WHEN = (
    r"heute (?:wieder|schon)|um \d+ uhr nachts|bis \d+ uhr|stundenlang|ständig|oft|zum (?:zweiten|dritten|vierten) mal|"
    r"gestern|vorgestern|heute (?:morgen|früh|mittag|nachmittag)|letzte[nrs]? (?:woche|montag|dienstag|mittwoch|donnerstag|"
    r"freitag|samstag|sonntag|nacht|wochenende|monat)|vergangene[nrs]? \w+|am (?:montag|dienstag|mittwoch|donnerstag|freitag|"
    r"samstag|sonntag|wochenende)|seit (?:wochen|tagen|monaten|montag|dem|der|einer|zwei|drei|vier|einigen|gestern|mehreren)|"
    r"vor (?:zwei|drei|vier|fünf|einigen|ein paar|\d+) (?:tagen|wochen|monaten)|immer wieder|schon (?:wieder|öfter|mehrmals)|"
    r"neulich|mehrfach|wiederholt|heute|inzwischen|mittlerweile|nachts|jeden (?:tag|morgen|abend)"
)
CLOSE = (
    r"zu ?hause|daheim|beim wickeln|im morgenkreis|in der umkleide|im treppenhaus|auf dem schulhof|im bus|auf dem heimweg|im hort|in der ogs|"
    r"aus dem (?:\w+) stock|unserer? nachbarn?|nebenan|in einem zimmer|bitte (?:beim|den) asd|kurzfristig aufnehmen|"
    r"aus der \w{3,12}gruppe|bei uns im verein|im (?:sport)?verein|mit (?:zwei|drei|vier|fünf|sechs) kindern|aus dem erdgeschoss|"
    r"in meiner sprechstunde|von nebenan|über uns|unter uns|hausbesuch bei|es (?:geht|handelt sich) um|"
    r"aus (?:der|meiner|unserer|ihrer) (?:klasse|gruppe|praxis|einrichtung|nachbarschaft|kita|schule|straße|wohngruppe|\d+\s?[a-e])|"
    r"in (?:meiner|unserer) (?:klasse|gruppe|praxis|einrichtung|nachbarschaft|kita|schule|sprechstunde|wohngruppe)|"
    r"(?:in der|der|die|klasse)\s\d{1,2}\s?[a-e]\b|klasse \d{1,2}\s?[a-e]?\b|\d{1,2}\. klasse|bei uns in (?:der|die)|"
    r"(?:ge)?wohnt (?:in|bei|mit|zusammen)|wohnhaft|lebt (?:in|bei|mit|zusammen|allein|nun|jetzt|seit)|lebte|wächst bei|"
    r"mit (?:ihren|seinen|drei|zwei|vier|fünf|ihrem|seinem|ihrer|seiner) (?:\w+ )?(?:geschwister|kinder|bruder|schwester|mutter|vater|"
    r"brüdern|schwestern|oma|großmutter|eltern|sohn|tochter)\w*|von nebenan|nachbarskind|vom nachbarn|"
    r"einzelkind|älteste[rs]? von|jüngste[rs]? von|(?:zwei|drei|vier|fünf|sechs) (?:kleine )?geschwister"
)

# Speaking in general: what should be done, for whom an offer is. It takes weight away.
GENERAL = (
    r"wer|welche[rs]?|jederzeit|gewichtige|wenn|falls|sofern|sollte[n]?|jede[smr]? (?:kind|junge|mädchen|jugendliche)\w*|alle[nr]? (?:kinder|eltern|familien|fach|lehr)\w*|kinder(?:n)? und jugendliche\w*|kindern|grundsätzlich|"
    r"in der regel|allgemein|zum beispiel|z\. ?b\.|etwa|können|kann|darf|dürfen|muss|müssen|soll|sollen|richtet sich|"
    r"für eltern|für kinder|für familien|fortbildung|fachtag|vortrag|konzept|leitfaden|ablauf|verfahrensweg|handreichung|"
    r"arbeitskreis|netzwerk|vereinbarung|schulung|seminar|beratungsstelle|informiert über|ansprechperson|flyer|broschüre|"
    r"sprechstunde|öffnungszeit|zuständig|statistik|prozent|jährlich|themen|thema|angebot|projekt|präventi|workshop|"
    r"grüße|danke|dank an|moderier\w*|übernimmt|vertritt|koordination|leitet|lädt|organisiert|verschickt|referiert|urlaub|elternzeit|ruhestand|verteiler|protokoll|tagesordnung|sitzung|kolleg|leitung|mitarbeit|team|fachkr[aä]ft|referent|moderation|anonymisiert|"
    r"fiktiv|beispiel|fallbeispiel|jubiläum|bestehen|anspruch|recht auf|fallbesprechung|kurs|gruppe für|wird angeboten|findet statt|film|buch|materialien|formular|§ ?\d+ "
)
