"""What an event asks: the house's questions in order, switched off, required; own ones, those that tell of health."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.lib import guests
from coordination.lib.personal import retention
from meetings.models import Answer, Event, Question, Registration
from tests.factories.meetings_events import EventFactory, RegistrationFactory, WorkshopFactory
from tests.meetings.test_registering import fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(network):
    return EventFactory(network=network, title="Fachtag", slug="fachtag", capacity=10)


@pytest.fixture
def office(client, ada):
    client.force_login(ada)
    return client


def page_of(event: Event) -> str:
    return reverse("meetings:question-list", args=[event.uid])


def act(office, event, question: str, word: str):
    return office.post(page_of(event), {"question": question, "act": word}, follow=True)


def asked(client, event) -> list[str]:
    page = client.get(reverse("dates:register", args=[event.slug])).content.decode()
    return re.findall(r'name="((?:diet|accessibility|interpreter|consent_\w+|wish_1|question_\d+))"', page)


def test_without_a_change_everything_is_asked_in_the_order_of_the_house(client, event):
    WorkshopFactory(event=event)

    assert asked(client, event) == [
        "wish_1", "diet", "accessibility", "interpreter", "consent_list", "consent_photo",
    ]  # fmt: skip


def test_questions_are_moved_switched_off_and_required(office, event):
    act(office, event, "interpreter", "up")
    act(office, event, "diet", "is_asked")
    act(office, event, "accessibility", "is_required")

    assert asked(office, event) == ["interpreter", "accessibility", "consent_list", "consent_photo"]
    guests.FASTEST, before = -1, guests.FASTEST
    try:
        response = office.post(reverse("dates:register", args=[event.slug]), fields())
    finally:
        guests.FASTEST = before
    assert response.status_code == 200
    assert "accessibility" in response.context["form"].errors


def test_a_consent_is_never_required(office, event):
    page = act(office, event, "consent_photo", "is_required").content.decode()

    assert "freiwillig" in page or "freely" in page
    assert not Question.objects.filter(is_required=True).exists()


def test_own_questions_with_answers_to_choose_from(office, event, client):
    address = reverse("meetings:question-add", args=[event.uid])
    said = {"label": "Womit kommen Sie?", "kind": "choice", "choices": "Bahn"}
    assert office.post(address, said).status_code == 200  # one answer is no choice

    assert office.post(address, said | {"choices": "Bahn\nRad\n\nRad"}).status_code == 302

    question = Question.objects.get(fixed="")
    assert question.options == ["Bahn", "Rad"]
    assert asked(client, event)[-1] == f"question_{question.pk}"
    page = office.get(page_of(event)).content.decode()
    assert "Womit kommen Sie?" in page
    edit = reverse("meetings:question-edit", args=[question.uid])
    assert office.post(edit, said | {"choices": "Bahn\nAuto", "version": 1}).status_code == 302
    question.refresh_from_db()
    assert question.options == ["Bahn", "Auto"]


def test_an_answered_question_is_not_deleted(office, event):
    question = Question.objects.create(event=event, label="Womit?")
    address = reverse("meetings:question-delete", args=[question.uid])
    answer = Answer.objects.create(
        registration=RegistrationFactory(event=event), question=question, text="Rad"
    )

    assert office.post(address).status_code == 200
    answer.delete()
    assert office.post(address).status_code == 302
    assert not Question.objects.filter(fixed="").exists()


def test_answers_that_can_tell_of_health_go_30_days_after_the_event(event, office):
    open_one = Question.objects.create(event=event, label="Womit?")
    need = Question.objects.create(event=event, label="Assistenz?", is_need=True)
    one = RegistrationFactory(event=event)
    for question in (open_one, need):
        Answer.objects.create(registration=one, question=question, text="Antwort")
    assert "Assistenz?" in office.get(one.get_absolute_url()).content.decode()

    now = timezone.now()
    event.starts_at, event.ends_at = now - dt.timedelta(days=33), now - dt.timedelta(days=32)
    event.save()

    assert "Assistenz?" not in office.get(one.get_absolute_url()).content.decode()
    retention.run([event.network_id])
    assert [row.question for row in Answer.objects.all()] == [open_one]


def test_foreign_and_unknown_questions_are_not_found(office, other_network):
    theirs = EventFactory(network=other_network)
    question = Question.objects.create(event=theirs, label="Womit?")

    assert office.get(page_of(theirs)).status_code == 404
    assert office.post(page_of(theirs), {"question": "diet", "act": "up"}).status_code == 404
    assert office.get(reverse("meetings:question-edit", args=[question.uid])).status_code == 404


def test_a_question_that_is_gone_is_told(office, event):
    page = act(office, event, "nothing", "up")

    assert page.status_code == 200
    assert not Registration.objects.exists()
