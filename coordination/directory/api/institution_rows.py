"""Institutions as plain dicts, a thousand at a time by few queries, each with what this person may see of it."""

# ruff: noqa: S608 -- identifiers come from the models, values are parameters

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection

from coordination.accounts.permissions import scope_of
from coordination.directory.api.contact_rows import contacts_of
from coordination.directory.api.reading import grouped, in_order
from coordination.directory.models import TRAITS, Identifier, Institution, Listing
from coordination.lib.history import column, in_ids, target_of
from coordination.lib.levels import Level

# Member of the answer → column.
OWN = {
    "uid": "uid", "version": "version", "name": "name", "short_name": "short_name", "other_names": "other_names",
    "type": "type__code", "type_name": "type__name", "description": "description",
    "protected_place": "protected_place", "street": "street", "house_number": "house_number",
    "address_extra": "address_extra", "postcode": "postcode", "city": "city", "part": "part",
    "municipality": "municipality__ags", "municipality_name": "municipality__name",
    "latitude": "latitude", "longitude": "longitude", "age_from": "age_from", "age_until": "age_until",
}  # fmt: skip
LISTED = ("version", "network", "level", "status", "source", "confirmed_on", "confirmed_by", "notes")
_LISTED = (
    "institution_id", "version", "network_id", "level", "status", "source", "confirmed_on", "confirmed_by", "notes"
)  # fmt: skip


def institution_rows(user: Any, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the institutions with these ids as ``user`` sees them; that they are seen at all is the caller's care."""
    there: dict[int, dict[str, Any]] = {}
    parents: dict[int, int] = {}
    columns = ("id", "parent_id", *OWN.values())
    for pk, parent, *values in Institution.objects.filter(pk__among=ids).order_by().values_list(*columns):
        row = there[pk] = dict(zip(OWN, values, strict=True))
        row["parent"] = row["parent_name"] = None
        row["identifiers"] = []
        for name in TRAITS:
            row[name] = []
        if parent is not None:
            parents[pk] = parent
    _name_parents(user, there, parents)
    _add_words(there)
    listings, contacts = _listings(user, ids), contacts_of(user, "institution", ids)
    for pk, row in there.items():
        row["listings"] = listings.get(pk, [])
        row["contacts"] = contacts.get(pk, [])
    return in_order(ids, there)


def _name_parents(user: Any, there: dict[int, dict[str, Any]], parents: dict[int, int]) -> None:
    """A provider that the person may not see is not told."""
    if not parents:
        return
    seen = Institution.objects.visible_to(user).filter(pk__in=set(parents.values()))
    known = {pk: (uid, name) for pk, uid, name in seen.values_list("pk", "uid", "name")}
    for pk, parent in parents.items():
        if parent in known:
            there[pk]["parent"], there[pk]["parent_name"] = known[parent]


def _add_words(there: dict[int, dict[str, Any]]) -> None:
    """Topics, target groups, languages, accessibility and numbers in lists: one query for all."""
    if not there:
        return
    where, parameters = in_ids("institution_id", list(there))
    with connection.cursor() as cursor:
        branches = _branches()
        cursor.execute(
            " UNION ALL ".join(f"{branch} WHERE {where}" for branch in branches), parameters * len(branches)
        )
        found = cursor.fetchall()
    for pk, trait, word in sorted(found):
        there[pk][trait].append(word)


@cache
def _branches() -> list[str]:
    """The parts of the one query, written once per process: building them anew cost more than asking."""
    quote = connection.ops.quote_name
    found = []
    for name, (model, key) in TRAITS.items():
        field = column(model, key)
        table, words = quote(model._meta.db_table), quote(target_of(field)._meta.db_table)
        found.append(
            f"SELECT institution_id, '{name}', w.code FROM {table} JOIN {words} w ON w.id = {quote(field.column)}"
        )
    numbers = quote(Identifier._meta.db_table)
    return [*found, f"SELECT institution_id, 'identifiers', scheme || ':' || value FROM {numbers}"]


def _listings(user: Any, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The entries in one's own networks; what the coordination notes is for the coordination."""
    scope = scope_of(user)
    slugs = {network: tenant.slug for network, tenant in scope.tenants.items()}
    noted = {network for network in slugs if scope.reads_in(network) >= Level.COORDINATION}
    mine = Listing.objects.visible_to(user).filter(institution__among=ids).order_by("network_id")
    found = grouped(mine.values_list(*_LISTED), LISTED)
    for rows in found.values():
        for row in rows:
            if row["network"] not in noted:
                row["notes"] = None
            row["network"] = slugs[row["network"]]
    return found
