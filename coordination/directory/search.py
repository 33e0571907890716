"""What the search page finds in the directory: institutions, people, services."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.accounts.permissions import scope_of
from coordination.directory import indexing
from coordination.directory.models import Affiliation, Institution, Person, Service
from coordination.lib.levels import Level
from coordination.lib.search import Document, Kind


class _OfTheDirectory(Kind):
    """What the three kinds share: levels are read in networks, public data by whoever sees the record."""

    def audiences_of(self, user: Any) -> Collection[int]:
        reading = {
            network * 100 + level.value
            for reads, networks in scope_of(user).networks_reading()
            for network in networks
            for level in Level
            if Level.PUBLIC < level <= reads
        }
        return {0, *reading}


class _Institutions(_OfTheDirectory):
    number, code, model, icon = 1, "institution", "directory.institution", "building"
    label = _("Institutions")

    def ids(self) -> Iterable[int]:
        return Institution.objects.in_use().order_by("pk").values_list("pk", flat=True)

    def documents(self, ids: Collection[int]) -> Iterable[Document]:
        return indexing.institutions(ids)

    def visible_to(self, user: Any) -> QuerySet[Institution]:
        networks = scope_of(user).may("directory.view_institution")
        return Institution.objects.found_by(user, networks).select_related("type")

    def described(self, rows: list[Institution], user: Any) -> dict[int, str]:
        return {
            row.pk: " · ".join(part for part in (row.type.short_name, row.address) if part) for row in rows
        }

    def concerned(self, touched: dict[str, set[int]]) -> Iterable[int]:
        mine = touched.get(self.model, set())
        return mine | set(Institution.objects.filter(parent__in=mine).values_list("pk", flat=True))


class _People(_OfTheDirectory):
    number, code, model, icon = 2, "person", "directory.person", "person"
    label = _("People")

    def ids(self) -> Iterable[int]:
        return Person.objects.filter(removed_at__isnull=True).order_by("pk").values_list("pk", flat=True)

    def documents(self, ids: Collection[int]) -> Iterable[Document]:
        return indexing.people(ids)

    def visible_to(self, user: Any) -> QuerySet[Person]:
        networks = scope_of(user).may("directory.view_person")
        return Person.objects.visible_to(user).working_in(networks).select_related("profession")

    def described(self, rows: list[Person], user: Any) -> dict[int, str]:
        """Profession, and the institutions that this user may see, too."""
        at: dict[int, list[str]] = {row.pk: [str(row.profession)] if row.profession else [] for row in rows}
        seen = Affiliation.objects.visible_to(user).in_force().filter(person__in=at)
        for person, name in seen.order_by("-is_contact", "id").values_list("person_id", "institution__name"):
            if name not in at[person]:
                at[person].append(name)
        return {pk: " · ".join(parts) for pk, parts in at.items()}

    def concerned(self, touched: dict[str, set[int]]) -> Iterable[int]:
        at = touched.get("directory.institution", set())
        working = Affiliation.objects.filter(institution__in=at).values_list("person_id", flat=True)
        return touched.get(self.model, set()) | set(working)


class _Services(_OfTheDirectory):
    number, code, model, icon = 3, "service", "directory.service", "speech"
    label = _("Services")

    def ids(self) -> Iterable[int]:
        rows = Service.objects.filter(removed_at__isnull=True).exclude(provider__removed_at__isnull=False)
        return rows.order_by("pk").values_list("pk", flat=True)

    def documents(self, ids: Collection[int]) -> Iterable[Document]:
        return indexing.services(ids)

    def visible_to(self, user: Any) -> QuerySet[Service]:
        """Services of the own networks, and the lines that are there for all of Germany."""
        networks = scope_of(user).may("directory.view_service")
        offered = Q(provider__in=Institution.objects.listed_in(networks).values("pk"))
        mine = offered | Q(provider__isnull=True) if networks else offered
        return Service.objects.visible_to(user).filter(mine).select_related("kind", "provider")

    def described(self, rows: list[Service], user: Any) -> dict[int, str]:
        """Kind, and the provider if this user may see it, too."""
        providers = Institution.objects.visible_to(user).filter(pk__in={row.provider_id for row in rows})
        names = dict(providers.values_list("pk", "name"))
        return {
            row.pk: " · ".join(part for part in (str(row.kind), names.get(row.provider_id or 0, "")) if part)
            for row in rows
        }

    def concerned(self, touched: dict[str, set[int]]) -> Iterable[int]:
        at = touched.get("directory.institution", set())
        offered = Service.objects.filter(provider__in=at).values_list("pk", flat=True)
        return touched.get(self.model, set()) | set(offered)


KINDS: tuple[Kind, ...] = (_Institutions(), _People(), _Services())
