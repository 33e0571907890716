"""The rows of a sheet as values: a step with what stands beside it, and its text as far as there is room."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coordination.lib.hours_words import in_words
from coordination.pathways.flow import FlowStep
from coordination.pathways.tongues import Said
from coordination.pathways.wording import Row

BRIEF = 180
PIECE = 1200  # signs in one row of the table
LONG = 900  # signs of a step; beyond that its box may break over two pages
# The end of a sentence: not behind a single letter („z. B.“), not before a number („Abs. 4“) or a small letter.
_NEXT_SENTENCE = re.compile(r"(?<!\b\w[.])(?<=[.!?؟۔])\s+(?=[^\s\da-zäöüß§])")


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

    @property
    def called(self) -> tuple[Contact, ...]:
        """Where room is short: two numbers, of two kinds if there are; whom one calls in danger stands at the top."""
        if self.kind != "contact":
            return ()
        kinds = {one.kind: one for one in reversed(self.contacts)}
        first = [one for one in self.contacts if kinds[one.kind] is one]
        return each_once((*first, *self.contacts))[:2]


@dataclass(frozen=True)
class PaperRow:
    """One step with what stands beside it. ``down``: the word at the arrow to the next one; None: no arrow.

    ``room``: how many signs of its text the sheet has room for; None: for all of it.
    """

    row: Row
    contacts: tuple[Contact, ...]
    sides: tuple[Side, ...]
    down: str | None
    room: int | None = None

    @property
    def step(self) -> FlowStep:
        return self.row.step

    @property
    def is_long(self) -> bool:
        return len(self.step.body) > LONG

    @property
    def pieces(self) -> list[str]:
        """The text in pieces that fit a row of a table each: a row that breaks over two pages loses its tags."""
        body = self.step.body
        if not self.is_long:
            return [body]
        return [as_said(one, body) for one in textwrap.wrap(body, PIECE, break_long_words=True)]

    @property
    def told(self) -> str:
        """The text as far as there is room: whole sentences, at least the first; without any room none."""
        if not self.room:
            return self.step.body if self.room is None else ""
        return as_far_as(self.step.body, self.room)

    @property
    def lead(self) -> str:
        """The title where the text follows in the same line."""
        return as_said(f"{self.step.title}.", self.step.title) if self.told else self.step.title

    @property
    def is_shortened(self) -> bool:
        return len(self.told) < len(self.step.body)

    @property
    def duty(self) -> str:
        """Who and until when, in one line."""
        return " · ".join(filter(None, (self.step.responsible, self.row.time)))

    @property
    def facts(self) -> list[str]:
        """Who, until when, by which law, with which forms: the small line of a box."""
        return [*self.short_facts, *(name for name, _link in self.step.documents)]

    @property
    def shown_facts(self) -> list[str]:
        """Where room is short: without forms, and of a decision without who takes it."""
        if self.room is None:
            return self.facts
        return [] if self.step.is_decision else self.short_facts

    @property
    def short_facts(self) -> list[str]:
        """The same without the forms."""
        step, row = self.step, self.row
        found = [step.responsible] if step.responsible else []
        if row.time:
            found.append(f"{row.time} ({row.mark})" if row.mark else row.time)
        return found + ([glued(step.norm.citation)] if step.norm is not None else [])


def contact_of(values: Mapping[str, Any], kind_name: str) -> Contact:
    hours = [in_words(values["osm"])] if values["osm"] else []
    return Contact(
        values["uid"], values["kind"], kind_name, values["name"], values["provider"], values["number"],
        "; ".join([*hours, values["hours"]] if values["hours"] else hours), values["anonymous"],
    )  # fmt: skip


def each_once(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """The first of each number."""
    found: dict[str, Contact] = {}
    for one in contacts:
        found.setdefault(one.number, one)
    return tuple(found.values())


def glued(citation: str) -> str:
    """A § never stands alone at the end of a line."""
    return citation.replace("§ ", "§\N{NO-BREAK SPACE}")


def as_said(text: str, like: str) -> str:
    """A part of a text speaks the language of the whole."""
    return Said.of(text, like.tongue) if isinstance(like, Said) else text


def as_far_as(text: str, room: int) -> str:
    """Whole sentences that go into ``room`` signs, at least the first, and of a very long one its beginning."""
    if len(text) <= room:
        return text
    sentences = _NEXT_SENTENCE.split(" ".join(text.split()))
    told = sentences[0]
    for sentence in sentences[1:]:
        if len(told) + 1 + len(sentence) > room:
            break
        told = f"{told} {sentence}"
    most = max(room, BRIEF)
    return as_said(told if len(told) <= most else f"{told[:most].rsplit(' ', 1)[0]} …", text)


def cut(text: str, room: int) -> str:
    """The beginning of a text that must fit a small place."""
    return text if len(text) <= room else as_said(f"{text[: room - 1].rstrip()}…", text)
