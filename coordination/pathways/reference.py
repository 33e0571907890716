"""Loads legal bases and the templates P01 to P16 with their emergency branch from ``fixtures/pathways``.

A file holds one template: a list of one entry with its steps. In ``steps`` a step leads to the next one unless it says
otherwise (``next``, ``yes``, ``no``, ``end: true``); each step that is not in the branch has the exit into danger.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.directory.models import InstitutionType, Profession, ServiceKind
from coordination.lib.history import changes
from coordination.lib.reference import Entry, broken, read_entries
from coordination.pathways.models import LegalBasis, Pathway, Step
from coordination.pathways.parts import Parts, write_parts
from coordination.places.models import Land

LAW = "legal_bases.yaml"
LAW_NEEDED = {"code", "citation", "wording", "source", "checked_on"}
LAW_KNOWN = {"title", "link", "land", "valid_from", "valid_until", "checked_by"}
NEEDED = {"code", "slug", "title", "who", "purpose", "source", "checked_on", "legal_bases", "steps"}
KNOWN = {"land", "voice", "is_branch", "branch", "institution_types", "professions"}
STEP_NEEDED = {"code", "kind", "title", "body", "responsible", "source", "checked_on"}
STEP_KNOWN = {"time", "law", "slots", "documents", "next", "yes", "no", "end", "lands", "back"}
FIELDS = ("code", "slug", "title", "who", "purpose", "source", "checked_on")


@transaction.atomic
def load_pathways(folder: Path) -> Counter[str]:
    """Write legal bases and templates in place by their code. What networks adopted stays as they keep it.

    Raises FixtureBroken, which names file and entry.
    """
    with changes(by=None, source="system", reason=_("Templates")):
        done = _load_law(folder / LAW)
        words = _Words()
        files = sorted(path for path in folder.glob("*.yaml") if path.name != LAW)
        for path in sorted(files, key=lambda one: not one.name.startswith("e")):  # branches first
            for entry in read_entries(path, needed=NEEDED, known=KNOWN):
                done[_load_template(path, entry, words)] += 1
    return done


def _load_law(path: Path) -> Counter[str]:
    done: Counter[str] = Counter(created=0, updated=0, unchanged=0)
    lands = {land.abbreviation: land for land in Land.objects.all()}
    there = {row.code: row for row in LegalBasis.objects.all()}
    for entry in read_entries(path, needed=LAW_NEEDED, known=LAW_KNOWN):
        values = {"title": "", "link": "", "valid_from": None, "valid_until": None, "checked_by": "", **entry}
        values["land"] = lands.get(values.pop("land", "") or "")
        row = there.get(entry["code"]) or LegalBasis()
        fresh = row.pk is None
        kept = row.checked_on and values["checked_on"] and row.checked_on > values["checked_on"]
        # What somebody has checked here since the file was written is not taken back by it.
        if not fresh and (kept or all(getattr(row, name) == value for name, value in values.items())):
            done["unchanged"] += 1
            continue
        for name, value in values.items():
            setattr(row, name, value)
        _checked(path, entry["code"], row)
        row.save()
        done["created" if fresh else "updated"] += 1
    return done


class _Words:
    """What entries may name, looked up once."""

    def __init__(self) -> None:
        self.law = {row.code: row for row in LegalBasis.objects.all()}
        self.types = {row.code: row for row in InstitutionType.objects.all()}
        self.professions = {row.code: row for row in Profession.objects.all()}
        self.kinds = {row.code: row for row in ServiceKind.objects.all()}
        self.lands = {row.abbreviation: row for row in Land.objects.all()}
        self.templates = {row.code: row for row in Pathway.objects.templates()}

    def find(self, path: Path, entry: str, table: dict[str, Any], word: str) -> Any:
        if word not in table:
            sentence = _("“%(word)s” is not known here.") % {"word": word}
            raise broken(path, entry, sentence, code="word_unknown")
        return table[word]


def _load_template(path: Path, entry: Entry, words: _Words) -> str:
    code = entry["code"]
    parts = _parts(path, entry, words)
    row = words.templates.get(code) or Pathway()
    fresh = row.pk is None
    values = {name: entry[name] for name in FIELDS}
    values |= {
        "voice": entry.get("voice", Pathway.Voice.PROFESSIONAL.value),
        "is_branch": entry.get("is_branch", False),
        "land": words.lands.get(entry.get("land", "")),
        "branch": words.find(path, code, words.templates, entry["branch"]) if entry.get("branch") else None,
    }
    mark = hashlib.sha256(repr((sorted(values.items(), key=str), parts.mark())).encode()).hexdigest()
    if not fresh and _mark_of(row) == mark:
        return "unchanged"
    for name, value in values.items():
        setattr(row, name, value)
    _checked(path, code, row)
    row.save()
    try:
        write_parts(row, parts)
    except ValidationError as fault:
        raise broken(path, code, " ".join(fault.messages), code="entry_refused") from None
    words.templates[code] = row
    return "created" if fresh else "updated"


def _mark_of(row: Pathway) -> str:
    values = {name: getattr(row, name) for name in (*FIELDS, "voice", "is_branch", "land", "branch")}
    return hashlib.sha256(repr((sorted(values.items(), key=str), Parts.of(row).mark())).encode()).hexdigest()


def _parts(path: Path, entry: Entry, words: _Words) -> Parts:
    code = entry["code"]
    known = {str(step.get("code")) for step in entry["steps"] if isinstance(step, dict)}
    parts = Parts(
        law=[words.find(path, code, words.law, word) for word in entry["legal_bases"]],
        types=[words.find(path, code, words.types, word) for word in entry.get("institution_types", ())],
        professions=[
            words.find(path, code, words.professions, word) for word in entry.get("professions", ())
        ],
    )
    for number, step in enumerate(entry["steps"], 1):
        name = f"{code}/{step.get('code', number)}"
        missing = sorted(STEP_NEEDED - step.keys())
        unknown = sorted(step.keys() - STEP_NEEDED - STEP_KNOWN)
        if missing or unknown:
            sentence = _("Missing: %(missing)s. Not known: %(unknown)s.") % {
                "missing": ", ".join(missing) or "–",
                "unknown": ", ".join(unknown) or "–",
            }
            raise broken(path, name, sentence, code="step_words")
        parts.add(
            Step(
                position=number * 10,
                **{word: step[word] for word in STEP_NEEDED},
                **_time(path, name, step.get("time", "")),
                legal_basis=words.find(path, name, words.law, step["law"]) if step.get("law") else None,
                documents="\n".join(step.get("documents", ())),
            ),
            slots=[words.find(path, name, words.kinds, word) for word in step.get("slots", ())],
            variants=[
                (
                    words.lands[land],
                    variant.get("body", ""),
                    variant.get("time", ""),
                    words.find(path, name, words.law, variant["law"]) if variant.get("law") else None,
                    variant.get("source", step["source"]),
                    variant.get("checked_on", step["checked_on"]),
                )
                for land, variant in step.get("lands", {}).items()
                if land in words.lands
            ],
            exits=_exits(
                path, name, step, entry["steps"], number, known, is_branch=entry.get("is_branch", False)
            ),
        )
    return parts


def _time(path: Path, name: str, text: str) -> dict[str, Any]:
    """ "within_days(3)" → its code and its days."""
    word, _open, days = text.partition("(")
    if word not in Step.Time.values or bool(days) != (word == Step.Time.WITHIN_DAYS):
        sentence = _("“%(text)s” is no time. Known: %(known)s.") % {
            "text": text,
            "known": ", ".join(Step.Time.values),
        }
        raise broken(path, name, sentence, code="time_unknown")
    return {"time_code": word, "time_days": int(days.rstrip(")")) if days else None}


def _exits(
    path: Path, name: str, step: Entry, steps: list[Entry], number: int, known: set[str], *, is_branch: bool
) -> list[tuple[str, str, str, bool]]:
    """(kind, code of the step or „E0“, words, way back)."""
    found: list[tuple[str, str, str, bool]] = []
    for kind in ("next", "yes", "no"):
        if kind not in step:
            continue
        target, _bar, label = (part.strip() for part in str(step[kind]).partition("|"))
        if target != "E0" and target not in known:
            sentence = _("“%(word)s” is not known here.") % {"word": target}
            raise broken(path, name, sentence, code="step_unknown")
        found.append((kind, target, label, kind == step.get("back")))
    if not found and not step.get("end") and number < len(steps):
        found.append(("next", steps[number]["code"], "", False))
    if not is_branch:
        found.append(("emergency", "E0", "", False))
    return found


def _checked(path: Path, code: str, row: Any) -> None:
    try:
        row.full_clean()
    except ValidationError as fault:
        raise broken(path, code, " ".join(fault.messages), code="entry_refused") from None
