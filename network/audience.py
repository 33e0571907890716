"""Whom a briefing addresses: a filter over the network's active institutions, kept in words that stay."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.directory.models import Institution, InstitutionTopic, InstitutionType, Listing, Topic
from coordination.places.models import Municipality

KEYS = ("types", "municipalities", "topics", "institutions")


def addressed(network: Network, audience: dict[str, Any]) -> QuerySet[Institution]:
    """Active institutions of the network that fit: of these types, in these municipalities, with these topics.

    Words within one list are alternatives, lists narrow one another; an empty list narrows nothing. ``institutions``
    (uids), once given, counts as a list of its own.
    """
    active = Listing.objects.filter(network=network, status=Listing.Status.ACTIVE)
    rows = Institution.objects.in_use().filter(Exists(active.filter(institution=OuterRef("pk"))))
    if types := audience.get("types"):
        rows = rows.filter(type__code__in=types)
    if municipalities := audience.get("municipalities"):
        rows = rows.filter(municipality__ags__in=municipalities)
    if topics := audience.get("topics"):
        at = InstitutionTopic.objects.filter(institution=OuterRef("pk"), topic__code__in=topics)
        rows = rows.filter(Exists(at))
    if "institutions" in audience:
        rows = rows.filter(uid__in=audience["institutions"])
    return rows


def in_words(audience: dict[str, Any]) -> list[str]:
    """The filter as people read it; empty: all institutions of the network."""
    words: list[str] = []
    if codes := audience.get("types"):
        words += (
            InstitutionType.objects.filter(code__in=codes)
            .order_by("name", "id")
            .values_list("name", flat=True)
        )
    if ags := audience.get("municipalities"):
        rows = Municipality.objects.filter(ags__in=ags).order_by("sort_key", "id")
        words += rows.values_list("name", flat=True)
    if codes := audience.get("topics"):
        words += Topic.objects.filter(code__in=codes).order_by("name", "id").values_list("name", flat=True)
    if "institutions" in audience:
        words.append(_("%(n)s chosen institutions") % {"n": len(audience["institutions"])})
    return words
