"""The nouns of the room meetings."""

from meetings.models.afterwards import Feedback, FeedbackTicket, Material
from meetings.models.answers import Answer, Question, SpecialNeed
from meetings.models.attendance import Attendance
from meetings.models.audience import EventAudience
from meetings.models.certificates import Certificate, CertificateTerms
from meetings.models.decisions import Decision
from meetings.models.events import Event
from meetings.models.feeds import CalendarFeed
from meetings.models.group_attendance import MeetingAttendance
from meetings.models.groups import Group
from meetings.models.minutes import Amendment, Minutes, MinutesComment
from meetings.models.places import Booking, PlaceFinding, WaitlistEntry
from meetings.models.programme import ProgrammeRelease, Session, SessionSpeaker, Speaker
from meetings.models.registrations import Invitation, Registration, RegistrationNote
from meetings.models.seats import Seat, SeatTerm
from meetings.models.series import EventSeries
from meetings.models.sittings import AgendaItem, Meeting
from meetings.models.tasks import Task
from meetings.models.venues import Room, Venue

__all__ = [
    "AgendaItem",
    "Amendment",
    "Answer",
    "Attendance",
    "Booking",
    "CalendarFeed",
    "Certificate",
    "CertificateTerms",
    "Decision",
    "Event",
    "EventAudience",
    "EventSeries",
    "Feedback",
    "FeedbackTicket",
    "Group",
    "Invitation",
    "Material",
    "Meeting",
    "MeetingAttendance",
    "Minutes",
    "MinutesComment",
    "PlaceFinding",
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
