"""Figures of an event: who registered, who came, from where; what was said. Small numbers are never shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from meetings.models import Attendance, Event, Feedback, Registration

SMALLEST = 5
MARKS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Line:
    """One bar: words, number (None: hidden, fewer than five), share of the widest."""

    label: str
    count: int | None
    width: float


def lines(labels: Iterable[Any], *, hide: bool) -> list[Line]:
    """Count words, the most frequent first; ``hide``: below five only „fewer than 5“ is said."""
    counted = Counter(str(label or _("not given")) for label in labels)
    widest = max(counted.values(), default=1)
    found = []
    for label, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        small = hide and count < SMALLEST
        found.append(Line(label, None if small else count, 0 if small else round(100 * count / widest, 1)))
    return found


@dataclass(frozen=True)
class Figures:
    registered: int
    admitted: int
    there: int
    waited: int
    cancelled: int
    no_show: int
    professions: list[Line]
    types: list[Line]
    municipalities: list[Line]

    @property
    def percent_no_show(self) -> int:
        return round(100 * self.no_show / self.admitted) if self.admitted else 0


def figures_of(event: Event) -> Figures:
    """Reckoned from registrations as long as they are kept, from attendance afterwards; three questions."""
    State = Registration.State  # noqa: N806 -- a class
    states = Counter(Registration.objects.filter(event=event).values_list("state", flat=True))
    rows = Attendance.objects.standing().of_event().filter(event=event)
    people = list(
        rows.values_list(
            "registration_id", "profession__name", "institution_type__name", "municipality__name"
        )
    )
    came = len(people)
    admitted = max(states[State.ADMITTED], came)
    return Figures(
        registered=max(sum(states.values()), came),
        admitted=admitted,
        there=came,
        waited=states[State.WAITING],
        cancelled=states[State.CANCELLED],
        no_show=admitted - came if event.is_over else 0,
        professions=lines((one[1] for one in people), hide=True),
        types=lines((one[2] for one in people), hide=True),
        municipalities=lines((one[3] for one in people), hide=True),
    )


@dataclass(frozen=True)
class Question:
    """One sentence with marks from 1 to 5: how often each was given, and the mean."""

    label: str
    counts: list[tuple[int, int, float]]  # mark, how often, share of all in percent
    answers: int
    mean: float


@dataclass(frozen=True)
class Results:
    """What was said; with fewer than five answers nothing but that they are too few."""

    answers: int
    enough: bool
    questions: list[Question]
    takes_along: list[str]
    wishes: list[str]


def results_of(event: Event) -> Results:
    rows = list(Feedback.objects.filter(event=event).order_by("uid"))
    if len(rows) < SMALLEST:
        return Results(len(rows), False, [], [], [])
    questions = []
    for name in Feedback.MARKS:
        given = [mark for row in rows if (mark := getattr(row, name))]
        if len(given) < SMALLEST:
            continue
        counted = Counter(given)
        questions.append(
            Question(
                str(Feedback._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
                [(mark, counted[mark], round(100 * counted[mark] / len(given), 1)) for mark in MARKS],
                len(given),
                round(sum(given) / len(given), 1),
            )
        )
    return Results(
        len(rows),
        True,
        questions,
        [row.takes_along for row in rows if row.takes_along],
        [row.wishes for row in rows if row.wishes],
    )
