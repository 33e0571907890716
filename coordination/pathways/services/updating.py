"""What has changed in a template since it was adopted, and taking it over step by step without losing own changes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.accounts.permissions import require
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.pathways.comparing import ADDED, CHANGED, REMOVED, FieldChange, exit_words, pieces
from coordination.pathways.models import Pathway, Step
from coordination.pathways.parts import BRANCH, Part, Parts, write_parts
from coordination.pathways.services.adopting import in_land

STRIDE = 10


@dataclass(frozen=True)
class Offer:
    """A step that the template has otherwise. ``is_own``: it was changed (or removed) here since it was adopted."""

    code: str
    title: str
    kind: str
    is_own: bool
    fields: tuple[FieldChange, ...]


def offers(pathway: Pathway) -> list[Offer]:
    """Return the steps that differ, in the order of the template, what it no longer has at the end."""
    if pathway.template is None or pathway.network is None:
        return []
    ours, theirs = _both(pathway)
    mine, others = _by_code(ours), _by_code(theirs)
    names = _names([*ours.steps, *theirs.steps])
    removed = set(
        Step.history.filter(pathway_id=pathway.pk, history_type="-").order_by().values_list("code", flat=True)
    )
    found = []
    for code, part in others.items():
        if code not in mine:
            words = tuple(
                FieldChange(label, pieces("", text)) for label, text in _texts(part, names).items() if text
            )
            found.append(Offer(code, part.step.title, ADDED, code in removed, words))
        elif fields := _differences(mine[code], part, names):
            found.append(Offer(code, part.step.title, CHANGED, mine[code].step.version > 1, fields))
    for code, part in mine.items():
        # A step of the network's own was never in the template: nothing to offer.
        if code not in others and _was_in_template(pathway, code):
            found.append(Offer(code, part.step.title, REMOVED, part.step.version > 1, ()))
    return found


def stamp(pathway: Pathway) -> str:
    """A mark of the pathway and its template: whoever chose on another state is asked again."""
    ours, theirs = _both(pathway)
    return hashlib.sha256(repr((ours.mark(), theirs.mark())).encode()).hexdigest()[:16]


@transaction.atomic
def take_over(*, by: Any, pathway: Pathway, codes: Collection[str], seen: str) -> Pathway:
    """Put the template's steps of these codes into the pathway; all others stay. Deadlines that were set stay too."""
    if pathway.network is None or pathway.template is None:
        raise RuleBroken(_("This pathway comes from no template."), code="no_template")
    require(by, "pathways.change_draft", pathway.network)
    if stamp(pathway) != seen:
        raise RuleBroken(
            _("The pathway or its template was changed meanwhile. Please look again."),
            code="changed_meanwhile",
        )
    known = {one.code for one in offers(pathway)}
    wanted = [code for code in codes if code in known]
    if not wanted:
        raise RuleBroken(_("Please choose at least one step."), code="nothing_chosen")
    ours, theirs = _both(pathway)
    ours.steps = _merged(ours, theirs, set(wanted))
    _ends_meet(ours)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=_("Taken over from the template")):
        write_parts(pathway, ours)
    return pathway


def _merged(ours: Parts, theirs: Parts, wanted: set[str]) -> list[Part]:
    others = _by_code(theirs)
    merged: list[Part] = []
    for part in ours.steps:
        code = part.step.code
        if code not in wanted:
            merged.append(part)
        elif code in others:
            merged.append(_keeping_deadline(part, others[code]))
    before = ""
    for code, part in others.items():
        there = [one.step.code for one in merged]
        if code in wanted and code not in there:
            merged.insert(there.index(before) + 1 if before in there else 0, part)
        before = code if code in [one.step.code for one in merged] else before
    _in_order(merged)
    return merged


def _in_order(parts: list[Part]) -> None:
    """Give positions that rise, moving as few steps as possible: who keeps its place is not changed."""
    for number, part in enumerate(parts):
        low = parts[number - 1].step.position if number else 0
        after = [one.step.position for one in parts[number + 1 : number + 2]]
        high = after[0] if after else low + 2 * STRIDE
        if not low < part.step.position < high and high - low > 1:
            part.step.position = (low + high) // 2
    places = [part.step.position for part in parts]
    if any(here >= there for here, there in pairwise(places)):
        for number, part in enumerate(parts, 1):
            part.step.position = number * STRIDE


def _keeping_deadline(mine: Part, other: Part) -> Part:
    if mine.step.time_is_set:
        for name in ("time_code", "time_days", "time_is_set"):
            setattr(other.step, name, getattr(mine.step, name))
    return replace(other)


def _ends_meet(parts: Parts) -> None:
    """No exit may lead to a step that is not there."""
    there = {part.step.code for part in parts.steps} | {BRANCH}
    for part in parts.steps:
        for _kind, target, _label, _loop in part.exits:
            if target not in there:
                sentence = _(
                    "“%(title)s” leads to the step “%(code)s”, which would be missing. Please choose both."
                )
                raise RuleBroken(sentence % {"title": part.step.title, "code": target}, code="exit_nowhere")


def _both(pathway: Pathway) -> tuple[Parts, Parts]:
    if pathway.template is None or pathway.network is None:
        raise RuleBroken(_("This pathway comes from no template."), code="no_template")
    return Parts.of(pathway), in_land(Parts.of(pathway.template), pathway.network)


def _by_code(parts: Parts) -> dict[str, Part]:
    return {part.step.code: part for part in parts.steps}


def _was_in_template(pathway: Pathway, code: str) -> bool:
    return bool(Step.history.filter(pathway_id=pathway.template_id, code=code).exists())


def _names(parts: Collection[Part]) -> dict[str, str]:
    """How the step is called to which an exit leads; one name for both sides, two steps never share one."""
    titles = {part.step.code: part.step.title for part in parts}
    times = Counter(titles.values())
    named = {code: f"{title} ({code})" if times[title] > 1 else title for code, title in titles.items()}
    return named | {BRANCH: _("emergency branch")}


def _texts(part: Part, names: Mapping[str, str]) -> dict[str, str]:
    step = part.step
    words = (step.get_time_code_display() if step.time_code else "", str(step.time_days or ""))
    return {
        _("Title"): step.title,
        _("Text"): step.body,
        _("Responsible"): step.responsible,
        _("By when"): " ".join(word for word in words if word),
        _("Legal basis"): str(step.legal_basis or ""),
        _("Contacts"): ", ".join(kind.name for kind in part.slots),
        _("Documents"): step.documents,
        _("Exits"): "; ".join(
            exit_words(kind, label, names.get(target, target))
            for kind, target, label, _loop in sorted(part.exits, reverse=True)
        ),
    }


def _differences(mine: Part, other: Part, names: Mapping[str, str]) -> tuple[FieldChange, ...]:
    now, then = _texts(_keeping_deadline(mine, other), names), _texts(mine, names)
    return tuple(
        FieldChange(label, pieces(then[label], text)) for label, text in now.items() if then[label] != text
    )
