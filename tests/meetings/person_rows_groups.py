"""Rows of groups, meetings and tasks about a person, for tests/directory/seeded.py."""

from meetings.models import Amendment, CalendarFeed, MeetingAttendance, MinutesComment
from tests.factories.meetings_groups import (
    AttendanceFactory,
    GroupFactory,
    ItemFactory,
    MeetingFactory,
    MinutesFactory,
    SeatFactory,
    TaskFactory,
    TermFactory,
)


def make(*, user, person, network, other_user):
    group = GroupFactory(network=network)
    TermFactory(seat=SeatFactory(group=group), person=person)
    meeting = MeetingFactory(group=group)
    AttendanceFactory(meeting=meeting, person=person)
    MeetingAttendance.objects.create(
        meeting=meeting, guest_name=f"{person.first_name} {person.last_name}", state="guest"
    )
    item = ItemFactory(meeting=meeting, proposed_by=user)
    MinutesFactory(item=item, updated_by=user)
    MinutesComment.objects.create(item=item, author=user, text="Eine Anmerkung.")
    Amendment.objects.create(item=item, made_by=user, text="Eine Berichtigung.")
    TaskFactory(group=group, person=person)
    CalendarFeed.objects.create(user=user)
