"""Postcodes, days, numbers, yes and no."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.lib.values.words import BLANKS, WrongValue, as_text, blank

_POSTCODE = re.compile(r"\d{5}\Z", re.ASCII)
_POSTCODE_MARKED = re.compile(r"(?:D|DE)\s*-?\s*(\d{5})\Z", re.IGNORECASE | re.ASCII)


def normalise_postcode(value: Any, *, was_number: bool | None = None) -> str:
    """Return five digits; '' for nothing. 00000 to 00999 do not exist.

    Four digits are never filled up silently: the sentence asks whether the spreadsheet has dropped the zero.
    """
    if isinstance(value, str):
        found, number = value.strip().removeprefix("'"), bool(was_number)
    else:
        found, number = as_text(value), isinstance(value, int | float) if was_number is None else was_number
    if _POSTCODE.match(found) and found[:2] != "00":
        return found
    if blank(found):
        return ""
    if marked := _POSTCODE_MARKED.match(found):
        return normalise_postcode(marked[1])
    if len(found) == 4 and found.isascii() and found.isdigit():
        sentence = (
            _(
                "The postcode has 4 digits. Has the spreadsheet dropped the leading zero? Then it is %(whole)s."
            )
            if number
            else _(
                "The postcode has only 4 digits. Please enter 5; if a leading zero is missing, it is %(whole)s."
            )
        )
        raise WrongValue(sentence % {"whole": f"0{found}"}, code="postcode_lost_zero", suggestion=f"0{found}")
    together = BLANKS.sub("", found)
    raise WrongValue(
        _("“%(text)s” is no postcode. Please enter 5 digits, such as 53840.") % {"text": found[:40]},
        code="postcode_unreadable",
        suggestion=together if together != found and _POSTCODE.match(together) else None,
    )


_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?\Z", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?\Z", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})\.?\s+([A-Za-zäÄ]{3,9})\.?\s+(\d{4})\Z")
_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_EXCEL_DAYS = range(14_611, 73_051)  # 1940 to 2099


def parse_date(value: Any) -> dt.date | None:
    """Return the day; None for nothing. German (31.12.2026, 31. Dezember 2026), ISO, or a spreadsheet's date.

    Two-digit years: up to ten years ahead count as this century, else as the last.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise _wrong_number_date(value)
    found = as_text(value).strip()
    if match := _DAY.match(found):
        day, month, year = int(match[1]), int(match[2]), _year(match[3])
    elif match := _ISO.match(found):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif (match := _NAMED.match(found)) and (name := match[2].lower()[:3].replace("mrz", "mär")) in _MONTHS:
        day, month, year = int(match[1]), _MONTHS.index(name) + 1, int(match[3])
    elif blank(found):
        return None
    else:
        raise WrongValue(
            _("“%(text)s” is no date. Please enter it as 31.12.2026.") % {"text": found[:40]},
            code="date_unreadable",
        )
    return _date(found, day, month, year)


def _date(found: str, day: int, month: int, year: int) -> dt.date:
    try:
        made = dt.date(year, month, day)
    except ValueError:
        raise WrongValue(
            _("The day %(text)s does not exist. Please enter a day of the calendar, such as 31.12.2026.")
            % {"text": found[:40]},
            code="date_impossible",
        ) from None
    if not 1900 <= year <= 2200:
        raise WrongValue(_("The year in “%(text)s” cannot be right.") % {"text": found[:40]}, code="date_far")
    return made


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    year = 2000 + int(digits)
    return year if year <= dt.datetime.now(tz=dt.UTC).year + 10 else year - 100


def _wrong_number_date(value: float) -> WrongValue:
    """A bare number may be a date whose cell lost its format: 45292 is 01.01.2024."""
    meant = None
    if int(value) in _EXCEL_DAYS:
        meant = (dt.date(1899, 12, 30) + dt.timedelta(days=int(value))).strftime("%d.%m.%Y")
        sentence = _("The number %(text)s stands where a date belongs. Is it %(meant)s?")
    else:
        sentence = _("The number %(text)s stands where a date belongs. Please enter it as 31.12.2026.")
    return WrongValue(
        sentence % {"text": as_text(value), "meant": meant}, code="date_number", suggestion=meant
    )


_YES = {"ja", "j", "x", "✓", "✔", "1", "wahr", "true", "yes", "y"}
_NO = {"nein", "n", "0", "falsch", "false", "no"}


def parse_bool(value: Any) -> bool | None:
    """Return yes or no; None for nothing: „ja“, „x“, „WAHR“, 1."""
    if isinstance(value, bool):
        return value
    found = as_text(value).strip().casefold()
    if found in _YES:
        return True
    if found in _NO:
        return False
    if blank(found):
        return None
    raise WrongValue(
        _("“%(text)s” is neither yes nor no. Please enter “yes” or “no”.") % {"text": found[:40]},
        code="not_yes_or_no",
    )


_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?\Z|[+-]?\d+\.\d+\Z", re.ASCII)


def number(
    value: Any, *, least: float | None = None, most: float | None = None, whole: bool = False
) -> Decimal | None:
    """Return a number written the German way (1.234,5) or by a spreadsheet; None for nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        made = Decimal(str(value))
    else:
        found = as_text(value).strip()
        if blank(found):
            return None
        if not _NUMBER.match(found):
            raise WrongValue(_("“%(text)s” is no number.") % {"text": found[:40]}, code="not_a_number")
        german = (
            "," in found
            or found.count(".") > 1
            or (found.count(".") == 1 and len(found.rpartition(".")[2]) == 3)
        )
        try:
            made = Decimal(found.replace(".", "").replace(",", ".") if german else found)
        except InvalidOperation:
            raise WrongValue(
                _("“%(text)s” is no number.") % {"text": found[:40]}, code="not_a_number"
            ) from None
    if whole and made != made.to_integral_value():
        raise WrongValue(
            _("Please enter a whole number instead of %(text)s.") % {"text": as_text(value)}, code="not_whole"
        )
    if (least is not None and made < Decimal(str(least))) or (most is not None and made > Decimal(str(most))):
        raise WrongValue(
            _("The number must lie between %(least)s and %(most)s.")
            % {"least": "–∞" if least is None else least, "most": "∞" if most is None else most},
            code="number_out_of_range",
        )
    return made
