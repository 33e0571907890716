"""Whose a datum is. Facts of an institution are shared by all who list it; everything else belongs to one network.

A contact, a person, a function, a service, an agreement carries its ``network``. Above the public level only readers of
that network see it; what is public is seen wherever the institution is, and edited by its own network alone. It counts
while that network leads the institution; the own coordination also sees what rests or has ended.
docs/adr/0016-whose-datum-it-is.md
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q

from coordination.accounts.scope import scope_of
from coordination.directory.models.listings import Listing
from coordination.lib.levels import Level
from coordination.lib.models import TrackedQuerySet

_NOTHING = Q(pk=None)


class OwnedQuerySet(TrackedQuerySet):
    """Rows that belong to a network. Each model says in ``editable_by`` who of that network may change them."""

    def owned_by(self, networks: Collection[Any]) -> Self:
        """What belongs to one of these networks (ids or rows), at whatever level."""
        return self.filter(network__in=networks)

    def editable_by(self, user: Any) -> Self:
        raise NotImplementedError


def led_by_owner(institution: str) -> Exists:
    """The condition „the network it belongs to leads the institution“; ``institution``: the way to it."""
    led = Listing.objects.filter(network=OuterRef("network"), status=Listing.Status.ACTIVE)
    return Exists(led.filter(institution=OuterRef(institution)))


def stands_before(user: Any, institution: str) -> Exists:
    """The condition „the user sees the institution“, be it in a network of theirs or publicly."""
    return Exists(Listing.objects.readable_by(user).filter(institution=OuterRef(institution)))


def read_in_own_networks(user: Any, *, level: str | Level, institution: str = "") -> Q:
    """Data of the user's own networks at a level they read there.

    ``institution``: data of one count only while their network leads it; leave it out where the record says so.
    """
    condition = _NOTHING
    for reads, networks in scope_of(user).networks_reading():
        mine = Q(network__in=networks)
        if isinstance(level, Level):
            mine = mine if level <= reads else _NOTHING
        else:
            mine &= Q(**{f"{level}__lte": reads})
        if institution and reads < Level.COORDINATION:
            mine &= Q(led_by_owner(institution))
        condition |= mine
    return condition


def read_at(user: Any, *, institution: str, level: str = "level") -> Q:
    """Data at an institution that the user reads: those of own networks by their level, public ones of any.

    Databases ask in this order: of what is one's own, the entries need not be looked up (a count of 200,000: a fifth).
    """
    public = Q(led_by_owner(institution), stands_before(user, institution), **{f"{level}__lte": Level.PUBLIC})
    return read_in_own_networks(user, level=level, institution=institution) | public
