"""Tasks of groups that nobody sees to: who inherits them, what reaches the chair, what a program may do."""

import datetime as dt

import pytest
from django.utils import timezone

from coordination.accounts.permissions import forget_scope
from coordination.lib.models import OutboxMail
from meetings.doers import doers
from meetings.models import Meeting, Task
from meetings.services.tasks import may_do
from meetings.tasks_groups import remind_of_tasks, tell_the_chair
from tests.api import Program
from tests.factories.directory import PersonFactory
from tests.factories.meetings_groups import (
    DecisionFactory,
    GroupFactory,
    ItemFactory,
    MeetingFactory,
    SeatFactory,
    TaskFactory,
    TermFactory,
    held,
    seat_for,
)

pytestmark = pytest.mark.django_db
ESCALATION = "meetings/mail/escalation"


def days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


@pytest.fixture
def group(network, ada, ben, mira):
    """Ben has the chair, Mira a seat; Ada coordinates and has none."""
    group = GroupFactory(network=network, name="Steuerungsgruppe", short="StG")
    seat_for(ben, group, office="chair", label="Jugendamt")
    seat_for(mira, group, label="Kita")
    return group


@pytest.fixture
def kita(group):
    return group.seats.get(label="Kita")


def test_overdue_goes_from_the_doer_to_the_chair_once_a_week(group, kita, ben, mira):
    late = TaskFactory(group=group, seat=kita, due=days(-14), title="Flyer verteilen")
    TaskFactory(group=group, seat=kita, due=days(-13), title="Noch keine zwei Wochen")
    TaskFactory(group=group, seat=group.seats.get(label="Jugendamt"), due=days(-30), title="Eigene")

    assert remind_of_tasks.call() == 2  # the doers, each for what is theirs
    assert tell_the_chair.call() == 1
    assert tell_the_chair.call() == 0

    mail = OutboxMail.objects.get(template=ESCALATION)
    assert mail.to == ben.email
    assert "Flyer verteilen" in mail.text
    assert str(kita.terms.get().person) in mail.text
    assert "Noch keine zwei Wochen" not in mail.text
    assert "Eigene" not in mail.text
    late.refresh_from_db()
    late.note_escalated(days(-7))
    assert tell_the_chair.call() == 1


def test_what_no_reminder_reaches_is_the_chairs_at_once(group, ben):
    term = TermFactory(seat=SeatFactory(group=group), person=PersonFactory(network=group.network))
    TaskFactory(group=group, seat=term.seat, due=days(-1), title="Ohne Zugang")

    assert remind_of_tasks.call() == 0
    assert tell_the_chair.call() == 1
    assert OutboxMail.objects.get(template=ESCALATION).to == ben.email


def test_without_a_chair_it_goes_to_the_deputy_chair(group, kita, ada, ben):
    seat_for(ada, group, office="deputy_chair", label="Koordination")
    TaskFactory(group=group, seat=kita, due=days(-20))
    group.terms.get(person__user=ben).end(days(-1))

    assert tell_the_chair.call() == 1
    assert OutboxMail.objects.get(template=ESCALATION).to == ada.email


def test_the_list_of_mine_follows_the_rule_of_who_has_to_see_to_it(group, kita, ada, ben, mira, lang):
    """Holder, by name, deputy of a vacant seat, chair for the rest: never the one who left."""
    deputy = seat_for(lang, group, label="Schule", deputy=True)
    left = TaskFactory(group=group, person=kita.terms.get().person)
    rows = [
        TaskFactory(group=group, seat=kita),
        left,
        TaskFactory(group=group, seat=deputy.seat),
        TaskFactory(group=group, seat=SeatFactory(group=group)),
        TaskFactory(group=group),
    ]
    for leaves in (False, True):
        if leaves:
            kita.terms.get().end(days(-1))
        who = doers(rows)
        for user in (ada, ben, mira, lang):
            expected = {task.pk for task in rows if who[task.pk] and who[task.pk].user_id == user.pk}
            assert set(Task.objects.mine(user).values_list("pk", flat=True)) == expected, user

    forget_scope(mira)
    assert not may_do(mira, left)
    assert not Task.objects.visible_to(mira).filter(pk=left.pk).exists()


@pytest.mark.parametrize("who", ["ada", "noor"])
def test_a_program_reads_no_confidential_item_and_nothing_of_another_network(request, group, who):
    """Ada coordinates without a seat here; Noor belongs to another network."""
    meeting = held(group)
    secret = ItemFactory(meeting=meeting, is_confidential=True)
    hidden = {
        "agenda-items": secret,
        "decisions": DecisionFactory(item=secret),
        "tasks": TaskFactory(group=group, item=secret),
    }
    if who == "noor":
        hidden |= {"groups": group, "group-meetings": meeting}
    program = Program(request.getfixturevalue(who))

    for noun, thing in hidden.items():
        assert program.get(noun).json()["results"] == [], noun
        assert program.get(f"{noun}/{thing.uid}").status_code == 404, noun


def test_a_program_of_a_member_reads_and_finishes(group, kita, mira):
    item = ItemFactory(meeting=MeetingFactory(group=group, state=Meeting.State.RUNNING), is_confidential=True)
    decision = DecisionFactory(item=item)
    task = TaskFactory(group=group, seat=kita, decision=decision, item=item)
    program = Program(mira)

    for noun, thing in (("agenda-items", item), ("decisions", decision), ("tasks", task)):
        assert [row["uid"] for row in program.get(noun).json()["results"]] == [str(thing.uid)], noun
    assert program.post(f"tasks/{task.uid}/postpone", {"until": str(days(-1))}).status_code in {400, 409, 422}
    assert program.post(f"tasks/{task.uid}/postpone", {"until": str(days(30))}).json()["due"] == str(days(30))
    done = program.post(f"tasks/{task.uid}/finish", {"result": "Verteilt."}).json()
    assert (done["state"], done["result"]) == ("done", "Verteilt.")
    assert program.post(f"tasks/{task.uid}/finish", {}).status_code >= 400
