"""schedule.json and schedule.xml: the programme in the form that conference apps read (c3voc schedule, version 1).

Values in, bytes out. Both formats carry the same sessions with the same guid; a session keeps its guid for ever.
A cancelled session is left out: the formats have no word for it, and apps would show it as taking place.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from django.utils.text import slugify
from django.utils.translation import gettext as _

from coordination.lib.ical import BERLIN
from meetings.programme import Programme, Slot

TIMESLOT = "00:05"
NAME, VERSION = "Schutznetz", "1"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def schedule_json(programme: Programme, *, address: str, base: str) -> bytes:
    """Return schedule.json. ``address``: of the public programme page; ``base``: of the installation."""
    return json.dumps(as_values(programme, address=address, base=base), ensure_ascii=False, indent=1).encode()


def as_values(programme: Programme, *, address: str, base: str) -> dict[str, Any]:
    days = programme.days
    return {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": NAME, "version": VERSION, "url": base},
        "schedule": {
            "version": str(programme.version),
            "base_url": base,
            "conference": {
                "acronym": acronym(programme),
                "title": programme.title,
                "description": programme.text,
                "start": days[0].isoformat(),
                "end": days[-1].isoformat(),
                "daysCount": len(days),
                "timeslot_duration": TIMESLOT,
                "time_zone_name": BERLIN.key,
                "url": address,
                "tracks": [{"name": name, "slug": slug_of(name)} for name in programme.tracks],
                "rooms": [
                    {"name": name, "guid": str(room_guid(programme, name))} for name in rooms_of(programme)
                ],
                "days": [_day(programme, number, day, address) for number, day in enumerate(days, 1)],
            },
        },
    }


def _day(programme: Programme, number: int, day: dt.date, address: str) -> dict[str, Any]:
    start, end = borders(day)
    rooms: dict[str, list[dict[str, Any]]] = {name: [] for name in rooms_of(programme)}
    for slot in _shown(programme, day):
        rooms[_room(slot)].append(_event(slot, address))
    return {
        "index": number,
        "date": day.isoformat(),
        "day_start": start,
        "day_end": end,
        "rooms": {name: events for name, events in rooms.items() if events},
    }


def _event(slot: Slot, address: str) -> dict[str, Any]:
    return {
        "id": slot.number,
        "guid": str(slot.uid),
        "date": _local(slot.start).isoformat(),
        "start": f"{_local(slot.start):%H:%M}",
        "end": _local(slot.end).isoformat(),
        "duration": duration(slot),
        "room": _room(slot),
        "slug": session_slug(slot),
        "url": f"{address}#{slot.anchor}",
        "title": slot.title,
        "subtitle": slot.subtitle,
        "track": slot.track or None,
        "type": slot.kind,
        "language": slot.language,
        "abstract": slot.text,
        "description": None,
        "persons": [
            {
                "guid": str(speaker.uid),
                "name": speaker.name,
                "biography": "\n\n".join(filter(None, [speaker.role, speaker.bio])) or None,
            }
            for speaker in slot.speakers
        ],
        "links": [],
        "attachments": [{"title": title, "url": url} for title, url in slot.materials],
    }


def schedule_xml(programme: Programme, *, address: str, base: str) -> bytes:
    """Return schedule.xml; signs that XML cannot hold are left out."""
    days = programme.days
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", name=NAME, version=VERSION)
    _text(root, "url", f"{address}schedule.xml")
    _text(root, "version", str(programme.version))
    conference = ET.SubElement(root, "conference")
    facts: Mapping[str, str] = {
        "title": programme.title,
        "acronym": acronym(programme),
        "start": days[0].isoformat(),
        "end": days[-1].isoformat(),
        "days": str(len(days)),
        "timeslot_duration": TIMESLOT,
        "base_url": base,
        "url": address,
        "time_zone_name": BERLIN.key,
    }
    for name, value in facts.items():
        _text(conference, name, value)
    for track in programme.tracks:
        ET.SubElement(conference, "track", name=_clean(track), slug=f"t-{slug_of(track)}")
    for number, day in enumerate(days, 1):
        _xml_day(root, programme, number, day, address)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _xml_day(root: ET.Element, programme: Programme, number: int, day: dt.date, address: str) -> None:
    start, end = borders(day)
    element = ET.SubElement(root, "day", index=str(number), date=day.isoformat(), start=start, end=end)
    slots = _shown(programme, day)
    for name in rooms_of(programme):
        here = [slot for slot in slots if _room(slot) == name]
        if here:
            room = ET.SubElement(element, "room", name=_clean(name), guid=str(room_guid(programme, name)))
            for slot in here:
                _xml_event(room, slot, address)


def _xml_event(room: ET.Element, slot: Slot, address: str) -> None:
    event = ET.SubElement(room, "event", id=str(slot.number), guid=str(slot.uid))
    facts = {
        "room": _room(slot),
        "title": slot.title,
        "subtitle": slot.subtitle,
        "type": slot.kind,
        "date": _local(slot.start).isoformat(),
        "start": f"{_local(slot.start):%H:%M}",
        "duration": duration(slot),
        "abstract": slot.text,
        "slug": session_slug(slot),
        "track": slot.track,
    }
    for name, value in facts.items():
        _text(event, name, value)
    persons = ET.SubElement(event, "persons")
    for speaker in slot.speakers:
        one = ET.SubElement(persons, "person", id=str(number_of(speaker.uid)), guid=str(speaker.uid))
        one.text = _clean(speaker.name)
    _text(event, "language", slot.language)
    _text(event, "url", f"{address}#{slot.anchor}")
    attachments = ET.SubElement(event, "attachments")
    for title, url in slot.materials:
        ET.SubElement(attachments, "attachment", href=url).text = _clean(title)


# --- Words of the formats ---------------------------------------------------------------------------------------------


def acronym(programme: Programme) -> str:
    """At least four signs of a-z, 0-9, dash: the slug has them unless it is very short."""
    plain = re.sub(r"[^a-z0-9_]", "_", programme.slug.lower())
    return plain if len(plain) >= 4 else f"{plain}____"[:4] if plain else f"event_{programme.uid.hex[:6]}"


def session_slug(slot: Slot) -> str:
    """Stable and once in the world: part of the uid, then the title as far as it goes."""
    return f"s{slot.uid.hex[:8]}-{slug_of(slot.title)[:40].strip('-')}"


def slug_of(text: str) -> str:
    return slugify(text.replace("ß", "ss")) or "ohne-titel"


def room_guid(programme: Programme, name: str) -> UUID:
    """A room is the same as long as event and name are."""
    return uuid5(programme.uid, name)


def number_of(uid: UUID) -> int:
    """A positive number for readers that know no guid; 31 bits of the guid."""
    return (uid.int >> 97) or 1


def duration(slot: Slot) -> str:
    return f"{slot.minutes // 60:02}:{slot.minutes % 60:02}"


def borders(day: dt.date) -> tuple[str, str]:
    """The day in Berlin, from midnight to its last second; on the days of the change 23 or 25 hours long."""
    start = dt.datetime.combine(day, dt.time(), BERLIN)
    end = dt.datetime.combine(day, dt.time(23, 59, 59), BERLIN)
    return start.isoformat(), end.isoformat()


def rooms_of(programme: Programme) -> list[str]:
    used = {_room(slot) for slot in programme.slots if not slot.cancelled}
    ordered = [name for name in programme.rooms if name in used]
    return [*ordered, *sorted(used - set(ordered))]


def _shown(programme: Programme, day: dt.date) -> list[Slot]:
    return [slot for slot in programme.on(day) if not slot.cancelled]


def _room(slot: Slot) -> str:
    return slot.room or str(_("Place to be announced"))


def _local(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(BERLIN)


def _text(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, name).text = _clean(value)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
