"""What waits among the pathways: versions somebody else has to approve, reviews that are due, law to check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.permissions import scope_of
from coordination.lib.worklist import DECIDE, FOLLOW_UP, Waiting
from coordination.pathways.lawful import overdue_in
from coordination.pathways.models import Pathway, Release

SOON, MOST = dt.timedelta(days=30), 10


def waiting(user: Any) -> Iterator[Waiting]:
    networks = scope_of(user).may("pathways.publish_release")
    if not networks:
        return
    mine = Release.objects.filter(pathway__network__in=networks, pathway__removed_at__isnull=True)
    submitted = mine.filter(state=Release.State.IN_REVIEW).exclude(submitted_by=user)
    for release in submitted.select_related("pathway").order_by("submitted_at", "id")[:MOST]:
        text = _("Submitted for review. Approving needs a second person.")
        yield Waiting(DECIDE, "route", str(release), text, release.get_absolute_url(), _("Read and approve"))
    due = mine.filter(state=Release.State.PUBLISHED, review_due__lte=timezone.localdate() + SOON)
    for release in due.select_related("pathway").order_by("review_due", "id")[:MOST]:
        text = _("The review of this version is due.")
        url = release.pathway.get_absolute_url()
        yield Waiting(FOLLOW_UP, "route", str(release), text, url, _("Review"), release.review_due)
    ways = Pathway.objects.of_networks(networks).values("pk")
    if law := overdue_in(ways):
        title = ngettext("%(n)s legal basis to check", "%(n)s legal bases to check", len(law)) % {
            "n": len(law)
        }
        text = _("Pathways of yours stand on them, and nobody has checked them for a year: %(some)s.") % {
            "some": ", ".join(str(one) for one in law[:3])
        }
        yield Waiting(FOLLOW_UP, "book", title, text, f"{reverse('pathways:law')}?faellig", _("Check"))
