"""Factories of groups, meetings and tasks."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from coordination.lib.hours import BERLIN
from meetings.models import (
    AgendaItem,
    Decision,
    Group,
    Meeting,
    MeetingAttendance,
    Minutes,
    Seat,
    SeatTerm,
    Task,
)
from meetings.services.groups import give_role
from tests.factories.accounts import NetworkFactory
from tests.factories.directory import PersonFactory


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence(lambda n: f"Steuerungsgruppe {n}")
    short = factory.Sequence(lambda n: f"StG{n}")
    mandate = "Ziele festlegen, Wege freigeben, Anliegen entscheiden."
    decided_by = "Jugendhilfeausschuss, 12. März 2026"


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = Seat

    group = factory.SubFactory(GroupFactory)
    label = factory.Sequence(lambda n: f"Sitz {n}")
    position = factory.Sequence(lambda n: n + 1)


class TermFactory(DjangoModelFactory):
    """A person in a seat, with the role that follows where the person has an account."""

    class Meta:
        model = SeatTerm
        skip_postgeneration_save = True

    seat = factory.SubFactory(SeatFactory)
    group = factory.SelfAttribute("seat.group")
    person = factory.SubFactory(PersonFactory, network=factory.SelfAttribute("..group.network"))
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=30))

    @factory.post_generation
    def role(self, create, wanted, **kwargs):
        if create:
            give_role(self, by=None)


def seat_for(user, group, *, office=SeatTerm.Office.NONE, label="", voting=True, deputy=False, until=None):
    """Give an account a seat in a group; its person is made where it has none."""
    from coordination.directory.models import Person

    person = Person.objects.filter(user=user).first() or PersonFactory(
        user=user, network=group.network, first_name=user.first_name, last_name=user.last_name
    )
    seat = SeatFactory(group=group, label=label or f"Sitz {user.last_name}", is_voting=voting)
    return TermFactory(seat=seat, person=person, office=office, is_deputy=deputy, valid_until=until)


def at(days: int, hour: int = 14) -> dt.datetime:
    return dt.datetime.combine(timezone.localdate() + dt.timedelta(days=days), dt.time(hour), BERLIN)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    group = factory.SubFactory(GroupFactory)
    number = factory.Sequence(lambda n: n + 1)
    starts_at = factory.LazyFunction(lambda: at(14))
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + dt.timedelta(hours=2))


def held(group, *, days=-14, approved=False, **fields):
    """A meeting that is over, its minutes as a draft or approved."""
    meeting = MeetingFactory(
        group=group,
        starts_at=at(days),
        state=Meeting.State.CLOSED,
        closed_at=at(days, 16),
        minutes_state=Meeting.Minutes.COMMENTS,
        **fields,
    )
    if approved:
        meeting.approve_minutes(None)
    return meeting


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Punkt {n}")


class MinutesFactory(DjangoModelFactory):
    class Meta:
        model = Minutes

    item = factory.SubFactory(ItemFactory)
    text = "Besprochen."


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = MeetingAttendance

    meeting = factory.SubFactory(MeetingFactory)
    seat = factory.SubFactory(SeatFactory, group=factory.SelfAttribute("..meeting.group"))
    state = MeetingAttendance.State.PRESENT


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    item = factory.SubFactory(ItemFactory)
    meeting = factory.SelfAttribute("item.meeting")
    group = factory.SelfAttribute("item.meeting.group")
    year = 2026
    serial = factory.Sequence(lambda n: n + 1)
    number = factory.LazyAttribute(lambda one: f"{one.group.short}-2026-{one.serial:02d}"[:20])
    text = "Es wird so gemacht."
    votes_present = 5
    has_quorum = True
    decided_on = factory.LazyFunction(timezone.localdate)


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = Task

    group = factory.SubFactory(GroupFactory)
    title = factory.Sequence(lambda n: f"Aufgabe {n}")
    due = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=10))
