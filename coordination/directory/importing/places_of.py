"""The municipality a row means: by postcode and town, or by the name or key in a column of its own."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from coordination.directory.importing.books import Books
from coordination.places.names import forms
from coordination.places.resolve import Outcome, match

_FEW = 4  # more are no help on a row of buttons


class Found(NamedTuple):
    """``place`` is the municipality's id; ``wrong`` tells an error from a remark."""

    place: int | None
    sentence: str = ""
    wrong: bool = False
    fix: str = ""  # the fields by which it can be put right, where it is not the one that is wrong
    offers: tuple[str, ...] = ()  # what would be possible in the first of them
    hint: str = ""  # the postcodes of the town, in words


def find(books: Books, postcode: str, city: str, named: str) -> Found:
    """Return the municipality, or why there is none. Ambiguity is told with its candidates, never guessed away."""
    if named.isdigit():
        return _by_key(books, named)
    if not postcode:
        return _by_name(books, named)
    if not books.table.at:
        return Found(None)
    answer = match(books.table, postcode, named or city)
    if answer.place is not None:
        if named and answer.outcome is Outcome.BY_POSTCODE:
            return Found(None, answer.sentence, wrong=True)
        return Found(answer.place.id, answer.sentence)
    meant = {place.id for place in answer.meant}
    if (
        answer.outcome is Outcome.UNKNOWN
        and meant
        and not named
        and (books.whole_country or meant & books.ours)
    ):
        codes = answer.meant_postcodes if len(answer.meant_postcodes) <= _FEW else ()
        said = f"{answer.sentence} {answer.hint}".rstrip()
        return Found(None, said, wrong=True, fix="postcode city", offers=codes, hint=answer.hint)
    if answer.outcome is Outcome.UNKNOWN and not books.whole_country:
        return _by_name(books, named) if named else Found(None, _outside(postcode))
    sentence = answer.sentence
    if answer.outcome is Outcome.UNCLEAR:
        sentence += " " + _("Enter it in a column “Municipality”.")
        names = tuple(place.name for place in answer.candidates[:_FEW])
        return Found(None, sentence, wrong=True, fix="municipality", offers=names)
    if answer.outcome is Outcome.MISMATCH and not named:
        codes = answer.meant_postcodes if len(answer.meant_postcodes) <= _FEW else ()
        return Found(None, sentence, wrong=True, fix="postcode city", offers=codes, hint=answer.hint)
    return Found(None, sentence, wrong=True)


def _by_key(books: Books, named: str) -> Found:
    found = books.by_ags.get(named.zfill(8))
    if found is None:
        return Found(None, _("There is no municipality with the key %(key)s.") % {"key": named}, wrong=True)
    return Found(found)


def _by_name(books: Books, named: str) -> Found:
    places = books.table.names.full.get(forms(named).full, ())
    if len(places) == 1:
        return Found(places[0].id)
    if not places:
        return Found(None, _("The municipality “%(name)s” is not known here.") % {"name": named}, wrong=True)
    labels = _(" or ").join(place.label for place in places[:6])
    sentence = _(
        "There are several municipalities called “%(name)s”: %(places)s. Please enter the postcode too."
    )
    return Found(None, sentence % {"name": named, "places": labels}, wrong=True)


def _outside(postcode: str) -> str:
    return _(
        "The postcode %(postcode)s lies outside the postcodes loaded here: no municipality was entered."
    ) % {"postcode": postcode}
