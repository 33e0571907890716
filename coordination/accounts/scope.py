"""What a person may do today, and where: one look-up per request, then plain sets.

``visible_to(user)`` of every QuerySet is built on :func:`scope_of`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from coordination.accounts.roles import MAY, NEEDS_SECOND_FACTOR, READS, Reach, Role
from coordination.lib.levels import Level
from coordination.lib.written import ANY_DAY, ANY_ID, Written


@dataclass(frozen=True)
class Tenant:
    """What pages need of a network in the scope: enough for names, chips and links, without a further question."""

    id: int
    uid: UUID
    slug: str
    name: str
    short_name: str
    insofa_label: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name


@dataclass(frozen=True)
class Scope:
    """Networks × roles of one person on one day."""

    day: dt.date
    roles: frozenset[tuple[int | None, Role]] = field(default_factory=frozenset)
    tenants: Mapping[int, Tenant] = field(default_factory=dict, compare=False)
    has_second_factor: bool = field(default=False, compare=False)

    @property
    def lacks_second_factor(self) -> bool:
        """Whether a role of today needs a second factor and the account has none."""
        return not self.has_second_factor and any(
            role in NEEDS_SECOND_FACTOR for _network, role in self.roles
        )

    @property
    def networks(self) -> frozenset[int]:
        """Ids of the networks in which the person has any role."""
        return frozenset(network for network, _role in self.roles if network is not None)

    def may(self, permission: str, *, reach: Reach = Reach.ALL) -> frozenset[int]:
        """Return the ids of the networks in which ``permission`` reaches at least as far as ``reach``."""
        return frozenset(
            network
            for network, role in self.roles
            if network is not None and MAY[role].get(permission, 0) >= reach
        )

    def may_anywhere(self, permission: str) -> bool:
        """Whether some role has the permission at all, be it only for what is the person's own."""
        return bool(self.may(permission, reach=Reach.OWN))

    def has_role(self, role: Role) -> bool:
        return any(has == role for _network, has in self.roles)

    def networks_reading(self) -> Iterator[tuple[Level, frozenset[int]]]:
        """Yield each level above public with the ids of the networks in which the person reads up to exactly it."""
        best: dict[int, Level] = {}
        for network, role in self.roles:
            if network is not None:
                best[network] = max(best.get(network, Level.PUBLIC), READS[role])
        for level in (Level.PROFESSIONALS, Level.NETWORK, Level.COORDINATION):
            if ids := frozenset(network for network, reads in best.items() if reads == level):
                yield level, ids

    def reads_in(self, network_id: int) -> Level:
        """Up to which level the person reads in a network."""
        return max(
            (READS[role] for network, role in self.roles if network == network_id), default=Level.PUBLIC
        )


class Somebody:
    """Whoever has a role in a network, without an account: to look at something as such a person would see it."""

    is_authenticated = is_active = True

    def __init__(self, role: Role, network_id: int) -> None:
        self.scope = Scope(timezone.localdate(), frozenset({(network_id, role)}))


def scope_of(user: Any) -> Scope:
    """Return the scope of a user today; looked up once per user object, that is once per request."""
    if isinstance(user, Somebody):
        return user.scope
    today = timezone.localdate()
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope(today)
    known = getattr(user, "_scope", None)
    if known is None or known.day != today:
        known = user._scope = _scope(user, today)
    return known


def forget_scope(user: Any) -> None:
    """Look the scope up anew at the next question, after a role has been given or taken."""
    user.__dict__.pop("_scope", None)


_FACTORS = ("totp", "webauthn")  # spare codes alone are none
_TENANT = ("id", "uid", "slug", "name", "short_name", "insofa_label")


def factors_of(user: Any) -> QuerySet:
    """The second factors of an account, or of that of an outer query."""
    return apps.get_model("mfa", "Authenticator").objects.filter(user=user, type__in=_FACTORS)


@cache
def _roles() -> Written:
    """The question each request begins with: the roles of one person on one day, with their networks."""
    rows = apps.get_model("accounts", "Membership").objects.in_force(ANY_DAY).filter(user=ANY_ID)
    rows = rows.annotate(has_factor=Exists(factors_of(OuterRef("user"))))
    return Written(
        rows.values_list("role", "land_id", "has_factor", *(f"network__{name}" for name in _TENANT))
    )


def _scope(user: Any, day: dt.date) -> Scope:
    """Ask once for roles and networks; a second time only for the state level, whose networks follow from the Land."""
    has_second_factor = False
    roles: set[tuple[int | None, Role]] = set()
    tenants: dict[int, Tenant] = {}
    for role, land, has_factor, *network in _roles().fetch({ANY_ID: user.pk, ANY_DAY: day}):
        has_second_factor = has_factor
        found = [network] if network[0] is not None else []
        if land is not None:
            networks = apps.get_model("accounts", "Network").objects.filter(land=land)
            found = list(networks.values_list(*_TENANT))
        roles |= {(values[0], Role(role)) for values in found} or {(None, Role(role))}
        tenants |= {values[0]: Tenant(*values) for values in found}
    if user.is_staff and (None, Role.OPERATOR) not in roles:  # made on the machine itself (createsuperuser)
        has_second_factor = has_second_factor or (not roles and factors_of(user).exists())
        roles.add((None, Role.OPERATOR))
    by_name = dict(sorted(tenants.items(), key=lambda item: item[1].name))
    return Scope(day, frozenset(roles), by_name, has_second_factor)


def readable(user: Any, *, level: str, network: str) -> Q:
    """Return the condition „at a level that the user reads in its network“ for rows with both columns."""
    condition = Q(**{f"{level}__lte": Level.PUBLIC})
    for reads, networks in scope_of(user).networks_reading():
        condition |= Q(**{f"{level}__lte": reads, f"{network}__in": networks})
    return condition
