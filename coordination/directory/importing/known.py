"""What the directory of one network knows: by key, number and name. Fetched in a few queries, then plain dicts.

Only entries that the user may see are offered as candidates; a number is found wherever it is, since it exists once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import starmap
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from coordination.directory.models import Identifier, Institution, Listing
from coordination.lib.fold import fold
from coordination.lib.history import in_chunks

_SAINT = re.compile(r"\b(?:sankt|skt|st)\b\.?")
_SIGNS = re.compile(r"[^\w ]+")
_ASCII_SIGNS = {code: " " for code in range(128) if not re.match(r"\w", chr(code))}


def plain_name(name: str) -> str:
    """A name as two lists may write it alike: folded, „Sankt“ and „St.“ the same, no signs."""
    text = name.lower() if name.isascii() else fold(name)
    if "st" in text or "kt" in text:
        text = _SAINT.sub("st ", text)
    return " ".join((text.translate(_ASCII_SIGNS) if text.isascii() else _SIGNS.sub(" ", text)).split())


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
        """All of it: for sheets, of which any row may become another one by a correction."""
        known = cls()
        listing = Listing.objects.filter(network=network_id)
        known.listed = set(listing.values_list("institution_id", flat=True))
        known._take(Institution.objects.visible_to(user).listed_in([network_id]))
        known.uids = {
            str(uid): pk
            for pk, uid in Institution.objects.listed_in([network_id]).values_list("pk", "uid")
            if pk in known.entries
        }
        mine = Identifier.objects.filter(
            Q(scheme=scheme) | Q(institution__in=listing.values("institution_id"))
        )
        known._number(mine, scheme)
        return known

    @classmethod
    def fetch_for(
        cls, rows: Sequence[dict[str, Any]], *, user: Any, network_id: int, scheme: str
    ) -> Known | None:
        """What these rows (comparable values) can mean, however much else there is; None: it cannot be told beforehand.

        A row means an entry by key or number, or by a name at the same place. Two places are compared by municipality,
        else postcode, else town: if every row has a postcode, an entry with another one is none of them, and one
        without is fetched anyway. A row of no place, or a provider by name, may mean any entry.
        """
        named = [row for row in rows if row.get("name") and "uid" not in row]
        if any(row.get("parent") for row in rows) or any(not row.get("postcode") for row in named):
            return None
        known = cls()
        numbers = {row["number"] for row in named if row.get("number")}
        known._number(Identifier.objects.filter(scheme=scheme, value__in=numbers), scheme)
        owners = set(known.numbers.values())
        theirs = Listing.objects.filter(network=network_id, institution__in=owners)
        known.listed = set(theirs.values_list("institution_id", flat=True))
        unknown = [row for row in named if row.get("number") not in known.numbers]
        listed = Institution.objects.visible_to(user).listed_in([network_id])
        uids = [uid for row in rows if (uid := _uid(row.get("uid"))) is not None]
        here = Q(pk__in=owners) | Q(uid__in=uids)
        if unknown:
            towns = {row["municipality"] for row in unknown if row.get("municipality")}
            here |= Q(postcode__in={row["postcode"] for row in unknown} | {""}) | Q(municipality__in=towns)
        known._take(listed.filter(here))
        known.listed |= known.entries.keys()
        known.uids = {str(uid): pk for pk, uid in listed.filter(uid__in=uids).values_list("pk", "uid")}
        likely: set[int] = set()
        for row in unknown:
            place = place_of(row.get("municipality"), row["postcode"], row.get("city") or "")
            likely.update(known.by_name.get(plain_name(row["name"]), ()), known.by_place.get(place, ()))
        for chunk in in_chunks(likely) if numbers else ():
            theirs_too = Identifier.objects.filter(scheme=scheme, institution__in=chunk)
            known.numbered.update(theirs_too.values_list("institution_id", flat=True))
        return known

    def _take(self, rows: QuerySet[Institution]) -> None:
        columns = ("id", "name", "municipality_id", "postcode", "city", "street", "house_number")
        for entry in starmap(Entry, rows.order_by("id").values_list(*columns)):
            self.entries[entry.id] = entry
            self.plain[entry.id] = plain = plain_name(entry.name)
            self.by_name[plain].append(entry.id)
            self.by_place[place_of(entry.municipality, entry.postcode, entry.city)].append(entry.id)

    def _number(self, rows: QuerySet[Identifier], scheme: str) -> None:
        for owner, of, value in rows.values_list("institution_id", "scheme", "value"):
            if of == scheme:
                self.numbers[value] = owner
                self.numbered.add(owner)
            if owner in self.entries:
                self.parent_numbers[value].append(owner)

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


def _uid(text: Any) -> UUID | None:
    try:
        return UUID(text)
    except (TypeError, ValueError, AttributeError):
        return None
