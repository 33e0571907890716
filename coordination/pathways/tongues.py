"""A pathway in Leichte Sprache and other languages: which texts there are, in which state, and the way said in one.

A translation belongs to exact German words (``Translation.german_mark``). So a frozen version shows what translates its
own words, also when it was translated after publishing, and never what translates words of another day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from coordination.directory.models import Language
from coordination.lib.models import Translation
from coordination.lib.models.translations import mark_of
from coordination.pathways.flow import Flow, FlowStep
from coordination.pathways.models import Pathway, Step

HEAD = "weg"  # stands for the pathway itself where a step is named by its code
LABELS = {
    "title": _("Title"),
    "who": _("I am …"),
    "purpose": _("purpose"),
    "body": _("Text"),
    "yes": _("Words for yes"),
    "no": _("Words for no"),
}
_RTL = frozenset({"ar", "fa", "prs", "ps", "ckb", "ur", "he"})
_OWN_NAMES = {
    "de-simple": "Leichte Sprache",
    "prs": "دری",
    "ps": "پښتو",
    "ckb": "کوردی",
    "ti": "ትግርኛ",
    "zh": "中文",
}
ASKED = "sprache"
_CODE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,2}")


@dataclass(frozen=True)
class Tongue:
    """A language as a reader finds it: by its own name."""

    code: str
    name: str

    @property
    def own_name(self) -> str:
        if self.code in _OWN_NAMES:
            return _OWN_NAMES[self.code]
        try:
            return str(get_language_info(self.code)["name_local"]).capitalize()
        except KeyError:
            return self.name

    @property
    def direction(self) -> str:
        return "rtl" if self.code in _RTL else "ltr"


GERMAN = Tongue("de", "Deutsch")


class Said(str):
    """A text in another language than its page: it carries its language to the template."""

    tongue: Tongue

    @classmethod
    def of(cls, text: str, tongue: Tongue) -> Said:
        said = cls(text)
        said.tongue = tongue
        return said


def known_tongues() -> list[Tongue]:
    """Languages that are written, Leichte Sprache first."""
    rows = Language.objects.exclude(code="de").exclude(code__startswith="sgn").order_by("name", "id")
    found = [Tongue(code, name) for code, name in rows.values_list("code", "name")]
    return sorted(found, key=lambda one: one.code != "de-simple")


def german_of(flow: Flow) -> dict[str, dict[str, str]]:
    """Code of the step (``weg`` for the head) → its German texts that are not empty."""
    head = {"title": flow.title, "who": flow.who, "purpose": flow.purpose}
    found = {HEAD: {name: text for name, text in head.items() if text}}
    for step in flow.steps:
        labels = {way.kind: way.label for way in step.ways if way.kind in {"yes", "no"}}
        texts = {"title": step.title, "body": step.body, **labels}
        found[step.code] = {name: text for name, text in texts.items() if text}
    return found


def stored(
    pathways: Iterable[Pathway | int | None], *, head: Pathway
) -> dict[tuple[str, str, str], Translation]:
    """(code, field, language) → translation, of a pathway and its branch, by two questions; by one if there is none."""
    ids = [getattr(one, "pk", one) for one in pathways if one]
    steps = Step.objects.filter(pathway__in=ids)
    ours = Q(of__in=steps.values("uid")) | Q(of=head.uid)
    rows = list(Translation.objects.filter(ours).order_by("id"))
    if not rows:
        return {}
    codes: dict[UUID, str] = {head.uid: HEAD}
    for uid, code, owner, branch in steps.values_list("uid", "code", "pathway_id", "pathway__code"):
        codes[uid] = code if owner == head.pk else f"{branch}.{code}"
    return {(codes[row.of], row.field, row.language): row for row in rows}


class Voices:
    """The translations of one pathway beside its German texts as they stand in ``flow``."""

    def __init__(self, pathway: Pathway, flow: Flow) -> None:
        self.flow, self.german = flow, german_of(flow)
        self.rows = stored((pathway.pk, pathway.branch_id), head=pathway)

    def public(self) -> list[Tongue]:
        """The languages in which something of these words has been checked, Leichte Sprache first."""
        codes = {
            language for (code, name, language), row in self.rows.items() if self._holds(code, name, row)
        }
        return [one for one in known_tongues() if one.code in codes] if codes else []

    def _holds(self, code: str, name: str, row: Translation) -> bool:
        german = self.german.get(code, {}).get(name, "")
        return bool(german) and row.state == Translation.State.CHECKED and row.is_of(german)

    def texts_in(self, language: str) -> dict[str, dict[str, str]]:
        """What has been checked in a language: code → field → text."""
        found: dict[str, dict[str, str]] = {}
        for (code, name, spoken), row in self.rows.items():
            if spoken == language and self._holds(code, name, row):
                found.setdefault(code, {})[name] = row.text
        return found

    def said_in(self, tongue: Tongue) -> Flow:
        """The way in a language; what is missing or not checked stays German."""
        return told_in(self.flow, self.texts_in(tongue.code), tongue)

    def states(self, language: str) -> dict[str, dict[str, str]]:
        """Code → field → missing, to_check, checked or outdated."""
        return {
            code: {name: self._state(code, name, language, german) for name, german in texts.items()}
            for code, texts in self.german.items()
        }

    def _state(self, code: str, name: str, language: str, german: str) -> str:
        row = self.rows.get((code, name, language))
        if row is None:
            return "missing"
        return str(row.state) if row.is_of(german) else "outdated"

    def languages(self) -> Iterator[str]:
        yield from sorted({language for _code, _name, language in self.rows})


def told_in(
    flow: Flow, texts: Mapping[str, Mapping[str, str]], tongue: Tongue, *, rest: Tongue | None = None
) -> Flow:
    """The way with these texts (code → field → text); ``rest``: the language that all others say they are in."""
    german = german_of(flow)

    def own(code: str) -> dict[str, Any]:
        words = texts.get(code, {})
        found: dict[str, Any] = {}
        for name, text in german.get(code, {}).items():
            if name in words:
                found[name] = Said.of(words[name], tongue)
            elif rest is not None:
                found[name] = Said.of(text, rest)
        return found

    def step_in(step: FlowStep) -> FlowStep:
        words = own(step.code)
        exits = tuple(replace(way, label=words.get(way.kind, way.label)) for way in step.exits)
        return replace(
            step, exits=exits, **{name: words[name] for name in ("title", "body") if name in words}
        )

    return replace(flow, steps=tuple(map(step_in, flow.steps)), _known={}, **own(HEAD))


def tongue_of(code: str) -> Tongue:
    """The language of a stored text; one that is no longer in the list is named by its code."""
    if code == GERMAN.code:
        return GERMAN
    return Tongue(code, Language.objects.filter(code=code).values_list("name", flat=True).first() or code)


def asked_for(request: HttpRequest) -> dict[str, str]:
    """The word for the language in an address, to be handed on from page to page; nothing where none is asked for."""
    code = request.GET.get(ASKED, "")
    return {ASKED: code} if _CODE.fullmatch(code) else {}


def in_asked_language(
    pathway: Pathway, flow: Flow, request: HttpRequest
) -> tuple[Flow, list[dict[str, Any]]]:
    """The way as the address asks for it (``sprache``), and the switch: each language with its address."""
    voices = Voices(pathway, flow)
    tongues = voices.public()
    if not tongues:
        return flow, []
    chosen = next((one for one in tongues if one.code == request.GET.get(ASKED)), None)
    switch = [_link(request, one, is_chosen=one == chosen) for one in (GERMAN, *tongues)]
    switch[0]["current"] = chosen is None
    return (voices.said_in(chosen) if chosen else flow), switch


def _link(request: HttpRequest, tongue: Tongue, *, is_chosen: bool) -> dict[str, Any]:
    words = request.GET.copy()
    words.pop(ASKED, None)
    if tongue != GERMAN:
        words[ASKED] = tongue.code
    return {"tongue": tongue, "url": f"?{words.urlencode()}", "current": is_chosen}


def mark_all(rows: Iterable[Translation]) -> str:
    """A mark of what somebody has read before editing: whoever saves on another state is asked again."""
    return mark_of(
        "\n".join(f"{row.field}:{row.version}:{row.text}" for row in sorted(rows, key=lambda r: r.field))
    )
