"""„Wer hilft?“: for whom there are ways here, what to say on the telephone, the help lines for all of Germany.

Nothing of what somebody asks is kept, neither here nor in a cookie; everything stands in the address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.directory.catchment import Place
from coordination.directory.models import InstitutionType, Profession, Service
from coordination.directory.reachability import Answer, reachable
from coordination.pathways.models import Pathway, Release
from coordination.pathways.public import in_force
from coordination.pathways.resolve import MOST_OF_A_KIND, Resolved

EMERGENCY_CODES = ("police-110", "rescue-112")
EMERGENCY = ("110", "112")

SAY_ADVICE = (
    _("“I would like advice on a situation with a child. I give no names.”"),
    _("What you have observed, word by word, and since when."),
    _("What you ask: is this serious, what would be the next step, who has to know?"),
)
SAY_REPORT = (
    _("Who you are and how you can be called back."),
    _("Where the child is now, how old it is, and whether it is in danger."),
    _("What you have seen or heard yourself, since when and how often."),
    _("What has been done so far and who knows of it."),
    _("Ask who gets back to you, and by when."),
)
SAY_WORRIED = (
    _("“I am worried about a child.” You need not be sure, and you may leave out your own name."),
    _("Where the child lives, and how old you think it is."),
    _("What you have seen or heard yourself, since when and how often."),
    _("Whether the child is in danger now."),
)
SAY_YOUNG = (
    _("“I need help. May I tell you something?”"),
    _("You need not give your name."),
    _("“I do not dare to go home.” Then somebody looks for a safe place with you."),
    _("If nobody listens, call the next number."),
)


@dataclass(frozen=True)
class Audience:
    """One answer to „Ich bin …“: a published way, with the words by which people find themselves in it."""

    release: Release
    words: tuple[str, ...]

    @property
    def slug(self) -> str:
        return self.release.pathway.slug

    @property
    def who(self) -> str:
        return self.release.content["who"]

    @property
    def title(self) -> str:
        return self.release.content["title"]

    @property
    def is_young(self) -> bool:
        return self.release.content.get("voice") == Pathway.Voice.YOUNG

    @property
    def is_worried(self) -> bool:
        """For everybody: it names no institution and no profession."""
        content = self.release.content
        return not self.is_young and not content.get("types") and not content.get("professions")


def audiences(network: Network) -> list[Audience]:
    """Return for whom this network has published ways, in the order of the ways."""
    releases = list(in_force(network))
    if not releases:
        return []
    codes = {word for one in releases for word in one.content.get("types", ())}
    callings = {word for one in releases for word in one.content.get("professions", ())}
    names = dict(InstitutionType.objects.filter(code__in=codes).values_list("code", "name"))
    jobs = dict(Profession.objects.filter(code__in=callings).values_list("code", "name"))
    return [
        Audience(
            one,
            tuple(
                dict.fromkeys(
                    [names[word] for word in one.content.get("types", ()) if word in names]
                    + [jobs[word] for word in one.content.get("professions", ()) if word in jobs]
                )
            ),
        )
        for one in releases
    ]


def is_worried(content: dict[str, Any]) -> bool:
    return not content.get("types") and not content.get("professions")


def what_to_say(content: dict[str, Any]) -> list[tuple[Any, tuple[Any, ...]]]:
    """Headings with sentences, by the voice of the way."""
    if content.get("voice") == Pathway.Voice.YOUNG:
        return [("", SAY_YOUNG)]
    if is_worried(content):
        return [("", SAY_WORRIED)]
    return [(_("When you ask for advice"), SAY_ADVICE), (_("When you report"), SAY_REPORT)]


def national(at: dt.datetime, *, without_emergency: bool = True) -> list[Answer]:
    """The help lines for all of Germany, those that answer now first."""
    rows = Service.objects.visible_to(None).national()
    if without_emergency:
        rows = rows.exclude(code__in=EMERGENCY_CODES)
    return reachable(rows, at)


def to_call(resolved: Resolved, *, only: Collection[str] | None = None) -> tuple[list[Answer], list[Answer]]:
    """Whom to call now, those of the place in the order of the steps before the national; and the rest in charge.

    Whoever stands in is named only where nobody of that kind answers. 110 and 112 stand at the head of every page.
    ``only``: some kinds of services.
    """
    now: dict[int, Answer] = {}
    for code, slot in resolved.slots.items():
        if only is not None and code not in only:
            continue
        first = slot.answers[:MOST_OF_A_KIND]
        for one in [one for one in first if one.is_reachable] or _in_place_of(first):
            if one.number is not None and one.number.value not in EMERGENCY:
                now.setdefault(one.service.pk, one)
    in_order = sorted(now.values(), key=lambda one: one.service.catchment == Service.Catchment.NATION)
    return in_order, [one for one in resolved.contacts if not one.is_reachable]


def _in_place_of(closed: Iterable[Answer]) -> list[Answer]:
    """Who stands in for services that do not answer, with the words for whom."""
    return [
        replace(one.instead, why=gettext("stands in for: %(name)s") % {"name": one.service})
        for one in closed
        if one.instead is not None
    ]


def asked(place: Place, **more: str) -> str:
    """The words of an address that lead to the same place again. The street is no part of it: it is not passed on."""
    words = {"plz": place.postcode, "ort": place.municipality.ags, "teil": place.part, **more}
    return urlencode({name: value for name, value in words.items() if value})


def with_words(url: str, **words: str) -> str:
    """An address with those of the words that are not empty."""
    there = urlencode({name: word for name, word in words.items() if word})
    return f"{url}?{there}" if there else url


def handout_url(slug: str, place: Place, language: str = "") -> str:
    """The address of the printed way for a place, in a language; empty where handouts are not installed."""
    try:
        url = reverse("ways:handout", args=[slug])
    except NoReverseMatch:
        return ""
    return f"{url}?{asked(place, sprache=language)}"
