"""The demo's held Fachtag afterwards: who was there, certificates, materials, feedback; made by the verbs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import User
from coordination.directory.demo.words import uid_of
from coordination.lib.casedata import look
from coordination.lib.pdf import render_pdf
from coordination.lib.reference import Entry, broken, read_entries
from meetings.models import Attendance, CertificateTerms, Event, Feedback, Session
from meetings.papers import coming
from meetings.services import afterwards, attendance, certificates

FILE = "day.yaml"
NEEDED = {"event", "by", "there", "early", "contents", "remark", "materials", "feedback"}
AT_NOON = dt.timedelta(hours=3, minutes=30)


@transaction.atomic
def load_demo(folder: Path) -> Counter[str]:
    """Create what is not there yet; an event with attendance stays as it is. Without the demo's events: nothing."""
    path = folder / FILE
    done: Counter[str] = Counter(created=0, unchanged=0)
    if not path.exists():
        return done
    for entry in read_entries(path, needed=NEEDED, key="event"):
        event = (
            Event.objects.select_related("network", "venue")
            .filter(uid=uid_of("event", entry["event"]))
            .first()
        )
        by = User.objects.filter(email=entry["by"]).first()
        if event is None or by is None:
            continue
        if Attendance.objects.filter(event=event).exists():
            done["unchanged"] += 1
            continue
        if any(look(f"{one['takes_along']}\n{one['wishes']}").is_told for one in entry["feedback"]):
            raise broken(path, entry["event"], _("This tells of a single case."), code="case_data")
        _attendance(entry, event, by)
        _certificates(entry, event, by)
        _materials(entry, event, by)
        _feedback(entry, event)
        done["created"] += 1
    return done


def _attendance(entry: Entry, event: Event, by: User) -> None:
    people = coming(event)[: entry["there"]]
    attendance.record_list(by=by, event=event, registrations=people)
    for one in Attendance.objects.filter(event=event).order_by("id")[: entry["early"]]:
        one.leave(event.starts_at + AT_NOON)


def _certificates(entry: Entry, event: Event, by: User) -> None:
    terms = CertificateTerms(
        event=event,
        contents=entry["contents"].strip(),
        remark=entry["remark"],
        signed_by=event.network.contact_name,
    )
    certificates.save_terms(by=by, terms=terms)
    made = certificates.issue(by=by, event=event)
    sent = min(timezone.now(), event.ends_at + dt.timedelta(days=2))
    for one in made:
        one.issued_at = one.mailed_at = sent
        one.save(update_fields=["issued_at", "mailed_at"])


def _materials(entry: Entry, event: Event, by: User) -> None:
    for row in entry["materials"]:
        session = Session.objects.filter(uid=uid_of("session", f"{entry['event']}/{row['session']}")).first()
        context = {"title": row["title"], "network": event.network.name, "event": event}
        upload = SimpleUploadedFile(f"{row['title']}.pdf", render_pdf("meetings/print/sample.html", context))
        afterwards.add_material(
            by=by, event=event, upload=upload, title=row["title"], audience=row["audience"], session=session
        )


def _feedback(entry: Entry, event: Event) -> None:
    on = (event.ends_at + dt.timedelta(days=3)).date()
    for row in entry["feedback"]:
        marks = dict(zip(Feedback.MARKS, row["marks"], strict=True))
        Feedback.objects.create(
            event=event, takes_along=row["takes_along"], wishes=row["wishes"], on=on, **marks
        )
