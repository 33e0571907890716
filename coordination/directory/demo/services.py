"""The demo's services with their catchment areas."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.directory.demo.institutions import by_key
from coordination.directory.demo.people import home_networks
from coordination.directory.demo.words import Words, all_checked, checked, contacts_of, uid_of
from coordination.directory.models import ContactPoint, Institution, Service, ServiceArea, ServiceKind
from coordination.lib.history import bulk_create
from coordination.lib.reference import Entry, broken, day, read_entries
from coordination.places.models import District, Municipality, Postcode

NEEDED = {"key", "kind", "provider", "name", "level"}
PLAIN = {"description", "audience", "access", "fee", "is_anonymous", "hours_text", "waiting_time"}
KNOWN = PLAIN | {"areas", "waiting_as_of", "contacts", "network"}
AREAS = {"postcode": (Postcode, "code"), "municipality": (Municipality, "ags"), "district": (District, "key")}


def load_services(folder: Path) -> Counter[str]:
    path = folder / "services.yaml"
    entries = read_entries(path, needed=NEEDED, known=KNOWN, key="key")
    uids = {entry["key"]: uid_of("service", entry["key"]) for entry in entries}
    there = set(Service.objects.filter(uid__in=uids.values()).values_list("uid", flat=True))
    fresh = [entry for entry in entries if uids[entry["key"]] not in there]
    words, institutions = Words(path), by_key()

    homes = home_networks(institutions)
    services = {entry["key"]: _service(entry, words, institutions, homes) for entry in fresh}
    bulk_create(list(services.values()))
    areas: list[ServiceArea] = []
    contacts: list[ContactPoint] = []
    for entry in fresh:
        service = services[entry["key"]]
        areas += [_area(service, area, entry, words) for area in entry.get("areas", ())]
        reached = contacts_of(
            {"service": service}, entry, words, network=service.network or homes[entry["provider"]]
        )
        contacts += all_checked(path, entry["key"], reached)
    bulk_create(areas)
    bulk_create(contacts)
    return Counter(created=len(fresh), unchanged=len(entries) - len(fresh))


def _service(
    entry: Entry, words: Words, institutions: dict[str, Institution], homes: dict[str, Network]
) -> Service:
    if entry["provider"] not in institutions:
        sentence = _("“%(word)s” is not known here.") % {"word": entry["provider"]}
        raise broken(words.path, entry["key"], sentence, code="provider_unknown")
    row = Service(
        **{word: entry[word] for word in PLAIN if word in entry},
        uid=uid_of("service", entry["key"]),
        kind=words.find(ServiceKind, entry["kind"], entry=entry["key"]),
        provider=institutions[entry["provider"]],
        network=words.network(entry, entry, otherwise=homes[entry["provider"]]),
        name=entry["name"],
        catchment=Service.Catchment.AREAS if "areas" in entry else Service.Catchment.NETWORK,
        waiting_as_of=day(entry.get("waiting_as_of"), today=timezone.localdate()),
        level=words.level(entry["level"], entry=entry["key"]),
    )
    row.derive()
    return checked(words.path, entry["key"], row)


def _area(service: Service, area: Entry, entry: Entry, words: Words) -> ServiceArea:
    ((name, value),) = area.items()
    if name not in AREAS:
        sentence = _("“%(word)s” is not known here. Known: %(known)s.") % {
            "word": name,
            "known": ", ".join(AREAS),
        }
        raise broken(words.path, entry["key"], sentence, code="area_unknown")
    model, by = AREAS[name]
    return ServiceArea(service=service, **{name: words.find(model, value, entry=entry["key"], by=by)})
