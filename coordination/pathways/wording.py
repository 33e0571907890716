"""A flow as pages and paper say it: times with their mark, exits with where they lead, universal rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.pathways.flow import DANGER, Flow, FlowStep
from coordination.pathways.models import Step
from coordination.pathways.resolve import Resolved, Slot

RULES = (
    gettext_lazy("Keep calm, do not question the child."),
    gettext_lazy("Never promise secrecy."),
    gettext_lazy("Do not confront a suspected person."),
    gettext_lazy("Never decide alone: four eyes see more."),
    gettext_lazy("Write down facts word by word, apart from what you make of them."),
    gettext_lazy("No names in a consultation."),
    gettext_lazy("Tell the parents, unless that endangers the child."),
)
_TIMES = {
    Step.Time.IMMEDIATE: gettext_lazy("at once"),
    Step.Time.WITHOUT_UNDUE_DELAY: gettext_lazy("without undue delay"),
    Step.Time.PROMPTLY: gettext_lazy("promptly"),
    Step.Time.SAME_DAY: gettext_lazy("on the same day"),
    Step.Time.NEXT_WORKING_DAY: gettext_lazy("on the next working day at the latest"),
    Step.Time.AGREED_DATE: gettext_lazy("on the agreed date"),
}


@dataclass(frozen=True)
class ExitWords:
    """An exit of a decision: „Ja“, what happens, and the step it leads to."""

    word: str
    text: str
    target: FlowStep | None
    place: str
    css: str


@dataclass(frozen=True)
class Row:
    """One step as a template needs it. ``slots`` is empty as long as no place is known."""

    step: FlowStep
    time: str
    mark: str
    exits: tuple[ExitWords, ...]
    slots: tuple[Slot, ...] = ()
    onward: str = ""

    @property
    def anchor(self) -> str:
        return f"schritt-{self.step.code.replace('.', '-').lower()}"


def time_words(step: FlowStep) -> str:
    if step.time_code == Step.Time.WITHIN_DAYS and step.time_days:
        days = step.time_days
        return ngettext("within %(n)s day", "within %(n)s days", days) % {"n": days}
    known = _TIMES.get(Step.Time(step.time_code)) if step.time_code else None
    return str(known or "")


def time_mark(step: FlowStep) -> str:
    """Only „unverzüglich“ and „zeitnah“ are law; a day is a proposal until the network sets it."""
    if step.is_proposal:
        return _("proposal")
    return _("set by the network") if step.time_code in Step.LOCAL else ""


def where_to(step: FlowStep) -> str:
    """How one names the step a way leads to."""
    if step.is_decision:
        return _("to the decision “%(title)s”") % {"title": step.title}
    return _("to step %(number)s") % {"number": step.number}


def rows(flow: Flow, resolved: Resolved | None = None, *, branch: bool = False) -> list[Row]:
    """The steps of the way, or of its emergency branch, in order."""
    slots = {one.step.code: one.slots for one in resolved.steps} if resolved else {}
    steps = flow.branch if branch else flow.main
    found = []
    for number, step in enumerate(steps):
        following = steps[number + 1].code if number + 1 < len(steps) else ""
        found.append(
            Row(
                step,
                time_words(step),
                time_mark(step),
                tuple(_exit(flow, way) for way in step.ways) if step.is_decision else (),
                slots.get(step.code, ()),
                _onward(flow, step, following),
            )
        )
    return found


def _exit(flow: Flow, way: Any) -> ExitWords:
    word = {"yes": _("Yes"), "no": _("No")}.get(way.kind, "")
    if way.to not in flow:
        return ExitWords(word, way.label, None, "", "")
    target = flow[way.to]
    if target.in_branch:
        return ExitWords(word, way.label, target, _("emergency"), "bad")
    css = "good" if target.kind in {"close", "follow_up"} else ""
    where = where_to(target) if target.is_decision else _("step %(number)s") % {"number": target.number}
    return ExitWords(word, way.label, target, where, css)


def _onward(flow: Flow, step: FlowStep, following: str) -> str:
    """Said only where the way does not simply read on."""
    if step.is_decision:
        return ""
    way = next((one for one in step.ways if one.kind != DANGER), None)
    if way is None:
        return _("The way ends here.") if following else ""
    if way.to == following or way.to not in flow:
        return ""
    return _("Go on %(where)s.") % {"where": where_to(flow[way.to])}
