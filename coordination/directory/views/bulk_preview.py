"""What a bulk action would do, before it is done: the cases with their numbers, old beside new for the first rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.accounts.permissions import scope_of
from coordination.directory.models import Institution, Listing
from coordination.directory.services.lists import led_elsewhere
from coordination.lib.levels import Level
from coordination.lib.numbers import grouped

SHOWN = 50
CHOICES: dict[str, list[tuple[Any, Any]]] = {"level": Level.choices, "status": Listing.Status.choices}


def preview(rows: QuerySet[Institution], *, user: Any, what: str, value: str) -> dict[str, Any]:
    """Return ``lines`` (name, network where there are several, old, new) and ``cases`` (sentences with numbers)."""
    if what == "remove":
        return _removing(rows, user)
    mine = Listing.objects.filter(
        institution__in=rows.order_by().values("pk"),
        network__in=scope_of(user).may("directory.change_institution"),
    )
    first = mine.select_related("institution", "network").order_by(
        "institution__sort_key", "institution", "id"
    )
    several = len(scope_of(user).tenants) > 1
    names = {str(key): str(label) for key, label in CHOICES.get(what, ())}
    lines = []
    for listing in first[:SHOWN]:
        old, new = (
            _of_day(listing) if what == "confirm" else (names[str(getattr(listing, what))], names[value])
        )
        network = str(listing.network) if several else ""
        lines.append({"name": str(listing.institution), "network": network, "old": old, "new": new})
    counted = _confirming(mine, user) if what == "confirm" else _setting(mine, what, value, names)
    return {"lines": lines, "cases": counted}


def _of_day(listing: Listing) -> tuple[str, str]:
    old = date_format(listing.confirmed_on, "d.m.Y") if listing.confirmed_on else _("never")
    return old, date_format(timezone.localdate(), "d.m.Y")


def _setting(mine: QuerySet[Listing], what: str, value: str, names: dict[str, str]) -> list[str]:
    found = dict(mine.order_by().values_list(what).annotate(Count("id")))
    cases = []
    for key, label in CHOICES[what]:
        if n := found.get(key, 0):
            if str(key) == value:
                stays = ngettext(
                    "%(n)s is “%(old)s” already and stays.", "%(n)s are “%(old)s” already and stay.", n
                )
                cases.append(stays % {"n": grouped(n), "old": label})
            else:
                told = {"n": grouped(n), "old": label, "new": names[value]}
                cases.append(ngettext("%(n)s: %(old)s → %(new)s", "%(n)s: %(old)s → %(new)s", n) % told)
    return cases


def _confirming(mine: QuerySet[Listing], user: Any) -> list[str]:
    today = timezone.localdate()
    never = mine.filter(confirmed_on=None).order_by().count()
    now = mine.filter(confirmed_on=today).order_by().count()
    earlier = mine.order_by().count() - never - now
    cases = []
    if never:
        cases.append(
            ngettext("%(n)s was never confirmed.", "%(n)s were never confirmed.", never)
            % {"n": grouped(never)}
        )
    if earlier:
        sentence = ngettext("%(n)s was confirmed earlier.", "%(n)s were confirmed earlier.", earlier)
        cases.append(sentence % {"n": grouped(earlier)})
    if now:
        sentence = ngettext("%(n)s was confirmed today already.", "%(n)s were confirmed today already.", now)
        cases.append(sentence % {"n": grouped(now)})
    return cases


def _removing(rows: QuerySet[Institution], user: Any) -> dict[str, Any]:
    networks = scope_of(user).may("directory.delete_institution")
    first = list(rows.order_by("sort_key", "id")[:SHOWN])
    shared = led_elsewhere([row.pk for row in first], networks)
    others = Listing.objects.exclude(network__in=networks).exclude(status=Listing.Status.ENDED)
    others = others.filter(institution__in=rows.order_by().values("pk")).order_by()
    stay = others.values("institution").distinct().count()
    go = rows.order_by().count() - stay
    cases = []
    if go:
        cases.append(ngettext("%(n)s goes into the bin.", "%(n)s go into the bin.", go) % {"n": grouped(go)})
    if stay:
        sentence = ngettext(
            "%(n)s is led by another network too: only your entry ends.",
            "%(n)s are led by another network too: only your entries end.",
            stay,
        )
        cases.append(sentence % {"n": grouped(stay)})
    words = _("your entry ends"), _("bin")
    lines = [
        {"name": str(row), "network": "", "old": "", "new": words[0] if row.pk in shared else words[1]}
        for row in first
    ]
    return {"lines": lines, "cases": cases}
