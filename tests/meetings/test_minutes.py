"""Minutes: two writers, confidential items, remarks, approval, amendments; bad input of meetings and decisions."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import AuditEntry, CatchmentMunicipality, Link
from coordination.accounts.permissions import forget_scope
from coordination.lib.errors import EditConflict, RuleBroken
from coordination.lib.models import OutboxMail
from coordination.pathways.models import Release
from coordination.pathways.services.releases import submit
from meetings.models import AgendaItem, Amendment, CalendarFeed, Decision, Meeting, Task
from meetings.services import agenda, decisions, minutes, sittings, tasks
from meetings.tasks_groups import remind_of_tasks
from tests.factories.accounts import UserFactory
from tests.factories.hours import service
from tests.factories.meetings_groups import (
    AttendanceFactory,
    DecisionFactory,
    GroupFactory,
    ItemFactory,
    MeetingFactory,
    MinutesFactory,
    TaskFactory,
    at,
    held,
    seat_for,
)
from tests.factories.pathways import pathway
from tests.factories.places import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(network, ada):
    group = GroupFactory(network=network, short="StG")
    seat_for(ada, group, office="secretary")
    return group


@pytest.fixture
def running(group):
    meeting = MeetingFactory(group=group, starts_at=at(0, 10), state=Meeting.State.RUNNING)
    for seat in group.seats.all():
        AttendanceFactory(meeting=meeting, seat=seat)
    return meeting


def decision_on(item, **fields):
    return Decision(item=item, text="So wird es gemacht.", **fields)


def test_two_writers_lose_nothing(client, ada, running):
    item = ItemFactory(meeting=running)
    text = MinutesFactory(item=item, text="Anfang.")
    minutes.write_minutes(by=ada, minutes=text, text="Erste Fassung.", version=1)
    client.force_login(ada)

    answer = client.post(
        reverse("meetings:minutes-save", args=[item.uid]), {"text": "Zweite Fassung.", "version": 1}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Erste Fassung." in page
    assert "Zweite Fassung." in page
    text.refresh_from_db()
    assert text.text == "Erste Fassung."
    client.post(
        reverse("meetings:minutes-save", args=[item.uid]),
        {"text": "Zweite Fassung.", "version": text.version},
    )
    text.refresh_from_db()
    assert text.text == "Zweite Fassung."


def test_autosave_answers_with_a_line_and_the_next_version(client, ada, running):
    item = ItemFactory(meeting=running)
    MinutesFactory(item=item)
    client.force_login(ada)
    url = reverse("meetings:minutes-save", args=[item.uid])

    first = client.post(url, {"text": "Eins.", "version": 1}, headers={"HX-Request": "true"})
    late = client.post(url, {"text": "Zwei.", "version": 1}, headers={"HX-Request": "true"})

    assert 'value="2"' in first.content.decode()
    assert "saved_at" not in late.content.decode()
    assert 'name="version"' not in late.content.decode()


def test_the_conflict_is_told_by_the_verb(ada, running):
    text = MinutesFactory(item=ItemFactory(meeting=running))
    minutes.write_minutes(by=ada, minutes=text, text="Eins.", version=1)

    with pytest.raises(EditConflict):
        minutes.write_minutes(by=ada, minutes=text, text="Zwei.", version=1)


@pytest.mark.parametrize("who", ["ben", "auditor", "mira"])
def test_a_confidential_item_is_for_members_whatever_the_role(client, request, who, group, network):
    meeting = held(group, approved=True)
    item = ItemFactory(meeting=meeting, is_confidential=True, title="Personalfrage")
    client.force_login(request.getfixturevalue(who))

    page = client.get(reverse("meetings:minutes-read", args=[meeting.uid]))

    assert page.status_code == 200
    assert "Personalfrage" not in page.content.decode()
    assert client.get(reverse("meetings:item-edit", args=[item.uid])).status_code == 404


def test_each_reading_of_a_confidential_item_is_logged(client, ada, group):
    meeting = held(group)
    item = ItemFactory(meeting=meeting, is_confidential=True)
    client.force_login(ada)

    client.get(reverse("meetings:minutes-read", args=[meeting.uid]))

    assert AuditEntry.objects.filter(did=AuditEntry.Did.READ, to_uid=item.uid, user=ada).count() == 1


def test_draft_minutes_of_another_group_are_as_if_missing(client, network, mira, group):
    other = GroupFactory(network=network)
    seat_for(mira, other)
    forget_scope(mira)
    draft = held(group)
    client.force_login(mira)

    for name in ("meeting-detail", "minutes", "minutes-read", "minutes-paper"):
        assert client.get(reverse(f"meetings:{name}", args=[draft.uid])).status_code == 404


def test_remark_then_approval_then_only_amendments(ada, mira, group):
    seat_for(mira, group)
    meeting = held(group)
    item = ItemFactory(meeting=meeting)
    text = MinutesFactory(item=item)
    remark = minutes.comment(by=mira, item=item, text="Es waren drei Kitas.")
    minutes.settle_comment(by=ada, remark=remark)
    later = MeetingFactory(group=group, starts_at=at(0, 8), state=Meeting.State.RUNNING)

    minutes.approve_minutes(by=ada, meeting=meeting, at=later)

    with pytest.raises(RuleBroken) as broken:
        minutes.write_minutes(by=ada, minutes=text, text="Anders.", version=text.version)
    assert broken.value.code == "approved"
    with pytest.raises(RuleBroken):
        minutes.comment(by=mira, item=item, text="Zu spät.")
    amendment = minutes.amend(by=ada, target=item, text="Es waren drei, nicht vier.")
    with pytest.raises(RuleBroken) as twice:
        minutes.amend(by=ada, target=amendment, text="Doch vier.")
    assert twice.value.code == "amendment_of_amendment"
    assert not [field for field in Amendment._meta.fields if field.related_model is Amendment]


@pytest.mark.parametrize(
    ("votes", "code"),
    [((2, 0, 0), "too_many_votes"), ((1, None, 0), "votes_together"), ((0, 1, 0), "not_unanimous")],
)
def test_votes_that_cannot_be_are_refused(ada, running, votes, code):
    item = ItemFactory(meeting=running)
    one = decision_on(
        item, result="unanimous", votes_for=votes[0], votes_against=votes[1], votes_abstain=votes[2]
    )

    with pytest.raises(RuleBroken) as broken:
        decisions.record_decision(by=ada, decision=one)

    assert broken.value.code == code


def test_without_a_quorum_it_is_warned_and_recorded(ada, group, running):
    for _n in range(3):
        seat_for(UserFactory(), group)
    one = decision_on(ItemFactory(meeting=running))

    notices = decisions.record_decision(by=ada, decision=one)

    assert not Decision.objects.get().has_quorum
    assert len(notices) == 1


def test_numbers_of_decisions_go_on(ada, running):
    for _n in range(2):
        decisions.record_decision(by=ada, decision=decision_on(ItemFactory(meeting=running)))

    numbers = Decision.objects.order_by("id").values_list("number", flat=True)
    assert list(numbers) == [f"StG-{running.day.year}-01", f"StG-{running.day.year}-02"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"starts_at": at(-3), "ends_at": at(-3, 16)}, "past"),
        ({"starts_at": at(400), "ends_at": at(400, 16)}, "outside_mandate"),
    ],
)
def test_no_meeting_in_the_past_or_outside_the_mandate(ada, group, change, code):
    group.mandate_until = timezone.localdate() + dt.timedelta(days=100)
    group.save()

    with pytest.raises(RuleBroken) as broken:
        sittings.call_meeting(by=ada, meeting=Meeting(group=group, **change))

    assert broken.value.code == code


def test_a_time_that_the_clock_leaves_out_is_refused(client, ada, group):
    client.force_login(ada)
    url = reverse("meetings:meeting-add", args=[group.uid])

    answer = client.post(url, {"day": "28.03.2027", "begins": "02:30", "ends": "04:00", "place": ""})

    assert answer.status_code == 200
    assert not Meeting.objects.filter(group=group).exists()


def test_the_agenda_begins_by_itself(ada, group):
    group.standing_items = "Bericht\n\nTermine"
    group.save()
    last = held(group)
    TaskFactory(group=group, seat=group.seats.first())
    DecisionFactory(item=ItemFactory(meeting=last), review_on=timezone.localdate())

    meeting = sittings.call_meeting(by=ada, meeting=Meeting(group=group, starts_at=at(9), ends_at=at(9, 16)))

    kinds = list(meeting.items.agreed().values_list("source_kind", flat=True))
    assert kinds == [
        "meetings.meeting",
        "meetings.group",
        "meetings.group",
        "meetings.task",
        "meetings.decision",
    ]


def test_items_are_moved_and_proposals_wait(ada, mira, group):
    seat_for(mira, group)
    meeting = MeetingFactory(group=group)
    first, second = ItemFactory(meeting=meeting, position=1), ItemFactory(meeting=meeting, position=2)
    proposal = agenda.add_item(by=mira, item=AgendaItem(meeting=meeting, title="Vorschlag"))

    agenda.move_item(by=ada, item=first, down=True)

    assert list(meeting.items.agreed()) == [second, first]
    agenda.accept_item(by=ada, item=proposal)
    assert meeting.items.agreed().count() == 3


@pytest.fixture
def in_review(network, ben):
    """A version of a pathway that Ben has submitted; its contact is filled in the whole network."""
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    service(network, osm="Mo-Fr 08:00-16:00")
    return submit(by=ben, pathway=pathway(network))


def test_a_decision_publishes_a_version_with_four_eyes(ada, running, in_review):
    item = agenda.take_release(by=ada, release=in_review, meeting=running)

    decisions.record_decision(by=ada, decision=decision_on(item))

    in_review.refresh_from_db()
    assert in_review.state == Release.State.PUBLISHED
    assert "StG-" in in_review.approval_note


def test_who_submitted_it_does_not_publish_it_by_a_decision(ben, group, running, in_review):
    seat_for(ben, group, office="chair")
    item = agenda.take_release(by=ben, release=in_review, meeting=running)

    notices = decisions.record_decision(by=ben, decision=decision_on(item))

    in_review.refresh_from_db()
    assert Decision.objects.count() == 1
    assert in_review.state == Release.State.IN_REVIEW
    assert any("Somebody else" in notice or "selbst" in notice for notice in notices)


def test_tap_from_the_mail_shows_on_get_and_acts_on_post(client, ada, group):
    task = TaskFactory(group=group, seat=group.seats.first())
    url = reverse("dates:task-tap", args=[tasks.link_for(task, ada)])

    page = client.get(url).content.decode()
    assert not Task.objects.get().is_done
    seen = {"was": "spaeter", "bis": re.search(r'name="bis" value="([^"]+)"', page)[1]}
    client.post(url, seen)
    client.post(url, seen)  # tapped twice: two weeks, not four
    assert Task.objects.get().times_postponed == 1
    assert client.post(url, {"was": "erledigt"}).status_code == 200
    assert Task.objects.get().is_done
    assert client.get(url).status_code == 404
    assert not Link.objects.usable().exists()
    assert client.get(reverse("dates:task-tap", args=["falsch"])).status_code == 404


def test_calendar_by_secret_address(client, ada, group):
    meeting = MeetingFactory(group=group)
    feed = CalendarFeed.objects.create(user=ada, group=group)
    address = reverse("dates:feed", args=[feed.uid, feed.secret])

    body = client.get(address).content.decode()

    assert str(meeting.uid) in body
    assert client.get(reverse("dates:feed", args=[feed.uid, "0" * 32])).status_code == 404
    feed.renew()
    assert client.get(address).status_code == 404


def test_reminder_is_one_mail_for_all_tasks_and_not_daily(ada, group):
    seat = group.seats.first()
    for days in (-5, 1, 30):
        TaskFactory(group=group, seat=seat, due=timezone.localdate() + dt.timedelta(days=days))

    assert remind_of_tasks.call() == 1
    assert remind_of_tasks.call() == 0
    assert OutboxMail.objects.get(template="meetings/mail/reminder").to == ada.email


def test_invitation_carries_agenda_and_date(ada, group):
    meeting = MeetingFactory(group=group)
    ItemFactory(meeting=meeting, title="Anonyme Beratung")

    assert sittings.invite(by=ada, meeting=meeting) == 1

    mail = OutboxMail.objects.get(template="meetings/mail/invitation")
    assert "Anonyme Beratung" in mail.text
    assert str(meeting.uid) in mail.calendar
