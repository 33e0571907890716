"""Periodic work of registrations: what nobody confirmed or answered lapses; the nightly self-check of places."""

from __future__ import annotations

import logging
from datetime import time, timedelta

from django.db.models import Q
from django.utils import timezone

from coordination.lib.tasks import periodic, task
from meetings.models import Booking, Event, Registration
from meetings.services import bin, participants, selfcheck
from meetings.trained import at_trainings
from network.services.trainings import note_trainings

logger = logging.getLogger(__name__)


@periodic(every=timedelta(minutes=5), key="meetings.lapse")
@task(retries=2)
def lapse() -> int:
    """End offers and unconfirmed registrations whose time is over; the next move up."""
    late = Registration.objects.filter(hold_until__lte=timezone.now(), state__in=Registration.LIVE)
    offers = Booking.objects.offered().filter(hold_until__lte=timezone.now())
    events = Event.objects.filter(
        Q(pk__in=late.values("event")) | Q(pk__in=offers.values("session__event"))
    ).order_by("id")
    return sum(participants.lapse(event) for event in events)


@periodic(every=timedelta(days=1), key="meetings.bin", at=time(2, 45))
@task(retries=1)
def empty_bin() -> int:
    """Delete for good the events that have lain in the bin for 30 days."""
    return bin.empty()


@periodic(every=timedelta(days=1), key="meetings.trained", at=time(3, 5))
@task(retries=1)
def note_who_was_trained() -> int:
    """Multipliers who were at a training count as trained."""
    return sum(note_trainings(network=network, people=people) for network, people in at_trainings().items())


@periodic(every=timedelta(days=1), key="meetings.places", at=time(2, 15))
@task(retries=1)
def check_places() -> int:
    """The self-check of all places; what it finds waits on Heute and stands in the log."""
    found = selfcheck.check_all()
    if found:
        logger.error("The self-check of places found %s faults", found)
    return found
