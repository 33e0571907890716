"""The nouns of the room meetings."""

from meetings.models.answers import Answer, Question, SpecialNeed
from meetings.models.decisions import Decision
from meetings.models.events import Event, EventAudience, EventSeries
from meetings.models.feeds import CalendarFeed
from meetings.models.groups import Group
from meetings.models.minutes import Amendment, Minutes, MinutesComment
from meetings.models.places import Booking, WaitlistEntry
from meetings.models.programme import ProgrammeRelease, Session, SessionSpeaker, Speaker
from meetings.models.registrations import Registration, RegistrationNote
from meetings.models.seats import Seat, SeatTerm
from meetings.models.sittings import AgendaItem, Meeting, MeetingAttendance
from meetings.models.tasks import Task
from meetings.models.venues import Room, Venue

__all__ = [
    "AgendaItem",
    "Amendment",
    "Answer",
    "Booking",
    "CalendarFeed",
    "Decision",
    "Event",
    "EventAudience",
    "EventSeries",
    "Group",
    "Meeting",
    "MeetingAttendance",
    "Minutes",
    "MinutesComment",
    "ProgrammeRelease",
    "Question",
    "Registration",
    "RegistrationNote",
    "Room",
    "Seat",
    "SeatTerm",
    "Session",
    "SessionSpeaker",
    "Speaker",
    "SpecialNeed",
    "Task",
    "Venue",
    "WaitlistEntry",
]
