"""What a person may read of one record: up to which level, and which rows of its history."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Membership
from coordination.accounts.permissions import Reach, Scope, readable, scope_of
from coordination.directory.models import (
    TRAITS,
    Affiliation,
    Agreement,
    CatchmentPart,
    ContactPoint,
    Fallback,
    Hours,
    Identifier,
    Institution,
    Listing,
    OnCallShift,
    Person,
    Service,
    ServiceArea,
    YouthOfficeDistrict,
)
from coordination.lib.kept import kept
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet, Tracked
from coordination.lib.timeline import Reading, Words
from coordination.lib.written import Written

WORDS: dict[type[Tracked], Words] = {
    ContactPoint: Words(
        label=("kind", "purpose"),
        value=("display",),
        quiet=frozenset({"value", "sort_order", "consent_text"}),
    ),
    Agreement: Words(value=("kind",)),
    Institution: Words(quiet=frozenset({"photo"})),  # its words tell more than the name of a file
    Identifier: Words(value=("scheme", "value")),
    Service: Words(value=("name",)),
}


def level_in(user: Any, networks: Iterable[int]) -> Level:
    """Up to which level the user reads a record that is listed in these networks."""
    scope = scope_of(user)
    return max((scope.reads_in(network) for network in networks), default=Level.PUBLIC)


def prepared(name: str, user: Any, make: Callable[[], QuerySet]) -> QuerySet:
    """Return a query that depends on its reader alone; whoever takes it narrows it to a record.

    Writing rights as conditions takes longer than asking the database, so a process keeps what it wrote for a minute
    under the scope, which holds roles and day. Only the words are kept, never an answer.
    """
    return kept(("query", name, user.pk, scope_of(user)), name, make)


def asked(name: str, user: Any, make: Callable[[], QuerySet], values: Mapping[Any, Any]) -> list[Any]:
    """Return the rows of a query that depends on its reader and on ``values`` (stand-in of lib/written.py → value).

    As with ``prepared`` only words are kept, under the scope: who loses a role today is asked another query at once.
    """
    written = kept(("written", name, user.pk, scope_of(user)), name, lambda: Written(make()))
    return written.fetch(values)


def networks_of(record: Tracked) -> set[int]:
    """Ids of the networks that list an institution, keep a service, keep a person or know a function of theirs."""
    if isinstance(record, Service):
        return {record.network_id} - {None}  # type: ignore[return-value]  # national lines have none
    if isinstance(record, Institution):
        return set(record.listings.order_by().values_list("network_id", flat=True))
    at = Affiliation.objects.filter(person=record.pk).order_by()
    return {record.network_id, *at.values_list("network_id", flat=True)}  # type: ignore[attr-defined]


def marked(rows: QuerySet, user: Any) -> QuerySet:
    """Add to data of networks whether the user may change them (``mine``) and whose they are (``keeper``).

    ``keeper`` is empty where nobody would ask: data of the only network one is in, national ones.
    """
    networks = scope_of(user).networks
    editable = rows.model.objects.editable_by(user).filter(pk=OuterRef("pk"))
    called = Coalesce(NullIf("network__short_name", Value("")), "network__name", Value(""))
    told: Any = called
    if len(networks) == 1:
        told = Case(When(network__in=networks, then=Value("")), default=called, output_field=CharField())
    return rows.annotate(mine=Exists(editable), keeper=told)


def knows(user: Any, other: Any) -> bool:
    """Whether the two have or had a role in the same network: only then one is told the other's name."""
    return (
        other is None or Membership.objects.filter(user=other, network__in=scope_of(user).networks).exists()
    )


def acting_networks(user: Any, among: Collection[int]) -> Callable[[Collection[ChangeSet]], dict[int, str]]:
    """For the time line: change sets → id and the network for which somebody acted whom ``user`` does not know.

    Of several networks one of those ``among`` which the record belongs to, with a role on that day (ADR 32).
    """
    mine = scope_of(user).networks

    def called(change_sets: Collection[ChangeSet]) -> dict[int, str]:
        roles: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        rows = Membership.objects.filter(user__in={one.user_id for one in change_sets}, network__isnull=False)
        for person, *role in rows.values_list(
            "user_id", "network_id", "valid_from", "valid_until", "network__name"
        ):
            roles[person].append(tuple(role))
        found = {}
        for one in change_sets:
            theirs = roles.get(one.user_id or 0, [])
            if theirs and not mine & {network for network, *_rest in theirs}:
                day = timezone.localdate(one.at)
                *_rest, name = min(theirs, key=lambda role: _nearest(role, among, day))
                found[one.pk] = _("%(network)s (another network)") % {"network": name}
        return found

    return called


def _nearest(role: tuple[Any, ...], among: Collection[int], day: dt.date) -> tuple[bool, bool, int]:
    network, first, last, _name = role
    held = (first is None or first <= day) and (last is None or last >= day)
    return network not in among, not held, network


def who_did(user: Any, change_set: ChangeSet, among: Collection[int]) -> str:
    """Whom a reader is told of a change: the person where the two know each other, else the acting network."""
    if change_set.user is None:
        return ""
    if knows(user, change_set.user):
        return str(change_set.user)
    return acting_networks(user, among)([change_set]).get(change_set.pk, "")


def _own_people(user: Any) -> Q:
    """The condition „by somebody of my networks“ on change sets; other networks' people and reasons stay theirs."""
    mine = Membership.objects.filter(user=OuterRef("user_id"), network__in=scope_of(user).networks)
    return Q(user__isnull=True) | Q(Exists(mine))


def reading_of(user: Any, record: Tracked, networks: Iterable[int]) -> Reading | None:
    """What the user may read of the record's history; None: the time line is for people of its networks only."""
    networks = set(networks)
    level = level_in(user, networks)
    if level <= Level.PUBLIC:
        return None
    knows = level >= Level.COORDINATION
    scope = scope_of(user)
    mine = [network for network in scope.networks if scope.reads_in(network) >= Level.COORDINATION]
    here = readable(user, level="level", network="network")
    contacts = Q(~Exists(ContactPoint.objects.withdrawn().filter(pk=OuterRef("id")))) & here
    rows: dict[type[Tracked], Q] = {type(record): Q(), ContactPoint: contacts}
    seen_people = Person.objects.visible_to(user)
    if isinstance(record, Institution):
        rows |= {model: Q() for model, _name in TRAITS.values()} | {Identifier: Q(), YouthOfficeDistrict: Q()}
        seen = seen_people.filter(pk=OuterRef("person_id"))
        open_to_all = Q(network__in=scope.networks) | Q(Exists(seen.filter(level__lte=Level.PUBLIC)))
        # Of the own network also who lies in the bin: not visible, yet it belongs to what happened here.
        rows[Affiliation] = Q(network__in=mine) | (Q(Exists(seen)) & open_to_all)
        rows[Agreement] = Q(network__in=mine if knows else scope.may("directory.view_agreement"))
        rows[Service] = here
        if mine:
            rows[Listing] = Q(network__in=mine)
    elif isinstance(record, Person):
        at = Institution.objects.visible_to(user).filter(pk=OuterRef("institution_id"))
        known = Q() if record.level <= Level.PUBLIC else Q(network__in=scope.networks)
        rows[Affiliation] = Q(Exists(at)) & known
    elif isinstance(record, Service):
        rows |= {ServiceArea: Q(), Hours: Q(), Fallback: Q()}
        if level >= Level.NETWORK:
            rows |= {OnCallShift: Q(), CatchmentPart: Q()}
    return Reading(
        rows=rows,
        level=level,
        knows_people=_own_people(user) if knows else None,
        called=acting_networks(user, networks) if knows else None,
        quiet=_quiet(record, knows, mine),
        words=WORDS,
        labels={
            Institution: Institution.objects.visible_to(user),
            Person: Person.objects.filter(_named_to(scope, mine) | Q(pk__in=seen_people.values("pk"))),
        },
        mine=_mine(user),
        beside={Service: "provider"} if isinstance(record, Institution) else {},
    )


def _named_to(scope: Scope, mine: Collection[int]) -> Q:
    """People of the own networks, also those in the bin; the threatened for who may see them."""
    safe = Q(threat_flag=False) | Q(network__in=scope.may("directory.view_threatened"))
    return Q(network__in=mine, restricted_at__isnull=True) & safe


def _quiet(record: Tracked, knows: bool, mine: Collection[int]) -> frozenset[str]:
    """What only the coordination is told; the note about a person only that of the network which keeps the name."""
    if not knows:
        return frozenset({"Person.note", "Person.user", "Agreement.note"})
    kept_elsewhere = isinstance(record, Person) and record.network_id not in mine
    return frozenset({"Person.note", "Person.user"}) if kept_elsewhere else frozenset()


def _mine(user: Any) -> dict[type[Tracked], Q]:
    """Which rows the user may take back: a datum only for its own network."""
    scope = scope_of(user)
    of_mine = Q(network__in=scope.may("directory.change_institution", reach=Reach.INSTITUTION))
    owned: dict[type[Tracked], Q] = dict.fromkeys(
        (ContactPoint, Affiliation, Service, Person, Listing), of_mine
    )
    return owned | {Agreement: Q(network__in=scope.may("directory.change_agreement"))}
