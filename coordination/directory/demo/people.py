"""The demo's professionals and where they work."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Network, User
from coordination.directory.demo.institutions import by_key
from coordination.directory.demo.words import Words, all_checked, checked, contacts_of, uid_of
from coordination.directory.models import Affiliation, Function, Institution, Listing, Person, Profession
from coordination.lib.history import bulk_create
from coordination.lib.reference import Entry, broken, day, read_entries

NEEDED = {"key", "first_name", "last_name", "profession", "level", "affiliations"}
KNOWN = {"title", "threat_flag", "specialisms", "note", "user", "contacts"}
DAYS = ("valid_from", "valid_until", "absent_from", "absent_until")


def load_people(folder: Path) -> Counter[str]:
    path = folder / "people.yaml"
    entries = read_entries(path, needed=NEEDED, known=KNOWN, key="key")
    uids = {entry["key"]: uid_of("person", entry["key"]) for entry in entries}
    there = set(Person.objects.filter(uid__in=uids.values()).values_list("uid", flat=True))
    fresh = [entry for entry in entries if uids[entry["key"]] not in there]
    words, institutions = Words(path), by_key()

    homes = home_networks(institutions)
    people = {entry["key"]: _person(entry, words, homes) for entry in fresh}
    bulk_create(list(people.values()))
    affiliations: list[Affiliation] = []
    contacts = []
    for entry in fresh:
        person = people[entry["key"]]
        rows = _affiliations(person, entry, words, institutions, homes)
        affiliations += all_checked(path, entry["key"], rows)
        reached = contacts_of({"person": person}, entry, words, network=person.network)
        contacts += all_checked(path, entry["key"], reached)
    bulk_create(affiliations)
    bulk_create(contacts)
    return Counter(created=len(fresh), unchanged=len(entries) - len(fresh))


def home_networks(institutions: dict[str, Institution]) -> dict[str, Network]:
    """Return for each institution, by its key, the first network that lists it: that keeps what is entered there."""
    listings = Listing.objects.filter(institution__in=institutions.values()).order_by("-id")
    first = {row.institution_id: row.network for row in listings.select_related("network")}
    return {key: first[row.pk] for key, row in institutions.items() if row.pk in first}


def _person(entry: Entry, words: Words, homes: dict[str, Network]) -> Person:
    here = entry["affiliations"][0]["institution"]
    if here not in homes:
        sentence = _("“%(word)s” is not known here.") % {"word": here}
        raise broken(words.path, entry["key"], sentence, code="institution_unknown")
    plain = {word: entry[word] for word in ("title", "threat_flag", "specialisms", "note") if word in entry}
    row = Person(
        **plain,
        uid=uid_of("person", entry["key"]),
        network=homes[here],
        first_name=entry["first_name"],
        last_name=entry["last_name"],
        profession=words.find(Profession, entry["profession"], entry=entry["key"]),
        level=words.level(entry["level"], entry=entry["key"]),
        user=words.find(User, entry["user"], entry=entry["key"], by="email") if "user" in entry else None,
    )
    row.derive()
    return checked(words.path, entry["key"], row)


def _affiliations(
    person: Person,
    entry: Entry,
    words: Words,
    institutions: dict[str, Institution],
    homes: dict[str, Network],
) -> list[Affiliation]:
    today = timezone.localdate()
    rows = []
    for place in entry["affiliations"]:
        if place["institution"] not in institutions:
            sentence = _("“%(word)s” is not known here.") % {"word": place["institution"]}
            raise broken(words.path, entry["key"], sentence, code="institution_unknown")
        rows.append(
            Affiliation(
                person=person,
                institution=institutions[place["institution"]],
                network=words.network(place, entry, otherwise=homes[place["institution"]]),
                function=words.find(Function, place["function"], entry=entry["key"]),
                is_contact=place.get("is_contact", False),
                is_deputy=place.get("is_deputy", False),
                **{word: day(place.get(word), today=today) for word in DAYS},
            )
        )
    return rows
