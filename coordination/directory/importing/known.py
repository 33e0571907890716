"""What the directory of one network knows: by key, number and name. Fetched in a few queries, then plain dicts.

Only entries that the user may see are offered as candidates; a number is found wherever it is, since it exists once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from coordination.directory.models import Identifier, Institution, Listing
from coordination.lib.fold import fold

_SAINT = re.compile(r"\b(?:sankt|skt|st)\b\.?")
_SIGNS = re.compile(r"[^\w ]+")


def plain_name(name: str) -> str:
    """A name as two lists may write it alike: folded, „Sankt“ and „St.“ the same, no signs."""
    return " ".join(_SIGNS.sub(" ", _SAINT.sub("st ", fold(name))).split())


Place = int | str | None


def place_of(municipality: int | None, postcode: str, city: str) -> Place:
    """By what two addresses are held to be of one place: the municipality, else postcode, else town; None: no place."""
    return municipality or postcode or fold(city) or None


@dataclass(slots=True)
class Entry:
    id: int
    name: str
    municipality: int | None
    postcode: str
    city: str
    street: str
    house_number: str

    def lies_in(self, clean: dict[str, Any]) -> bool:
        """Whether the row names the place of this entry, by what both say of it; neither says anything: yes."""
        for mine, said in (
            (self.municipality, clean.get("municipality")),
            (self.postcode, clean.get("postcode")),
            (fold(self.city), fold(clean.get("city") or "")),
        ):
            if mine and said:
                return mine == said
        there = place_of(clean.get("municipality"), clean.get("postcode") or "", clean.get("city") or "")
        return place_of(self.municipality, self.postcode, self.city) is None and there is None


@dataclass
class Known:
    """``entries``: those listed here that the user sees; ``listed``: all listed here; ``numbers``: value → id."""

    entries: dict[int, Entry] = field(default_factory=dict)
    listed: set[int] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    numbered: set[int] = field(default_factory=set)
    uids: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_place: dict[Place, list[int]] = field(default_factory=lambda: defaultdict(list))
    plain: dict[int, str] = field(default_factory=dict)
    parent_numbers: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def fetch(cls, *, user: Any, network_id: int, scheme: str) -> Known:
        known = cls()
        listing = Listing.objects.filter(network=network_id)
        known.listed = set(listing.values_list("institution_id", flat=True))
        rows = Institution.objects.visible_to(user).listed_in([network_id]).order_by("id")
        columns = ("id", "uid", "name", "municipality_id", "postcode", "city", "street", "house_number")
        for pk, uid, name, municipality, postcode, city, street, house_number in rows.values_list(*columns):
            known.entries[pk] = Entry(pk, name, municipality, postcode, city, street, house_number)
            known.uids[str(uid)] = pk
            known.plain[pk] = plain = plain_name(name)
            known.by_name[plain].append(pk)
            known.by_place[place_of(municipality, postcode, city)].append(pk)
        mine = Identifier.objects.filter(
            Q(scheme=scheme) | Q(institution__in=listing.values("institution_id"))
        )
        for owner, of, value in mine.values_list("institution_id", "scheme", "value"):
            if of == scheme:
                known.numbers[value] = owner
                known.numbered.add(owner)
            if owner in known.entries:
                known.parent_numbers[value].append(owner)
        return known

    def named(self, clean: dict[str, Any]) -> list[int]:
        """Entries of exactly this name at this place; of several the one in the same street."""
        found = [pk for pk in self.of_name(clean) if self.entries[pk].lies_in(clean)]
        if len(found) > 1:
            street = (clean.get("street") or "", clean.get("house_number") or "")
            there = [pk for pk in found if (self.entries[pk].street, self.entries[pk].house_number) == street]
            return there if len(there) == 1 else found
        return found

    def of_name(self, clean: dict[str, Any]) -> list[int]:
        """Entries of exactly this name anywhere, without those that have another number of this list."""
        plain = plain_name(clean.get("name", ""))
        return [pk for pk in self.by_name.get(plain, ()) if not ("number" in clean and pk in self.numbered)]
