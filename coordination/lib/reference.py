"""Lists from ``fixtures``: read strictly, written in place by their code. Errors name file and entry."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from coordination.lib.errors import RuleBroken

# The same loader in C where PyYAML was built with it: ten times as quick.
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Entry = dict[str, Any]
_DAYS = re.compile(r"[+-]\d{1,5}d")


class FixtureBroken(RuleBroken):
    """A file of ``fixtures`` cannot be loaded as it stands."""


def read_entries(
    path: Path, *, needed: set[str], known: AbstractSet[str] = frozenset(), key: str = "code"
) -> list[Entry]:
    """Return the entries of a YAML list: each has the words ``needed``, may have ``known``, no others."""
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=SafeLoader)  # noqa: S506 -- is the safe one
    except FileNotFoundError:
        raise FixtureBroken(_("%(file)s is missing.") % {"file": path}, code="file_missing") from None
    except yaml.YAMLError as fault:
        raise FixtureBroken(
            _("%(file)s is not readable YAML: %(fault)s") % {"file": path, "fault": fault}, code="not_yaml"
        ) from None
    if not isinstance(entries, list):
        raise FixtureBroken(_("%(file)s must hold a list.") % {"file": path}, code="not_a_list")
    seen: set[str] = set()
    for position, entry in enumerate(entries, 1):
        _check(entry, path=path, position=position, needed=needed, known=needed | known)
        if key in needed:
            if str(entry[key]) in seen:
                raise broken(path, entry[key], _("this code stands in the file twice."), code="twice")
            seen.add(str(entry[key]))
    return entries


def write_in_place(
    model: type[models.Model], entries: list[Entry], *, path: Path, key: str = "code"
) -> Counter[str]:
    """Create what is new, update what differs, leave the rest. Rows no file names any more stay as they are.

    Only for models without history; tracked models go through ``lib.history``.
    """
    done: Counter[str] = Counter(created=0, updated=0, unchanged=0)
    there = {str(getattr(row, key)): row for row in model._default_manager.all()}
    with transaction.atomic():
        for entry in entries:
            row = there.get(str(entry[key]))
            differing = {name for name, value in entry.items() if row is None or getattr(row, name) != value}
            if not differing:
                done["unchanged"] += 1
                continue
            fresh, row = row is None, row or model()
            for name in differing:
                setattr(row, name, entry[name])
            try:
                row.full_clean()
            except ValidationError as fault:
                raise broken(path, entry[key], " ".join(fault.messages), code="entry_refused") from None
            row.save()
            done["created" if fresh else "updated"] += 1
    return done


def broken(path: Path, entry: object, sentence: str, *, code: str) -> FixtureBroken:
    """Return the error that names the place: file, entry, what is wrong."""
    return FixtureBroken(
        _("%(file)s, entry %(entry)s: %(sentence)s") % {"file": path, "entry": entry, "sentence": sentence},
        code=code,
    )


def _check(entry: object, *, path: Path, position: int, needed: set[str], known: set[str]) -> None:
    if not isinstance(entry, dict):
        raise broken(path, position, _("an entry is a list of words with values."), code="not_an_entry")
    name = entry.get("code") or entry.get("key") or position
    missing, unknown = sorted(needed - entry.keys()), sorted(map(str, entry.keys() - known))
    if missing:
        raise broken(
            path, name, _("%(words)s is missing.") % {"words": ", ".join(missing)}, code="word_missing"
        )
    if unknown:
        sentence = _("“%(word)s” is not known here. Known: %(known)s.") % {
            "word": unknown[0],
            "known": ", ".join(sorted(known)),
        }
        raise broken(path, name, sentence, code="word_unknown")


def day(text: str | None, *, today: dt.date) -> dt.date | None:
    """Return the day a demo file means: „-40d“ is forty days before ``today``, „+60d“ sixty days after it."""
    if text is None:
        return None
    if not _DAYS.fullmatch(text):
        sentence = _("“%(text)s” is no day. Right would be -40d or +60d.") % {"text": text}
        raise FixtureBroken(sentence, code="no_day")
    return today + dt.timedelta(days=int(text[:-1]))
