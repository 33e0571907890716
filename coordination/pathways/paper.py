"""A handout as its sheet shows it: steps, what stands beside them, contacts, foot. No database, no moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from coordination.pathways.fitting import Fit, fitted, fitted_poster
from coordination.pathways.flow import DANGER, Flow
from coordination.pathways.models import Pathway
from coordination.pathways.paper_rows import Contact, PaperRow, Side, contact_of, each_once, glued
from coordination.pathways.tongues import GERMAN, Said, Tongue
from coordination.pathways.wording import RULES, ExitWords, Row, rows

SHORT = frozenset({"", "110", "112"})  # said by themselves on every sheet
CALLED = ("asd_intake", "on_call")  # whom the emergency box names after 110 and 112
HOUSE_KINDS = ("insofa_consultation", "asd_intake", "on_call", "police", "police_station")
CARD_KINDS = ("on_call", "asd_intake", "insofa_consultation", "medical_child_protection", "youth_counselling")


@dataclass(frozen=True)
class Sheet:
    """The whole paper. Everything on it comes from the frozen version and the frozen content."""

    flow: Flow
    content: Mapping[str, Any]
    code: str
    phrase: str
    address: str
    issued_on: dt.date
    tongue: Tongue = GERMAN

    @property
    def page_language(self) -> str:
        """Headings and labels: in German, on an English sheet in English."""
        return "en" if self.tongue.code == "en" else "de"

    @property
    def has_german(self) -> bool:
        """Whether something on a sheet in another language had to stay German."""
        if self.tongue == GERMAN:
            return False
        head = (self.flow.title, self.flow.who)
        texts = [text for step in self.flow.steps for text in (step.title, step.body)]
        return any(isinstance(text, Said) and text.tongue == GERMAN for text in (*head, *texts))

    @property
    def network(self) -> Mapping[str, str]:
        return self.content["network"]

    @property
    def number(self) -> int:
        return self.content["release"]["number"]

    @property
    def valid_until(self) -> dt.date | None:
        return _day(self.content["release"]["valid_until"])

    @property
    def where(self) -> str:
        place = self.content["place"]
        words = f"{place['postcode']} {place['municipality']}".strip()
        return f"{words}, {place['part']}" if place["part"] else words

    @property
    def is_young(self) -> bool:
        return self.flow.voice == Pathway.Voice.YOUNG

    @property
    def publisher(self) -> str:
        """Who answers for it (V. i. S. d. P.): name, body, address, telephone, mail, as far as they are known."""
        who = self.network
        known = [who.get(name) for name in ("body", "address", "phone", "email")]
        return ", ".join(filter(None, [who.get("contact") or who.get("name"), *known]))

    @property
    def law(self) -> list[str]:
        return [": ".join(filter(None, (glued(one.citation), one.title))) for one in self.flow.norms]

    @property
    def house(self) -> Mapping[str, str]:
        """Name and address of the institution for which it was made; empty on a sheet for everybody."""
        return self.content.get("for", {})

    @property
    def own(self) -> list[Contact]:
        """Who is in charge where the institution stands: advice, youth office, police. In this order, two of a kind."""
        return [one for kind in HOUSE_KINDS for one in self._numbered(kind)[:2]]

    def _numbered(self, kind: str) -> list[Contact]:
        return [one for one in self._of_kind.get(kind, ()) if one.number not in SHORT]

    @cached_property
    def rules(self) -> list[str]:
        return [] if self.is_young else [str(rule) for rule in RULES]

    @cached_property
    def contacts(self) -> list[Contact]:
        names = {
            uid: slot["name"] for slot in self.content["slots"].values() for uid in reversed(slot["contacts"])
        }
        return [contact_of(one, names.get(one["uid"], "")) for one in self.content["contacts"]]

    @cached_property
    def listed(self) -> list[Contact]:
        """The table: without what only says 110 once more; for young people nothing that they cannot call."""
        rows = [one for one in self.contacts if not one.number or one.number not in SHORT]
        return [one for one in rows if one.number] if self.is_young else rows

    def nearest(self, numbers: int) -> list[Contact]:
        """The table where room is short: of each kind so many numbers."""
        found: dict[str, tuple[Contact, ...]] = {}
        for one in self.listed:
            found[one.kind] = each_once((*found.get(one.kind, ()), one))[:numbers]
        return [one for contacts in found.values() for one in contacts]

    @cached_property
    def _of_kind(self) -> dict[str, tuple[Contact, ...]]:
        by_uid = {one.uid: one for one in self.contacts}
        return {
            code: tuple(by_uid[uid] for uid in slot["contacts"])
            for code, slot in self.content["slots"].items()
        }

    @cached_property
    def rows(self) -> list[PaperRow]:
        return self._rows(branch=False)

    @cached_property
    def branch(self) -> list[PaperRow]:
        return self._rows(branch=True)

    @cached_property
    def fit(self) -> Fit:
        """As much as a chart of two A4 pages has room for."""
        return fitted(self)

    @cached_property
    def on_poster(self) -> list[PaperRow]:
        return fitted_poster(self)

    @cached_property
    def branch_in_short(self) -> list[PaperRow]:
        """The emergency branch for a small place: each step with its first sentences."""
        return [replace(row, room=90) for row in self.branch]

    @property
    def is_shortened(self) -> bool:
        """Whether the chart leaves something out that the table says."""
        steps = (*self.fit.rows, *self.fit.branch)
        return self.fit.contacts != self.listed or any(
            one.is_shortened or one.step.documents for one in steps
        )

    @cached_property
    def called(self) -> list[Contact]:
        """Whom one calls in danger after 110: with a number, each once."""
        found = [one for kind in CALLED for one in self._of_kind.get(kind, ()) if one.number not in SHORT]
        return list(each_once(found))[:4]

    @cached_property
    def on_card(self) -> list[Contact]:
        """The few numbers that fit on a wallet card."""
        kinds = [*CARD_KINDS, *(kind for kind in self._of_kind if kind not in CARD_KINDS)]
        found = [
            one
            for kind in kinds
            if kind != "police"
            for one in self._of_kind.get(kind, ())
            if one.number not in SHORT
        ]
        return list(each_once(found))[:3]

    @cached_property
    def missing(self) -> list[str]:
        """Kinds of services that nobody fills at this place."""
        return [slot["name"] for slot in self.content["slots"].values() if not slot["contacts"]]

    @cached_property
    def in_short(self) -> list[PaperRow]:
        """The steps without decisions, for a card or a flyer."""
        return [one for one in self.rows if not one.step.is_decision]

    def _rows(self, *, branch: bool) -> list[PaperRow]:
        steps = rows(self.flow, branch=branch)
        if self.is_young:  # „Du“ beside each step tells nobody anything
            steps = [replace(row, step=replace(row.step, responsible="")) for row in steps]
        found = []
        for number, row in enumerate(steps):
            following = steps[number + 1].step.code if number + 1 < len(steps) else ""
            contacts = tuple(one for kind in row.step.slots for one in self._of_kind.get(kind, ())[:2])
            found.append(
                PaperRow(row, contacts, self._sides(row, contacts, following), _down(row, following))
            )
        return found

    def _sides(self, row: Row, contacts: tuple[Contact, ...], following: str) -> tuple[Side, ...]:
        if not row.step.is_decision:
            named = tuple(one for one in contacts if one.number)
            if not named:
                return ()
            return (Side("contact", "", named[0].kind_name, contacts=named),)
        leaving = [one for one in row.exits if one.target is None or one.target.code != following]
        return tuple(self._side(one) for one in leaving)

    def _side(self, way: ExitWords) -> Side:
        if way.target is not None and way.target.in_branch:
            title = _("Get help at once") if self.is_young else _("Act at once")
            return Side("danger", way.word, title, way.text, tuple(self.called[:2]))
        where = _("Go on with %(step)s.") % {"step": way.place} if way.target is not None else ""
        kind = "good" if way.css == "good" else "plain"
        return Side(kind, way.word, way.text or (way.target.title if way.target else ""), where)


def _down(row: Row, following: str) -> str | None:
    if row.step.is_decision:
        return next((way.word for way in row.exits if way.target and way.target.code == following), None)
    leads = any(way.kind != DANGER and way.to == following for way in row.step.ways)
    return "" if following and leads else None


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
