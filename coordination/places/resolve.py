"""The municipality at a postcode: ``lookup_table`` and ``match`` for sheets, ``municipality_at`` for one."""

from __future__ import annotations

from collections import Counter

from django.db.models import QuerySet

from coordination.lib.errors import RuleBroken
from coordination.lib.fold import sort_key
from coordination.places.matching import Answer, At, Outcome, Place, Table, is_postcode, match
from coordination.places.models import Municipality, PostcodePlace
from coordination.places.names import district_label

__all__ = [
    "Answer",
    "Outcome",
    "PostcodeMismatch",
    "PostcodeUnclear",
    "PostcodeUnknown",
    "Table",
    "ask",
    "lookup_table",
    "match",
    "municipality_at",
]


class PostcodeUnclear(RuleBroken):
    """Several municipalities are possible. ``candidates`` are places, for the person to choose from."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.candidates = answer.candidates
        super().__init__(answer.sentence, code="postcode_unclear")


class PostcodeMismatch(RuleBroken):
    """The postcode belongs elsewhere than the name says; one of the two is wrong."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.candidates = answer.candidates
        super().__init__(answer.sentence, code="postcode_mismatch")


class PostcodeUnknown(RuleBroken):
    """No five digits, or not in the loaded tables."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.sentence, code="postcode_unknown")


def lookup_table() -> Table:
    """Return all postcodes and places in force, by two queries."""
    return _table(Municipality.objects.in_force(), PostcodePlace.objects.all())


def municipality_at(postcode: str, city: str | None = None) -> Municipality:
    """Return the municipality in force at a postcode.

    German postcodes cross borders: several candidates raise ``PostcodeUnclear``, a name that belongs
    elsewhere ``PostcodeMismatch``, a postcode not in the tables ``PostcodeUnknown``. Never guesses.
    """
    answer = ask(postcode, city)
    if answer.place is not None:
        return Municipality.objects.select_related("district__land").get(pk=answer.place.id)
    refusal = {Outcome.UNCLEAR: PostcodeUnclear, Outcome.MISMATCH: PostcodeMismatch}
    raise refusal.get(answer.outcome, PostcodeUnknown)(answer)


def ask(postcode: str, city: str | None = None) -> Answer:
    """Return the answer for one postcode, for pages that show the candidates instead of an error."""
    code = postcode.strip()
    if not is_postcode(code):
        return Answer(Outcome.UNKNOWN, code, city or "")
    places = PostcodePlace.objects.filter(postcode__code=code)
    wanted = Municipality.objects.in_force()
    reach = wanted.filter(pk__in=places.values("municipality"))
    named = wanted.named(city or "")
    elsewhere = PostcodePlace.objects.filter(municipality__in=named.values("pk"))
    return match(_table(reach | named, places | elsewhere), code, city)


def _table(municipalities: QuerySet, postcode_places: QuerySet) -> Table:
    columns = ("id", "ags", "name", "official_name", "former_names", "district__name", "district__kind")
    rows = list(municipalities.order_by("sort_key", "id").values_list(*columns))
    namesakes = Counter((name, *district) for _id, _ags, name, _official, _former, *district in rows)
    places: dict[int, Place] = {}
    for key, ags, name, official, former, *district in rows:
        label = official if namesakes[(name, *district)] > 1 else name
        if (where := district_label(*district)) != name:
            label = f"{label} ({where})"
        places[key] = Place(key, ags, name, label, (name, official, *former))

    named: dict[str, list[tuple[str, Place]]] = {}
    for code, key, name in postcode_places.order_by("id").values_list(
        "postcode__code", "municipality_id", "name"
    ):
        if key in places:
            named.setdefault(code, []).append((name, places[key]))

    return Table({code: _at(pairs) for code, pairs in named.items()}, places)


def _at(pairs: list[tuple[str, Place]]) -> At:
    here = list(dict.fromkeys(place for _name, place in pairs))
    if len(here) > 1:
        here.sort(key=lambda place: (sort_key(place.label), place.ags))
    return At(tuple(here), [(name, place) for place in here for name in place.names] + pairs)
