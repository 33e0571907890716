"""The words by which the hint weighs a sentence. German, as people in this field write."""

# ruff: noqa: E501 -- tables of words

from __future__ import annotations

# A single child, or somebody of its family.
CHILD = (
    r"kind|mädchen|junge|jungen|bub|säugling|baby|kleinkind|neugeborene[ns]?|schüler(?:in)?|jugendliche[rn]?|"
    r"teenager|patient(?:in)?|klient(?:in)?|pflegekind|mündel|schulkind|kindergartenkind|krippenkind|geschwisterkind|"
    r"zwilling|heranwachsende[rn]?|vorschulkind|erstklässler(?:in)?|nachbars(?:junge|kind|mädchen|sohn|tochter)|älteste[rn]?|jüngste[rn]?|kleine[rn]?|grundschüler(?:in)?|realschüler(?:in)?"
)
FAMILY = (
    r"mutter|mama|mutti|vater|papa|kindsmutter|kindsvater|kindesmutter|kindesvater|stiefvater|stiefmutter|pflegemutter|"
    r"pflegevater|oma|opa|großmutter|großvater|tante|onkel|bruder|schwester|sohn|tochter|söhne|töchter|"
    r"lebensgefährte|lebensgefährtin|partner der mutter|freund der mutter|kindeseltern|enkel(?:in|kind|sohn|tochter)?|"
    r"nichte|neffe|cousin(?:e)?|halbbruder|halbschwester|stiefbruder|stiefschwester|zwillingsbruder|zwillingsschwester|"
    r"ehemann|ehefrau|ex-mann|ex-frau|familie|eltern|alleinerziehende"
)

# What happens in a case. Each stem counts once.
EVENTS = (
    r"inobhutnahme|in obhut|8a-meldung|gefährdungsmeldung|missbrauch|missbraucht|misshand|hämatom|blaue[nr]? fleck|"
    r"prellung|striemen|bissspur|verbrühung|verbrannt|geschlagen|schlägt|schlug|verprügel|getreten|geschubst|geohrfeigt|"
    r"vernachlässig|verwahrlos|ungepflegt|ungewaschen|unterernährt|hungrig|hunger|"
    r"eingesperrt|angeschrien|bedroht|droht|gedroht|betrunken|alkohol|trinkt|getrunken|drogen|konsumiert|"
    r"psychisch|depressi|suizid|umbringen|ritzt|geritzt|verletz|einnäss|eingenässt|einkot|weint|weinte|geweint|"
    r"abgehauen|weggelaufen|ausgerissen|vermisst|angst|verstört|apathisch|aggressiv|"
    r"sexuell|angefasst|begrapscht|intimbereich|nacktfotos?|nacktbilder|übergriff|gewalt|polizei war|polizeieinsatz|"
    r"sorgerecht|umgangs?recht|umgang mit|pflegefamilie|heim unter|untergebracht|fremdunter|hilfeplan|spfh|"
    r"familienhilfe|erziehungsbeistand|clearing|gutachten|verfahren|anzeige|strafanzeige|verdacht|"
    r"erzähl(?:t|te)|berichtet|berichtete|vertraut|anvertraut|offenbart|geschildert|gesagt, dass|sagt, dass|sagte|"
    r"fehlt seit|fehlte|schwänzt|unentschuldigt|schulverweiger|nicht zur schule|nicht abgeholt|allein gelassen|alleine gelassen|"
    r"unbeaufsichtigt|allein zu hause|allein zuhause|alleine zu hause|krankenhaus|notaufnahme|klinik|operiert|diagnos|adhs|autis|"
    r"entwicklungsverzög|behinderung|medikament|therapie|gewicht|abgenommen|zähne|karies|läuse|zu dünn|schmutzig|kaputte|"
    r"trennung|scheidung|getrennt|haft|gefängnis|abgeschoben|geflüchtet|schulden|zwangsgeräumt|wohnungslos|frauenhaus|"
    r"schwanger|abtreibung|zwangsheirat|beschneidung|mobbing|gemobbt|erpress|"
    r"auffällig|zurückgezogen|zuckt|schreckt|albträume|schläft ein|eingeschlafen|müde|kommt immer|kommt oft|wirkt|wirkte|"
    r"schnittwunde|wunden|schrei|lässt (?:die|ihre|seine|das) kind|nachts allein|ohne wohnung|alleinerziehend|gesehen|gehört|beobacht|bemerkt|aufgefallen|gefunden|entdeckt|gebracht|abgeholt|weigert|besucht unsere"
)

# When, where, with whom: what narrows it down to one.
WHEN = (
    r"gestern|vorgestern|heute (?:morgen|früh|mittag|nachmittag)|letzte[nrs]? (?:woche|montag|dienstag|mittwoch|donnerstag|"
    r"freitag|samstag|sonntag|nacht|wochenende|monat)|vergangene[nrs]? \w+|am (?:montag|dienstag|mittwoch|donnerstag|freitag|"
    r"samstag|sonntag|wochenende)|seit (?:wochen|tagen|monaten|montag|dem|der|einer|zwei|drei|vier|einigen|gestern|mehreren)|"
    r"vor (?:zwei|drei|vier|fünf|einigen|ein paar|\d+) (?:tagen|wochen|monaten)|immer wieder|schon (?:wieder|öfter|mehrmals)|"
    r"neulich|mehrfach|wiederholt|heute|inzwischen|mittlerweile|nachts|jeden (?:tag|morgen|abend)"
)
CLOSE = (
    r"aus (?:der|meiner|unserer|ihrer) (?:klasse|gruppe|praxis|einrichtung|nachbarschaft|kita|schule|straße|wohngruppe|\d+\s?[a-e])|"
    r"in (?:meiner|unserer) (?:klasse|gruppe|praxis|einrichtung|nachbarschaft|kita|schule|sprechstunde|wohngruppe)|"
    r"(?:in der|der|die|klasse)\s\d{1,2}\s?[a-e]\b|klasse \d{1,2}\s?[a-e]?\b|\d{1,2}\. klasse|bei uns in (?:der|die)|"
    r"(?:ge)?wohnt (?:in|bei|mit|zusammen)|wohnhaft|lebt (?:in|bei|mit|zusammen|allein|nun|jetzt)|lebte|wächst bei|"
    r"mit (?:ihren|seinen|drei|zwei|vier|fünf|ihrem|seinem|ihrer|seiner) (?:\w+ )?(?:geschwister|kinder|bruder|schwester|mutter|vater|"
    r"brüdern|schwestern|oma|großmutter|eltern|sohn|tochter)\w*|von nebenan|nachbarskind|vom nachbarn|"
    r"einzelkind|älteste[rs]? von|jüngste[rs]? von|(?:zwei|drei|vier|fünf|sechs) (?:kleine )?geschwister"
)

# Speaking in general: what should be done, for whom an offer is. It takes weight away.
GENERAL = (
    r"wenn|falls|sofern|sobald|sollte[n]?|jede[smrn]?|alle[nr]?|kinder(?:n)? und jugendliche\w*|kindern|grundsätzlich|"
    r"in der regel|allgemein|zum beispiel|z\. ?b\.|etwa|können|kann|darf|dürfen|muss|müssen|soll|sollen|richtet sich|"
    r"für eltern|für kinder|für familien|fortbildung|fachtag|vortrag|konzept|leitfaden|ablauf|verfahrensweg|handreichung|"
    r"arbeitskreis|netzwerk|vereinbarung|schulung|seminar|beratungsstelle|informiert über|ansprechperson|flyer|broschüre|"
    r"sprechstunde|öffnungszeit|zuständig|statistik|prozent|jährlich|themen|thema|angebot|projekt|präventi|workshop|"
    r"protokoll|tagesordnung|sitzung|kolleg|leitung|mitarbeit|team|fachkr[aä]ft|referent|moderation|anonymisiert|"
    r"fiktiv|beispiel|fallbesprechung|kurs|gruppe für|wird angeboten|findet statt|film|buch|materialien|formular|§ ?\d+ "
)
