"""The world of the rights matrix: two networks, a reader of every kind, and canaries. No test itself.

A *canary* is a word that occurs nowhere else, written into one field of one record. Who may read it follows from the
level, the network and the right named with it, by the table of roles alone: never from ``visible_to``, which is what
the matrix tries. Each room adds its records in a module of ``tests/matrix/rooms``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import get_resolver

from coordination.accounts.models import Network, User
from coordination.accounts.roles import FOLLOWS_FROM_SEAT, MAY, READS, Reach, Role
from coordination.lib.levels import Level
from coordination.places.models import Land
from tests.factories.accounts import MembershipFactory, NetworkFactory, UserFactory, nrw

READERS = [role for role in Role if role not in FOLLOWS_FROM_SEAT]


@dataclass(frozen=True)
class Canary:
    """A word, the level and network of the datum it stands in, and what else is needed to read it."""

    word: str
    stands_in: str
    level: Level
    network: Network | None
    right: str = ""  # the permission word beside the level
    owner: User | None = None  # the only person who reads it

    def __str__(self) -> str:
        return f"{self.stands_in} {self.level.name} {self.network}"

    def readable_by(self, reader: Reader) -> bool:
        if self.owner is not None:
            return reader.user is not None and reader.user.pk == self.owner.pk
        if self.right:
            return self._level(reader) and reader.may(self.right, self.network)
        return self._level(reader)

    def _level(self, reader: Reader) -> bool:
        return self.level <= Level.PUBLIC or self.level <= reader.level_in(self.network)


@dataclass(frozen=True)
class Reader:
    """Somebody who looks: nobody signed in (no user), an account without a role, or one role."""

    name: str
    user: User | None = None
    role: Role | None = None
    networks: tuple[Network, ...] = ()

    def level_in(self, network: Network | None) -> Level:
        return READS[self.role] if self.role and network in self.networks else Level.PUBLIC

    def may(self, permission: str, network: Network | None, reach: Reach = Reach.ALL) -> bool:
        return bool(self.role) and network in self.networks and MAY[self.role].get(permission, 0) >= reach


@dataclass
class World:
    ours: Network
    theirs: Network
    readers: list[Reader]
    canaries: list[Canary] = field(default_factory=list)
    things: dict[Network, dict[str, dict[Level, Model]]] = field(default_factory=dict)
    _count: int = 0

    def reader(self, name: str) -> Reader:
        return next(reader for reader in self.readers if reader.name == name)

    def coordinator(self, network: Network) -> User:
        user = self.reader("coordinator" if network == self.ours else "coordinator next door").user
        assert user is not None
        return user

    def canary(
        self, stands_in: str, level: Level, network: Network | None, *, right: str = "", owner: Any = None
    ) -> str:
        """Return a new word that only those may read who read ``level`` in ``network`` (and have the ``right``)."""
        self._count += 1
        digest = hashlib.sha256(str(self._count).encode()).hexdigest()
        word = "Q" + "".join(chr(ord("a") + int(sign, 16)) for sign in digest[:11])
        self.canaries.append(Canary(word, stands_in, level, network, right, owner))
        return word

    def keep(self, thing: Any, network: Network, level: Level, *, state: str = "") -> Any:
        """Remember a record by its kind, network and level: its id, if it has one, is tried in every address.

        ``state`` names what is special about it where some addresses open only for such: „in the bin“.
        """
        label = f"{thing._meta.label} {state}".strip()
        self.things.setdefault(network, {}).setdefault(label, {})[level] = thing
        return thing

    def models(self) -> set[str]:
        return {label.split()[0] for kinds in self.things.values() for label in kinds}


def _readers(ours: Network, theirs: Network) -> list[Reader]:
    readers = [Reader("nobody"), Reader("no role", UserFactory(last_name="Ohnerolle"))]
    for role in READERS:
        place = {Role.OPERATOR: {"network": None}, Role.STATE: {"network": None, "land": ours.land}}
        member = MembershipFactory(role=role, **place.get(role, {"network": ours}))
        readers.append(Reader(str(role), member.user, role, () if role == Role.OPERATOR else (ours,)))
    noor = MembershipFactory(role=Role.COORDINATOR, network=theirs)
    readers.append(Reader("coordinator next door", noor.user, Role.COORDINATOR, (theirs,)))
    return readers


def make_world() -> World:
    """Two networks in two Länder, one reader of each kind, and what every room adds."""
    assert get_resolver().url_patterns  # rooms declare the purposes of files where their pages are loaded
    land = Land.objects.get_or_create(key="10", defaults={"name": "Saarland", "abbreviation": "SL"})[0]
    ours = NetworkFactory(name="Netzwerk Unser", slug="unser", short_name="Unser", land=nrw())
    theirs = NetworkFactory(name="Netzwerk Nebenan", slug="nebenan", short_name="Nebenan", land=land)
    world = World(ours, theirs, _readers(ours, theirs))
    # From the ground up; a room without a module of canaries fails here.
    for room in settings.ROOMS:
        fill = import_module(f"tests.matrix.rooms.{room.rpartition('.')[2]}").fill
        for network in (ours, theirs):
            fill(world, network)
    return world
