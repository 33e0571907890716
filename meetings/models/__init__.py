"""The nouns of the room meetings."""

from meetings.models.answers import Answer, Question, SpecialNeed
from meetings.models.events import Event, EventAudience, EventSeries
from meetings.models.places import Booking, WaitlistEntry
from meetings.models.programme import ProgrammeRelease, Session, SessionSpeaker, Speaker
from meetings.models.registrations import Registration, RegistrationNote
from meetings.models.venues import Room, Venue

__all__ = [
    "Answer",
    "Booking",
    "Event",
    "EventAudience",
    "EventSeries",
    "ProgrammeRelease",
    "Question",
    "Registration",
    "RegistrationNote",
    "Room",
    "Session",
    "SessionSpeaker",
    "Speaker",
    "SpecialNeed",
    "Venue",
    "WaitlistEntry",
]
