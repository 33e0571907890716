"""What a handout says: a published version at a place of its network, with the public contacts in charge there.

The content is plain JSON in the words of the directory, without anything that depends on the moment (who answers just
now, whose shift it is) or on our catalogue: the same facts give the same content and so the same handout.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation

from coordination.accounts.models import Network
from coordination.directory.catchment import Place
from coordination.directory.reachability import PHONES, Answer, hours_of
from coordination.pathways.flow import read
from coordination.pathways.models import Release
from coordination.pathways.resolve import Resolved, resolve_flow

FORMAT = 1
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


def made(release: Release, place: Place, network: Network) -> Made:
    """Resolve a version at a place as everybody may see it, and return what a handout of it says."""
    with translation.override("de"):
        resolved = resolve_flow(read(release.content), place, timezone.now(), user=None)
        return Made(release, place, _content(release, resolved, network))


def hash_of(content: dict[str, Any]) -> str:
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _content(release: Release, resolved: Resolved, network: Network) -> dict[str, Any]:
    contacts: dict[str, dict[str, Any]] = {}
    slots = {}
    for code, slot in resolved.slots.items():
        chosen = _in_order(slot.answers)[:MOST_OF_A_KIND]
        for answer in chosen:
            contacts.setdefault(str(answer.service.uid), _contact(answer))
        slots[code] = {"name": slot.kind.name, "contacts": [str(one.service.uid) for one in chosen]}
    place = resolved.place
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
