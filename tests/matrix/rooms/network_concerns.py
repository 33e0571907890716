"""Canaries of concerns: one before the second look, one released and decided, one answered for everybody."""

import datetime as dt

from django.utils import timezone

from coordination.lib.levels import Level
from network.models import Concern, ConcernStep, ConcernSupporter
from tests.factories.accounts import UserFactory


def fill(world, network):
    house = world.things[network]["directory.Institution"][Level.PUBLIC]
    reads, boss, now = "network.view_concern", world.coordinator(network), timezone.now()

    def word(stands_in, level=Level.PUBLIC, right=reads):
        return world.canary(stands_in, level, network, right=right)

    held = Concern.objects.create(
        network=network, institution=house, raised_by=UserFactory(last_name=word("concern.raised_by")),
        title=word("concern.title"), text=word("concern.text"), state="decided", decided_at=now,
        group_name=word("concern.group_name"), decision=word("concern.decision"),
    )  # fmt: skip
    step = ConcernStep.objects.create(concern=held, kind="with_group", label=word("step.label"), by=boss)
    joined = ConcernSupporter.objects.create(concern=held, user=UserFactory(last_name=word("supporter.user")))

    # Whoever may raise concerns reads released ones, and the auditor; who reads less reads none of it.
    shared = Level.PROFESSIONALS
    released = Concern.objects.create(
        network=network, institution=house, raised_by=UserFactory(last_name=word("concern.raised_by")),
        title=word("released.title", shared, ""), text=word("released.text", shared, ""),
        released_at=now - dt.timedelta(days=3), state="answered", answered_at=now,
        answer=word("released.answer", shared, ""), decision=word("released.decision"), decided_at=now,
    )  # fmt: skip
    for thing, level, state in (
        (held, Level.COORDINATION, ""), (step, Level.COORDINATION, ""), (joined, Level.COORDINATION, ""),
        (released, shared, "released"),
    ):  # fmt: skip
        world.keep(thing, network, level, state=state)
