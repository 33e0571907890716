"""Telephone numbers: E.164 to keep, the German form to show („02241 900-0“, hyphen before the extension: DIN 5008).

phonenumbers knows the numbers; its metadata are used directly for the plain German form, which is nearly all of a list,
and its parser for the rest. Both ways give the same (a test compares them over real lists).
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers.phonemetadata import PhoneMetadata

from coordination.lib.values import WrongValue, as_text, blank


class Phone(NamedTuple):
    """``e164`` is what is dialled (for short numbers the digits themselves); ``extension`` what is asked for then."""

    e164: str
    display: str
    extension: str = ""


class TwoPhones(WrongValue):
    """More than one number in one place; ``numbers`` are those that were recognised."""

    def __init__(self, numbers: list[Phone], raw: str, rest: list[str] | None = None) -> None:
        self.numbers = numbers
        named = ", ".join([*(phone.display for phone in numbers), *(rest or ())]) or raw[:60]
        super().__init__(
            _("There are several numbers here: %(numbers)s. Please enter one per column.")
            % {"numbers": named},
            code="phone_two",
            suggestion=numbers[0].display if numbers else None,
        )


SHORT = {
    **{same: same for same in ("110", "112", "115", "19222", "19240")},
    "116006": "116 006",
    "116016": "116 016",
    "116111": "116 111",
    "116116": "116 116",
    "116117": "116 117",
    "116123": "116 123",
}

_GERMANY: Any = PhoneMetadata.metadata_for_region("DE", None)
_KINDS = [
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
    "voicemail",
]
_PATTERNS = [getattr(_GERMANY, kind).national_number_pattern for kind in _KINDS if getattr(_GERMANY, kind)]
_VALID = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS if pattern))
_FORMATS = [
    (re.compile("|".join(form.leading_digits_pattern[-1:]) or ""), re.compile(form.pattern))
    for form in _GERMANY.number_format
    if form.national_prefix_formatting_rule
]
_PLAIN = re.compile(r"\s*0([1-9]\d{1,4}) +(\d{3,12})(?:-(\d{1,5}))?\s*\Z", re.ASCII)

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\xa0\u2007\u2009\u202f\t", " "))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LABEL = re.compile(
    r"^(?:tel(?:efon)?|fon|phone|mobil(?:telefon)?|handy|fax|telefax|t|f|m|festnetz|zentrale)\b\s*[.:]*\s*",
    re.IGNORECASE,
)
_TRUNK = re.compile(r"^(\+\s*49|00\s*49)\s*-?\s*\(0\)\s*")
_EXTENSION = re.compile(
    r"[\s,;]*(?:app(?:arat)?|durchwahl|dw|nst|nebenstelle|ext)\b\.?:?\s*(\d{1,6})\Z", re.IGNORECASE
)
_AREA_SLASH = re.compile(r"^((?:\+\s*49|00\s*49)?[\s(]*0?[\s)]*[1-9](?:\s?\d){1,4}\s*\)?)\s*/\s*(?=\d)")
_BETWEEN = re.compile(r"\s*(?:[/;|,\n&]|\boder\b|\bund\b|\bbzw\b\.?|\bod\b\.?|\bu\b\.?)\s*", re.IGNORECASE)
_ALLOWED = re.compile(r"[+\d][\d\s()./-]*\Z|\([+\d][\d\s()./-]*\Z", re.ASCII)
_CANDIDATE = re.compile(r"(?:\+|\(?0)[\d ()./-]{5,}\d", re.ASCII)
_TAIL = re.compile(r"\d\s*-\s*(\d{1,5})\Z", re.ASCII)
_NOT_DIGIT = re.compile(r"\D")


def normalise(value: Any, region: str = "DE", *, short: bool = False) -> Phone:
    """Return the number. ``short`` allows 110, 112, 116 111 and the like.

    Raises ``WrongValue``: no number in it (``phone_unreadable``), too short or too long, without area code, unknown,
    leading zero lost, or two numbers (``TwoPhones``). An empty value is ``phone_unreadable`` too: ask ``blank`` first.
    """
    return _normalise(value if isinstance(value, str) else as_text(value), region, short)


@lru_cache(maxsize=20_000)
def _normalise(raw: str, region: str, short: bool) -> Phone:
    if region == "DE" and (match := _PLAIN.match(raw)):
        area, rest, extension = match.groups("")
        national = f"{area}{rest}{extension}"
        if len(national) <= 15 and _VALID.fullmatch(national):
            return Phone(f"+49{national}", _national(national, len(extension)))
    return _carefully(raw, region, short)


def display(e164: str) -> str:
    """Return how a stored number is shown; foreign ones in international form, short ones as they are known."""
    if e164 in SHORT:
        return SHORT[e164]
    if e164.startswith("+49") and _VALID.fullmatch(e164[3:]):
        return _national(e164[3:], 0)
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _national(national: str, extension: int) -> str:
    """Area code and number as phonenumbers cuts them, the last ``extension`` digits behind a hyphen."""
    for leading, whole in _FORMATS:
        if leading.match(national) and (found := whole.fullmatch(national)):
            area, *groups = found.groups()
            break
    else:
        return f"0{national}"
    last = groups[-1]
    if 0 < extension < len(last):
        groups[-1] = f"{last[:-extension]}-{last[-extension:]}"
    return f"0{area} {' '.join(groups)}"


def _carefully(raw: str, region: str, short: bool) -> Phone:
    found = _INVISIBLE.sub("", raw).translate(_DASHES).strip().removeprefix("'")
    found = _LABEL.sub("", found)
    if blank(found) or not any(sign.isdigit() for sign in found):
        raise _unreadable(raw)
    digits = _NOT_DIGIT.sub("", found)
    if digits in SHORT and digits[:1] == "1":
        if short:
            return Phone(digits, SHORT[digits])
        raise WrongValue(
            _("%(text)s is a short number; here the whole number is needed.") % {"text": SHORT[digits]},
            code="phone_short_number",
        )
    main = _TRUNK.sub(r"\1 ", found)
    extension = ""
    if spoken := _EXTENSION.search(main):
        main, extension = main[: spoken.start()], spoken[1]
    main = _AREA_SLASH.sub(r"\1 ", main).strip()
    _refuse_several(main, raw, region)
    if not _ALLOWED.match(main):
        raise _with_words(main, raw, region)
    return _parsed(main, raw, region, extension)


def _refuse_several(main: str, raw: str, region: str) -> None:
    """Two numbers in one cell, whole („… / 0171 …“) or by their ending („5021/22“). The second is never guessed at."""
    parts = [part for part in _BETWEEN.split(main) if any(sign.isdigit() for sign in part)]
    if len(parts) < 2:
        return
    numbers: list[Phone] = []
    rest: list[str] = []
    for part in parts:
        whole = _whole(_LABEL.sub("", part), parts[0], numbers)
        try:
            found = _CANDIDATE.search(whole)
            numbers.append(_parsed(found[0] if found else whole, raw, region, ""))
        except WrongValue:
            rest.append(part)
    if len(numbers) == 1 and all(len(_NOT_DIGIT.sub("", part)) < 2 for part in rest):
        return
    raise TwoPhones(numbers, raw, rest)


def _whole(part: str, first: str, numbers: list[Phone]) -> str:
    """An ending of one or two digits replaces as many („5021/22“ → 5022); „900-120“ gets the area code of the first."""
    digits = _NOT_DIGIT.sub("", part)
    if part.startswith("+") or (part.startswith(("0", "(")) and len(digits) > 5):
        return part
    if "-" in part and len(digits) > 3 and numbers:
        return f"{numbers[0].display.split(' ')[0]} {part}"
    if "-" in part or len(digits) > 2:
        return part
    kept, wanted = first, len(digits)
    while wanted and kept:
        wanted -= kept[-1].isdigit()
        kept = kept[:-1]
    return kept + digits


def _with_words(main: str, raw: str, region: str) -> WrongValue:
    numbers = []
    for candidate in _CANDIDATE.findall(raw.translate(_DASHES)):
        try:
            numbers.append(_parsed(candidate, raw, region, ""))
        except WrongValue:
            continue
    if len(numbers) > 1:
        return TwoPhones(numbers, raw)
    if numbers:
        return WrongValue(
            _("Besides the number there is text: “%(text)s”. Only the number belongs here: %(number)s.")
            % {"text": raw.strip()[:60], "number": numbers[0].display},
            code="phone_with_text",
            suggestion=numbers[0].display,
        )
    return _unreadable(raw)


def _parsed(main: str, raw: str, region: str, extension: str) -> Phone:
    if not main.lstrip("( ").startswith(("0", "+")) and region == "DE":
        raise _without_area(main, raw)
    try:
        number = phonenumbers.parse(main, region)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.TOO_LONG:
            raise _too_long(raw) from None
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise _not_in_use(number, raw)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.country_code != 49:
        shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    else:
        shown = _national(e164[3:], _length_of_tail(main, e164[3:]))
    return Phone(e164, shown, extension)


def _length_of_tail(main: str, national: str) -> int:
    """How many digits stand behind the last hyphen, if that is not the one behind the area code."""
    tail = _TAIL.search(main)
    if tail is None:
        return 0
    before = len(_NOT_DIGIT.sub("", main[: tail.start(1)]))
    area = len(_NOT_DIGIT.sub("", _national(national, 0).split(" ")[0]))
    dialled = len(national) - len(tail[1])
    return len(tail[1]) if dialled > area - 1 and before > 3 else 0


def _without_area(main: str, raw: str) -> WrongValue:
    digits = _NOT_DIGIT.sub("", main)
    for lost, least in (("+", 11), ("0", 7)):
        if len(digits) >= least and (lost == "0" or digits.startswith("49")):
            try:
                meant = _parsed(f"{lost}{digits}", raw, "DE", "")
            except WrongValue:
                continue
            return WrongValue(
                _("“%(text)s” begins without a zero. Has the spreadsheet dropped it? Then it is %(meant)s.")
                % {"text": raw.strip()[:40], "meant": meant.display},
                code="phone_lost_zero",
                suggestion=meant.display,
            )
    return WrongValue(
        _("“%(text)s” has no area code. Please enter it whole, such as 02241 900-0.")
        % {"text": raw.strip()[:40]},
        code="phone_no_area",
    )


def _not_in_use(number: phonenumbers.PhoneNumber | None, raw: str) -> WrongValue:
    shown = {"text": raw.strip()[:40]}
    reason = (
        phonenumbers.is_possible_number_with_reason(number)
        if number
        else phonenumbers.ValidationResult.TOO_SHORT
    )
    if reason == phonenumbers.ValidationResult.TOO_LONG:
        return _too_long(raw)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE or (
        number and len(str(number.national_number)) < 6
    ):
        return WrongValue(
            _("“%(text)s” has too few digits. Please enter the number with its area code.") % shown,
            code="phone_too_short",
        )
    return WrongValue(
        _("There is no such telephone number: “%(text)s”. Please check the area code.") % shown,
        code="phone_unknown",
    )


def _too_long(raw: str) -> WrongValue:
    return WrongValue(
        _("“%(text)s” has too many digits for one telephone number.") % {"text": raw.strip()[:40]},
        code="phone_too_long",
    )


def _unreadable(raw: str) -> WrongValue:
    sentence = _(
        "“%(text)s” contains no telephone number. Please enter it as 02241 900-0 or leave the cell empty."
    )
    return WrongValue(sentence % {"text": raw.strip()[:60]}, code="phone_unreadable")
