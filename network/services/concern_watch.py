"""Who is told when a concern waits too long: first the coordination, then the chair of the group as well."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from network.groups_above import chairs_of
from network.models import Concern, ConcernStep
from network.services.concern_mails import coordinators, tell_all, tell_coordination

TAKEN_UP_WITHIN = dt.timedelta(days=14)
THEN_THE_CHAIR = dt.timedelta(days=14)


def lateness(concern: Concern, today: dt.date) -> int:
    """0: in time, 1: the coordination is to be told, 2: the chair, too.

    Without a promised day a concern is late when nobody has taken it up for two weeks.
    """
    if concern.promised_on is not None:
        since = concern.promised_on
    elif concern.state == Concern.State.RAISED:
        since = timezone.localdate(concern.raised_at) + TAKEN_UP_WITHIN
    else:
        return 0
    if today <= since:
        return 0
    return 2 if today > since + THEN_THE_CHAIR else 1


def tell_late(today: dt.date | None = None) -> int:
    """Tell those in charge of every late concern, each step once; return how many concerns were late."""
    today = today or timezone.localdate()
    border = timezone.now() - TAKEN_UP_WITHIN
    late = Q(promised_on__lt=today) | Q(promised_on__isnull=True, state="raised", raised_at__lt=border)
    told = 0
    for pk in list(Concern.objects.open().filter(late, told_late__lt=2).values_list("pk", flat=True)):
        told += _tell(pk, today)
    return told


@transaction.atomic
def _tell(pk: int, today: dt.date) -> int:
    rows = Concern.objects.select_for_update(of=("self",)).select_related("network", "institution")
    concern = rows.filter(pk=pk).first()
    step = lateness(concern, today) if concern is not None and concern.is_open else 0
    if concern is None or step <= concern.told_late:
        return 0
    people = coordinators(concern)
    if step == 2:
        people = [*people, *(user for user in chairs_of(concern.source_uid) if user not in people)]
    concern.note_lateness(step)
    hop = ConcernStep.objects.create(concern=concern, kind=ConcernStep.Kind.LATE)
    tell_coordination(concern, "network/mail/concern_late", to=people)
    if concern.promised_on is not None:
        tell_all(concern, hop)
    return 1
