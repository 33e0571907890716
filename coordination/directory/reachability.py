"""Who is in charge at a place and reachable at a moment: service, number, why, until when, when next, who stands in.

A fixed number of questions to the database, whatever the number of services; more only with the length of the chains
of stand-ins. Hours are reckoned in the Land of the institution, else in that of its network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coordination.accounts.models import CatchmentMunicipality
from coordination.accounts.scope import scope_of
from coordination.directory.catchment import Place, why_in_charge
from coordination.directory.models import ContactPoint, Fallback, OnCallShift, Service, ServiceArea
from coordination.lib.hours import Calendar, Standing, standing
from coordination.lib.hours_words import said
from coordination.lib.levels import Level
from coordination.places.models import SchoolHoliday

PHONES = (ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE)
LONGEST_CHAIN = 5
ROTA_AHEAD = dt.timedelta(days=21)
_WITH = ("kind", "hours", "provider__municipality__district__land", "network__land")
_FAR = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Answer:
    """One service as it stands at a moment. ``standing`` None: nobody has entered its hours."""

    service: Service
    at: dt.datetime
    standing: Standing | None
    contacts: tuple[ContactPoint, ...] = ()
    number: ContactPoint | None = None
    why: str = ""
    nearness: int = 9
    holder: str = ""
    is_gap: bool = False
    for_professionals: bool = False  # it has a number, which only they may have and the reader may not
    chain: tuple[Answer, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        return self.standing is not None and self.standing.is_open

    @property
    def is_reachable(self) -> bool:
        """Somebody answers now, and the reader may have the number."""
        return self.is_open and self.number is not None

    @property
    def words(self) -> str:
        """ "offen bis 16:00 Uhr" """
        if self.is_gap:
            return _("nobody in the rota")
        return said(self.standing, self.at)

    @property
    def instead(self) -> Answer | None:
        """The first of the chain that can be reached now."""
        return next((one for one in self.chain if one.is_reachable), None)

    def order(self) -> tuple[int, dt.datetime, int, str]:
        """Reachable first, the nearest before the national; then by the next opening."""
        if self.is_open:
            return (
                0 if self.number else 1,
                dt.datetime.min.replace(tzinfo=dt.UTC),
                self.nearness,
                self.service.name,
            )
        opens = self.standing.opens_at if self.standing else None
        return (3 if self.standing is None else 2, opens or _FAR, self.nearness, self.service.name)


def reachable(
    services: QuerySet[Service], at: dt.datetime, *, user: Any = None, place: Place | None = None
) -> list[Answer]:
    """Answer for services that were chosen by kind and place; ``user`` decides which numbers are shown."""
    rows = list(services.visible_to(user).select_related(*_WITH))  # type: ignore[attr-defined]  # a ServiceQuerySet
    if not rows:
        return []
    chains, everyone = _chains(rows, user)
    contacts, withheld = _contacts(everyone.values(), user)
    shifts = _shifts(everyone.values(), at)
    calendars = _calendars(everyone.values(), at.date())
    reasons = why_in_charge(rows, place) if place is not None else {}

    scope = scope_of(user)

    def knows_holder(service: Service) -> bool:
        return scope.reads_in(service.network_id or 0) >= Level.NETWORK

    def answer(service: Service, chain: tuple[Answer, ...] = ()) -> Answer:
        why, nearness = reasons.get(service.pk, ("", 9))
        mine = contacts.get(service.pk, ())
        current, held, is_gap = _standing(service, calendars, shifts.get(service.pk, ()), at)
        phones = [contact for contact in mine if contact.kind in PHONES]
        number = next(
            (one for one in phones if held and one.pk == held.contact_id), phones[0] if phones else None
        )
        return Answer(
            service,
            at,
            current,
            contacts=mine,
            number=number,
            why=why,
            nearness=nearness,
            holder=held.holder if held and knows_holder(service) else "",
            is_gap=is_gap,
            for_professionals=number is None and service.pk in withheld,
            chain=chain,
        )

    found = [answer(row, tuple(answer(everyone[pk]) for pk in chains[row.pk])) for row in rows]
    return sorted(found, key=Answer.order)


def _chains(rows: list[Service], user: Any) -> tuple[dict[int, list[int]], dict[int, Service]]:
    """The stand-ins of each service in order, each named once however the chains run, and every service met."""
    everyone = {row.pk: row for row in rows}
    after: dict[int, list[int]] = {}
    asked = set(everyone)
    for _step in range(LONGEST_CHAIN):
        links = Fallback.objects.filter(service__in=asked).order_by("position", "id")
        pairs = list(links.values_list("service_id", "then_id"))
        if not pairs:
            break
        for service, then in pairs:
            after.setdefault(service, []).append(then)
        fresh = {then for _service, then in pairs} - everyone.keys()
        if not fresh:
            break
        seen = Service.objects.visible_to(user).filter(pk__in=fresh).select_related(*_WITH)
        everyone |= {row.pk: row for row in seen}
        asked = fresh

    def walk(pk: int, met: set[int]) -> list[int]:
        found: list[int] = []
        for then in after.get(pk, ()):
            if then not in met and then in everyone:
                met.add(then)
                found += [then, *walk(then, met)]
        return found

    return {row.pk: walk(row.pk, {row.pk}) for row in rows}, everyone


def _contacts(services: Iterable[Service], user: Any) -> tuple[dict[int, tuple[ContactPoint, ...]], set[int]]:
    """The contacts of each service; its institution's telephone where it has none of its own.

    And the services with a telephone for professionals that the reader may not see.
    """
    rows, scope = list(services), scope_of(user)
    # The services are visible already: what is left to ask is the level of each datum.
    own = ContactPoint.objects.filter(service__in=[row.pk for row in rows], withdrawn_at__isnull=True)
    found: dict[int, list[ContactPoint]] = {}
    withheld: set[int] = set()
    for contact in own.order_by("sort_order", "id"):
        if contact.level <= max(Level.PUBLIC, scope.reads_in(contact.network_id or 0)):
            found.setdefault(contact.service_id or 0, []).append(contact)
        elif contact.kind in PHONES and contact.level == Level.PROFESSIONALS:
            withheld.add(contact.service_id or 0)
    without = {
        row.provider_id: row.pk
        for row in rows
        if row.provider_id and not any(one.kind in PHONES for one in found.get(row.pk, ()))
    }
    if without:
        theirs = ContactPoint.objects.visible_to(user, owner="institution").filter(
            institution__in=without, kind__in=PHONES
        )
        phones: dict[int, list[ContactPoint]] = {}
        for contact in theirs.order_by("sort_order", "id"):
            phones.setdefault(contact.institution_id or 0, []).append(contact)
        for row in rows:
            if row.provider_id in phones and not any(one.kind in PHONES for one in found.get(row.pk, ())):
                found[row.pk] = found.get(row.pk, []) + phones[row.provider_id]
    return {pk: tuple(contacts) for pk, contacts in found.items()}, withheld


def _shifts(services: Iterable[Service], at: dt.datetime) -> dict[int, tuple[OnCallShift, ...]]:
    kept = [row.pk for row in services if (hours := hours_of(row)) and hours.keeps_rota]
    if not kept:
        return {}
    found: dict[int, list[OnCallShift]] = {}
    for shift in (
        OnCallShift.objects.filter(service__in=kept).between(at, at + ROTA_AHEAD).order_by("starts_at", "id")
    ):
        found.setdefault(shift.service_id, []).append(shift)
    return {pk: tuple(shifts) for pk, shifts in found.items()}


def hours_of(service: Any) -> Any:
    """The hours of a service or an institution, or None; the row itself says so only by an error."""
    return getattr(service, "hours", None)


def land_of(service: Service) -> Any:
    """The Land whose holidays count: where the institution stands, else that of its network."""
    provider = service.provider
    if provider is not None and provider.municipality is not None:
        return provider.municipality.district.land
    return service.network.land if service.network is not None else None


def _calendars(services: Iterable[Service], day: dt.date) -> dict[int | None, Calendar]:
    lands = {land.pk: land for row in services if hours_of(row) and (land := land_of(row)) is not None}
    return calendars_of(lands, day) if lands else {None: Calendar()}


def calendars_of(lands: Mapping[int, Any], day: dt.date) -> dict[int | None, Calendar]:
    """Holidays of each Land around a day, by one question; under None what holds in all of Germany."""
    school: dict[int, list[tuple[dt.date, dt.date]]] = {}
    rows = SchoolHoliday.objects.around(day, lands=lands).order_by("first", "id")
    for land, first, last in rows.values_list("land_id", "first", "last"):
        school.setdefault(land, []).append((first, last))
    found: dict[int | None, Calendar] = {None: Calendar()}
    for pk, land in lands.items():
        found[pk] = Calendar(land.abbreviation, tuple(school.get(pk, ())))
    return found


def _standing(
    service: Service,
    calendars: Mapping[int | None, Calendar],
    shifts: tuple[OnCallShift, ...],
    at: dt.datetime,
) -> tuple[Standing | None, OnCallShift | None, bool]:
    """Hours, whose shift it is, and whether the rota has a gap there."""
    hours = hours_of(service)
    if hours is None:
        return None, None, False
    land = land_of(service)
    calendar = calendars.get(land.pk if land is not None else None, calendars[None])
    current = standing(hours.osm, calendar, at)
    if not hours.keeps_rota or not current.is_open:
        return current, None, False
    held = next((shift for shift in shifts if shift.starts_at <= at < shift.ends_at), None)
    if held is None:
        return (
            Standing(False, min((one.starts_at for one in shifts if one.starts_at > at), default=None)),
            None,
            True,
        )
    end = held.ends_at
    for shift in shifts:
        if shift.starts_at <= end:
            end = max(end, shift.ends_at)
    if end < at + ROTA_AHEAD and (current.until is None or end < current.until):
        current = Standing(True, end)
    return current, held, False


def in_charge(kinds: Iterable[str], place: Place) -> QuerySet[Service]:
    """Services of these kinds in charge at a place, whoever may see them: ``reachable`` asks for that.

    Each way of being in charge is looked up by its own index, so the database reads the few services of this place
    and not all of a kind. Their ids are fetched first: inside one query with rights and joins PostgreSQL guesses them
    last and reads every service (100,000 services: 300 ms instead of 10). What is in charge stands in
    ``ServiceQuerySet.serving``; a test compares the two.
    """
    kinds, town = list(kinds), place.municipality
    rows, areas = Service.objects.of_kind(*kinds), ServiceArea.objects.filter(service__kind__code__in=kinds)
    networks = CatchmentMunicipality.objects.filter(municipality=town).values("network")
    near = [
        rows.filter(catchment=Service.Catchment.NATION).order_by().values_list("pk"),
        rows.filter(catchment=Service.Catchment.NETWORK, network__in=networks).order_by().values_list("pk"),
        areas.filter(municipality=town).order_by().values_list("service"),
        areas.filter(district=town.district_id).order_by().values_list("service"),
    ]
    if place.postcode:
        near.append(areas.filter(postcode__code=place.postcode).order_by().values_list("service"))
    ids = {pk for (pk,) in near[0].union(*near[1:], all=True)}
    return Service.objects.filter(place.served(), pk__in=ids)
