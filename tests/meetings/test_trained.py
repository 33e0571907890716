"""Whoever was at a training of the network counts as a trained multiplier, also when the registration has gone."""

import datetime as dt

import pytest
from django.utils import timezone

from meetings.tasks_events import note_who_was_trained
from network.activity import activity
from tests.factories.directory import PersonFactory
from tests.factories.meetings_day import AttendanceFactory
from tests.factories.meetings_events import EventFactory, RegistrationFactory
from tests.factories.network_multipliers import AppointmentFactory

pytestmark = pytest.mark.django_db


def there(network, person, *, kind="training", **facts):
    event = EventFactory(network=network, kind=kind, starts_at=timezone.now() - dt.timedelta(days=9))
    registration = RegistrationFactory(event=event, **({"person": person} if person else {}), **facts)
    return AttendanceFactory(registration=registration)


def test_who_was_at_a_training_is_trained_once(network, other_network):
    diligent, by_account, elsewhere, fachtag, gone = (
        AppointmentFactory(network=network, person=PersonFactory(network=network)) for _n in range(5)
    )
    introduced = AppointmentFactory(network=network, kit_done_on=dt.date(2025, 1, 1))
    row = there(network, diligent.person)
    there(network, introduced.person)
    there(other_network, elsewhere.person)
    there(network, fachtag.person, kind="fachtag")
    there(network, gone.person).withdraw()

    assert activity([network.pk]).trained == 1
    assert note_who_was_trained.call() == 1
    assert note_who_was_trained.call() == 0
    assert activity([network.pk]).trained == 2
    diligent.refresh_from_db()
    introduced.refresh_from_db()
    assert diligent.kit_done_on == timezone.localdate(row.present_from)
    assert introduced.kit_done_on == dt.date(2025, 1, 1)
    assert by_account.kit_done_on is None

    row.registration.delete()
    assert activity([network.pk]).trained == 2
