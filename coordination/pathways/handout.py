"""What a handout says: a published version at a place of its network, with the public contacts in charge there.

The content is plain JSON in the words of the directory, without anything that depends on the moment (who answers just
now, whose shift it is) or on our catalogue: the same facts give the same content and so the same handout.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation

from coordination.accounts.models import Network
from coordination.directory.catchment import Place
from coordination.directory.models import Institution, ServiceKind
from coordination.directory.reachability import PHONES, Answer, hours_of, in_charge, reachable
from coordination.pathways.flow import Flow, read
from coordination.pathways.houses import (
    OWN_KINDS,
    POLICE,
    STATION,
    Station,
    address_of,
    nearest,
    place_of,
    stations_of,
)
from coordination.pathways.models import Release
from coordination.pathways.resolve import Slot, resolve_flow
from coordination.pathways.tongues import GERMAN, Voices

FORMAT = 1
EMERGENCY = frozenset({"", "110", "112"})  # no number of a station
MOST_OF_A_KIND = 4  # a town with more districts than that asks for the part


@dataclass(frozen=True)
class Made:
    """The content of a handout that could be issued now, and the hash by which it is recognised."""

    release: Release
    place: Place
    content: dict[str, Any]

    @property
    def hash(self) -> str:
        return hash_of(self.content)


def made(release: Release, place: Place, network: Network, language: str = GERMAN.code) -> Made:
    """Resolve a version at a place as everybody may see it, and return what a handout of it says."""
    return Maker().made(release, place, network, language)


def language_of(content: Mapping[str, Any]) -> str:
    """In which language the texts of the way were printed."""
    return str(content.get("language", GERMAN.code))


class Maker:
    """Makes many contents: each version is resolved once per place, the police stations are asked for once."""

    def __init__(self) -> None:
        self._flows: dict[int, Flow] = {}
        self._voices: dict[int, Voices] = {}
        self._slots: dict[tuple[int, Place], dict[str, Slot]] = {}
        self._stations: dict[int, list[Station]] = {}

    def made(self, release: Release, place: Place, network: Network, language: str = GERMAN.code) -> Made:
        """In another language the checked texts of the day stand in the content too; there may be none."""
        with translation.override("de"):
            content = _content(release, place, self._resolved(release, place), network)
        if language != GERMAN.code:
            content |= {"language": language, "texts": self._texts(release, language)}
        return Made(release, place, content)

    def _texts(self, release: Release, language: str) -> dict[str, dict[str, str]]:
        if release.pk not in self._voices:
            self._voices[release.pk] = Voices(release.pathway, self._flow(release))
        return self._voices[release.pk].texts_in(language)

    def made_for(self, house: Institution, release: Release, network: Network) -> Made | None:
        """The content for one institution; None where it has no place (``houses.place_of``)."""
        exact = place_of(house, self._flow(release))
        if exact is None:
            return None
        place = Place(exact.municipality, exact.postcode)
        if network.pk not in self._stations:
            self._stations[network.pk] = stations_of(network)
        with translation.override("de"):
            slots = self._resolved(release, exact, more=OWN_KINDS)
            content = _content(release, place, slots, network)
            station = nearest(self._stations[network.pk], house)
            return Made(release, place, _for_house(content, house, station))

    def _flow(self, release: Release) -> Flow:
        if release.pk not in self._flows:
            self._flows[release.pk] = read(release.content)
        return self._flows[release.pk]

    def _resolved(self, release: Release, place: Place, more: tuple[str, ...] = ()) -> dict[str, Slot]:
        key = (release.pk, place)
        if key not in self._slots:
            self._slots[key] = dict(resolve_flow(self._flow(release), place, timezone.now(), user=None).slots)
        slots = self._slots[key]
        if missing := [code for code in more if code not in slots]:
            slots |= _slots(missing, place)
        return {code: slots[code] for code in (*self._flow(release).slots, *more) if code in slots}


def _slots(kinds: list[str], place: Place) -> dict[str, Slot]:
    """Kinds of services that a house is told of though no step of the way asks for them."""
    found: dict[str, list[Answer]] = {}
    for one in reachable(in_charge(kinds, place), timezone.now(), place=place):
        found.setdefault(one.service.kind.code, []).append(one)
    rows = ServiceKind.objects.filter(code__in=kinds)
    return {kind.code: Slot(kind, tuple(found.get(kind.code, ()))) for kind in rows}


def _for_house(content: dict[str, Any], house: Institution, station: Station | None) -> dict[str, Any]:
    """The same with its name; with the police station of the town unless a service already says a number of it."""
    told = {"uid": str(house.uid), "name": house.name, "address": address_of(house)}
    numbers = {one["uid"]: one["number"] for one in content["contacts"]}
    police = content["slots"].get(POLICE, {}).get("contacts", [])
    if station is not None and not any(numbers[uid] not in EMERGENCY for uid in police):
        slot = {"name": station.house.type.name, "contacts": [str(station.house.uid)]}
        content["slots"][STATION] = slot
        content["contacts"].append(station.contact)
    return {**content, "for": told}


def hash_of(content: dict[str, Any]) -> str:
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _content(release: Release, place: Place, resolved: dict[str, Slot], network: Network) -> dict[str, Any]:
    contacts: dict[str, dict[str, Any]] = {}
    slots = {}
    for code, slot in resolved.items():
        chosen = _in_order(slot.answers)[:MOST_OF_A_KIND]
        for answer in chosen:
            contacts.setdefault(str(answer.service.uid), _contact(answer))
        slots[code] = {"name": slot.kind.name, "contacts": [str(one.service.uid) for one in chosen]}
    return {
        "format": FORMAT,
        "release": {
            "uid": str(release.uid),
            "number": release.number,
            "valid_from": _day(release.valid_from),
            "valid_until": _day(release.review_due),
            "decided": release.approval_note,
        },
        "network": {
            "name": network.name,
            "body": network.host_body,
            "contact": network.contact_name,
            "phone": network.contact_phone,
            "email": network.contact_email,
            "address": network.contact_address,
        },
        "place": {
            "postcode": place.postcode,
            "municipality": place.municipality.name,
            "part": place.part,
        },
        "slots": slots,
        "contacts": list(contacts.values()),
    }


def _in_order(answers: Iterable[Answer]) -> list[Answer]:
    """The nearest first, then by name: never by who answers at this moment."""
    return sorted(answers, key=lambda one: (one.nearness, one.service.sort_key, one.service.pk))


def _contact(answer: Answer) -> dict[str, Any]:
    """One line of the table. The number is the first of the service, not that of a single shift."""
    service, hours = answer.service, hours_of(answer.service)
    number = next((one for one in answer.contacts if one.kind in PHONES), None)
    return {
        "uid": str(service.uid),
        "kind": service.kind.code,
        "name": service.name,
        "provider": service.provider.name if service.provider is not None else "",
        "number": str(number) if number is not None else "",
        "osm": hours.osm if hours is not None else "",
        "hours": hours.note if hours is not None else service.hours_text,
        "anonymous": service.is_anonymous,
    }


def _day(day: Any) -> str:
    return day.isoformat() if day is not None else ""
