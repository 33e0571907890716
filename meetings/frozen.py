"""The programme as plain values: frozen for the public, compared with the release before, checked for conflicts."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Event, Session


def sessions_of(event: Event) -> list[Session]:
    """The working version in the order of time, with rooms and speakers, in two questions."""
    rows = event.sessions.select_related("room").prefetch_related("speaking__speaker")
    return list(rows.order_by("starts_at", "track", "title", "id"))


def freeze(event: Event) -> dict[str, Any]:
    """Return what a release keeps; its shape stands at ``ProgrammeRelease``."""
    return {"sessions": [_session(one) for one in sessions_of(event)]}


def _session(one: Session) -> dict[str, Any]:
    return {
        "uid": str(one.uid),
        "kind": one.kind,
        "title": one.title,
        "abstract": one.abstract,
        "track": one.track,
        "room": one.room.name if one.room else "",
        "room_access": one.room.accessibility if one.room else "",
        "starts_at": one.starts_at.astimezone(dt.UTC).isoformat(),
        "ends_at": one.ends_at.astimezone(dt.UTC).isoformat(),
        "capacity": one.capacity,
        "online": one.is_online_too,
        "speakers": [
            {
                "uid": str(row.speaker.uid),
                "name": row.speaker.name,
                "title": row.speaker.title,
                "bio": row.speaker.bio,
            }
            for row in one.speaking.all()
        ],
    }


def _time(row: dict[str, Any]) -> str:
    start = timezone.localtime(dt.datetime.fromisoformat(row["starts_at"]))
    return f"{start:%d.%m. %H:%M}"


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What differs, one sentence each, for the public change log. German like the programme itself."""
    old = {row["uid"]: row for row in before.get("sessions", ())}
    new = {row["uid"]: row for row in after["sessions"]}
    lines = [f"Neu: „{row['title']}“ ({_time(row)})" for uid, row in new.items() if uid not in old]
    lines += [f"Entfällt: „{row['title']}“ ({_time(row)})" for uid, row in old.items() if uid not in new]
    for uid, row in new.items():
        if uid not in old or old[uid] == row:
            continue
        was = old[uid]
        parts = []
        if (was["starts_at"], was["ends_at"]) != (row["starts_at"], row["ends_at"]):
            parts.append(f"jetzt {_time(row)} statt {_time(was)}")
        if was["room"] != row["room"]:
            parts.append(f"Raum: {row['room'] or 'noch offen'}")
        if was["title"] != row["title"]:
            parts.append(f"vorher „{was['title']}“")
        if [one["name"] for one in was["speakers"]] != [one["name"] for one in row["speakers"]]:
            names = ", ".join(one["name"] for one in row["speakers"])
            parts.append(f"Referent*innen: {names or 'noch offen'}")
        if was["capacity"] != row["capacity"]:
            parts.append(f"Plätze: {row['capacity'] or 'ohne Anmeldung'}")
        lines.append(f"Geändert: „{row['title']}“" + (f" ({'; '.join(parts)})" if parts else ""))
    return lines


def conflicts(event: Event, sessions: list[Session]) -> list[str]:
    """What cannot work as it stands: a room, a speaker twice at once, more places than seats, outside the event."""
    found = []
    for one in sessions:
        if one.starts_at < event.starts_at or one.ends_at > event.ends_at:
            found.append(_("“%(one)s” lies outside the time of the event.") % {"one": one})
        if one.room and one.capacity and one.room.seats and one.capacity > one.room.seats:
            found.append(
                _("“%(one)s” has %(places)s places, the room “%(room)s” has %(seats)s seats.")
                % {"one": one, "places": one.capacity, "room": one.room, "seats": one.room.seats}
            )
    speakers = {one.pk: {row.speaker for row in one.speaking.all()} for one in sessions}
    for one, other in combinations(sessions, 2):
        if one.starts_at >= other.ends_at or other.starts_at >= one.ends_at:
            continue
        if one.room_id and one.room_id == other.room_id:
            found.append(
                _("“%(one)s” and “%(other)s” are in the room “%(room)s” at the same time.")
                % {"one": one, "other": other, "room": one.room}
            )
        found += [
            _("%(speaker)s speaks in “%(one)s” and “%(other)s” at the same time.")
            % {"speaker": speaker, "one": one, "other": other}
            for speaker in sorted(speakers[one.pk] & speakers[other.pk], key=str)
        ]
    return found
