"""What waits: drafts one is asked to remark on, open remarks, and dead ends of published ways (the last check)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.permissions import scope_of
from coordination.lib.worklist import DECIDE, FOLLOW_UP, Waiting
from coordination.pathways.deadends import Timeline, of_way, worst
from coordination.pathways.flow import read
from coordination.pathways.models import DeadEnds, Pathway, Release, Remark, Reviewer
from coordination.pathways.services.deadends import FORMAT, Tables, stretches_of

MOST = 10


def waiting(user: Any) -> Iterator[Waiting]:
    yield from _asked(user)
    networks = scope_of(user).may("pathways.publish_release")
    if networks:
        yield from _open_remarks(networks)
        yield from _dead_ends(networks)


def _asked(user: Any) -> Iterator[Waiting]:
    """Drafts on which somebody was asked for remarks and has made none yet."""
    made = Remark.objects.filter(pathway=OuterRef("pathway"), author=user)
    rows = Reviewer.objects.visible_to(user).filter(~Exists(made), user=user)
    for one in rows.select_related("pathway").order_by("asked_at", "id")[:MOST]:
        text = _("You were asked for your remarks before this pathway is approved.")
        url = reverse("pathways:remarks", args=[one.pathway.uid])
        yield Waiting(DECIDE, "speech", str(one.pathway), text, url, _("Read and remark"))


def _open_remarks(networks: frozenset[int]) -> Iterator[Waiting]:
    open_ones = Count("remarks", filter=Q(remarks__settled_at__isnull=True))
    rows = Pathway.objects.of_networks(networks).annotate(n=open_ones).filter(n__gt=0)
    for pathway in rows.order_by("code", "id")[:MOST]:
        text = ngettext("%(n)s remark is open.", "%(n)s remarks are open.", pathway.n) % {"n": pathway.n}
        url = reverse("pathways:remarks", args=[pathway.uid])
        yield Waiting(FOLLOW_UP, "speech", str(pathway), text, url, _("Read the remarks"))


def _dead_ends(networks: frozenset[int]) -> Iterator[Waiting]:
    rows = list(DeadEnds.objects.filter(network__in=networks).select_related("network").order_by("id"))
    releases = Release.objects.in_force().filter(
        pathway__network__in=[row.network_id for row in rows],
        pathway__removed_at__isnull=True,
        pathway__is_branch=False,
    )
    mine: dict[int | None, list[dict[str, Any]]] = {}
    for network, content in releases.order_by("id").values_list("pathway__network_id", "content"):
        mine.setdefault(network, []).append(content)
    for row in rows:
        if row.result.get("format") != FORMAT or not (count := _dead(row, mine.get(row.network_id, []))):
            continue
        title = ngettext(
            "Dead end in %(n)s reporting pathway", "Dead ends in %(n)s reporting pathways", count
        ) % {"n": count}
        text = _("%(network)s: at some hours a report reaches nobody but the police. As of %(day)s.") % {
            "network": row.network,
            "day": date_format(row.as_of, "SHORT_DATE_FORMAT"),
        }
        url = f"{reverse('pathways:dead-ends')}?netz={row.network.slug}"
        yield Waiting(FOLLOW_UP, "warn", title, text, url, _("Where and when"))


def _dead(row: DeadEnds, contents: list[dict[str, Any]]) -> int:
    """How many ways have an hour without anybody."""
    tables, whole = Tables(row.result), Timeline(stretches_of(row.result)).whole
    flows = [read(content) for content in contents]
    return sum(
        1
        for flow in flows
        if worst(of_way(flow, tables.at(flow, key)) for key in tables.keys).anybody != whole
    )
