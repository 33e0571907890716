"""Differences between a printed handout and today, said in the language of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.lib.hours_words import in_words

_WHAT = {
    "number": gettext_lazy("Telephone of %(what)s"),
    "number_gone": gettext_lazy("Telephone of %(what)s: no longer public"),
    "hours": gettext_lazy("Hours of %(what)s"),
    "name": gettext_lazy("Name of a contact"),
    "provider": gettext_lazy("Who offers %(what)s"),
    "anonymous": gettext_lazy("Whether %(what)s advises anonymously"),
    "gone": gettext_lazy("A contact no longer stands here: %(what)s"),
    "new": gettext_lazy("A contact has been added: %(what)s"),
    "version": gettext_lazy("Version of the pathway"),
    "until": gettext_lazy("Valid until"),
    "step": gettext_lazy("Step %(what)s"),
    "step_facts": gettext_lazy("Step %(what)s: who, until when, or where it leads"),
    "step_new": gettext_lazy("A step has been added: %(what)s"),
    "step_gone": gettext_lazy("A step has been dropped: %(what)s"),
    "title": gettext_lazy("Title of the pathway"),
    "texts": gettext_lazy("Texts in the language of the print"),
    "texts_gone": gettext_lazy("There are no checked texts in the language of the print any more"),
    "law": gettext_lazy("Legal basis"),
    "publisher": gettext_lazy("Details of the coordination office"),
    "place": gettext_lazy("Name of the municipality"),
    "house": gettext_lazy("Name or address of the institution for which it was made"),
    "house_gone": gettext_lazy("The institution for which it was made has no entry with an address any more"),
    "expired": gettext_lazy("The day until which the print was valid has passed"),
    "retired": gettext_lazy("The pathway has been withdrawn"),
    "no_more": gettext_lazy("This pathway is no longer published for this place"),
}
WRONG_NUMBER = frozenset({"number", "number_gone", "gone"})
DAYS = frozenset({"until", "expired"})


@dataclass(frozen=True)
class Said:
    """One line of the table „what has changed“."""

    what: str
    old: str
    new: str


def said(change: Mapping[str, str]) -> Said:
    """Return the words of one difference; kinds of a later version of the program are named plainly."""
    kind = change["kind"]
    words = str(_WHAT.get(kind, gettext_lazy("Something on the print"))) % {"what": change["what"]}
    show = _day if kind in DAYS else _hours if kind == "hours" else str
    return Said(words, show(change["old"]), show(change["new"]))


def reason(changes: list[Any]) -> str:
    """One sentence: what is wrong with the print, the telephone numbers before all."""
    kinds = {one["kind"] for one in changes}
    if kinds & WRONG_NUMBER:
        return _("Your print carries a telephone number or a contact that no longer holds.")
    if kinds & {"retired", "no_more", "house_gone", "texts_gone"}:
        return _("The pathway on your print no longer holds.")
    if kinds & {"step", "step_new", "step_gone", "step_facts", "texts"}:
        return _("Steps on your print have changed.")
    if kinds == {"expired"}:
        return _("The day printed on it has passed, and the pathway has not been reviewed yet.")
    return _("Some details on your print have changed.")


def _hours(text: str) -> str:
    osm, _bar, note = text.rpartition("|")
    return "; ".join(part for part in (in_words(osm) if osm else "", note) if part)


def _day(text: str) -> str:
    return date_format(dt.date.fromisoformat(text), "SHORT_DATE_FORMAT") if text else ""
