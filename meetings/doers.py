"""Who has to see to a task today: the person, the holder of the seat, else the deputy, else the chair.

The task of somebody who left goes to who comes next on the seat; with nobody there it goes to the chair of the group.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from coordination.directory.models import Person
from meetings.models import SeatTerm, Task


@dataclass
class Seated:
    """The people of some groups on one day, asked for once."""

    holders: dict[int, Person] = field(default_factory=dict)  # seat → holder
    deputies: dict[int, Person] = field(default_factory=dict)  # seat → deputy
    chairs: dict[int, Person] = field(default_factory=dict)  # group → chair
    vices: dict[int, Person] = field(default_factory=dict)
    members: set[tuple[int, int]] = field(default_factory=set)  # (group, person)

    def doer(self, task: Task) -> Person | None:
        if task.person is not None and (task.group_id, task.person.pk) in self.members:
            return task.person
        seat = task.seat_id or 0
        chair = self.chairs.get(task.group_id) or self.vices.get(task.group_id)
        return self.holders.get(seat) or self.deputies.get(seat) or chair


def seated(groups: Iterable[int], day: dt.date | None = None) -> Seated:
    """Read who sits where in these groups, in one question."""
    found = Seated()
    rows = SeatTerm.objects.in_force(day).filter(group__in=set(groups)).select_related("person__user")
    for term in rows.order_by("id"):
        found.members.add((term.group_id, term.person_id))
        (found.deputies if term.is_deputy else found.holders)[term.seat_id] = term.person
        if term.office == SeatTerm.Office.CHAIR:
            found.chairs[term.group_id] = term.person
        elif term.office == SeatTerm.Office.DEPUTY_CHAIR:
            found.vices[term.group_id] = term.person
    return found


def doers(tasks: Iterable[Task], day: dt.date | None = None) -> dict[int, Person | None]:
    """Return for each task who sees to it on a day."""
    tasks = list(tasks)
    people = seated({task.group_id for task in tasks}, day)
    return {task.pk: people.doer(task) for task in tasks}
