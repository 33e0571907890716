"""German addresses written in one line: „Brüsseler Straße 68, 53909 Zülpich“ → street, house number, postcode, city.

Parts that are not there are None, and nothing is guessed: „Am Hallenbad, 46562 Voerde“ has no house number, and
„Straße des 17. Juni“ has none either. What stands in brackets or is no part of an address goes to ``extra``.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from coordination.lib.values import blank


class Address(NamedTuple):
    """The parts of an address; ``whole`` when street, postcode and city are all there."""

    street: str | None = None
    house_number: str | None = None
    postcode: str | None = None
    city: str | None = None
    extra: str | None = None

    @property
    def whole(self) -> bool:
        return bool(self.street and self.postcode and self.city)


_BLANKS = re.compile(r"[\s\u00a0\u2009\u202f]+")
# The plain case, nine in ten: words, a number perhaps with a letter, comma, five digits, words.
_PLAIN = re.compile(r"([^\d,;()|/]*[^\d\s,;()|/]) ?(\d{1,4} ?[a-zA-Z]?), (\d{5}) ([^\d,;|]+)\Z")
_POSTCODE = re.compile(r"(?:(?<=[\s,;|(])|^)(?:DE?\s?-?\s?)?(\d{5})(?=[\s,]|$)")
_SEPARATORS = re.compile(r"\s*[,;|\n]\s*")
_COUNTRY = re.compile(r"^(?:deutschland|germany|d|de|brd)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")

_ONE = r"\d{1,4}(?:\s?[a-zA-Z](?![a-zA-ZäöüÄÖÜß]))?(?:\s?[a-z]\s?-\s?[a-z](?!\w))?(?:\s?[½¼¾]|\s\d/\d)?"
_NUMBER = re.compile(
    rf"(?P<street>.*?[^\d\s,/+-][.)]?)\s*(?P<number>{_ONE}(?:\s?(?:-|/|\+|u\.|und|&|bis)\s?(?:{_ONE}|[a-zA-Z](?!\w)))*)"
    r"(?P<rest>\s*\(.*\)|\s+/\s+\S.*|\s*/\s*[A-ZÄÖÜ][a-zäöüß].*|\s*(?:Haus|Geb(?:äude|\.)|Bau|Block|Eingang|Trakt)\s.*)?\Z"
)
_SQUARES = re.compile(r"(?P<street>[A-U] ?\d{1,2}),?\s+(?P<number>\d{1,3}(?:\s?-\s?\d{1,3})?\s?[a-z]?)\Z")
_NAMED_BY_NUMBER = re.compile(
    r"(?P<street>(?:straße|platz)\b.* \d{1,4}) (?P<number>\d{1,4} ?[a-z]?)\Z", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
_NR = re.compile(r"\s+Nr\.?$", re.IGNORECASE)
_POST_BOX = re.compile(r"^post(?:fach|box)\b", re.IGNORECASE)
_PARTS = re.compile(
    r"^(?:haus|geb(?:äude)?\.?|gebäudeteil|trakt|eingang|block|etage|stock|raum|zimmer|hs\.?)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def split(line: str) -> Address:
    """Return the parts of an address in one line (or several: line breaks count as commas)."""
    if not isinstance(line, str) or blank(line):
        return Address()
    found = _PLAIN.match(line)
    if found is None:
        return _carefully(line)
    street, number, postcode, city = found.groups()
    if "  " in line or street != street.strip() or _NR.search(street) or _PARTS.match(street):
        return _carefully(line)
    return Address(street, number, postcode, city.strip())


def _carefully(line: str) -> Address:
    text = _SEPARATORS.sub(", ", "\n".join(part.strip() for part in line.strip().splitlines()))
    text = _BLANKS.sub(" ", text).strip(" ,")
    codes = list(_POSTCODE.finditer(text))
    if not codes:
        return _without_postcode(text)
    code = codes[-1]
    before, after = text[: code.start()].strip(" ,("), text[code.end() :].strip(" ,")
    city, *behind = [part for part in after.split(", ") if not _COUNTRY.match(part)] or [""]
    if not before and behind:  # „53840 Troisdorf, Kölner Str. 1“
        before, behind = ", ".join(behind), []
    street, number, extra = _street_of(before)
    extras = [part for part in (extra, *behind) if part]
    return Address(street, number, code[1], city or None, ", ".join(extras) or None)


def _without_postcode(text: str) -> Address:
    """Without a postcode only what is certain: a street with a number; a lone name may be a street or a town."""
    if any(sign.isdigit() for sign in text):
        street, number, extra = _street_of(text)
        if number:
            return Address(street, number, None, None, extra)
    return Address(extra=text or None)


def _street_of(text: str) -> tuple[str | None, str | None, str | None]:
    """Return street, number and what else stood there: „c/o Rathaus, Am Markt 3“ has the street last."""
    if not text:
        return None, None, None
    if squares := _SQUARES.match(text):
        return squares["street"], squares["number"], None
    parts = text.split(", ")
    if len(parts) > 2 and (squares := _SQUARES.match(", ".join(parts[-2:]))):
        return squares["street"], squares["number"], ", ".join(parts[:-2])
    if len(parts) == 1:
        return _split(parts[0])
    joined = len(parts) == 2 and re.fullmatch(r"\d{1,4}\s?[a-zA-Z]?", parts[1])
    if joined and not re.search(r"\d", parts[0]):  # „Hauptstraße, 5“
        return parts[0], parts[1], None
    for i in range(len(parts) - 1, -1, -1):
        if _PARTS.match(parts[i]):
            continue
        street, number, extra = _split(parts[i])
        if number:
            rest = [*parts[:i], *parts[i + 1 :], *([extra] if extra else [])]
            return street, number, ", ".join(rest) or None
    return parts[-1], None, ", ".join(parts[:-1])


def split_street(text: str) -> tuple[str | None, str | None]:
    """Return street and house number of „Schulstr. 5a“; the number None where there is none."""
    if blank(text):
        return None, None
    street, number, _ = _street_of(_BLANKS.sub(" ", text).strip())
    return street, number


def _split(text: str) -> tuple[str | None, str | None, str | None]:
    extra = None
    if _POST_BOX.match(text):
        return None, None, text
    if brackets := _BRACKETS.search(text):
        extra, text = brackets[1].strip() or None, text[: brackets.start()].strip()
    if named := _NAMED_BY_NUMBER.match(text):  # „Straße 47 12“, „Platz des 20. Juli 1944 3“
        return named["street"], named["number"], extra
    found = _NUMBER.match(text)
    if found is None or "(" in found["street"] or not _LETTER.search(found["street"]):
        return text or None, None, extra
    street = _NR.sub("", found["street"].strip()).strip()
    rest = (found["rest"] or "").strip(" /,")
    number = found["number"].strip()
    extras = [part for part in (extra, rest) if part]
    return street or None, number or None, ", ".join(extras) or None
