"""What the demo's files have in common: looking words up, contacts, publication levels, ids that stay."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.directory.models import ContactPoint
from coordination.lib import phones
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import Tracked
from coordination.lib.reference import Entry, broken

SPACE = uuid.UUID("8f2d1c6e-5b0a-4c53-9d3e-53840538445a")
LEVELS = {level.name.lower(): level for level in Level}
TELEPHONES = {"phone", "mobile", "fax"}


def uid_of(kind: str, key: str) -> uuid.UUID:
    """Return the public id of a demo row: the same on every machine, so that a second run finds it."""
    return uuid.uuid5(SPACE, f"{kind}/{key}")


class Words:
    """Rows of lists by their code; an unknown word names file and entry."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rows: dict[type[models.Model], dict[str, Any]] = {}

    def find(self, model: type[models.Model], word: str, *, entry: str, by: str = "code") -> Any:
        if model not in self._rows:
            self._rows[model] = {str(getattr(row, by)): row for row in model._default_manager.all()}
        rows = self._rows[model]
        if word not in rows:
            raise broken(
                self.path, entry, _("“%(word)s” is not known here.") % {"word": word}, code="word_unknown"
            )
        return rows[word]

    def network(self, place: Entry, entry: Entry, *, otherwise: Network) -> Network:
        """Return the network that a datum names as its own, or the one of its record."""
        if "network" not in place:
            return otherwise
        return self.find(Network, place["network"], entry=entry["key"], by="slug")

    def level(self, word: str, *, entry: str) -> Level:
        if word not in LEVELS:
            raise broken(
                self.path, entry, _("“%(word)s” is not known here.") % {"word": word}, code="word_unknown"
            )
        return LEVELS[word]


def contacts_of(
    owner: dict[str, Tracked], entry: Entry, words: Words, *, network: Network
) -> list[ContactPoint]:
    """Return the contacts of an institution, person or service: ``owner`` is {"institution": row} and so on.

    They belong to ``network`` unless an entry names another one.
    """
    rows = []
    for order, contact in enumerate(entry.get("contacts", ()), 1):
        value = display = str(contact["value"])
        if contact["kind"] in TELEPHONES and len(value) > len("112"):
            value, display = number(value, words.path, entry)
        rows.append(
            ContactPoint(
                **owner,
                network=words.network(contact, entry, otherwise=network),
                kind=contact["kind"],
                value=value,
                display=display.removeprefix("https://"),
                purpose=contact.get("purpose", ""),
                note=contact.get("note", ""),
                level=words.level(contact["level"], entry=entry["key"]),
                sort_order=order,
            )
        )
    return rows


def number(text: str, path: Path, entry: Entry) -> tuple[str, str]:
    """Return a telephone number as it is kept and as people read it."""
    try:
        phone = phones.normalise(text)
    except RuleBroken as fault:
        raise broken(path, entry["key"], " ".join(fault.messages), code="phone") from None
    return phone.e164, phone.display


def checked(path: Path, key: str, row: models.Model) -> Any:
    """Return ``row`` if its fields are in order; relations and uniqueness are left to the database."""
    try:
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.is_relation])
    except ValidationError as fault:
        raise broken(path, key, " ".join(fault.messages), code="entry_refused") from None
    return row


def all_checked(path: Path, key: str, rows: Iterable[models.Model]) -> list[Any]:
    return [checked(path, key, row) for row in rows]
