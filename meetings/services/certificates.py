"""Certificates: who was there long enough, issuing for all in one go, revoking, telling people by mail."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coordination.accounts.permissions import require
from coordination.lib import mail
from coordination.lib.errors import RuleBroken
from coordination.lib.jobs import job_function
from meetings import links_day, released
from meetings.mails import when_of
from meetings.models import (
    Attendance,
    Booking,
    Certificate,
    CertificateTerms,
    Event,
    FeedbackTicket,
    Registration,
    Session,
)
from meetings.presence import Span, Worth, worth

MOST_CONTENTS = 12


@dataclass(frozen=True)
class Standing:
    """What somebody's attendance is worth, and whether that is enough."""

    registration: Registration
    worth: Worth
    enough: bool
    issued: bool


def content_spans(event: Event) -> list[Span]:
    """The time with content: of the released programme, else of its working version, else the whole event."""
    release = released.newest(event)
    if release is not None:
        slots = released.counting(released.programme_of(event, release).slots)
        spans = [(slot.start, slot.end) for slot in slots]
    else:
        rows = event.sessions.exclude(kind__in=released.NO_CONTENT)
        spans = list(rows.values_list("starts_at", "ends_at"))
    return spans or [(event.starts_at, event.ends_at)]


def standings(event: Event, terms: CertificateTerms) -> list[Standing]:
    """Return everybody who was there, by name, in five questions to the database."""
    there: dict[int, list[Span]] = defaultdict(list)
    rows = (
        Attendance.objects.standing()
        .filter(event=event, registration__isnull=False)
        .select_related("session")
    )
    for one in rows:
        end = one.present_until or (one.session.ends_at if one.session else event.ends_at)
        there[one.registration_id or 0].append((one.present_from, end))
    offered = content_spans(event)
    issued = set(Certificate.objects.valid().filter(event=event).values_list("registration_id", flat=True))
    people = Registration.objects.filter(event=event, pk__in=there).select_related("institution")
    found = []
    for person in people.order_by("sort_key", "id"):
        value = worth(offered, there[person.pk])
        enough = value.minutes > 0 and value.percent >= terms.least_percent
        found.append(Standing(person, value, enough, person.pk in issued))
    return found


def terms_of(event: Event) -> CertificateTerms:
    """The terms of an event; the usual ones as long as nobody has set them."""
    found = CertificateTerms.objects.filter(event=event).first()
    return found or CertificateTerms(event=event, signed_by=event.network.contact_name)


def save_terms(*, by: Any, terms: CertificateTerms) -> CertificateTerms:
    require(by, "meetings.change_certificate", terms.event.network_id)
    terms.full_clean()
    terms.save()
    return terms


def issue(*, by: Any, event: Event) -> list[Certificate]:
    """Certify everybody who was there long enough and has no valid certificate yet.

    Raises ``RuleBroken``: not_over, event_cancelled. A second call issues nothing twice.
    """
    require(by, "meetings.add_certificate", event.network_id)
    if event.state == Event.State.CANCELLED:
        raise RuleBroken(_("This event does not take place."), code="event_cancelled")
    if not event.is_over:
        raise RuleBroken(_("Certificates can be issued as soon as the event is over."), code="not_over")
    with transaction.atomic():
        Event.objects.select_for_update().only("pk").get(pk=event.pk)
        terms = terms_of(event)
        due = [one for one in standings(event, terms) if one.enough and not one.issued]
        common, contents, now = _common(event, terms), _contents(event, terms), timezone.now()
        return Certificate.objects.bulk_create(
            Certificate(
                event=event,
                registration=one.registration,
                user_id=one.registration.user_id,
                institution_id=one.registration.institution_id,
                name=str(one.registration)[:161],
                house=one.registration.house[:200],
                minutes=one.worth.minutes,
                content={
                    **common,
                    "contents": contents(one.registration),
                    "of_minutes": one.worth.of_minutes,
                    "units": one.worth.units,
                    "hours": str(one.worth.hours),
                },
                issued_at=now,
                issued_by=by,
            )
            for one in due
        )


def _common(event: Event, terms: CertificateTerms) -> dict[str, Any]:
    """What stands on every certificate of an event."""
    venue, (first, last) = event.venue, event.days
    place = ", ".join(filter(None, [venue.name, venue.address])) if venue else ""
    return {
        "title": event.title,
        "kind": str(event.get_kind_display()),
        "place": place if event.mode != Event.Mode.ONLINE else str(_("online")),
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "organiser": event.network.name,
        "signed_by": terms.signed_by,
        "remark": terms.remark,
    }


def _contents(event: Event, terms: CertificateTerms) -> Callable[[Registration], list[str]]:
    """Return what stands as contents for a person: of the workshops those in which the person had a place."""
    written = [line.strip() for line in terms.contents.splitlines() if line.strip()]
    if written:
        return lambda _person: written
    slots = released.counting(released.programme_of(event, released.newest(event)).slots)
    slots = [slot for slot in slots if slot.kind != Session.Kind.GREETING]
    booked = set(
        Booking.objects.fixed()
        .filter(registration__event=event)
        .values_list("registration_id", "session__uid")
    )

    def of_person(person: Registration) -> list[str]:
        mine = [slot.title for slot in slots if slot.is_plenary or (person.pk, slot.uid) in booked]
        return mine[:MOST_CONTENTS]

    return of_person


def revoke(*, by: Any, certificate: Certificate, reason: str) -> Certificate:
    """The number says from now on that it no longer counts. Raises ``RuleBroken``: already_revoked, no_reason."""
    require(by, "meetings.change_certificate", certificate.event.network_id)
    if not certificate.is_valid:
        raise RuleBroken(_("This certificate has been revoked already."), code="already_revoked")
    if not reason.strip():
        raise RuleBroken(_("Revoking needs a reason."), code="no_reason")
    certificate.revoke(by, reason.strip())
    return certificate


def tell(*, by: Any, event: Event, with_feedback: bool = True) -> int:
    """Mail everybody the personal link to the certificate, once; with a link to the feedback that names nobody."""
    require(by, "meetings.change_certificate", event.network_id)
    rows = Certificate.objects.valid().filter(event=event, mailed_at__isnull=True, registration__isnull=False)
    rows = rows.exclude(registration__email="")
    with transaction.atomic():
        due = list(rows.select_related("registration", "event__network").select_for_update(of=["self"]))
        tokens = heap_of_tickets(event, len(due)) if with_feedback else []
        for number, certificate in enumerate(due):
            _mail(certificate, tokens[number] if tokens else "")
        Certificate.objects.filter(pk__in=[one.pk for one in due]).update(mailed_at=timezone.now())
    return len(due)


def without_address(event: Event) -> QuerySet[Certificate]:
    """Valid certificates nobody can be mailed: they are printed in one go and handed over on paper."""
    rows = Certificate.objects.valid().filter(event=event)
    nobody = Q(registration__isnull=True, mailed_at__isnull=True) | Q(registration__email="")
    return rows.filter(nobody).order_by("name", "id")


def heap_of_tickets(event: Event, count: int) -> list[str]:
    """Make unused feedback links all at once and hand them out by chance: rows and people stand in no order."""
    tokens = [secrets.token_urlsafe(16) for _number in range(count)]
    digests = [hashlib.sha256(token.encode()).hexdigest() for token in tokens]
    FeedbackTicket.objects.bulk_create(FeedbackTicket(event=event, digest=one) for one in sorted(digests))
    random.SystemRandom().shuffle(tokens)
    return tokens


def _mail(certificate: Certificate, ticket: str) -> None:
    registration, event = certificate.registration, certificate.event
    assert registration is not None  # noqa: S101 -- asked for in ``tell``
    token = links_day.token_of(certificate)
    with translation.override(registration.language):
        feedback = reverse("dates:feedback", args=[ticket]) if ticket else ""
        context = {
            "name": certificate.name,
            "event": event,
            "when": when_of(event),
            "network_name": event.network.name,
            "address": links_day.address_of(certificate),
            "feedback": settings.SITE_ADDRESS.rstrip("/") + feedback if feedback else "",
            "number": certificate.shown_code,
        }
        mail.queue(
            "meetings/mail/certificate",
            to=registration.email,
            context=context,
            tokens=[token, ticket] if ticket else [token],
            reply_to=event.network.contact_email or None,
            language=registration.language,
        )


@job_function()
def issue_and_tell(job: Any, *, event: str, tell_people: bool, with_feedback: bool) -> str:
    """Issue for all, draw the sheets for printing, write the mails; the result is the list of certificates."""
    from meetings.papers import PER_PRINT, draw_certificates, parts_of  # noqa: PLC0415 -- beside its use

    found = Event.objects.select_related("network", "venue").get(uid=event)
    job.progress(0, 3, message=_("Issuing certificates"))
    issue(by=job.owner, event=found)
    certificates = list(Certificate.objects.valid().filter(event=found).order_by("name", "id"))
    for done, part in enumerate(parts_of(certificates)):
        job.progress(done * PER_PRINT, len(certificates), message=_("Drawing certificates"))
        draw_certificates(found, part)
    if tell_people:
        job.progress(2, 3, message=_("Writing mails"))
        tell(by=job.owner, event=found, with_feedback=with_feedback)
    return reverse("meetings:certificate-list", args=[found.uid])


def agree(*, certificate: Certificate, shows_name: bool) -> Certificate:
    """The person says by the personal link whether the public page of the number shows the whole name."""
    certificate.show_name(shows_name)
    return certificate


def overdue(now: dt.datetime | None = None) -> dt.datetime:
    """From when on an event that was held waits for its certificates."""
    return (now or timezone.now()) - dt.timedelta(days=1)
