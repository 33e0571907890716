"""What groups, meetings and tasks hold of people."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.lib import guards
from coordination.lib.personal.shapes import Activity, Fate, Free, Holding, Mention, Subject
from meetings.guards_groups import FROZEN


def _user(column: str = "user"):
    return lambda subject: Q(**{column: subject.user_id}) if subject.user_id else None


def _person(column: str = "person"):
    return lambda subject: Q(**{column: subject.person_id}) if subject.person_id else None


def _guest(subject: Subject) -> Q | None:
    found = Q(pk=None)
    for name in subject.names:
        found |= Q(guest_name__icontains=name)
    return found if subject.names else None


ACTIVITIES = [
    Activity(
        key="groups",
        title=_("Steering groups and working groups"),
        purpose=_(
            "To run the bodies of the network: who has a seat, who was there, what was decided, who does what."
        ),
        ground=_("Public task (Art. 6(1)(e) GDPR with § 3 KKG and § 78 SGB VIII)"),
        people=_("Members of groups, their deputies, guests of meetings"),
        recipients=_(
            "Members of the group; the network with the approved minutes; the data protection officer"
        ),
    )
]

_FILE = _("As long as the minutes of the group are kept")
_WHY = _("Minutes of a public body stay complete: who was there and who took a task on is part of them.")

HOLDINGS = [
    Holding(
        model="meetings.SeatTerm", activity="groups", fields=["person", "office"], find=_person(), fate=Fate.DELETE,
        kept=_("As long as the person stands in the directory"), order=20,
    ),
    Holding(
        model="meetings.MeetingAttendance", activity="groups", fields=["person", "state"], find=_person(),
        fate=Fate.EMPTY, empty={"person": None}, kept=_FILE, why=_WHY, order=20,
    ),
    Holding(
        model="meetings.MeetingAttendance", activity="groups", fields=["guest_name"], find=_guest,
        fate=Fate.EMPTY, empty={"guest_name": "–"}, kept=_FILE, why=_WHY, order=21,
    ),
    Holding(
        model="meetings.Task", activity="groups", fields=["person", "title", "result"], find=_person(),
        fate=Fate.EMPTY, empty={"person": None}, kept=_FILE, why=_WHY, order=20,
    ),
    Holding(
        model="meetings.AgendaItem", activity="groups", fields=["proposed_by", "title"], find=_user("proposed_by"),
        fate=Fate.EMPTY, empty={"proposed_by": None}, kept=_FILE, why=_WHY,
    ),
    Holding(
        model="meetings.Minutes", activity="groups", fields=["updated_by"], only=True, find=_user("updated_by"),
        fate=Fate.EMPTY, empty={"updated_by": None}, kept=_FILE, why=_WHY,
    ),
    Holding(
        model="meetings.MinutesComment", activity="groups", fields=["author", "text"], find=_user("author"),
        fate=Fate.EMPTY, empty={"author": None}, kept=_FILE, why=_WHY,
    ),
    Holding(
        model="meetings.Amendment", activity="groups", fields=["made_by"], only=True, find=_user("made_by"),
        fate=Fate.EMPTY, empty={"made_by": None}, kept=_FILE, why=_WHY,
    ),
    Holding(
        model="meetings.CalendarFeed", activity="groups", fields=["user", "read_on"], find=_user(),
        fate=Fate.DELETE, kept=_("With the account"), order=10,
    ),
]  # fmt: skip

MENTIONS = [
    Mention(
        model="meetings.Group",
        fields=["name", "mandate", "decided_by", "place", "standing_items"],
        why=_("Mandates of groups"),
    ),
    Mention(model="meetings.Seat", fields=["label"], why=_("Seats of groups")),
    Mention(model="meetings.Meeting", fields=["place"], why=_("Meetings of groups")),
    Mention(model="meetings.AgendaItem", fields=["title", "text"], why=_("Agendas")),
    Mention(
        model="meetings.Minutes", fields=["text"], why=_("Minutes"), opened=lambda: guards.opened(FROZEN)
    ),
    Mention(model="meetings.MinutesComment", fields=["text"], why=_("Remarks on minutes")),
    Mention(model="meetings.Amendment", fields=["text"], why=_("Corrections of minutes")),
    Mention(model="meetings.Decision", fields=["text"], why=_("Decisions")),
    Mention(model="meetings.Task", fields=["title", "result"], why=_("Tasks of groups")),
]

FREE = [
    Free(
        model="meetings.Group",
        fields=["short", "rhythm", "online_link"],
        why="A sign of ours, a rule, and the address of a room on the web.",
    ),
    Free(model="meetings.Meeting", fields=["online_link"], why="The address of a room on the web."),
    Free(
        model="meetings.Decision", fields=["number"], why="A number made of the sign, the year and a count."
    ),
]
