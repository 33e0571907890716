"""One cell → its comparable value: what can be stored in JSON, compared with ``==`` and told by ``Books.told``.

Text, number, ISO day, list of ids; telephone numbers as ``[E.164, display]``. Wrong cells raise ``WrongValue``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.directory.columns import TRAIT_KEYS
from coordination.directory.importing.books import Books, WordList
from coordination.directory.models import known_types, type_word
from coordination.directory.models.listings import not_yet
from coordination.lib import phones, values
from coordination.lib.fold import fold
from coordination.lib.values import WrongValue

Reader = Callable[[Any], Any]

LENGTHS = {
    "number": 80, "name": 200, "short_name": 80, "other_names": 300, "street": 120, "house_number": 20,
    "address_extra": 120, "city": 80, "part": 80, "parent": 200, "municipality": 120,
}  # fmt: skip
LINES = {"description": 3000, "notes": 3000}
_LONGEST_WORD = 80
OLDEST = 27  # youth welfare ends with the 27th birthday


class WrongWord(WrongValue):
    """A word of no list; ``offers`` are whole cells of which one is probably meant."""

    def __init__(self, message: object, *, offers: tuple[str, ...] = ()) -> None:
        self.offers = offers
        super().__init__(message, code="unknown_word", suggestion=offers[0] if offers else None)


def readers(books: Books, types: dict[str, int] | None = None) -> dict[str, Reader]:
    """Return for each key what makes its cells comparable; ``address`` and ``municipality`` stay text until later.

    ``types``: words of this list for types, as the person has explained them.
    """
    found: dict[str, Reader] = {key: _line(length) for key, length in LENGTHS.items()}
    found |= {key: _lines(length) for key, length in LINES.items()}
    found |= {key: _several(books.traits[key]) for key in TRAIT_KEYS}
    found |= dict.fromkeys(("phone", "mobile", "fax"), _phone)
    return found | {
        "uid": _uid,
        "address": _lines(500),
        "type": _kind(books.types, types or {}),
        "status": _word(books.statuses),
        "level": _word(books.levels),
        "postcode": values.normalise_postcode,
        "mail": values.normalise_mail,
        "web": _web,
        "latitude": _degrees(90),
        "longitude": _degrees(180),
        "age_from": _age,
        "age_until": _age,
        "protected_place": values.parse_bool,
        "confirmed_on": _day,
    }


def _line(length: int) -> Reader:
    return lambda value: values.text(value, max_length=length)


def _lines(length: int) -> Reader:
    return lambda value: values.text(value, max_length=length, lines=True)


def _uid(value: Any) -> str:
    return values.text(value, max_length=40).lower()


def _phone(value: Any) -> list[str]:
    phone = phones.normalise(value)
    return [
        phone.e164,
        f"{phone.display}, {_('ext.')} {phone.extension}" if phone.extension else phone.display,
    ]


def _web(value: Any) -> str:
    found = values.normalise_web(value)
    if len(found) > 254:
        raise WrongValue(
            _("This web address is too long. At most 254 signs are possible."), code="web_too_long"
        )
    return found


def _degrees(most: int) -> Reader:
    def read(value: Any) -> str:
        if isinstance(value, str):
            value = value.strip().replace(",", ".")
        try:
            found = float(value)
        except (TypeError, ValueError):
            found = float("nan")
        if not -most <= found <= most:
            raise WrongValue(
                _("“%(text)s” is no coordinate. Please enter degrees such as 50.8157.")
                % {"text": values.as_text(value)[:40]},
                code="not_a_coordinate",
            )
        return f"{found:.6f}"

    return read


def _age(value: Any) -> int:
    return int(values.number(value, least=0, most=OLDEST, whole=True))  # type: ignore[arg-type]


def _day(value: Any) -> str:
    day = values.parse_date(value)
    if day is not None and day > timezone.localdate():
        raise WrongValue(not_yet(day), code="in_the_future")
    return day.isoformat()  # type: ignore[union-attr]


def _kind(types: WordList, explained: dict[str, int]) -> Reader:
    """The type by its name, code or another word for it; each spelling is looked for once."""
    known = {text: pk for text, pk in explained.items() if pk in types.names}

    def read(value: Any) -> int:
        text = values.text(value)
        if text not in known:
            found = types.words.get(fold(text)) or types.words.get(type_word(text))
            if found is None:
                raise unknown(text, types)
            known[text] = found
        return known[text]

    return read


def unknown_types(cells: Iterable[Any]) -> list[str]:
    """Return the words of a column that mean no type known here, the most frequent first; at most twenty."""
    known = known_types()
    texts = Counter(" ".join(values.as_text(cell).split()) for cell in cells if not values.blank(cell))
    found = [
        text
        for text, _count in texts.most_common()
        if fold(text) not in known and type_word(text) not in known
    ]
    return [text for text in found if len(text) <= _LONGEST_WORD][:20]


def _word(words: WordList) -> Reader:
    def read(value: Any) -> Any:
        text = values.text(value)
        found = words.words.get(fold(text))
        if found is None:
            raise unknown(text, words)
        return found

    return read


def _several(words: WordList) -> Reader:
    def read(value: Any) -> list[int]:
        named = [part for part in values.text(value).split(";") if part.strip()]
        found = [words.words.get(fold(part)) for part in named]
        wrong = [part.strip() for part, each in zip(named, found, strict=True) if each is None]
        if wrong:
            raise unknown(wrong[0], words, [part.strip() for part in named])
        return sorted({each for each in found if each is not None})

    return read


def unknown(text: str, words: WordList, among: list[str] | None = None) -> WrongWord:
    """“Kindergartten” is not known here. Did you mean Kindertageseinrichtung? – or what is known at all.

    ``among``: all words of the cell, where it holds several.
    """
    if similar := words.similar(text):
        sentence = _("“%(value)s” is not known here. Did you mean %(similar)s?")
        said = sentence % {
            "value": text[:60],
            "similar": _(" or ").join(_("“%(name)s”") % {"name": name} for name in similar),
        }
        whole = ("; ".join(name if part == text else part for part in among or [text]) for name in similar)
        return WrongWord(said, offers=tuple(whole))
    known = list(words.names.values())
    told = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    sentence = _("“%(value)s” is not known here. Known: %(known)s.")
    return WrongWord(sentence % {"value": text[:60], "known": told})
