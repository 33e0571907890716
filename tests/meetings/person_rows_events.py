"""Rows of events, programme and registration about a person, for tests/directory/seeded.py."""

from __future__ import annotations

from meetings.models import Answer, Invitation, ProgrammeRelease, Question, RegistrationNote, SpecialNeed
from tests.factories.directory import InstitutionFactory
from tests.factories.meetings_events import EventFactory, RegistrationFactory, SeriesFactory, SpeakerFactory


def make(*, user, person, network, other_user):
    series = SeriesFactory(network=network, owner=user)
    event = EventFactory(network=network, series=series, made_by=user)
    one = RegistrationFactory(
        event=event,
        user=user,
        person=person,
        first_name=person.first_name,
        last_name=person.last_name,
        email=user.email,
        institution_name="Praxis der Person",
    )
    SpecialNeed.objects.create(registration=one, diet="vegetarisch", accessibility="Rampe")
    question = Question.objects.create(event=event, label="Womit kommen Sie?")
    Answer.objects.create(registration=one, question=question, text="mit dem Rad")
    RegistrationNote.objects.create(registration=one, what="registered", by=user)
    Invitation.objects.create(event=event, institution=InstitutionFactory(), sent_by=user)
    ProgrammeRelease.objects.create(event=event, number=1, released_by=user)
    SpeakerFactory(event=event, name=f"{person.first_name} {person.last_name}", email=user.email)
    RegistrationFactory(event=event, user=other_user, email=other_user.email)
