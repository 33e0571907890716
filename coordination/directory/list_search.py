"""What the search box of a list finds: words in names and places, or part of a number or mail address.

A provider's name does not stand in the folded text of its houses and services, as not everybody who sees these sees the
provider: it is looked up among the providers this person sees.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet

from coordination.directory.models import ContactPoint, Institution
from coordination.lib.fold import fold, fold_short

# The list's noun → the key to its provider.
PROVIDERS = {"institution": "parent", "service": "provider"}

_NUMBER = re.compile(r"^[\d\s/()+.-]{4,}$")
_POSTCODE = re.compile(r"\d{5}")


def searched(rows: QuerySet, text: str, *, user: Any, owner: str = "institution") -> QuerySet:
    """Rows whose folded text holds every word (Ä = Ae = A), or that have a visible contact with this number in it."""
    text = text.strip()
    if _NUMBER.match(text) and not _POSTCODE.fullmatch(text):
        return _by_contact(rows, re.sub(r"\D", "", text).lstrip("0"), user=user, owner=owner)
    if "@" in text:
        return _by_contact(rows, "".join(text.lower().split()), user=user, owner=owner)
    return _by_words(rows, text, user=user, key=PROVIDERS.get(owner, ""))


def _by_words(rows: QuerySet, text: str, *, user: Any, key: str) -> QuerySet:
    """Rows in which each word stands, in their own text or in the name of a provider whom the user sees.

    Two index look-ups under one roof: an OR over both would read the whole table on PostgreSQL.
    """
    words = fold(text).split()
    own = rows.model.objects.filter(search_text__holds=" ".join(words))
    if not words or not key:
        return rows.filter(search_text__holds=" ".join(words))
    called = dict(zip(words, fold_short(text).split(), strict=False))
    named = Q()
    for short in called.values():
        named |= Q(sort_key__contains=short)
    running = rows.model.objects.filter(**{f"{key}__isnull": False}).order_by()
    providers = Institution.objects.visible_to(user).filter(named, pk__in=running.values(key))
    run_by = rows.model.objects.filter(**{f"{key}__in": providers.order_by().values("pk")})
    for word, short in called.items():
        run_by = run_by.filter(Q(search_text__holds=word) | Q(**{f"{key}__sort_key__contains": short}))
    both = own.order_by().values("pk").union(run_by.order_by().values("pk"))
    return rows.filter(pk__in=both)


def _by_contact(rows: QuerySet, wanted: str, *, user: Any, owner: str) -> QuerySet:
    """Rows with a contact the user may see; who may not see a number learns nothing by searching for it."""
    contacts = ContactPoint.objects.visible_to(user, owner=owner).filter(value__holds=wanted)
    return rows.filter(pk__in=contacts.order_by().values(owner))
