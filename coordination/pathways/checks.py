"""What must not be published: dead ends, unmarked loops, danger too far away, law that is missing or past.

Values in, sentences out; ``slots.py`` adds what needs the directory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coordination.pathways.flow import DANGER, ENDS, Flow, FlowStep

NEAR = 2  # hops to the emergency branch at most
NEEDS_LAW = frozenset({"report", "consult_insofa", "feedback"})


@dataclass(frozen=True)
class Finding:
    """A sentence with its place; every finding blocks publishing. ``step``: its code, empty for the whole pathway."""

    code: str
    sentence: str
    step: str = ""


def findings(flow: Flow, *, today: dt.date, review_due: dt.date | None = None) -> list[Finding]:
    """Return what blocks publishing, in the order of the steps, what concerns the whole pathway first."""
    if flow.start is None:
        return [Finding("no_steps", _("The pathway has no steps yet."))]
    found = [*_whole(flow, today, review_due), *_reach(flow), *_exits(flow), *_loops(flow), *_danger(flow)]
    found += _law(flow, today)
    order = {step.code: number for number, step in enumerate(flow.steps)}
    return sorted(found, key=lambda one: order.get(one.step, -1))


def place(step: FlowStep) -> str:
    """How a sentence names a step: „Step 3 “…”“, „The decision “…”“."""
    if step.is_decision:
        return _("The decision “%(title)s”") % {"title": step.title}
    return _("Step %(number)s “%(title)s”") % {"number": step.number, "title": step.title}


def _whole(flow: Flow, today: dt.date, review_due: dt.date | None) -> Iterator[Finding]:
    if not flow.norms:
        yield Finding("no_legal_basis", _("The pathway names no legal basis."))
    for norm in flow.norms:
        if norm.valid_until and norm.valid_until < today:
            yield Finding("law_past", _past(norm.citation, norm.valid_until))
    if review_due is not None and review_due < today:
        day = date_format(review_due, "SHORT_DATE_FORMAT")
        yield Finding("review_passed", _("The day of the next review (%(day)s) has passed.") % {"day": day})


def _reach(flow: Flow) -> Iterator[Finding]:
    if flow.start is None:
        return
    reached = flow.reached_from(flow.start.code)
    for step in flow.steps:
        if step.code not in reached:
            yield Finding(
                "unreachable", _("%(place)s: no way leads here.") % {"place": place(step)}, step.code
            )
    unended = flow.reached_from(flow.start.code, but_not_through=ENDS)
    for code in unended:
        step = flow[code]
        if step.is_end and step.kind not in ENDS:
            sentence = _("%(place)s: the way ends here without report, emergency or close.")
            yield Finding("no_end", sentence % {"place": place(step)}, code)
    if not any(flow[code].kind == "report" or flow[code].in_branch for code in reached):
        yield Finding("no_report", _("No way leads to a report or into the emergency branch."))


def _exits(flow: Flow) -> Iterator[Finding]:
    for step in flow.steps:
        if step.is_decision and len({way.to for way in step.ways}) < 2:
            sentence = _("%(place)s has only one exit. A decision needs two that lead apart.")
            yield Finding("one_exit", sentence % {"place": place(step)}, step.code)
        if any(way.to not in flow for way in step.exits):
            yield Finding(
                "exit_nowhere", _("%(place)s: an exit leads nowhere.") % {"place": place(step)}, step.code
            )


def _loops(flow: Flow) -> Iterator[Finding]:
    """A way back must be marked, or somebody goes in circles unawares. Found by depth, without the marked ways."""
    state: dict[str, int] = {}
    told: set[str] = set()

    for start in flow.steps:
        if start.code in state:
            continue
        state[start.code] = 1
        stack = [(start.code, iter(start.exits))]
        while stack:
            code, ways = stack[-1]
            way = next(ways, None)
            if way is None:
                state[code] = 2
                stack.pop()
            elif way.is_loop or way.to not in flow:
                continue
            elif state.get(way.to) == 1:
                if code not in told:
                    told.add(code)
                    sentence = _("%(place)s leads back to “%(to)s” without being marked as a way back.")
                    words = {"place": place(flow[code]), "to": flow[way.to].title}
                    yield Finding("loop", sentence % words, code)
            elif way.to not in state:
                state[way.to] = 1
                stack.append((way.to, iter(flow[way.to].exits)))


def _danger(flow: Flow) -> Iterator[Finding]:
    """From each step the emergency branch is at most two hops away (by ways that lead there, not by reading on)."""
    for step in flow.main:
        hops = flow.reached_from(step.code)
        nearest = min((count for code, count in hops.items() if _is_danger(flow[code])), default=None)
        if nearest is None or nearest > NEAR:
            sentence = _("%(place)s: the emergency branch is more than two steps away.")
            yield Finding("danger_far", sentence % {"place": place(step)}, step.code)


def _is_danger(step: FlowStep) -> bool:
    return step.in_branch or step.kind == DANGER


def _law(flow: Flow, today: dt.date) -> Iterator[Finding]:
    for step in flow.steps:
        if step.kind in NEEDS_LAW and step.norm is None:
            sentence = _("%(place)s: the legal basis is missing.") % {"place": place(step)}
            yield Finding("step_without_law", sentence, step.code)
        elif step.norm is not None and step.norm.valid_until and step.norm.valid_until < today:
            sentence = f"{place(step)}: {_past(step.norm.citation, step.norm.valid_until)}"
            yield Finding("law_past", sentence, step.code)


def _past(citation: str, day: dt.date) -> str:
    return _("%(citation)s has been out of force since %(day)s.") % {
        "citation": citation,
        "day": date_format(day, "SHORT_DATE_FORMAT"),
    }
