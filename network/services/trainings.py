"""Who was at a training of the network counts as trained: the room of events says who, once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from coordination.lib import history
from coordination.lib.models import ChangeSet
from network.models import Appointment


@transaction.atomic
def note_trainings(*, network: int, people: Mapping[int, dt.date]) -> int:
    """Note the day for active multipliers (person → day) who were not introduced before; return how many."""
    rows = Appointment.objects.active().filter(
        network=network, person__in=people.keys(), kit_done_on__isnull=True
    )
    found = list(rows.order_by("id"))
    with history.changes(by=None, source=ChangeSet.Source.SYSTEM):
        for one in found:
            one.kit_done_on = people[one.person_id]
            one.save(update_fields=["kit_done_on"])
    return len(found)
