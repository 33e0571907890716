"""A concern travels: raised by a multiplier, on the agenda, decided, a task, and the answer back to all who asked."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.lib.models import OutboxMail
from meetings.models import AgendaItem, Decision, Meeting, SeatTerm, Task
from network.models import Concern
from network.services import concerns
from tests.factories.directory import AffiliationFactory, InstitutionFactory, ListingFactory, PersonFactory
from tests.factories.meetings_groups import GroupFactory, MeetingFactory, at, seat_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def kita(network, mira):
    institution = InstitutionFactory(name="Kita Sonnenblume")
    ListingFactory(institution=institution, network=network, level=30)
    AffiliationFactory(
        person=PersonFactory(user=mira, network=network, last_name="Muster"),
        institution=institution,
        network=network,
    )
    return institution


@pytest.fixture
def steering(network, ada, ben):
    group = GroupFactory(network=network, name="Steuerungsgruppe", short="StG")
    seat_for(ada, group, office=SeatTerm.Office.SECRETARY, label="Koordination")
    seat_for(ben, group, office=SeatTerm.Office.CHAIR, label="Jugendamt")
    return group


def test_a_concern_comes_back_as_an_answer_to_all_who_raised_it(
    client, network, ada, ben, mira, lang, kita, steering
):
    # Mira raises it, Ada reads and releases it, Dr. Lang joins.
    concern = concerns.raise_concern(
        by=mira,
        network=network,
        institution=kita,
        title="Abends ist niemand erreichbar",
        text="Nach 16 Uhr finden wir keine anonyme Beratung.",
    )
    concerns.release(by=ada, concern=concern)
    concerns.join(by=lang, concern=concern)
    meeting = MeetingFactory(group=steering, number=1, starts_at=at(3))
    client.force_login(ada)

    # It waits beside the agenda; one button takes it up.
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Abends ist niemand erreichbar" in page
    client.post(reverse("meetings:take-up", args=[meeting.uid]), {"art": "concern", "uid": str(concern.uid)})
    concern.refresh_from_db()
    item = AgendaItem.objects.get(meeting=meeting)
    assert (concern.state, concern.source_uid) == (Concern.State.WITH_GROUP, item.uid)

    # The meeting runs: who is there, what was said, what was decided.
    client.post(reverse("meetings:meeting-open", args=[meeting.uid]))
    for row in meeting.attendance.all():
        client.post(
            reverse("meetings:attendance", args=[meeting.uid]), {"zeile": str(row.uid), "stand": "present"}
        )
    client.post(
        reverse("meetings:minutes-save", args=[item.uid]), {"text": "Vier Kitas berichten.", "version": 1}
    )
    client.post(
        reverse("meetings:decision-add", args=[item.uid]),
        {
            "text": "Donnerstags bis 19 Uhr wird beraten.",
            "result": "unanimous",
            "votes_for": 2,
            "votes_against": 0,
            "votes_abstain": 0,
        },
    )
    decision = Decision.objects.get()
    assert decision.number == f"StG-{meeting.day.year}-01"
    assert decision.has_quorum
    seat = steering.seats.get(label="Jugendamt")
    client.post(
        reverse("meetings:task-add", args=[item.uid]),
        {
            "title": "Abendtermin bekannt machen",
            "owner": f"s{seat.pk}",
            "due": f"{timezone.localdate() + dt.timedelta(days=20):%d.%m.%Y}",
        },
    )
    task = Task.objects.get()
    assert (task.seat, task.decision, task.item) == (seat, decision, item)
    concern.refresh_from_db()
    assert concern.state == Concern.State.DECIDED

    # The mail of the end carries the own task on top.
    client.post(reverse("meetings:meeting-close", args=[meeting.uid]))
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CLOSED
    closing = OutboxMail.objects.get(template="meetings/mail/closed", to=ben.email)
    assert closing.text.index("Abendtermin bekannt machen") < closing.text.index(decision.number)

    # Ben notes it as done and gives the answer; both who asked have it by mail.
    client.force_login(ben)
    client.post(
        reverse("meetings:task-done", args=[task.uid]),
        {"result": "Steht im Verzeichnis.", "answer": "Ab sofort donnerstags bis 19 Uhr."},
    )
    concern.refresh_from_db()
    task.refresh_from_db()
    assert task.is_done
    assert (concern.state, concern.answer) == (Concern.State.ANSWERED, "Ab sofort donnerstags bis 19 Uhr.")
    answers = OutboxMail.objects.filter(text__contains="Ab sofort donnerstags bis 19 Uhr.")
    assert set(answers.values_list("to", flat=True)) == {mira.email, lang.email}
