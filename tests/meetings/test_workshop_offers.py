"""A place in a workshop that becomes free is offered for some hours; accepted, declined, not answered, passed over."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coordination.lib.models.mail import OutboxMail
from meetings import tasks_events, wording
from meetings.links import token_of
from meetings.models import Booking, Event, Registration
from meetings.services import capacity, participants, registering, selfcheck
from meetings.services.registering import Wanted
from tests.factories.meetings_events import EventFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(network):
    return EventFactory(network=network, capacity=20)


@pytest.fixture
def pair(event):
    """Two workshops side by side: the dear one with one place, the other with many."""
    start = event.starts_at + dt.timedelta(hours=2)
    return (
        WorkshopFactory(event=event, title="Gespräche", capacity=1, starts_at=start),
        WorkshopFactory(event=event, title="Schutzkonzept", capacity=9, starts_at=start),
    )


def comes(event: Event, name: str, *wishes, confirmed: bool = True) -> Registration:
    return registering.register(
        by=None, event=event, form_key=uuid.uuid4(), as_office=confirmed,
        wanted=Wanted(first_name=name, last_name="Beispiel", email=f"{name.lower()}@example.org", wishes=wishes),
    )  # fmt: skip


def has(one: Registration) -> set[str]:
    return set(one.bookings.fixed().values_list("session__title", flat=True))


def story(one: Registration) -> str:
    return "\n".join(row["text"] for row in wording.story_of(one))


@pytest.fixture
def offered(event, pair):
    """Ada had the only place and cancelled: Bea is offered it and has the other workshop until she answers."""
    ada = comes(event, "Ada", *pair)
    bea, cem = comes(event, "Bea", *pair), comes(event, "Cem", *pair)
    assert (has(ada), has(bea)) == ({"Gespräche"}, {"Schutzkonzept"})
    participants.cancel(by=None, registration=ada)
    return bea, cem, Booking.objects.offered().get()


def act(client, one: Registration, word: str, offer: object):
    address = reverse("dates:mine", args=[one.uid, token_of(one)])
    return client.post(address, {"act": word, "offer": offer}, follow=True)


def test_who_waited_is_offered_the_place_and_keeps_the_other_until_the_answer(offered, event):
    bea, cem, held = offered

    assert held.registration == bea
    assert has(bea) == has(cem) == {"Schutzkonzept"}
    mail = OutboxMail.objects.filter(to=bea.email).latest("id")
    assert "Gespräche" in mail.text
    assert selfcheck.findings(event) == {}


def test_accepting_on_the_personal_page_gives_the_other_one_back(client, offered):
    bea, _cem, held = offered

    page = act(client, bea, "accept_workshop", held.uid).content.decode()

    assert has(bea) == {"Gespräche"}
    assert "Schutzkonzept" in page
    again = act(client, bea, "accept_workshop", held.uid)
    assert 'role="alert"' in again.content.decode()  # used twice: told, nothing changes
    assert has(bea) == {"Gespräche"}


def test_declining_keeps_the_other_one_and_the_next_is_offered(client, offered):
    bea, cem, held = offered

    act(client, bea, "decline_workshop", held.uid)

    assert has(bea) == {"Schutzkonzept"}
    assert Booking.objects.offered().get().registration == cem
    assert not bea.waiting.open().exists()


def test_without_an_answer_the_next_is_offered_and_too_late_is_too_late(client, offered):
    bea, cem, held = offered
    Booking.objects.filter(pk=held.pk).update(hold_until=timezone.now())

    act(client, bea, "accept_workshop", held.uid)
    assert has(bea) == {"Schutzkonzept"}
    tasks_events.lapse()

    assert Booking.objects.offered().get().registration == cem
    assert OutboxMail.objects.filter(to=bea.email).latest("id").text.count("Gespräche") == 1


@pytest.mark.parametrize("offer", ["", "no-uid", str(uuid.UUID(int=4))])
def test_an_offer_that_is_not_there_is_told(client, offered, offer):
    assert 'role="alert"' in act(client, offered[0], "accept_workshop", offer).content.decode()


def test_where_no_time_is_left_the_place_is_given_at_once(event, pair):
    event.offer_hours = 0
    event.save()
    ada, bea = comes(event, "Ada", *pair), comes(event, "Bea", *pair)

    participants.cancel(by=None, registration=ada)

    assert has(bea) == {"Gespräche"}


def test_everybody_who_is_passed_over_finds_the_reason(event, pair):
    full, other = pair
    ada = comes(event, "Ada", full)
    late = comes(event, "Nia", full, confirmed=False)
    bea = comes(event, "Bea", full)
    online = comes(event, "Ola", other, full)  # the first wish is booked: the second ends

    participants.cancel(by=None, registration=ada)
    second = comes(event, "Cem", full)

    assert Booking.objects.offered().get().registration == bea
    assert wording.reason_words("unconfirmed") in story(late)
    assert not second.bookings.exists()
    capacity.set_workshop_places(by=None, session=full, most=4)
    assert wording.reason_words("dearer") in story(online)
    assert story(late).count(wording.reason_words("unconfirmed")) == 1


def test_fewer_places_take_an_offer_back_to_the_head_of_the_list(offered, pair):
    bea, cem, _held = offered
    capacity.set_workshop_places(by=None, session=pair[0], most=0, moved=[bea])

    assert not Booking.objects.offered().exists()
    assert [row.registration for row in pair[0].waitlist.open().order_by("position")] == [bea, cem]


def test_two_given_workshops_never_overlap_whatever_was_offered(offered):
    bea, _cem, held = offered

    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=held.pk).update(hold_until=None)  # Bea has the other one still
    assert has(bea) == {"Schutzkonzept"}
