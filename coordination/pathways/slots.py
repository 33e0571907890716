"""Whether somebody fills each slot of a pathway everywhere in a network, with a number that may be shown.

„Everywhere“ is each municipality, and where services share one by parts, streets or postcodes, each of these.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.models import Network
from coordination.directory.models import ContactPoint, Fallback, Service, ServiceKind
from coordination.lib.levels import Level
from coordination.pathways.checks import Finding, place
from coordination.pathways.flow import Flow
from coordination.pathways.spots import Areas, Spots, areas_of, spots_of
from coordination.places.models import Municipality

PHONES = (ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE)
NAMED = 4  # municipalities named in a sentence


@dataclass(frozen=True)
class Cover:
    """For one kind of service: the spots it is there for, and those where a public number is known.

    A number kept for professionals will do where the service is public and somebody with a public number stands in.
    """

    anybody: frozenset[str]
    public: frozenset[str]


def slot_findings(flow: Flow, network: Network) -> list[Finding]:
    """Return the slots that nobody fills somewhere, and those whose contact may not stand on a public page."""
    kinds = {kind.code: kind for kind in ServiceKind.objects.filter(code__in=flow.slots)}
    rows = Municipality.objects.filter(networks__network=network).order_by("sort_key", "id")
    towns = {pk: (ags, name) for pk, ags, name in rows.values_list("pk", "ags", "name")}
    ours = Service.objects.filter(Q(network=network) | Q(level=Level.PUBLIC), removed_at__isnull=True)
    spots = spots_of({pk: ags for pk, (ags, _name) in towns.items()}, ours)
    names = spots.named(dict(towns.values()))
    covers = _covers(ours.filter(kind__in=list(kinds.values())), kinds, spots, set(towns), network)
    found = []
    for step in flow.steps:
        for code in step.slots:
            if code not in kinds:
                text = _("%(place)s: the kind of service “%(code)s” is not known.")
                found.append(Finding("slot_unknown", text % {"place": place(step), "code": code}, step.code))
                continue
            words = {"place": place(step), "kind": kinds[code].name}
            if empty := _left(names, covers[code].anybody):
                text = _("%(place)s: nobody in the directory fills “%(kind)s” for %(towns)s.")
                found.append(Finding("slot_empty", text % (words | {"towns": _named(empty)}), step.code))
            elif hidden := _left(names, covers[code].public):
                text = _("%(place)s: no number of “%(kind)s” may stand on a public page (%(towns)s).")
                found.append(Finding("slot_hidden", text % (words | {"towns": _named(hidden)}), step.code))
    return found


def _left(names: Mapping[str, str], there: frozenset[str]) -> list[str]:
    """The places that are left over; a town of which no part is served by its name alone."""
    by_town: dict[str, list[str]] = {}
    for key in names:
        by_town.setdefault(key.partition("/")[0], []).append(key)
    found = []
    for keys in by_town.values():
        left = [key for key in keys if key not in there]
        if len(left) == len(keys) > 1:
            found.append(names[left[0]].partition(", ")[0])
        else:
            found += [names[key] for key in left]
    return found


def _named(names: list[str]) -> str:
    """Places in a row; parts of towns, which hold a comma themselves, with semicolons."""
    sign = "; " if any("," in name for name in names) else ", "
    if len(names) <= NAMED:
        return sign.join(names)
    more = len(names) - NAMED + 1
    first = sign.join(names[: NAMED - 1])
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {
        "names": first,
        "n": more,
    }


def _covers(
    services: QuerySet[Service], kinds: Collection[str], spots: Spots, towns: set[int], network: Network
) -> dict[str, Cover]:
    answers = answering(None)
    seen = Service.objects.visible_to(None).filter(pk=OuterRef("pk"))
    stand_ins = Fallback.objects.filter(service=OuterRef("pk"), then__in=answers.values("pk"))
    rows = list(
        services.annotate(
            shown=Exists(answers.filter(pk=OuterRef("pk"))), stood_in=Q(Exists(seen)) & Q(Exists(stand_ins))
        ).values_list("pk", "kind__code", "catchment", "network_id", "shown", "stood_in")
    )
    areas = areas_of([pk for pk, _kind, catchment, *_rest in rows if catchment == Service.Catchment.AREAS])
    anybody: dict[str, set[str]] = {code: set() for code in kinds}
    public: dict[str, set[str]] = {code: set() for code in kinds}
    for pk, code, catchment, owner, shown, stood_in in rows:
        there: Areas = {}
        if catchment == Service.Catchment.NATION or (
            catchment == Service.Catchment.NETWORK and owner == network.pk
        ):
            there = dict.fromkeys(towns)
        elif catchment == Service.Catchment.AREAS:
            there = {town: codes for town, codes in areas.get(pk, {}).items() if town in towns}
        served = set(spots.served_by(pk, there))
        anybody[code] |= served
        if shown or stood_in:
            public[code] |= served
    return {code: Cover(frozenset(anybody[code]), frozenset(public[code])) for code in kinds}


def answering(reader: Any) -> QuerySet[Service]:
    """Services that a reader sees with a telephone number, be it that of their institution."""
    own = ContactPoint.objects.visible_to(reader, owner="service").filter(
        service=OuterRef("pk"), kind__in=PHONES
    )
    house = ContactPoint.objects.visible_to(reader, owner="institution").filter(
        institution=OuterRef("provider"), kind__in=PHONES
    )
    return Service.objects.visible_to(reader).filter(Q(Exists(own)) | Q(Exists(house)))
