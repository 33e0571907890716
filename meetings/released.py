"""From the newest released programme of an event to plain values: what the public reads, however it is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.text import Truncator

from coordination.lib.ical import Date
from meetings.models import Event, Material, ProgrammeRelease, Session
from meetings.programme import Programme, Slot, Speaker
from meetings.schedule import number_of

KINDS = {str(value): label for value, label in Session.Kind.choices}
# What people choose between runs side by side; the rest is for everybody.
NO_CONTENT = {Session.Kind.BREAK, Session.Kind.MARKET}


def newest(event: Event) -> ProgrammeRelease | None:
    return event.programme_releases.order_by("-number").first()


def programme_of(
    event: Event,
    release: ProgrammeRelease | None,
    *,
    organiser: str = "",
    materials: Mapping[UUID | None, Iterable[tuple[str, str]]] | None = None,
) -> Programme:
    """Return the programme as released; without a release the event alone. ``event`` is read with its venue."""
    rows = (release.content if release else {}).get("sessions", [])
    at = release.released_at if release else event.starts_at
    number = release.number if release else 0
    slots = tuple(_slot(row, at, number, (materials or {}).get(UUID(row["uid"]), ())) for row in rows)
    venue = event.venue
    return Programme(
        uid=event.uid,
        slug=event.slug,
        title=event.title,
        subtitle=event.summary,
        text=event.description,
        start=event.starts_at,
        end=event.ends_at,
        changed_at=at,
        place=", ".join(filter(None, [venue.name, venue.address])) if venue else "",
        organiser=organiser,
        version=number,
        cancelled=event.state == Event.State.CANCELLED,
        tracks=_ordered(row.get("track", "") for row in rows),
        rooms=_ordered(row.get("room", "") for row in rows),
        slots=slots,
    )


def _slot(row: Mapping[str, Any], at: dt.datetime, number: int, materials: Iterable[tuple[str, str]]) -> Slot:
    uid, kind = UUID(row["uid"]), row.get("kind", Session.Kind.OTHER)
    return Slot(
        uid=uid,
        number=number_of(uid),
        title=row["title"],
        start=dt.datetime.fromisoformat(row["starts_at"]),
        end=dt.datetime.fromisoformat(row["ends_at"]),
        kind=kind,
        kind_label=str(KINDS.get(kind, "")),
        text=row.get("abstract", ""),
        room=row.get("room", ""),
        room_access=row.get("room_access", ""),
        track=row.get("track", ""),
        is_break=kind == Session.Kind.BREAK,
        is_plenary=not row.get("capacity"),
        online=bool(row.get("online")),
        places=row.get("capacity"),
        speakers=tuple(
            Speaker(UUID(one["uid"]), one["name"], one.get("title", ""), one.get("bio", ""))
            for one in row.get("speakers", ())
        ),
        version=max(1, number),
        changed_at=at,
        materials=tuple(materials),
    )


def _ordered(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in the order of the programme."""
    return tuple(dict.fromkeys(name for name in names if name))


def public_materials(event: Event, address: Any) -> dict[UUID | None, list[tuple[str, str]]]:
    """Public files by session (None: of the whole event) as (title, address)."""
    found: dict[UUID | None, list[tuple[str, str]]] = {}
    rows = Material.objects.public().filter(event=event).select_related("session").order_by("title", "id")
    for one in rows:
        key = one.session.uid if one.session else None
        found.setdefault(key, []).append((one.title, address(one)))
    return found


# --- Calendar ---------------------------------------------------------------------------------------------------------


def event_date(event: Event, programme: Programme, address: str, changed_at: dt.datetime) -> Date:
    """The event as one date. It is CANCELLED once called off; SEQUENCE rises with every saved change."""
    text = "\n\n".join(filter(None, [programme.subtitle, address]))
    return Date(
        uid=event.uid,
        title=event.title,
        start=event.starts_at,
        end=event.ends_at,
        changed_at=changed_at,
        version=event.version,
        place=programme.place,
        text=text,
        address=address,
        cancelled=programme.cancelled,
    )


def session_date(programme: Programme, slot: Slot, address: str, *, cancelled: bool = False) -> Date:
    """One session as a date; SEQUENCE is the number of the release. ``cancelled``: it is in no newer release."""
    who = ", ".join(speaker.name for speaker in slot.speakers)
    return Date(
        uid=slot.uid,
        title=slot.title,
        start=slot.start,
        end=slot.end,
        changed_at=slot.changed_at or programme.changed_at,
        version=max(1, programme.version),
        place=", ".join(filter(None, [slot.room, programme.place])),
        text="\n\n".join(filter(None, [programme.title, who, Truncator(slot.text).chars(800)])),
        address=f"{address}#{slot.anchor}",
        cancelled=cancelled or programme.cancelled,
    )


def find_session(event: Event, uid: UUID) -> tuple[dict[str, Any], ProgrammeRelease, bool] | None:
    """Return a session's newest words, the newest release, and whether it still takes place; None: never released."""
    releases = list(event.programme_releases.order_by("-number"))
    for release in releases:
        for row in release.content.get("sessions", ()):
            if row["uid"] == str(uid):
                return row, releases[0], release is releases[0]
    return None


def session_of(event: Event, uid: UUID) -> tuple[Programme, Slot, bool] | None:
    """Return the programme, the session, and whether it was dropped from it."""
    found = find_session(event, uid)
    if found is None:
        return None
    row, release, stands = found
    slot = _slot(row, release.released_at, release.number, ())
    return programme_of(event, release), slot, not stands


def counting(slots: Iterable[Slot]) -> list[Slot]:
    """Sessions with content: what hours are reckoned from."""
    return [slot for slot in slots if slot.kind not in NO_CONTENT]
