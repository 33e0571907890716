"""The programme's working version, its conflicts, and releasing it to the public."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken
from meetings import frozen
from meetings.models import Event, ProgrammeRelease, Session, SessionSpeaker, Speaker
from meetings.services import capacity

MOST_SESSIONS = 200


@transaction.atomic
def save_session(*, by: Any, session: Session, speakers: list[Speaker]) -> Session:
    """Add or change a session. It lies inside its event (RuleBroken ``outside_event``).

    A workshop whose time or places change goes the way of ``services/capacity.py``: nobody is in two at once, nobody
    loses a place without a word.
    """
    event = session.event
    if session.starts_at < event.starts_at or session.ends_at > event.ends_at:
        raise RuleBroken(_("This lies outside the time of the event."), code="outside_event")
    if session.room_id and event.venue_id and session.room and session.room.venue_id != event.venue_id:
        raise RuleBroken(_("This room belongs to another venue."), code="other_venue")
    if session.pk is None:
        if event.sessions.count() >= MOST_SESSIONS:
            raise RuleBroken(
                _("At most %(n)s items fit into a programme.") % {"n": MOST_SESSIONS}, code="too_many"
            )
        session.save()
    else:
        stored = Session.objects.get(pk=session.pk)
        wanted = session.capacity
        session.capacity = stored.capacity
        capacity.move_session(by=by, session=session, starts_at=session.starts_at, ends_at=session.ends_at)
        if wanted != stored.capacity:
            session = capacity.set_workshop_places(by=by, session=session, most=wanted)
    _set_speakers(session, speakers)
    return session


def _set_speakers(session: Session, speakers: list[Speaker]) -> None:
    there = {row.speaker_id: row for row in session.speaking.all()}
    for row in list(there.values()):
        if row.speaker_id not in {one.pk for one in speakers}:
            row.delete()
    for position, one in enumerate(speakers):
        if one.pk not in there:
            SessionSpeaker(session=session, speaker=one, position=position).save()


@transaction.atomic
def delete_session(*, by: Any, session: Session) -> None:
    """Take an item out of the programme; a workshop with bookings stays (RuleBroken ``booked``)."""
    if session.bookings.exists():
        raise RuleBroken(
            _("People have places in this workshop. Please move them to the waiting list or another workshop first."),
            code="booked",
        )  # fmt: skip
    session.waitlist.all().delete()
    session.delete()


@transaction.atomic
def release_programme(*, by: Any, event: Event, note: str = "") -> ProgrammeRelease:
    """Freeze the programme as it stands; from now on the public reads this. Refused while nothing has changed."""
    Event.objects.select_for_update().get(pk=event.pk)
    last = event.programme_releases.order_by("-number").first()
    content = frozen.freeze(event)
    if last is not None and last.content == content:
        raise RuleBroken(_("Nothing has changed since the last release."), code="unchanged")
    if not content["sessions"]:
        raise RuleBroken(_("The programme is empty."), code="empty")
    return ProgrammeRelease.objects.create(
        event=event,
        number=(last.number if last else 0) + 1,
        content=content,
        changes=frozen.differences(last.content, content) if last else [],
        note=note,
        released_by=by if getattr(by, "pk", None) else None,
    )
