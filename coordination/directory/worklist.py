"""What waits in the directory for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.permissions import scope_of
from coordination.directory.models import (
    Agreement,
    DataRequest,
    ExportRequest,
    ImportRun,
    Institution,
    Listing,
    ProtectionLift,
)
from coordination.directory.models.listings import DUE, light_is
from coordination.lib.numbers import grouped
from coordination.lib.worklist import DECIDE, FOLLOW_UP, PREPARE, Waiting


def waiting(user: Any) -> Iterator[Waiting]:
    networks = scope_of(user).may("directory.change_institution")
    if not networks:
        return
    yield from _imports(user)
    yield from _lifts(user)
    yield from _exports(user)
    yield from _requests(user)
    yield from _agreements(user)
    yield from _entries(networks)


def _imports(user: Any) -> Iterator[Waiting]:
    for run in ImportRun.objects.editable_by(user).waiting().order_by("made_at", "id")[:5]:
        counts = run.counts
        text = _(
            "%(new)s new, %(changed)s changed, %(errors)s with errors. Nothing has been taken over yet."
        ) % {
            "new": counts.get("new", 0),
            "changed": counts.get("changed", 0),
            "errors": counts.get("error", 0),
        }
        title = _("Decide on the import “%(file)s”") % {"file": run.file_name}
        yield Waiting(DECIDE, "upload", title, text, run.get_absolute_url(), _("Check"))


def _requests(user: Any) -> Iterator[Waiting]:
    """What people ask about their own data; the law leaves a month."""
    rows = DataRequest.objects.decidable_by(user).select_related("person").order_by("asked_at", "id")
    for asked in rows[:5]:
        title = _("%(kind)s: request of %(person)s") % {"kind": asked, "person": asked.person or "–"}
        text = _("What people ask about their own data is answered within a month.")
        url = reverse("directory:data-request", args=[asked.uid])
        yield Waiting(DECIDE, "shield", title, text, url, _("Check"), asked.due_on)


def _lifts(user: Any) -> Iterator[Waiting]:
    for lift in ProtectionLift.objects.visible_to(user).open().select_related("institution", "asked_by"):
        if lift.asked_by_id != user.pk:
            title = _("Lift the protection of “%(place)s”?") % {"place": lift.institution}
            text = _("%(person)s asks for it: %(reason)s") % {"person": lift.asked_by, "reason": lift.reason}
            yield Waiting(DECIDE, "shield", title, text, lift.institution.get_absolute_url(), _("Check"))


def _exports(user: Any) -> Iterator[Waiting]:
    """Exports that others ask for, and own ones that were released: one question for both."""
    asked = ExportRequest.objects.decidable_by(user) | ExportRequest.objects.ready_for(user)
    for one in asked.select_related("asked_by").order_by("asked_at", "id")[:10]:
        days = one.expires_at.astimezone(timezone.get_current_timezone()).date()
        count = {"n": grouped(one.count)}
        if one.asked_by_id == user.pk:
            title = ngettext(
                "Fetch your export of %(n)s entry", "Fetch your export of %(n)s entries", one.count
            )
            text = _("It has been released and can be fetched once.")
            yield Waiting(
                FOLLOW_UP, "download", title % count, text, one.get_absolute_url(), _("Fetch"), days
            )
        else:
            title = ngettext(
                "Release an export of %(n)s entry?", "Release an export of %(n)s entries?", one.count
            )
            text = _("%(person)s asks for it: %(reason)s") % {"person": one.asked_by, "reason": one.reason}
            yield Waiting(DECIDE, "shield", title % count, text, one.get_absolute_url(), _("Check"), days)


def _agreements(user: Any) -> Iterator[Waiting]:
    """Ended and ending agreements, counted as institutions: the list behind the line shows as many."""
    today = timezone.localdate()
    soon = today + dt.timedelta(days=90)
    mine = Agreement.objects.editable_by(user).filter(institution__in=Institution.objects.in_lists_of(user))
    counts = mine.aggregate(
        ended=Count("institution", filter=Q(valid_until__lt=today), distinct=True),
        ending=Count(
            "institution",
            filter=Q(valid_until__gte=today, valid_until__lte=soon, signed_on__lte=today),
            distinct=True,
        ),
        first_ended=Min("valid_until", filter=Q(valid_until__lt=today)),
        first_ending=Min("valid_until", filter=Q(valid_until__gte=today, signed_on__lte=today)),
    )
    if n := counts["ended"]:
        title = ngettext(
            "An agreement of %(n)s institution has ended", "Agreements of %(n)s institutions have ended", n
        )
        url = f"{reverse('directory:institution-list')}?vereinbarung=ended"
        text = _("Renew them or write down why not.")
        yield Waiting(
            FOLLOW_UP, "doc", title % {"n": grouped(n)}, text, url, _("Show"), counts["first_ended"]
        )
    if n := counts["ending"]:
        title = ngettext(
            "An agreement of %(n)s institution ends soon", "Agreements of %(n)s institutions end soon", n
        )
        url = f"{reverse('directory:institution-list')}?vereinbarung=ending"
        text = _("Within the next 90 days.")
        yield Waiting(PREPARE, "doc", title % {"n": grouped(n)}, text, url, _("Show"), counts["first_ending"])


def _entries(networks: frozenset[int]) -> Iterator[Waiting]:
    """Entries nobody has confirmed for a year, and institutions whose municipality is not known."""
    mine = Listing.objects.filter(network__in=networks, institution__removed_at__isnull=True)
    nowhere = Institution.objects.without_municipality(networks)
    old = light_is("old") & Q(status="active")
    counts = mine.aggregate(
        old=Count("institution", filter=old, distinct=True),
        nowhere=Count("institution", filter=Q(institution__in=nowhere), distinct=True),
        oldest=Min("confirmed_on", filter=old),
    )
    if n := counts["old"]:
        title = ngettext("%(n)s entry is out of date", "%(n)s entries are out of date", n) % {"n": grouped(n)}
        url = f"{reverse('directory:institution-list')}?aktualitaet=old&status=active"
        text = _("Nobody has confirmed them for a year.")
        yield Waiting(FOLLOW_UP, "clock", title, text, url, _("Show"), counts["oldest"] + DUE)
    if n := counts["nowhere"]:
        title = ngettext(
            "%(n)s institution has no municipality", "%(n)s institutions have no municipality", n
        )
        url = f"{reverse('directory:institution-list')}?gemeinde=keine"
        text = _("Without it nobody finds out who is responsible there.")
        yield Waiting(PREPARE, "pin", title % {"n": grouped(n)}, text, url, _("Show"))
