"""What the search box of a list finds: words in names and places, or part of a number or mail address."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet

from coordination.directory.models import ContactPoint
from coordination.lib.fold import fold

_NUMBER = re.compile(r"^[\d\s/()+.-]{4,}$")
_POSTCODE = re.compile(r"\d{5}")


def searched(rows: QuerySet, text: str, *, user: Any, owner: str = "institution") -> QuerySet:
    """Rows whose folded text holds every word (Ä = Ae = A), or that have a visible contact with this number in it."""
    text = text.strip()
    if _NUMBER.match(text) and not _POSTCODE.fullmatch(text):
        return _by_contact(rows, re.sub(r"\D", "", text).lstrip("0"), user=user, owner=owner)
    if "@" in text:
        return _by_contact(rows, "".join(text.lower().split()), user=user, owner=owner)
    return rows.filter(search_text__holds=fold(text))


def _by_contact(rows: QuerySet, wanted: str, *, user: Any, owner: str) -> QuerySet:
    """Rows with a contact the user may see; who may not see a number learns nothing by searching for it."""
    contacts = ContactPoint.objects.visible_to(user, owner=owner).filter(value__holds=wanted)
    return rows.filter(pk__in=contacts.order_by().values(owner))
