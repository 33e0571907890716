"""Whether somebody fills each slot of a pathway in each municipality of a network, with a number that may be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.models import Network
from coordination.directory.models import ContactPoint, Fallback, Service, ServiceArea, ServiceKind
from coordination.lib.levels import Level
from coordination.pathways.checks import Finding, place
from coordination.pathways.flow import Flow
from coordination.places.models import Municipality, PostcodePlace

PHONES = (ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE)
NAMED = 4  # municipalities named in a sentence


@dataclass(frozen=True)
class Cover:
    """For one kind of service: the municipalities it is there for, and those where a public number is known.

    A number kept for professionals will do where the service is public and somebody with a public number stands in.
    """

    anybody: frozenset[int]
    public: frozenset[int]


def slot_findings(flow: Flow, network: Network) -> list[Finding]:
    """Return the slots that nobody fills somewhere, and those whose contact may not stand on a public page."""
    kinds = {kind.code: kind for kind in ServiceKind.objects.filter(code__in=flow.slots)}
    towns = {
        town.pk: town.name
        for town in Municipality.objects.filter(networks__network=network).order_by("sort_key", "id")
    }
    covers = _covers(kinds, set(towns), network)
    found = []
    for step in flow.steps:
        for code in step.slots:
            if code not in kinds:
                text = _("%(place)s: the kind of service “%(code)s” is not known.")
                found.append(Finding("slot_unknown", text % {"place": place(step), "code": code}, step.code))
                continue
            words = {"place": place(step), "kind": kinds[code].name}
            if empty := [name for pk, name in towns.items() if pk not in covers[code].anybody]:
                text = _("%(place)s: nobody in the directory fills “%(kind)s” for %(towns)s.")
                found.append(Finding("slot_empty", text % (words | {"towns": _named(empty)}), step.code))
            elif hidden := [name for pk, name in towns.items() if pk not in covers[code].public]:
                text = _("%(place)s: no number of “%(kind)s” may stand on a public page (%(towns)s).")
                found.append(Finding("slot_hidden", text % (words | {"towns": _named(hidden)}), step.code))
    return found


def _named(names: list[str]) -> str:
    if len(names) <= NAMED:
        return ", ".join(names)
    more = len(names) - NAMED + 1
    first = ", ".join(names[: NAMED - 1])
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {
        "names": first,
        "n": more,
    }


def _covers(kinds: dict[str, ServiceKind], towns: set[int], network: Network) -> dict[str, Cover]:
    answers = _answers_publicly()
    seen = Service.objects.visible_to(None).filter(pk=OuterRef("pk"))
    stand_ins = Fallback.objects.filter(service=OuterRef("pk"), then__in=answers.values("pk"))
    rows = list(
        Service.objects.filter(kind__in=list(kinds.values()), removed_at__isnull=True)
        .filter(Q(network=network) | Q(level=Level.PUBLIC))
        .annotate(
            shown=Exists(answers.filter(pk=OuterRef("pk"))), stood_in=Q(Exists(seen)) & Q(Exists(stand_ins))
        )
        .values_list("pk", "kind__code", "catchment", "network_id", "shown", "stood_in")
    )
    areas = _areas([pk for pk, _kind, catchment, *_rest in rows if catchment == Service.Catchment.AREAS])
    anybody: dict[str, set[int]] = {code: set() for code in kinds}
    public: dict[str, set[int]] = {code: set() for code in kinds}
    for pk, code, catchment, owner, shown, stood_in in rows:
        if catchment == Service.Catchment.NATION:
            there = towns
        elif catchment == Service.Catchment.NETWORK:
            there = towns if owner == network.pk else set()
        else:
            there = areas.get(pk, set()) & towns
        anybody[code] |= there
        if shown or stood_in:
            public[code] |= there
    return {code: Cover(frozenset(anybody[code]), frozenset(public[code])) for code in kinds}


def _answers_publicly() -> QuerySet[Service]:
    """Services that everybody sees with a telephone number, be it that of their institution."""
    own = ContactPoint.objects.visible_to(None, owner="service").filter(
        service=OuterRef("pk"), kind__in=PHONES
    )
    house = ContactPoint.objects.visible_to(None, owner="institution").filter(
        institution=OuterRef("provider"), kind__in=PHONES
    )
    return Service.objects.visible_to(None).filter(Q(Exists(own)) | Q(Exists(house)))


def _areas(services: Iterable[Any]) -> dict[int, set[int]]:
    """The municipalities each service names, be it by district or postcode. A postcode in part counts as there."""
    found: dict[int, set[int]] = {}
    rows = list(
        ServiceArea.objects.filter(service__in=list(services)).values_list(
            "service_id", "municipality_id", "district_id", "postcode_id"
        )
    )
    districts, codes = {row[2] for row in rows if row[2]}, {row[3] for row in rows if row[3]}
    in_district: dict[int, set[int]] = {}
    for pk, district in Municipality.objects.filter(district__in=districts).values_list("pk", "district_id"):
        in_district.setdefault(district, set()).add(pk)
    at_code: dict[int, set[int]] = {}
    for code, town in PostcodePlace.objects.filter(postcode__in=codes).values_list(
        "postcode_id", "municipality_id"
    ):
        at_code.setdefault(code, set()).add(town)
    for service, town, district, code in rows:
        here = found.setdefault(service, set())
        if town:
            here.add(town)
        here |= in_district.get(district, set()) | at_code.get(code, set())
    return found
