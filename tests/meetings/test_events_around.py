"""What hangs on events elsewhere: periods of keeping, ties on the map, calendar, what waits, the self-check."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from coordination.lib.personal import retention
from meetings import dates_events, duties, edges_events, tasks_events
from meetings.models import Event, PlaceFinding, Registration, SpecialNeed, WaitlistEntry
from meetings.services import inviting
from meetings.worklist.events import waiting
from tests.factories.directory import ContactPointFactory, InstitutionFactory, ListingFactory
from tests.factories.meetings_events import EventFactory, RegistrationFactory, SeriesFactory, WaitingFactory

pytestmark = pytest.mark.django_db


def ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


@pytest.mark.parametrize(("days", "needs", "waits", "names"), [(10, 1, 1, 2), (40, 0, 0, 2), (250, 0, 0, 0)])
def test_what_was_answered_goes_after_its_time_and_a_second_run_changes_nothing(
    network, days, needs, waits, names
):
    event = EventFactory(network=network, state=Event.State.HELD, starts_at=ago(days))
    one = RegistrationFactory(event=event)
    SpecialNeed.objects.create(registration=one, diet="vegan")
    WaitingFactory(event=event)

    for _ in range(2):
        retention.run([network.pk])

        assert SpecialNeed.objects.count() == needs
        assert WaitlistEntry.objects.count() == waits
        assert Registration.objects.exclude(last_name="").count() == names
    assert Registration.objects.get(pk=one.pk).place_no == one.place_no


def test_institutions_of_one_held_event_are_tied_and_others_are_not(network, other_network):
    event = EventFactory(network=network, state=Event.State.HELD, starts_at=ago(5))
    kita, school, absent = InstitutionFactory.create_batch(3)
    for house in (kita, school):
        RegistrationFactory(event=event, institution=house)
    WaitingFactory(event=event, institution=absent)
    today = timezone.localdate()

    found = list(edges_events.edges([network.pk], today))

    assert [(edge.source, edge.target, edge.kind) for edge in found] == [(kita.pk, school.pk, "event")]
    assert list(edges_events.edges([other_network.pk], today)) == []
    assert list(edges_events.edges([network.pk], today - dt.timedelta(days=10))) == []


def test_the_calendar_holds_own_registrations_and_what_is_called_off(lang, noor, network):
    mine = EventFactory(network=network, state=Event.State.CANCELLED, cancel_reason="Sturm")
    RegistrationFactory(event=mine, user=lang, email=lang.email)
    EventFactory(network=network)

    assert [(date.uid, date.cancelled) for date in dates_events.dates(lang)] == [(mine.uid, True)]
    assert list(dates_events.dates(noor)) == []


def test_approvals_offers_and_duties_wait(ada, lang, noor, network):
    SeriesFactory(network=network, every_months=24)
    event = EventFactory(network=network, needs_approval=True)
    RegistrationFactory(event=event, state="requested", place_no=None)
    RegistrationFactory(
        event=event,
        state="offered",
        user=lang,
        email=lang.email,
        hold_until=timezone.now() + dt.timedelta(days=1),
    )

    assert len(list(waiting(ada))) == 2
    assert len(list(waiting(lang))) == 1
    assert list(waiting(noor)) == []


def test_the_counter_of_interdisciplinary_offers(network):
    EventFactory(network=network, is_interdisciplinary=True, state=Event.State.HELD, starts_at=timezone.now())
    EventFactory(
        network=network, is_interdisciplinary=True, state=Event.State.DRAFT, starts_at=timezone.now()
    )

    assert duties.interdisciplinary([network.pk]).missing == 2


def test_the_self_check_finds_what_should_never_be(ada, network):
    event = EventFactory(network=network, capacity=2)
    assert tasks_events.check_places.call() == 0
    WaitingFactory(event=event)  # waits beside two free places

    assert tasks_events.check_places.call() == 1

    assert PlaceFinding.objects.get().what == "waits_beside_free"
    assert any(event.title == one.title for one in waiting(ada))


def test_unrepresented_institutions_stand_first_and_are_invited_once(ada, network):
    event = EventFactory(network=network)
    came, new = InstitutionFactory(name="Kita Alt"), InstitutionFactory(name="Kita Neu")
    for house in (came, new):
        ListingFactory(institution=house, network=network)
        ContactPointFactory(
            institution=house, kind="mail", value=f"kita{house.pk}@example.org", network=network
        )
    past = EventFactory(network=network, state=Event.State.HELD, starts_at=ago(60))
    RegistrationFactory(event=past, institution=came)

    assert [line.institution for line in inviting.lines(event)] == [new, came]
    assert inviting.invite(by=ada, event=event, institutions=[new.pk]) == 1
    assert [line.is_invited for line in inviting.lines(event)] == [True, False]
