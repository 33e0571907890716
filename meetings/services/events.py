"""Making, changing, cloning events, and their way from draft to documented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coordination.accounts.permissions import Reach, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.fold import fold
from meetings import mails
from meetings.models import Event, EventAudience, Question, Registration, Session, SessionSpeaker, Speaker
from meetings.services import capacity, places, waiting

STEPS = ("announce", "open", "close", "withdraw", "hold", "document", "reopen_documentation")


def free_slug(network: Any, title: str, pk: int | None = None) -> str:
    """Return an address part made of the title that the network has not given yet."""
    base = slugify(fold(title))[:50].strip("-") or "veranstaltung"
    if base == "anmeldung":
        base = "anmeldung-termin"  # addresses of personal links begin so
    taken = set(
        Event.objects.filter(network=network, slug__startswith=base)
        .exclude(pk=pk)
        .values_list("slug", flat=True)
    )
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


@transaction.atomic
def save_event(*, by: Any, event: Event, types: Collection[Any], professions: Collection[Any]) -> Event:
    """Make or change an event and its target groups. Places change by ``services/capacity.py``.

    Moving an event moves nobody's workshop: sessions outside its new time are refused (``sessions_outside``).
    """
    if event.pk is None:
        event.slug = free_slug(event.network, event.title)
        event.made_by = by if getattr(by, "pk", None) else None
        event.save()
    else:
        outside = event.sessions.exclude(starts_at__gte=event.starts_at, ends_at__lte=event.ends_at)
        if count := outside.count():
            raise RuleBroken(
                _("%(count)s items of the programme lie outside this time. Please move them first.")
                % {"count": count},
                code="sessions_outside",
            )
        stored = Event.objects.get(pk=event.pk)
        wanted = {"on_site": event.capacity, "online": event.capacity_online}
        event.capacity, event.capacity_online = stored.capacity, stored.capacity_online
        event.save()
        for mode, most in wanted.items():
            if stored.places(mode) != most:
                event = capacity.set_places(by=by, event=event, mode=mode, most=most)
    _set_audience(event, types, professions)
    return event


def _set_audience(event: Event, types: Collection[Any], professions: Collection[Any]) -> None:
    rows = list(event.audience.all())
    for row in rows:
        if row.institution_type_id not in {one.pk for one in types} | {None} or row.profession_id not in {
            one.pk for one in professions
        } | {None}:
            row.delete()
    there = {(row.institution_type_id, row.profession_id) for row in rows}
    for one in types:
        if (one.pk, None) not in there:
            EventAudience(event=event, institution_type=one).save()
    for one in professions:
        if (None, one.pk) not in there:
            EventAudience(event=event, profession=one).save()


def may_publish(by: Any, event: Event) -> bool:
    """Whether somebody may announce, open, call off: the coordination; the state level what it made."""
    scope = scope_of(by)
    return event.network_id in scope.may("meetings.publish_event") or (
        event.made_by_id == by.pk and event.network_id in scope.may("meetings.change_event", reach=Reach.OWN)
    )


@transaction.atomic
def take_step(*, by: Any, event: Event, step: str) -> Event:
    """Go one step on the way of an event: ``announce``, ``open``, ``close``, ``withdraw``, ``hold``, ``document``."""
    event = places.locked(event)
    if step not in STEPS:
        raise RuleBroken(_("There is no such step."), code="no_step")
    if step == "withdraw" and event.registrations.exists():
        raise RuleBroken(_("Somebody has registered already; call it off instead."), code="registered")
    if step == "hold" and event.starts_at > timezone.now():
        raise RuleBroken(_("The event has not begun yet."), code="not_begun")
    getattr(event, step)()
    if step == "open":
        waiting.move_up(event)
    return event


@transaction.atomic
def call_off(*, by: Any, event: Event, reason: str) -> Event:
    """Call an event off and tell everybody who is registered, by mail."""
    event = places.locked(event)
    event.call_off(reason)
    for one in Registration.objects.live().filter(event=event).order_by("id"):
        one.event = event
        mails.tell(one, "called_off")
    return event


@transaction.atomic
def clone(*, by: Any, event: Event, starts_at: dt.datetime, title: str = "") -> Event:
    """Make the next edition as a draft: all but people and states; the programme moves with the first moment."""
    shift = starts_at - event.starts_at
    made = Event.objects.get(pk=event.pk)
    made.pk, made.id, made._state.adding = None, None, True
    made.uid, made.version = Event._meta.get_field("uid").get_default(), 1
    made.title = title or event.title
    made.slug = free_slug(event.network, made.title)
    made.state, made.cancel_reason, made.edition, made.made_by = Event.State.DRAFT, "", "", by
    made.starts_at, made.ends_at = starts_at, event.ends_at + shift
    made.registration_opens_at = made.registration_closes_at = None
    made.online_link = ""
    made.save()
    for row in event.audience.all():
        EventAudience(event=made, institution_type=row.institution_type, profession=row.profession).save()
    for question in event.questions.all():
        Question.objects.create(
            event=made,
            fixed=question.fixed,
            is_asked=question.is_asked,
            is_need=question.is_need,
            kind=question.kind,
            label=question.label,
            options=question.options,
            is_required=question.is_required,
            position=question.position,
        )
    _clone_programme(event, made, shift)
    return made


def _clone_programme(event: Event, made: Event, shift: dt.timedelta) -> None:
    speakers = {}
    for one in event.speakers.all():
        copy = Speaker(event=made, name=one.name, title=one.title, bio=one.bio, email=one.email)
        copy.save()
        speakers[one.pk] = copy
    for session in event.sessions.prefetch_related("speaking"):
        copied = Session(
            event=made,
            kind=session.kind,
            title=session.title,
            abstract=session.abstract,
            track=session.track,
            room=session.room,
            starts_at=session.starts_at + shift,
            ends_at=session.ends_at + shift,
            capacity=session.capacity,
            is_online_too=session.is_online_too,
        )
        copied.save()
        for row in session.speaking.all():
            SessionSpeaker(session=copied, speaker=speakers[row.speaker_id], position=row.position).save()
