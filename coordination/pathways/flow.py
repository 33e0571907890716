"""A pathway as plain values: what a version freezes, what checks, pages and paper read. No database."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from coordination.lib.levels import Level

DECIDE, CLOSE, REPORT, EMERGENCY = "decide", "close", "report", "emergency"
ENDS = frozenset({REPORT, CLOSE, EMERGENCY})
DANGER = "emergency"  # kind of an exit
FORMAT = 1


@dataclass(frozen=True)
class Norm:
    citation: str
    title: str = ""
    link: str = ""
    valid_until: dt.date | None = None


@dataclass(frozen=True)
class Exit:
    """Where a step leads. ``to``: the code of a step."""

    kind: str
    to: str
    label: str = ""
    is_loop: bool = False


@dataclass(frozen=True)
class FlowStep:
    """``number``: 1, 2 … for steps, nothing for decisions; in the emergency branch E1, E2 …"""

    code: str
    kind: str
    title: str
    body: str = ""
    number: str = ""
    responsible: str = ""
    time_code: str = ""
    time_days: int | None = None
    is_proposal: bool = False
    norm: Norm | None = None
    slots: tuple[str, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()
    exits: tuple[Exit, ...] = ()
    in_branch: bool = False
    source: str = ""
    checked_on: dt.date | None = None

    @property
    def is_decision(self) -> bool:
        return self.kind == DECIDE

    @property
    def ways(self) -> tuple[Exit, ...]:
        """The exits without the one into danger, which each step has."""
        return tuple(one for one in self.exits if one.kind != DANGER)

    @property
    def is_end(self) -> bool:
        return not self.ways


@dataclass(frozen=True)
class Flow:
    code: str
    title: str
    who: str = ""
    purpose: str = ""
    voice: str = "professional"
    land: str = ""
    types: tuple[str, ...] = ()
    professions: tuple[str, ...] = ()
    norms: tuple[Norm, ...] = ()
    steps: tuple[FlowStep, ...] = ()
    source: str = ""
    checked_on: dt.date | None = None
    _known: dict[str, FlowStep] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._known.update({step.code: step for step in self.steps})

    def __getitem__(self, code: str) -> FlowStep:
        return self._known[code]

    def __contains__(self, code: str) -> bool:
        return code in self._known

    @property
    def main(self) -> tuple[FlowStep, ...]:
        return tuple(step for step in self.steps if not step.in_branch)

    @property
    def branch(self) -> tuple[FlowStep, ...]:
        return tuple(step for step in self.steps if step.in_branch)

    @property
    def start(self) -> FlowStep | None:
        return next(iter(self.main), None)

    @property
    def reader(self) -> Level:
        """Up to which level its audience may have numbers: who works with children those for professionals."""
        works = self.voice != "young" and bool(self.types or self.professions)
        return Level.PROFESSIONALS if works else Level.PUBLIC

    @property
    def slots(self) -> tuple[str, ...]:
        """Each kind of service that some step asks for, once, in the order of the steps."""
        return tuple(dict.fromkeys(kind for step in self.steps for kind in step.slots))

    def reached_from(self, code: str, *, but_not_through: frozenset[str] = frozenset()) -> dict[str, int]:
        """Return what can be reached, each with its number of hops; kinds in ``but_not_through`` end a way."""
        found, waiting = {code: 0}, deque([code])
        while waiting:
            step = self._known[waiting.popleft()]
            if step.kind in but_not_through:
                continue
            for way in step.exits:
                if way.to in self._known and way.to not in found:
                    found[way.to] = found[step.code] + 1
                    waiting.append(way.to)
        return found

    def content(self) -> dict[str, Any]:
        """What a version keeps: plain JSON."""
        values = asdict(self)
        del values["_known"]
        return {"format": FORMAT, **_plain(values)}


def read(content: Mapping[str, Any]) -> Flow:
    """Return the flow of a frozen content."""
    values = {name: value for name, value in content.items() if name != "format"}
    return Flow(
        **{
            **values,
            "types": tuple(values.get("types", ())),
            "professions": tuple(values.get("professions", ())),
            "norms": tuple(map(_norm, values.get("norms", ()))),
            "steps": tuple(map(_step, values.get("steps", ()))),
            "checked_on": _day(values.get("checked_on")),
        }
    )


def _step(values: Mapping[str, Any]) -> FlowStep:
    return FlowStep(
        **{
            **values,
            "norm": _norm(values["norm"]) if values.get("norm") else None,
            "slots": tuple(values.get("slots", ())),
            "documents": tuple((title, link) for title, link in values.get("documents", ())),
            "exits": tuple(Exit(**one) for one in values.get("exits", ())),
            "checked_on": _day(values.get("checked_on")),
        }
    )


def _norm(values: Mapping[str, Any]) -> Norm:
    return Norm(**{**values, "valid_until": _day(values.get("valid_until"))})


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def numbered(steps: list[FlowStep]) -> Iterator[tuple[FlowStep, str]]:
    """Yield each step with its number; decisions have none."""
    count = {False: 0, True: 0}
    for step in steps:
        if step.is_decision:
            yield step, ""
            continue
        count[step.in_branch] += 1
        yield step, f"E{count[True]}" if step.in_branch else str(count[False])
