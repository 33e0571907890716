"""Canaries of groups, meetings and tasks."""

from coordination.lib.levels import Level
from meetings.models import Amendment, CalendarFeed, MeetingAttendance, MinutesComment
from tests.factories.meetings_groups import (
    DecisionFactory,
    GroupFactory,
    ItemFactory,
    MeetingFactory,
    MinutesFactory,
    SeatFactory,
    TaskFactory,
    TermFactory,
    held,
)


def fill(world, network):
    groups, drafts, minutes, tasks = (
        f"meetings.view_{word}" for word in ("group", "draft", "minutes", "task")
    )

    def word(stands_in, right, **more):
        return world.canary(stands_in, Level.PUBLIC, network, right=right, **more)

    # Readers of the matrix hold no seat: what is confidential nobody of them reads. „owner“ is nobody they know.
    group = GroupFactory(
        network=network,
        name=word("group.name", groups),
        mandate=word("group.mandate", groups),
        short=f"Q{network.pk}"[:10],
    )
    seat = SeatFactory(group=group, label=word("seat.label", groups))
    term = TermFactory(seat=seat)
    ahead = MeetingFactory(group=group, place=word("meeting.place", drafts))
    item = ItemFactory(
        meeting=ahead, title=word("agendaitem.title", drafts), text=word("agendaitem.text", drafts)
    )
    hidden = ItemFactory(
        meeting=ahead,
        is_confidential=True,
        title=word("confidential.title", drafts, owner=term.person.user or _nobody()),
    )
    draft = held(group, place=word("draft.place", drafts))
    draft_item = ItemFactory(meeting=draft, title=word("draft.title", drafts))
    MinutesFactory(item=draft_item, text=word("draft.text", drafts))
    guest = MeetingAttendance.objects.create(
        meeting=draft, guest_name=word("attendance.guest_name", drafts), state="guest"
    )
    remark = MinutesComment.objects.create(item=draft_item, text=word("remark.text", drafts, owner=_nobody()))
    decision = DecisionFactory(item=draft_item, text=word("decision.text", drafts))
    done = held(group, days=-60)
    done_item = ItemFactory(meeting=done, title=word("approved.title", minutes))
    text = MinutesFactory(item=done_item, text=word("approved.text", minutes))
    done.approve_minutes(None)
    amendment = Amendment.objects.create(item=done_item, text=word("amendment.text", minutes))
    out = DecisionFactory(item=done_item, text=word("approved.decision", minutes))
    task = TaskFactory(group=group, seat=seat, title=word("task.title", tasks))
    feed = CalendarFeed.objects.create(user=_nobody(), group=group)
    for thing in (
        group, seat, term, ahead, item, hidden, draft, draft_item, remark, decision, done, done_item, text, amendment,
        out, task, feed, guest,
    ):  # fmt: skip
        world.keep(thing, network, Level.COORDINATION)


def _nobody():
    from coordination.accounts.models import User
    from tests.factories.accounts import UserFactory

    return User.objects.filter(email="niemand@example.org").first() or UserFactory(
        email="niemand@example.org", last_name="Niemand"
    )
