"""The nouns of the room: multipliers, relations, relays, concerns, the graph of them."""

from network.models.appointments import Appointment, AppointmentInstitution
from network.models.briefings import Briefing
from network.models.concern_steps import ConcernStep
from network.models.concerns import Concern, ConcernSupporter
from network.models.graph import GraphChange, GraphResult
from network.models.relations import Relation
from network.models.relays import Relay, RelayReminder, WeeklyMail

__all__ = [
    "Appointment",
    "AppointmentInstitution",
    "Briefing",
    "Concern",
    "ConcernStep",
    "ConcernSupporter",
    "GraphChange",
    "GraphResult",
    "Relation",
    "Relay",
    "RelayReminder",
    "WeeklyMail",
]
