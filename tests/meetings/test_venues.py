"""Venues and their rooms: changed, deleted, and each of it taken back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coordination.lib.models import ChangeSet
from meetings.models import Room, Venue
from tests.factories.meetings_events import EventFactory, RoomFactory, SessionFactory, VenueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue(network):
    venue = VenueFactory(network=network, name="Stadthalle")
    RoomFactory(venue=venue, name="Saal", seats=120, is_step_free=True)
    return venue


@pytest.fixture
def office(client, ada):
    client.force_login(ada)
    return client


def saved(office, venue, **said):
    values = {"name": venue.name, "address": venue.address, "rooms": "Saal; 120; ja; nein", "version": "1"}
    return office.post(venue.get_absolute_url(), values | said)


def taken_back(office, venue, change_set=None):
    change_set = change_set or ChangeSet.objects.latest("id")
    return office.post(reverse("meetings:venue-undo", args=[venue.uid, change_set.uid]), follow=True)


def rooms(venue) -> list[tuple[str, int | None]]:
    return list(Room.objects.filter(venue=venue).order_by("name").values_list("name", "seats"))


def test_changed_rooms_come_back_by_the_button_and_from_the_time_line(office, venue):
    assert saved(office, venue, name="Neue Halle", rooms="Raum 2; 30").status_code == 302
    change = ChangeSet.objects.latest("id")
    venue.refresh_from_db()
    assert (venue.name, rooms(venue)) == ("Neue Halle", [("Raum 2", 30)])
    undo = reverse("meetings:venue-undo", args=[venue.uid, change.uid])
    assert undo in office.get(reverse("meetings:venue-list")).content.decode()  # the message offers it
    assert undo in office.get(reverse("meetings:venue-story", args=[venue.uid])).content.decode()

    taken_back(office, venue, change)

    venue.refresh_from_db()
    assert (venue.name, rooms(venue)) == ("Stadthalle", [("Saal", 120)])
    assert Room.objects.get(venue=venue).is_step_free


def test_a_venue_deleted_comes_back_with_its_rooms(office, venue):
    uid, delete = venue.uid, reverse("meetings:venue-delete", args=[venue.uid])
    assert office.get(delete).status_code == 200
    office.post(delete)
    assert not Venue.objects.exists()

    taken_back(office, venue)

    assert rooms(Venue.objects.get(uid=uid)) == [("Saal", 120)]


@pytest.mark.parametrize("where", ["event", "session"])
def test_what_an_event_or_a_programme_needs_is_not_deleted(office, venue, where):
    event = EventFactory(network=venue.network, venue=venue if where == "event" else None)
    if where == "session":
        SessionFactory(event=event, room=venue.rooms.get())

    answer = office.post(reverse("meetings:venue-delete", args=[venue.uid]))

    assert answer.status_code == 200
    assert {one.code for one in answer.context["form"].non_field_errors().as_data()} <= {
        "venue_in_use",
        "room_in_use",
    }
    assert Venue.objects.count() == 1


def test_what_was_changed_since_or_is_needed_stays(office, venue):
    saved(office, venue, rooms="Saal; 120; ja; nein\nRaum 2; 30")
    change = ChangeSet.objects.latest("id")
    SessionFactory(event=EventFactory(network=venue.network), room=Room.objects.get(name="Raum 2"))

    taken_back(office, venue, change)

    assert [name for name, _seats in rooms(venue)] == ["Raum 2", "Saal"]


def test_other_networks_find_nothing(client, noor, ada, venue):
    change = ChangeSet.objects.latest("id")
    client.force_login(noor)
    names = ("venue-detail", "venue-story", "venue-delete")
    found = [client.get(reverse(f"meetings:{name}", args=[venue.uid])).status_code for name in names]

    assert found == [404] * 3
    assert client.post(reverse("meetings:venue-delete", args=[venue.uid])).status_code == 404
    assert client.post(reverse("meetings:venue-undo", args=[venue.uid, change.uid])).status_code == 404


def test_a_change_of_something_else_is_not_taken_back_here(office, venue):
    event = EventFactory(network=venue.network)
    office.post(reverse("meetings:event-remove", args=[event.uid]), {"reason": "Versehen"})
    change = ChangeSet.objects.latest("id")

    assert taken_back(office, venue, change).status_code == 404
    event.refresh_from_db()
    assert event.removed_at is not None
