"""How long this room keeps what it holds of people."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.directory.models import Affiliation, DataRequest, ExportRequest, Person
from coordination.directory.services.erasure import forget_person
from coordination.lib import erasures
from coordination.lib.personal.shapes import Before, Fixed, Period


def _former_people(before: Before, networks: Collection[int]) -> QuerySet[Person]:
    """People whose functions have all ended longer ago than their network keeps, and who hold no role today."""
    at = Affiliation.objects.filter(person=OuterRef("pk"))
    condition = Q(pk=None)
    for pk in networks:
        lasting = at.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=before(pk).date()))
        condition |= Q(Exists(at), ~Exists(lasting), network=pk)
    rows = Person.objects.filter(condition, restricted_at__isnull=True)
    return rows.exclude(user__is_active=True, user__memberships__in=_roles_today())


def _roles_today():
    from coordination.accounts.models import Membership  # noqa: PLC0415 -- beside its use

    return Membership.objects.in_force()


def _forget_people(rows: QuerySet[Person]) -> int:
    count = 0
    for person in rows.order_by("id"):
        erasures.remember("directory.person", person.uid)
        forget_person(person)
        count += 1
    return count


def _old_exports(before: Before, networks: Collection[int]) -> QuerySet[ExportRequest]:
    condition = Q(pk=None)
    for pk in networks:
        condition |= Q(network=pk, expires_at__lt=before(pk))
    return ExportRequest.objects.filter(condition)


def _old_requests(before: Before, networks: Collection[int]) -> QuerySet[DataRequest]:
    condition = Q(pk=None)
    for pk in networks:
        condition |= Q(network=pk, decided_at__lt=before(pk))
    return DataRequest.objects.filter(condition)


def _delete(rows: QuerySet) -> int:
    return rows.order_by().delete()[0]


def _here(rows: QuerySet, network: int) -> QuerySet:
    return rows.filter(network=network)


PERIODS = [
    Period(
        key="directory.former", activity="directory", title=_("People whose last function has ended"),
        months=12, least=1, most=24, due=_former_people, act=_forget_people, of_network=_here,
        does=_("are erased, with contacts and history"), order=30,
    ),
    Period(
        key="directory.exports", activity="lists", title=_("Requests for exports"),
        months=24, least=12, most=36, due=_old_exports, act=_delete, of_network=_here, does=_("are deleted"),
    ),
    Period(
        key="directory.requests", activity="rights", title=_("Answered requests of people"),
        months=36, least=12, most=48, due=_old_requests, act=_delete, of_network=_here, does=_("are deleted"),
    ),
    Fixed(
        key="directory.private", activity="private", title=_("Private contacts"),
        kept=_("until the function or role ends"), does=_("are deleted"), work="directory.private",
    ),
    Fixed(
        key="directory.bin", activity="directory", title=_("Entries in the bin"), kept=_("30 days"),
        does=_("are deleted with their history"), work="directory.bin",
    ),
    Fixed(
        key="directory.imports", activity="lists", title=_("Cells of imported lists"), kept=_("30 days"),
        does=_("are deleted"), work="directory.imports",
    ),
]  # fmt: skip
