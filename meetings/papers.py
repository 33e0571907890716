"""What goes to paper for a day: badges, list with signatures, certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from coordination.lib import codes
from coordination.lib.models import StoredFile
from coordination.lib.pdf import kept_pdf
from meetings.checkin import desk_rows
from meetings.models import Certificate, Event, Registration, Session

PER_SHEET = 10  # badges of 85 × 54 mm on A4
PER_PRINT = 100
LINES_MORE = 8  # empty lines at the end of a list: for who comes without having registered


def site(path: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + path


def coming(event: Event) -> list[Registration]:
    """Who has a place on site, in the order of the desks."""
    rows = event.registrations.filter(state=Registration.State.ADMITTED, mode=Registration.Mode.ON_SITE)
    return list(rows.select_related("institution").order_by("sort_key", "id"))


def badges(event: Event, people: Sequence[Registration], *, by: Any) -> StoredFile:
    """Badges on A4, ten a sheet, by name. The code leads the desk to this person and means nothing to anybody else."""
    door = site(reverse("meetings:check-in", args=[event.uid]))
    about = {row["uid"]: row["workshops"] for row in desk_rows(event, list(people))}
    rows = [
        {
            "first": one.first_name,
            "last": one.last_name,
            "house": one.house,
            "workshops": about.get(str(one.uid), []),
            "code": f"{door}?person={one.uid}",
        }
        for one in people
    ]
    sheets = [rows[at : at + PER_SHEET] for at in range(0, len(rows), PER_SHEET)]
    with override(settings.LANGUAGE_CODE):
        title = _("Badges: %(event)s") % {"event": event.title}
    context = {"title": title, "network": event.network.name, "event": event, "sheets": sheets}
    return kept_pdf("meetings/print/badges.html", context, by=by)


def sheet(event: Event, people: Sequence[Registration], *, session: Session | None, by: Any) -> StoredFile:
    """The list of attendance with a column to sign in, of the event or of one workshop."""
    with override(settings.LANGUAGE_CODE):
        title = _("List of attendance")
    context = {
        "title": title,
        "network": event.network.name,
        "event": event,
        "session": session,
        "people": people,
        "more": range(LINES_MORE),
        "half_days": session is None and event.ends_at - event.starts_at > dt.timedelta(hours=5),
    }
    return kept_pdf("meetings/print/attendance.html", context, by=by)


def certificate_facts(certificate: Certificate) -> dict[str, Any]:
    """What one certificate needs on paper; computed from its frozen content alone."""
    content = certificate.content
    return {
        "certificate": certificate,
        "content": content,
        "first_day": dt.date.fromisoformat(content["first_day"]),
        "last_day": dt.date.fromisoformat(content["last_day"]),
        "hours": str(content["hours"]).replace(".", ","),
        "number": codes.shown(certificate.code),
        "check": site(reverse("dates:certificate", args=[certificate.shown_code])),
    }


def certificate_pdf(certificate: Certificate, *, by: Any = None) -> StoredFile:
    """One certificate, drawn once and kept; later drawn anew, the same."""
    return _drawn([certificate], certificate.event.network.name, certificate.issued_at, by)


def parts_of(certificates: Sequence[Certificate]) -> list[Sequence[Certificate]]:
    """Prints of at most 100 pages: progress is seen, and no drawing holds a worker for long."""
    return [certificates[at : at + PER_PRINT] for at in range(0, len(certificates), PER_PRINT)]


def draw_certificates(event: Event, certificates: Sequence[Certificate], *, by: Any = None) -> StoredFile:
    """Certificates of an event as one print, a page each: how the office prints and signs them."""
    return _drawn(certificates, event.network.name, max(one.issued_at for one in certificates), by)


def _drawn(certificates: Sequence[Certificate], network: str, as_of: dt.datetime, by: Any) -> StoredFile:
    with override(settings.LANGUAGE_CODE):
        facts = [certificate_facts(one) for one in certificates]
        title = _("Certificate of attendance")
    context = {"title": title, "network": network, "as_of": as_of, "certificates": facts}
    return kept_pdf("meetings/print/certificates.html", context, by=by)
