"""Loads the directory's words from ``fixtures/reference``: types, professions, topics and others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from django.db import models, transaction
from django.utils.translation import gettext as _

from coordination.directory.hotlines import load_hotlines
from coordination.directory.models.reference import (
    Feature,
    Function,
    InstitutionType,
    Language,
    Profession,
    ServiceKind,
    TargetGroup,
    Topic,
)
from coordination.lib.reference import Entry, broken, read_entries, write_in_place

PLAIN = {"code", "name"}
LISTS: list[tuple[str, type[models.Model], set[str], set[str]]] = [
    (
        "institution_types.yaml",
        InstitutionType,
        PLAIN | {"short_name", "group", "standing", "target", "synonyms", "source", "checked_on"},
        {"protected_by_default"},
    ),
    ("professions.yaml", Profession, PLAIN | {"kkg4_no", "source"}, set()),
    ("topics.yaml", Topic, PLAIN, set()),
    ("target_groups.yaml", TargetGroup, PLAIN, set()),
    ("languages.yaml", Language, PLAIN, set()),
    ("features.yaml", Feature, PLAIN, set()),
    ("functions.yaml", Function, PLAIN, set()),
    ("service_kinds.yaml", ServiceKind, PLAIN | {"short_name", "slot", "description"}, set()),
]


@transaction.atomic
def load_reference(folder: Path) -> Counter[str]:
    """Write all lists in place and return what was created, updated, unchanged. All or nothing.

    Raises FixtureBroken, which names file and entry.
    """
    done: Counter[str] = Counter()
    for file, model, needed, known in LISTS:
        path = folder / file
        entries = read_entries(path, needed=needed, known=known)
        if model is InstitutionType:
            _refuse_double_words(path, entries)
        done += write_in_place(model, _in_order(model, entries), path=path)
    return done + load_hotlines(folder)


def _in_order(model: type[models.Model], entries: list[Entry]) -> list[Entry]:
    """The order of the file is the order in selections; what a file leaves out has its default."""
    defaults = {"protected_by_default": False} if model is InstitutionType else {}
    return [{**defaults, **entry, "sort_order": position} for position, entry in enumerate(entries, 1)]


def _refuse_double_words(path: Path, entries: list[Entry]) -> None:
    """No word may stand for two types, or an import would have to guess."""
    owner: dict[str, str] = {}
    for entry in entries:
        for word in InstitutionType(**entry).words():
            if owner.setdefault(word, entry["code"]) != entry["code"]:
                sentence = _("“%(word)s” already stands for %(other)s.") % {
                    "word": word,
                    "other": owner[word],
                }
                raise broken(path, entry["code"], sentence, code="double_word")
