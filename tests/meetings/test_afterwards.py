"""Materials, anonymous feedback, figures, the step to the multipliers, the API, what waits."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from coordination.lib import guests
from coordination.lib.errors import RuleBroken
from coordination.lib.models import StoredFile
from meetings.figures_day import figures_of
from meetings.models import Attendance, Event, Feedback, FeedbackTicket, Material
from meetings.services import afterwards as verbs
from meetings.services.certificates import heap_of_tickets
from meetings.worklist.day import waiting
from tests.factories.directory import InstitutionFactory
from tests.factories.meetings_day import (
    PDF,
    AttendanceFactory,
    CertificateFactory,
    FeedbackFactory,
    MaterialFactory,
    fachtag,
)
from tests.factories.meetings_events import EventFactory, RegistrationFactory


@pytest.fixture
def event(network):
    return fachtag(network)


def get(client, name, event):
    return client.get(reverse(f"meetings:{name}", args=[event.uid]))


# --- Materials ----------------------------------------------------------------------------------------------


def test_a_file_is_added_at_its_session_and_goes_for_good(client, ada, event):
    client.force_login(ada)
    session, address = event.sessions.first(), reverse("meetings:event-after", args=[event.uid])
    upload = SimpleUploadedFile("folien.pdf", PDF)
    sent = {"file": upload, "title": "Folien", "session": session.pk, "audience": "network"}
    assert client.post(address, sent).status_code == 302
    made = Material.objects.get()
    assert (made.session, made.title) == (session, "Folien")

    remove = reverse("meetings:material-remove", args=[made.uid])
    assert client.get(remove).status_code == 200
    client.post(remove)
    assert not Material.objects.exists()
    assert not StoredFile.objects.filter(pk=made.file_id).exists()


def test_a_file_of_a_wrong_kind_is_refused_and_nothing_is_kept(client, ada, event):
    client.force_login(ada)
    upload = SimpleUploadedFile("x.pdf", b"MZ\x00\x01 program")
    address = reverse("meetings:event-after", args=[event.uid])
    answer = client.post(address, {"file": upload, "title": "x", "audience": "public"})

    assert answer.status_code == 200
    assert not Material.objects.exists()


@pytest.mark.parametrize(
    ("audience", "readers"),
    [("public", {"ada", "mira", "lang", "noor", "auditor", "nobody"}), ("network", {"ada", "mira", "lang", "auditor"}),
     ("participants", {"ada", "auditor", "lang"})],
)  # fmt: skip
def test_who_may_read_a_material(client, event, ada, mira, lang, noor, auditor, audience, readers):
    RegistrationFactory(event=event, user=lang)
    file = MaterialFactory(event=event, audience=audience).file
    found = set()
    people = {"ada": ada, "mira": mira, "lang": lang, "noor": noor, "auditor": auditor, "nobody": None}
    for name, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        response = client.get(file.get_absolute_url())
        if response.status_code == 200:
            found.add(name)
            response.getvalue()
    assert found == readers


# --- Feedback -----------------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(guests, "FASTEST", 0)


def test_a_link_takes_one_answer_and_nothing_ties_it_to_a_person(client, event, quick):
    (token, other) = heap_of_tickets(event, 2)
    address = reverse("dates:feedback", args=[token])
    stamp = client.get(address).context["form"].initial["stamp"]
    assert not client.cookies
    said = {"stamp": stamp, "homepage": "", "overall": "5", "takes_along": "Mut", "wishes": ""}
    assert client.post(address, said).status_code == 200

    one = Feedback.objects.get()
    assert (one.overall, one.contents, one.takes_along) == (5, None, "Mut")
    assert FeedbackTicket.objects.count() == 1
    assert client.post(address, said).status_code == 410
    assert client.get(address).status_code == 410
    assert Feedback.objects.count() == 1
    columns = {field.name for field in Feedback._meta.concrete_fields}
    assert not columns & {"registration", "user", "person", "at", "created_at", "ticket"}
    assert client.get(reverse("dates:feedback", args=[other])).status_code == 200


def test_an_empty_answer_uses_no_link_up(client, event, quick):
    (token,) = heap_of_tickets(event, 1)
    address = reverse("dates:feedback", args=[token])
    stamp = client.get(address).context["form"].initial["stamp"]
    answer = client.post(address, {"stamp": stamp, "homepage": ""})

    assert answer.status_code == 200
    assert FeedbackTicket.objects.count() == 1


def test_used_at_the_same_time_twice_counts_once(event):
    (token,) = heap_of_tickets(event, 1)
    ticket = verbs.ticket_of(token, event.network)
    verbs.give_feedback(ticket=ticket, feedback=Feedback(overall=1))
    with pytest.raises(RuleBroken) as broken:
        verbs.give_feedback(ticket=ticket, feedback=Feedback(overall=1))
    assert broken.value.code == "used"


@pytest.mark.parametrize(("answers", "shown"), [(4, False), (5, True)])
def test_results_are_shown_from_five_answers_on(client, ada, event, answers, shown):
    FeedbackFactory.create_batch(answers, event=event, takes_along="Merkwort")
    client.force_login(ada)

    assert ("Merkwort" in get(client, "feedback-results", event).content.decode()) is shown


# --- Figures ------------------------------------------------------------------------------------------------


def test_small_groups_are_hidden_and_who_did_not_come_is_counted(event):
    many, few = InstitutionFactory(), InstitutionFactory()
    for number in range(7):
        house = many if number < 5 else few
        person = RegistrationFactory(event=event, institution=house)
        AttendanceFactory(registration=person, event=event, institution_type=house.type)
    RegistrationFactory(event=event)
    found = figures_of(event)

    assert (found.admitted, found.there, found.no_show) == (8, 7, 1)
    assert [line.count for line in found.types if line.count is None or line.count >= 5]
    assert all(line.count is None or line.count >= 5 for line in (*found.types, *found.professions))


def test_figures_stay_when_registrations_go(event):
    there = AttendanceFactory(registration__event=event, event=event)
    there.registration.delete()

    assert figures_of(event).there == 1


# --- To the multipliers -------------------------------------------------------------------------------------


def test_one_step_turns_an_event_into_a_briefing(client, ada, event, monkeypatch):
    import network.services.briefings as below

    asked = {}
    monkeypatch.setattr(below, "issue_briefing", lambda **facts: asked.update(facts) or event)
    client.force_login(ada)
    address = reverse("meetings:event-brief", args=[event.uid])
    form = client.get(address).context["form"]
    assert "Schutzkonzepte" in form.initial["points"]
    client.post(
        address, {"title": "Vom Fachtag", "points": "- eins\n\n• zwei", "body": "", "due_on": "01.12.2030"}
    )

    assert asked["key_points"] == ["eins", "zwei"]
    assert (asked["source_kind"], asked["source_uid"], asked["due_on"]) == (
        "event",
        event.uid,
        dt.date(2030, 12, 1),
    )


# --- Rights and budgets -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "event-day",
        "event-after",
        "feedback-results",
        "event-figures",
        "signed-list",
        "badges",
        "attendance-sheet",
    ],
)
def test_other_networks_find_nothing_and_others_may_not(client, event, noor, lang, name):
    client.force_login(noor)
    assert get(client, name, event).status_code == 404
    client.force_login(lang)
    assert get(client, name, event).status_code in {403, 404}


@pytest.mark.parametrize(
    "name", ["event-day", "event-after", "feedback-results", "event-figures", "signed-list"]
)
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_database_equally_often(client, ada, event, rows, name, django_assert_max_num_queries):
    for _row in range(rows):
        AttendanceFactory(registration__event=event, event=event)
        MaterialFactory(event=event)
        FeedbackFactory(event=event)
    client.force_login(ada)
    with django_assert_max_num_queries(14):
        assert get(client, name, event).status_code == 200


def test_the_signed_list_is_taken_over_once(client, ada, event):
    people = [RegistrationFactory(event=event) for _one in range(3)]
    client.force_login(ada)
    address = reverse("meetings:signed-list", args=[event.uid])
    for _time in range(2):
        client.post(address, {"da": [people[0].uid, people[1].uid, "x"]})

    assert Attendance.objects.standing().count() == 2
    assert {one.source for one in Attendance.objects.all()} == {"sheet"}


def test_what_waits_after_an_event(ada, noor, network):
    listed = EventFactory(network=network, state="held", **past(3))
    AttendanceFactory(registration__event=listed, event=listed)
    forgotten = EventFactory(network=network, state="held", **past(3))
    documented = EventFactory(network=network, state="held", **past(3))
    CertificateFactory(registration__event=documented, event=documented)
    AttendanceFactory(registration__event=documented, event=documented)
    EventFactory(network=network, state=Event.State.CANCELLED, cancel_reason="x", **past(3))

    assert sorted(one.title for one in waiting(ada)) == sorted(
        one.title for one in (listed, forgotten, documented)
    )
    assert list(waiting(noor)) == []


def past(days):
    start = timezone.now() - dt.timedelta(days=days)
    return {"starts_at": start, "ends_at": start + dt.timedelta(hours=6)}


# --- Interface ----------------------------------------------------------------------------------------------


def test_attendance_and_certificates_in_the_interface(client, ada, noor, event):
    AttendanceFactory(registration__event=event, event=event, name="Ina Beispiel")
    CertificateFactory(registration__event=event, event=event, name="Ina Beispiel")
    for noun in ("attendance", "certificates"):
        address = f"/api/v1/{noun}"
        client.force_login(noor)
        assert client.get(address).json()["results"] == []
        client.force_login(ada)
        (row,) = client.get(address).json()["results"]
        assert row["name"] == "Ina Beispiel"


def test_a_program_checks_somebody_in_once(client, ada, noor, network):
    event = EventFactory(
        network=network, starts_at=timezone.now(), ends_at=timezone.now() + dt.timedelta(hours=5)
    )
    person = RegistrationFactory(event=event)
    body = {"registration": str(person.uid)}
    client.force_login(noor)
    assert client.post("/api/v1/attendance", body, "application/json").status_code in {403, 404}
    client.force_login(ada)
    for _time in range(2):
        answer = client.post("/api/v1/attendance", body, "application/json")
        assert answer.status_code == 201, answer.content
    assert Attendance.objects.count() == 1
    waits = RegistrationFactory(event=event, state="waiting", place_no=None)
    refused = client.post("/api/v1/attendance", {"registration": str(waits.uid)}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "waiting")
