"""A handout as its sheet shows it: steps, what stands beside them, contacts, foot. No database, no moment."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from coordination.lib.hours_words import in_words
from coordination.pathways.flow import DANGER, Flow, FlowStep
from coordination.pathways.models import Pathway
from coordination.pathways.wording import RULES, ExitWords, Row, rows

BRIEF = 180
PIECE = 1200  # signs in one row of the table
_SENTENCE = re.compile(r".+?[.!?](?= [A-ZÄÖÜ„]|$)")
LONG = 900  # signs of a step; beyond that its box may break over two pages
SHORT = frozenset({"", "110", "112"})  # said by themselves on every sheet
CALLED = ("asd_intake", "on_call")  # whom the emergency box names after 110 and 112
HOUSE_KINDS = ("insofa_consultation", "asd_intake", "on_call", "police", "police_station")
CARD_KINDS = ("on_call", "asd_intake", "insofa_consultation", "medical_child_protection", "youth_counselling")


@dataclass(frozen=True)
class Contact:
    uid: str
    kind: str
    kind_name: str
    name: str
    provider: str
    number: str
    hours: str
    anonymous: bool

    @property
    def glued(self) -> str:
        """A number never breaks over two lines."""
        return self.number.replace(" ", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True)
class Side:
    """A box beside a step. ``kind``: danger, good, contact, plain."""

    kind: str
    label: str
    title: str
    text: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class PaperRow:
    """One step with what stands beside it. ``down``: the word at the arrow to the next one; None: no arrow."""

    row: Row
    contacts: tuple[Contact, ...]
    sides: tuple[Side, ...]
    down: str | None

    @property
    def step(self) -> FlowStep:
        return self.row.step

    @property
    def is_long(self) -> bool:
        return len(self.step.body) > LONG

    @property
    def pieces(self) -> list[str]:
        """The text in pieces that fit a row of a table each: a row that breaks over two pages loses its tags."""
        return (
            textwrap.wrap(self.step.body, PIECE, break_long_words=True) if self.is_long else [self.step.body]
        )

    @property
    def brief(self) -> str:
        """The first sentence, for a poster and a flyer; in full it stands on the A4 sheets."""
        return _first_sentence(self.step.body)

    @property
    def duty(self) -> str:
        """Who and until when, in one line."""
        return " · ".join(filter(None, (self.step.responsible, self.row.time)))

    @property
    def facts(self) -> list[str]:
        """Who, until when, by which law, with which forms: the small line of a box."""
        step, row = self.step, self.row
        found = [step.responsible] if step.responsible else []
        if row.time:
            found.append(f"{row.time} ({row.mark})" if row.mark else row.time)
        if step.norm is not None:
            found.append(step.norm.citation)
        return found + [name for name, _link in step.documents]


@dataclass(frozen=True)
class Sheet:
    """The whole paper. Everything on it comes from the frozen version and the frozen content."""

    flow: Flow
    content: Mapping[str, Any]
    code: str
    phrase: str
    address: str
    issued_on: dt.date

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
        return [": ".join(filter(None, (one.citation, one.title))) for one in self.flow.norms]

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
        return [_contact(one, names.get(one["uid"], "")) for one in self.content["contacts"]]

    @cached_property
    def listed(self) -> list[Contact]:
        """The table: without what only says 110 once more; for young people nothing that they cannot call."""
        rows = [one for one in self.contacts if not one.number or one.number not in SHORT]
        return [one for one in rows if one.number] if self.is_young else rows

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
    def called(self) -> list[Contact]:
        """Whom one calls in danger after 110: with a number, each once."""
        found = [one for kind in CALLED for one in self._of_kind.get(kind, ()) if one.number not in SHORT]
        return _each_once(found)[:4]

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
        return _each_once(found)[:3]

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


def _each_once(contacts: Iterable[Contact]) -> list[Contact]:
    """The first of each number."""
    found: dict[str, Contact] = {}
    for one in contacts:
        found.setdefault(one.number, one)
    return list(found.values())


def _down(row: Row, following: str) -> str | None:
    if row.step.is_decision:
        return next((way.word for way in row.exits if way.target and way.target.code == following), None)
    leads = any(way.kind != DANGER and way.to == following for way in row.step.ways)
    return "" if following and leads else None


def _contact(values: Mapping[str, Any], kind_name: str) -> Contact:
    hours = [in_words(values["osm"])] if values["osm"] else []
    return Contact(
        values["uid"], values["kind"], kind_name, values["name"], values["provider"], values["number"],
        "; ".join([*hours, values["hours"]] if values["hours"] else hours), values["anonymous"],
    )  # fmt: skip


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(" ".join(text.split()))
    sentence = found[0] if found else text
    return sentence if len(sentence) <= BRIEF else f"{sentence[:BRIEF].rsplit(' ', 1)[0]} …"


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
