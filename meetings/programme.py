"""The programme of an event as plain values: what page, paper, schedule.json, schedule.xml and calendar are made of.

Computed once from the rows (or from a frozen release), then drawn in five ways that cannot differ. Times are moments
with a zone; days and hours are those of Europe/Berlin.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

from coordination.lib.ical import BERLIN


@dataclass(frozen=True)
class Speaker:
    """Who speaks, as announced: a name and what stands below it. No account, no contact."""

    uid: UUID
    name: str
    role: str = ""
    bio: str = ""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One session at its time and place."""

    uid: UUID
    number: int  # rising and stable: the id that old programmes for conferences ask for
    title: str
    start: dt.datetime
    end: dt.datetime
    kind: str  # greeting, impulse, lecture, workshop, market, break …
    kind_label: str
    subtitle: str = ""
    text: str = ""
    room: str = ""
    room_access: str = ""
    track: str = ""
    online: bool = False
    is_break: bool = False
    is_plenary: bool = False  # for everybody: nobody chooses it
    speakers: tuple[Speaker, ...] = ()
    places: int | None = None
    free: int | None = None
    cancelled: bool = False
    changed_at: dt.datetime | None = None
    version: int = 1
    language: str = "de"
    materials: tuple[tuple[str, str], ...] = ()  # title, address

    @property
    def day(self) -> dt.date:
        return self.start.astimezone(BERLIN).date()

    @property
    def minutes(self) -> int:
        """Real minutes: in the night the clock goes back, 00:30 to 04:30 are 300."""
        return int((self.end.astimezone(dt.UTC) - self.start.astimezone(dt.UTC)).total_seconds()) // 60

    @property
    def anchor(self) -> str:
        return f"s-{self.uid.hex[:12]}"


@dataclass(frozen=True, kw_only=True)
class Programme:
    """An event with its sessions. ``version`` names the release: 1, 2, 3 …"""

    uid: UUID
    slug: str
    title: str
    start: dt.datetime
    end: dt.datetime
    changed_at: dt.datetime
    subtitle: str = ""
    text: str = ""
    place: str = ""
    organiser: str = ""
    version: int = 1
    cancelled: bool = False
    tracks: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()

    @property
    def days(self) -> list[dt.date]:
        """Every day with sessions; the first day of the event where none stands yet."""
        return sorted({slot.day for slot in self.slots}) or [self.start.astimezone(BERLIN).date()]

    def on(self, day: dt.date) -> list[Slot]:
        found = [slot for slot in self.slots if slot.day == day]
        return sorted(found, key=lambda slot: (slot.start, slot.end, slot.number))


# --- Table: times down, tracks (or rooms) across ----------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """What stands in one cell of the table; ``rows`` and ``columns`` say how far it reaches."""

    slots: tuple[Slot, ...] = ()
    rows: int = 1
    columns: int = 1
    head: str = ""  # the column it stands in, for screens on which the table becomes cards


@dataclass
class Row:
    start: dt.datetime
    end: dt.datetime
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """One day: heads of the columns and rows of cells. A table in the sense of HTML: every place is covered once."""

    day: dt.date
    columns: list[str]
    rows: list[Row]


def table_of(programme: Programme, day: dt.date) -> Table:
    """Lay the sessions of a day out: what runs alone spans all columns, what runs side by side has a column each.

    Columns are tracks if these tell the parallel sessions apart, else rooms, else lanes without a name. Sessions that
    meet in one column stand in one cell, one below the other: nothing is hidden.
    """
    blocks = _blocks(programme.on(day))
    parallel = [slot for block in blocks if len(block) > 1 for slot in block]
    columns, column_of = _columns(programme, parallel)
    rows: list[Row] = []
    for block in blocks:
        if len(block) == 1:
            (slot,) = block
            rows.append(Row(slot.start, slot.end, [Cell((slot,), 1, max(1, len(columns)))]))
        else:
            rows += _side_by_side(block, columns, column_of)
    return Table(day, columns, rows)


def _blocks(slots: Sequence[Slot]) -> list[list[Slot]]:
    """Sessions that overlap, directly or through others, belong together; ``slots`` stand in order."""
    blocks: list[list[Slot]] = []
    end = None
    for slot in slots:
        if end is not None and slot.start < end:
            blocks[-1].append(slot)
            end = max(end, slot.end)
        else:
            blocks.append([slot])
            end = slot.end
    return blocks


def _columns(programme: Programme, parallel: Sequence[Slot]) -> tuple[list[str], dict[UUID, int]]:
    """Return the heads, and for each parallel session the number of its column."""
    if not parallel:
        return [], {}
    for key, known in (("track", programme.tracks), ("room", programme.rooms)):
        found = {getattr(slot, key) for slot in parallel}
        if "" not in found and _tell_apart(parallel, key):
            ordered = [name for name in known if name in found]
            heads = [*ordered, *sorted(found - set(ordered))]
            return heads, {slot.uid: heads.index(getattr(slot, key)) for slot in parallel}
    lanes: list[dt.datetime] = []
    placed: dict[UUID, int] = {}
    for slot in parallel:
        free = next((n for n, end in enumerate(lanes) if end <= slot.start), len(lanes))
        lanes[free : free + 1] = [slot.end]
        placed[slot.uid] = free
    return [""] * len(lanes), placed


def _tell_apart(parallel: Sequence[Slot], key: str) -> bool:
    ends: dict[str, dt.datetime] = {}
    for slot in parallel:
        name = getattr(slot, key)
        if name in ends and slot.start < ends[name]:
            return False
        ends[name] = slot.end
    return True


def _side_by_side(block: Sequence[Slot], columns: list[str], column_of: dict[UUID, int]) -> list[Row]:
    moments = sorted({slot.start for slot in block} | {slot.end for slot in block})
    rows = [Row(start, end) for start, end in pairwise(moments)]
    place = {moment: number for number, moment in enumerate(moments)}
    for column, head in enumerate(columns):
        here = [slot for slot in block if column_of[slot.uid] == column]
        at = 0
        for group in _blocks(here):
            start, end = place[group[0].start], place[max(slot.end for slot in group)]
            if start > at:
                rows[at].cells.append(Cell((), start - at, 1, head))
            rows[start].cells.append(Cell(tuple(group), end - start, 1, head))
            at = end
        if at < len(rows):
            rows[at].cells.append(Cell((), len(rows) - at, 1, head))
    return rows
