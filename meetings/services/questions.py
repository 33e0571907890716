"""What an event asks when people register: the house's own questions and those of the organisers, in their order."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from meetings.models import Event, Question
from meetings.services import places

MOST_OWN = 20
STANDARD = [fixed for fixed in Question.Fixed if fixed]


def questions_of(event: Event) -> list[Question]:
    """All questions in their order, switched off ones too; where nothing was changed yet, unsaved standard ones."""
    rows = list(event.questions.order_by("position", "id"))
    if any(one.fixed for one in rows):
        return rows
    standard = [
        Question(event=event, fixed=fixed, position=number) for number, fixed in enumerate(STANDARD, start=1)
    ]
    return [standard[0], *rows, *standard[1:]]  # own questions stand between wishes and needs


def _written(event: Event) -> list[Question]:
    """The same, each a stored row with its place in the order, under the lock of the event."""
    places.locked(event)
    rows = questions_of(event)
    for number, one in enumerate(rows, start=1):
        if one.pk is None or one.position != number:
            one.position = number
            one.save()
    return rows


@transaction.atomic
def save_question(*, by: Any, question: Question) -> Question:
    """Add an own question at the end, or change one; answers to choose from are at least two (``options``)."""
    if question.kind == Question.Kind.CHOICE and len(question.options) < 2:
        raise RuleBroken(_("Please write at least two answers, one per line."), code="options")
    if question.pk is None:
        rows = _written(question.event)
        if sum(not one.fixed for one in rows) >= MOST_OWN:
            raise RuleBroken(
                _("At most %(n)s own questions fit; short forms are filled in.") % {"n": MOST_OWN},
                code="too_many",
            )
        question.position = len(rows) + 1
    question.save()
    return question


def _one(event: Event, key: str) -> tuple[list[Question], int]:
    """The rows and where the question stands that ``key`` names: a fixed one's word or the uid."""
    rows = _written(event)
    for number, one in enumerate(rows):
        if key in (one.fixed, str(one.uid)):
            return rows, number
    raise RuleBroken(_("This question is not there any more."), code="gone")


@transaction.atomic
def switch(*, by: Any, event: Event, key: str, what: str) -> Question:
    """Turn ``what`` (``is_asked``, ``is_required``) on or off. A consent is never required (RuleBroken ``free``)."""
    rows, number = _one(event, key)
    one = rows[number]
    if what == "is_required" and one.fixed in Question.CONSENTS:
        raise RuleBroken(_("A consent is given freely: it cannot be required."), code="free")
    setattr(one, what, not getattr(one, what))
    one.save()
    return one


@transaction.atomic
def move(*, by: Any, event: Event, key: str, up: bool) -> Question:
    """Move a question one place up or down; at the end of the list nothing happens."""
    rows, number = _one(event, key)
    other = number - 1 if up else number + 1
    if 0 <= other < len(rows):
        first, second = rows[number], rows[other]
        first.position, second.position = second.position, first.position
        first.save()
        second.save()
    return rows[number]


@transaction.atomic
def delete_question(*, by: Any, question: Question) -> None:
    """Delete an own question nobody answered yet; an answered one is switched off instead (RuleBroken ``answered``)."""
    places.locked(question.event_id)
    if question.answers.exists():
        raise RuleBroken(
            _("People have answered this question already. Please switch it off; the answers stay."),
            code="answered",
        )
    question.delete()


def counted(event: Event) -> dict[int, int]:
    """Question → how many answered it."""
    return dict(event.questions.annotate(n=Count("answers")).values_list("pk", "n"))
