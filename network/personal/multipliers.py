"""What this part holds of people: who speaks for which institution, what each was asked to pass on."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.lib.personal.shapes import (
    Activity,
    Before,
    Fate,
    Free,
    Holding,
    Mention,
    Period,
)
from network.models import Appointment


def _person(column: str):
    return lambda subject: Q(**{column: subject.person_id}) if subject.person_id else None


def _user(column: str):
    return lambda subject: Q(**{column: subject.user_id}) if subject.user_id else None


def _ended(before: Before, networks: Any) -> QuerySet[Any]:
    condition = Q(pk=None)
    for network in networks:
        condition |= Q(network=network, ended_on__lt=before(network).date())
    return Appointment.objects.filter(condition, state=Appointment.State.ENDED)


def _forget(rows: QuerySet[Any]) -> int:
    """Delete with the history; what they passed on stays without a name."""
    found = list(rows.order_by("id"))
    for one in found:
        for place in one.institutions.all():
            pk = place.pk
            place.delete()
            type(place).history.filter(id=pk).delete()
        pk = one.pk
        one.delete()
        Appointment.history.filter(id=pk).delete()
    return len(found)


ACTIVITIES = [
    Activity(
        key="multipliers",
        title=_("Multipliers"),
        purpose=_("To know who speaks for an institution, carries information into it and concerns back."),
        ground=_("Public task (Art. 6(1)(e) GDPR with § 3 KKG); showing the name in the network by consent"),
        people=_("People whom the head of an institution named as multiplier"),
        recipients=_("The coordination, colleagues of the institution; with consent the network"),
    )
]

_TERM = _("12 months after the end of the task")
_BRIEFING = _("As long as the briefing")

HOLDINGS = [
    Holding(
        model="network.Appointment", activity="multipliers",
        fields=["person", "named_by", "email", "note", "end_note"],
        find=_person("person"), fate=Fate.DELETE, kept=_TERM, order=20,
    ),
    Holding(
        model="network.WeeklyMail", activity="multipliers", fields=["person"], find=_person("person"),
        fate=Fate.DELETE, kept=_TERM, order=15,
    ),
    Holding(
        model="network.Briefing", activity="multipliers", fields=["proposed_by"], only=True,
        find=_user("proposed_by"), fate=Fate.STAY, kept=_BRIEFING,
        why=_("What the network sent remains; the name is gone with the account."),
    ),
    Holding(
        model="network.Briefing", activity="multipliers", fields=["issued_by"], only=True,
        find=_user("issued_by"), fate=Fate.STAY, kept=_BRIEFING,
        why=_("What the network sent remains; the name is gone with the account."),
    ),
]  # fmt: skip

MENTIONS = [
    Mention(model="network.Appointment", fields=["named_by", "note", "end_note"], why=_("Multipliers")),
    Mention(model="network.Briefing", fields=["title", "body", "mail_text"], why=_("Briefings")),
    Mention(model="network.Relay", fields=["questions", "why", "help_text"], why=_("Relays")),
]

FREE = [
    Free(
        model="network.Briefing",
        fields=["key_points", "link", "audience", "source_kind"],
        why="Sentences about procedures, an address on the web, a filter over institutions, a word of ours.",
    ),
]

PERIODS = [
    Period(
        key="appointments",
        activity="multipliers",
        title=_("Former multipliers"),
        months=12,
        least=1,
        most=36,
        due=_ended,
        act=_forget,
        does=_("The appointment is deleted; what was passed on stays as a number."),
    )
]
