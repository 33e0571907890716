"""What the day itself and what comes after hold of people: attendance, certificates, who added a file."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.lib.personal.shapes import Activity, Before, Fate, Free, Holding, Mention, Period, Subject
from meetings.models import Attendance, Certificate, Feedback

ACTIVITIES = [
    Activity(
        key="attendance",
        title=_("Attendance at events and certificates"),
        purpose=_("To certify who was there for how long, and to answer for it."),
        ground=_("Public task (Art. 6(1)(e) GDPR with § 3 KKG); the certificate at the person's request"),
        people=_("People who took part in events"),
        recipients=_("The coordination; who holds a certificate, by its number: event, day, hours, initials"),
    ),
    Activity(
        key="feedback",
        title=_("Feedback on events"),
        purpose=_("To make the next event better. Nobody can tell who said what."),
        ground=_("Public task (Art. 6(1)(e) GDPR with § 3 KKG)"),
        people=_("People who were there and answered; no name, no address"),
        recipients=_("The coordination, from five answers on"),
    ),
]


def _who(subject: Subject) -> Q | None:
    """Through the registration as long as it is there; afterwards by the account alone."""
    rows = Q(pk=None)
    if subject.user_id:
        rows |= Q(registration__user=subject.user_id)
    if subject.person_id:
        rows |= Q(registration__person=subject.person_id)
    if subject.mails:
        rows |= Q(registration__mail_key__in=subject.mails)
    return rows


def _certified(subject: Subject) -> Q | None:
    rows = _who(subject)
    if rows is not None and subject.user_id:
        rows |= Q(user=subject.user_id)
    return rows


def _user(column: str):
    return lambda subject: Q(**{column: subject.user_id}) if subject.user_id else None


_KEPT = _("Three years")
_ANSWERS = _("Who recorded or issued it remains answerable; the name is gone with the account.")

HOLDINGS = [
    Holding(
        model="meetings.Attendance", activity="attendance", fields=["name", "house"], find=_who,
        fate=Fate.DELETE, kept=_KEPT, order=20,
    ),
    Holding(
        model="meetings.Attendance", activity="attendance", fields=["recorded_by", "desk"], only=True,
        find=_user("recorded_by"), fate=Fate.STAY, kept=_KEPT, why=_ANSWERS,
    ),
    Holding(
        model="meetings.Certificate", activity="attendance",
        fields=["name", "house", "code", "user", "content"], find=_certified,
        fate=Fate.DELETE, kept=_KEPT, order=20,
    ),
    Holding(
        model="meetings.Certificate", activity="attendance", fields=["issued_by"], only=True,
        find=_user("issued_by"), fate=Fate.STAY, kept=_KEPT, why=_ANSWERS,
    ),
    Holding(
        model="meetings.Certificate", activity="attendance", fields=["revoked_by"], only=True,
        find=_user("revoked_by"), fate=Fate.STAY, kept=_KEPT, why=_ANSWERS,
    ),
    Holding(
        model="meetings.Material", activity="attendance", fields=["added_by"], only=True,
        find=_user("added_by"), fate=Fate.STAY, kept=_("As long as the material"), why=_ANSWERS,
    ),
]  # fmt: skip

MENTIONS = [
    Mention(
        model="meetings.CertificateTerms", fields=["contents", "signed_by", "remark"],
        why=_("Terms of certificates"),
    ),
    Mention(model="meetings.Certificate", fields=["revoke_reason"], why=_("Reasons of revoked certificates")),
    Mention(model="meetings.Material", fields=["title"], why=_("Titles of materials")),
    Mention(model="meetings.Feedback", fields=["takes_along", "wishes"], why=_("Answers without a name")),
]  # fmt: skip

FREE = [
    Free(
        model="meetings.FeedbackTicket",
        fields=["digest"],
        why="The digest of a link that was made in one heap with all others; it names nobody.",
    ),
]


def _of_event(rows: QuerySet[Any], network_id: int) -> QuerySet[Any]:
    return rows.filter(event__network=network_id)


def _past(model: type[Any]):
    """Rows of events that ended before the period of their network."""

    def due(before: Before, networks: Collection[int]) -> QuerySet[Any]:
        condition = Q(pk=None)
        for network in networks:
            condition |= Q(event__network=network, event__ends_at__lt=before(network))
        return model._default_manager.filter(condition)

    return due


def _delete(rows: QuerySet[Any]) -> int:
    return rows.order_by().delete()[0]


PERIODS = [
    Period(
        key="meetings.attendance", activity="attendance", title=_("Attendance at events"), months=36, least=12,
        most=60, due=_past(Attendance), act=_delete, of_network=_of_event, does=_("is deleted"), order=40,
    ),
    Period(
        key="meetings.certificates", activity="attendance", title=_("Certificates of attendance"), months=36,
        least=36, most=120, due=_past(Certificate), act=_delete, of_network=_of_event,
        does=_("are deleted; their numbers are unknown from then on"), order=41,
    ),
    Period(
        key="meetings.feedback", activity="feedback", title=_("Feedback on events"), months=24, least=1, most=60,
        due=_past(Feedback), act=_delete, of_network=_of_event, does=_("is deleted"), order=42,
    ),
]  # fmt: skip
