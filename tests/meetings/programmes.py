"""Programmes to draw: no test itself."""

import datetime as dt
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from meetings.programme import Programme, Slot, Speaker

BERLIN = ZoneInfo("Europe/Berlin")


def moment(text, day=dt.date(2026, 11, 26)):
    return dt.datetime.combine(day, dt.time.fromisoformat(text), BERLIN)


def slot(number, start, end, title="", *, day=dt.date(2026, 11, 26), **facts):
    kind = facts.pop("kind", "lecture")
    return Slot(
        uid=uuid5(NAMESPACE_URL, f"slot {number}"),
        number=number,
        title=title or f"Sitzung {number}",
        start=moment(start, day),
        end=moment(end, day),
        kind=kind,
        kind_label=kind.title(),
        **facts,
    )


def programme(*slots, **facts):
    values = {
        "uid": uuid5(NAMESPACE_URL, "event"),
        "slug": "fachtag-2026",
        "title": "Hinsehen, zuhören, handeln & mehr <Fachtag>",
        "start": moment("08:30"),
        "end": moment("16:00"),
        "changed_at": dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
        "place": "Bürgerhaus",
        "slots": slots,
        **facts,
    }
    return Programme(**values)


def a_day(**facts):
    """Greeting and break for all, three workshops side by side, one of them longer."""
    speaker = Speaker(uuid5(NAMESPACE_URL, "speaker"), "Dr. Ina Beispiel", "Kinderschutzambulanz")
    return programme(
        slot(1, "09:00", "09:15", "Begrüßung", kind="greeting", is_plenary=True, room="Saal"),
        slot(2, "09:15", "10:30", "Vortrag", is_plenary=True, room="Saal", speakers=(speaker,)),
        slot(3, "10:30", "11:00", "Pause", kind="break", is_break=True, is_plenary=True),
        slot(4, "11:00", "12:30", "Workshop A", kind="workshop", track="Schule", room="R1"),
        slot(5, "11:00", "12:30", "Workshop B", kind="workshop", track="Kita", room="R2"),
        slot(6, "11:00", "13:00", "Workshop C", kind="workshop", track="Gesundheit", room="R3"),
        tracks=("Kita", "Schule", "Gesundheit"),
        rooms=("Saal", "R1", "R2", "R3"),
        **facts,
    )
