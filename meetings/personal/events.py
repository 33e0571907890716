"""What events, programme and registration hold of people."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.lib.personal.shapes import Activity, Before, Fate, Free, Holding, Mention, Period, Subject
from meetings.models import Answer, Registration, RegistrationNote, SpecialNeed, WaitlistEntry

ACTIVITIES = [
    Activity(
        key="registrations",
        title=_("Registration for events"),
        purpose=_("To give out places, to invite, to plan food and support, to send changes."),
        ground=_("Public task (Art. 6(1)(e) GDPR with § 3 KKG); special needs and photographs by consent"),
        people=_("People who register for events"),
        recipients=_(
            "The coordination; the own institution where the person agreed to a list of participants"
        ),
    ),
    Activity(
        key="programmes",
        title=_("Programmes of events"),
        purpose=_("To announce who speaks; to show who plans and releases."),
        ground=_("Public task (Art. 6(1)(e) GDPR with § 3 KKG)"),
        people=_("Speakers; people who plan events"),
        recipients=_("The public; mail addresses of speakers: the coordination"),
    ),
]


def _who(prefix: str = ""):
    def find(subject: Subject) -> Q | None:
        rows = Q(pk=None)
        if subject.user_id:
            rows |= Q(**{f"{prefix}user": subject.user_id})
        if subject.person_id:
            rows |= Q(**{f"{prefix}person": subject.person_id})
        if subject.mails:
            rows |= Q(**{f"{prefix}mail_key__in": [one.lower() for one in subject.mails]})
        return rows

    return find


def _user(column: str):
    return lambda subject: Q(**{column: subject.user_id}) if subject.user_id else None


def _speaker(subject: Subject) -> Q | None:
    return Q(email__in=list(subject.mails)) if subject.mails else None


_HALF_A_YEAR, _MONTH = _("Six months after the event"), _("30 days after the event")
_PLANS = _("Who planned it remains answerable; the name is gone with the account.")
# A place that was given stays a number for the figures; nobody stands behind it any more.
_EMPTY: dict[str, Any] = {
    "first_name": "", "last_name": "", "email": lambda row: f"geloescht-{row.pk}@invalid.example",
    "mail_key": lambda row: f"geloescht-{row.pk}@invalid.example", "sort_key": "", "institution_name": "",
    "user": None, "person": None, "end_reason": "", "consent_list": False, "consent_photo": False,
}  # fmt: skip

HOLDINGS = [
    Holding(
        model="meetings.SpecialNeed", activity="registrations", fields=["diet", "accessibility", "interpreter"],
        find=_who("registration__"), fate=Fate.DELETE, kept=_MONTH, order=10,
    ),
    Holding(
        model="meetings.Answer", activity="registrations", fields=["text"], find=_who("registration__"),
        fate=Fate.DELETE, kept=_HALF_A_YEAR, order=10,
    ),
    Holding(
        model="meetings.RegistrationNote", activity="registrations", fields=["what", "detail"],
        find=_who("registration__"), fate=Fate.DELETE, kept=_HALF_A_YEAR, order=11,
    ),
    Holding(
        model="meetings.RegistrationNote", activity="registrations", fields=["by"], only=True, find=_user("by"),
        fate=Fate.STAY, kept=_HALF_A_YEAR, why=_PLANS,
    ),
    Holding(
        model="meetings.Registration", activity="registrations",
        fields=["first_name", "last_name", "email", "institution_name", "end_reason", "user", "person"],
        derived=["mail_key", "sort_key"], find=_who(), fate=Fate.EMPTY, empty=_EMPTY, kept=_HALF_A_YEAR, order=30,
        why=_("That a place was given stays for the figures of the event, without a name."),
    ),
    Holding(
        model="meetings.Invitation", activity="registrations", fields=["sent_by"], only=True, find=_user("sent_by"),
        fate=Fate.STAY, kept=_("As long as the event"), why=_PLANS,
    ),
    Holding(
        model="meetings.Speaker", activity="programmes", fields=["name", "title", "bio", "email"], find=_speaker,
        fate=Fate.DELETE, kept=_("As long as the event"), order=20,
    ),
    Holding(
        model="meetings.Event", activity="programmes", fields=["made_by"], only=True, find=_user("made_by"),
        fate=Fate.STAY, kept=_("As long as the event"), why=_PLANS,
    ),
    Holding(
        model="meetings.EventSeries", activity="programmes", fields=["owner"], only=True, find=_user("owner"),
        fate=Fate.STAY, kept=_("As long as the series"), why=_PLANS,
    ),
    Holding(
        model="meetings.ProgrammeRelease", activity="programmes", fields=["released_by"], only=True,
        find=_user("released_by"), fate=Fate.STAY, kept=_("As long as the event"), why=_PLANS,
    ),
]  # fmt: skip

MENTIONS = [
    Mention(
        model="meetings.Event", fields=["title", "summary", "description", "cancel_reason", "edition"],
        why=_("Texts of events"),
    ),
    Mention(model="meetings.EventSeries", fields=["name", "duty"], why=_("Series of events")),
    Mention(model="meetings.Session", fields=["title", "abstract", "track"], why=_("Programmes of events")),
    Mention(model="meetings.ProgrammeRelease", fields=["note"], why=_("Programmes of events")),
    Mention(model="meetings.Venue", fields=["name", "address", "travel", "accessibility"], why=_("Venues")),
    Mention(model="meetings.Room", fields=["name", "accessibility"], why=_("Venues")),
    Mention(model="meetings.Question", fields=["label"], why=_("Questions at registration")),
]  # fmt: skip

FREE = [
    Free(model="meetings.Event", fields=["slug", "online_link"], why="An address made of the title; a link."),
    Free(model="meetings.Question", fields=["options"], why="Answers to choose from, written by the organisers."),
    Free(
        model="meetings.ProgrammeRelease", fields=["content", "changes"],
        why="What was published of the programme, with the names of speakers as they were announced to everybody.",
    ),
    Free(model="meetings.Registration", fields=["language"], why="de or en."),
    Free(model="meetings.PlaceFinding", why="A word of ours and a count."),
]  # fmt: skip


def _past(model: type[Any], way: str):
    """Rows of events that ended before the period of their network; ``way`` leads from the row to the event."""

    def due(before: Before, networks: Collection[int]) -> QuerySet[Any]:
        condition = Q(pk=None)
        for network in networks:
            condition |= Q(**{f"{way}network": network, f"{way}ends_at__lt": before(network)})
        return model._default_manager.filter(condition)

    return due


def _within(way: str):
    return lambda rows, network: rows.filter(**{f"{way}network": network})


def _delete(rows: QuerySet[Any]) -> int:
    return rows.order_by().delete()[0]


def _old_registrations(before: Before, networks: Collection[int]) -> QuerySet[Registration]:
    """Registrations still bearing a name."""
    return _past(Registration, "event__")(before, networks).exclude(last_name="", first_name="")


def _told_of_needs(before: Before, networks: Collection[int]) -> QuerySet[Answer]:
    """Answers to questions of the organisers that were marked as special needs."""
    return _past(Answer, "registration__event__")(before, networks).filter(question__is_need=True)


def _forget(rows: QuerySet[Registration]) -> int:
    """Take the names away; number of the place, state, type of institution and profession stay for the figures."""
    count = 0
    for one in rows.order_by("pk"):
        RegistrationNote.objects.filter(registration=one).delete()
        Answer.objects.filter(registration=one).delete()
        values = {name: value(one) if callable(value) else value for name, value in _EMPTY.items()}
        Registration.objects.filter(pk=one.pk).update(**values)
        count += 1
    return count


PERIODS = [
    Period(
        key="meetings.registrations", activity="registrations", title=_("Registrations"), months=6, least=1, most=24,
        due=_old_registrations, act=_forget, of_network=_within("event__"),
        does=_("lose name, mail address and answers; the number stays"), order=38,
    ),
    Period(
        key="meetings.needs", activity="registrations", title=_("Special needs"), months=1, least=1, most=1,
        due=_past(SpecialNeed, "registration__event__"), act=_delete, of_network=_within("registration__event__"),
        does=_("are deleted"), order=36,
    ),
    Period(
        key="meetings.need_answers", activity="registrations", title=_("Answers that can tell of health"), months=1,
        least=1, most=1, due=_told_of_needs, act=_delete, of_network=_within("registration__event__"),
        does=_("are deleted"), order=36,
    ),
    Period(
        key="meetings.waitlist", activity="registrations", title=_("Waiting lists"), months=1, least=1, most=6,
        due=_past(WaitlistEntry, "event__"), act=_delete, of_network=_within("event__"), does=_("are deleted"),
        order=37,
    ),
]  # fmt: skip
