"""The map of the network hears of what happens in groups and at events."""

import datetime as dt

import pytest

from network.models.graph import version_of
from tests.factories.meetings_events import EventFactory
from tests.factories.meetings_groups import GroupFactory, SeatFactory, TermFactory

pytestmark = pytest.mark.django_db


def test_whatever_ties_institutions_is_counted_for_their_network(network, other_network):
    versions = [version_of(network.pk)]
    foreign = version_of(other_network.pk)

    def counted() -> bool:
        versions.append(version_of(network.pk))
        return versions[-1] != versions[-2]

    group = GroupFactory(network=network)
    assert counted()
    seat = SeatFactory(group=group)
    assert counted()
    term = TermFactory(seat=seat)
    assert counted()
    term.valid_until = dt.date(2026, 12, 31)
    term.save()
    assert counted()
    event = EventFactory(network=network)
    assert counted()
    event.title = "Ein anderer Titel"
    event.save()
    assert counted()
    assert version_of(other_network.pk) == foreign
