"""Taking an address out of everything that remembers: history, imports, uploads, exports, mails, free texts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from coordination.directory.models import (
    ADDRESS_OF_PROTECTED,
    Agreement,
    ContactPoint,
    Hours,
    ImportRow,
    ImportRun,
    Institution,
    InstitutionType,
    Listing,
    Service,
)
from coordination.directory.services.photos import forget_photos
from coordination.lib import erasure, history, search
from coordination.lib.fold import search_text
from coordination.lib.models import ChangeSet, Job, OutboxMail, StoredFile, Tracked

_SHORTEST = 4  # a shorter street would hit half of the texts
_NOTHING_READ: dict[str, Any] = {
    "raw": [],
    "clean": {},
    "corrected": {},
    "notes": [],
    "differences": {},
    "candidates": [],
    "search_text": "",
}
_JSON_OF_ROWS = ("raw", "clean", "corrected", "problems", "notes", "differences", "candidates")
_JSON_OF_RUNS = ("sample", "notes", "conflicts")


@dataclass(frozen=True)
class Address:
    """What gives a place away: its streets and house numbers, present and former, and its names."""

    streets: frozenset[str]
    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, institution: Institution) -> Self:
        """All streets, numbers and names the record has or ever had."""
        columns = ("street", "address_extra", "house_number", "name", "short_name")
        rows = [
            *Institution.objects.filter(pk=institution.pk).values_list(*columns),
            *institution.history.order_by().values_list(*columns),
        ]
        streets, extras, numbers, names, short = (
            {text.strip() for text in column} for column in zip(*rows, strict=True)
        )
        return cls(
            frozenset(text for text in streets | extras if len(text) >= _SHORTEST),
            frozenset(numbers - {""}),
            frozenset(text for text in names | short if len(text) >= _SHORTEST),
        )

    def words(self) -> Iterator[str]:
        """Each street as it may be written: „Kirchstraße“, „Kirchstr.“, „Kirchstrasse“."""
        for street in self.streets:
            stem = re.sub(r"(?i)stra(?:ß|ss)e$|str\.?$", "", street)
            if stem != street and len(stem) >= _SHORTEST:
                yield from (f"{stem}{end}" for end in ("straße", "strasse", "str.", "str "))
            yield street

    @cached_property
    def _street(self) -> str:
        return "|".join(sorted({re.escape(word.strip()) for word in self.words()}, key=len, reverse=True))

    @cached_property
    def _number(self) -> str:
        return "|".join(sorted(map(re.escape, self.numbers), key=len, reverse=True))

    def taken_out_of(self, text: str, *, of_others: bool = False) -> str:
        """Return ``text`` without the street and the number behind it.

        ``of_others``: a text that may be about another house in the same street; that one stays.
        """
        if not self.streets or not text:
            return text
        ours = rf"(?:\s*(?:{self._number})\b)?(?!\s*\d)" if self.numbers else ""
        behind = ours if of_others else r"(?:\s*\d+\s?[a-z]?\b)?"
        return re.sub(rf"(?i)(?:{self._street}){behind}", _("[address removed]"), text)

    def is_told_by(self, *cells: Any) -> bool:
        """Whether the street stands in a row of a sheet beside a number or a name of the place."""
        text = json.dumps(cells, ensure_ascii=False, default=str).casefold()
        if not any(word.strip().casefold() in text for word in self.words()):
            return False
        named = any(name.casefold() in text for name in self.names)
        numbered = not self.numbers or re.search(rf"(?i)(?<!\w)(?:{self._number})(?!\w)", text)
        return bool(named or numbered)

    def within(self, *columns: str) -> Q:
        """Rows with one of the streets in one of these columns, as text or as JSON writes it."""
        condition = Q(pk=None)
        for word in self.words():
            for spelling in {word, json.dumps(word)[1:-1]}:
                for column in columns:
                    condition |= Q(**{f"{column}__icontains": spelling})
        return condition


def purge(institution: Institution, address: Address) -> None:
    """Leave no trace of the address. Inside the transaction of ``protect``; files go once it is committed."""
    forget_photos(institution, _photos_of(institution))
    _purge_history(institution)
    _purge_imports(institution, address)
    _purge_exports(institution)
    _purge_search(institution)
    for name in settings.PROTECTED:
        import_module(name).forget(
            institution, list(institution.listings.values_list("network_id", flat=True))
        )
    for proposal in institution.proposals.all():
        proposal.lose_address(address.taken_out_of)
    if address.streets:
        _purge_texts(institution, address)
        _purge_mails(address)


def _photos_of(institution: Institution) -> set[int]:
    """Ids of all photos it shows or showed: a house can be known by its door."""
    rows = institution.history.filter(photo__isnull=False).order_by()
    return set(rows.values_list("photo_id", flat=True))


def _purge_history(institution: Institution) -> None:
    types = dict(InstitutionType.objects.values_list("id", "name"))
    nothing = {
        history.column(Institution, name).attname: empty for name, empty in ADDRESS_OF_PROTECTED.items()
    }

    def without_address(row: dict[str, Any]) -> dict[str, Any]:
        names = (row["name"], row["short_name"], row["other_names"])
        found = search_text(*names, types.get(row["type_id"], ""))
        return {**nothing, "search_text": found}

    columns = ["name", "short_name", "other_names", "type_id", "search_text", *nothing]
    erasure.rewrite_history(Institution, [institution.pk], columns, without_address)


def _purge_imports(institution: Institution, address: Address) -> None:
    """Rows of the place, and any row or sample that tells its address; the uploaded files of these imports."""
    touched: set[int] = set()
    for row in _rows_with(institution, address):
        told = address.is_told_by(*(getattr(row, name) for name in _JSON_OF_ROWS))
        if row.institution_id != institution.pk and not told:
            continue
        touched.add(row.run_id)
        for name, nothing in _NOTHING_READ.items():
            setattr(row, name, nothing)
        if row.problems:
            row.problems = [[None, "", _("Removed: this concerned a protected place."), "protected", "", []]]
        row.decision = ImportRow.Decision.SKIP
        row.save(update_fields=[*_JSON_OF_ROWS, "search_text", "decision"])

    samples = {f"{name}_text": Cast(name, models.TextField()) for name in _JSON_OF_RUNS}
    here = institution.listings.values("network")
    unread = Q(state=ImportRun.State.UPLOADED, network__in=here)  # nobody knows yet what is in the file
    known = Q(pk__in=touched) | address.within("file_name", *samples)
    for run in ImportRun.objects.annotate(**samples).filter(known | unread).select_related("file"):
        told = address.is_told_by(run.file_name, run.sample, run.notes, run.conflicts)
        if run.pk not in touched and run.state != ImportRun.State.UPLOADED and not told:
            continue
        file, run.file, run.sample, run.notes, run.conflicts = run.file, None, [], [], []
        run.file_name = address.taken_out_of(run.file_name)[:200]
        run.save(update_fields=["file", "file_name", "sample", "notes", "conflicts"])
        if file is not None:
            file.delete()


def _rows_with(institution: Institution, address: Address) -> models.QuerySet[ImportRow]:
    columns = {f"{name}_text": Cast(name, models.TextField()) for name in _JSON_OF_ROWS}
    rows = ImportRow.objects.annotate(**columns)
    return rows.filter(Q(institution=institution) | address.within(*columns)).order_by("id")


def _purge_exports(institution: Institution) -> None:
    """Lists that were written out in the networks that know the place, or in several: they can be made again."""
    networks = list(institution.listings.values_list("network_id", flat=True))
    there = Q(network_id__in=networks) | Q(network_id=None)
    for file in StoredFile.objects.filter(there, purpose__startswith="export"):
        file.delete()


def _purge_search(institution: Institution) -> None:
    """At once; the place itself comes back into the index without its address when the change is followed."""
    search.forget("directory.institution", [institution.pk])
    search.forget("directory.service", list(institution.services.values_list("pk", flat=True)))


def _purge_texts(institution: Institution, address: Address) -> None:
    """The street in descriptions, notes and names of the record, its parts and services, now and in history."""
    services = list(institution.services.values_list("pk", flat=True))
    of_place = Q(institution=institution) | Q(service__in=services)
    units: list[tuple[type[Tracked], Any]] = [
        (Institution, Institution.objects.filter(pk=institution.pk)),
        (Listing, institution.listings.all()),
        (Agreement, institution.agreements.all()),
        (ContactPoint, ContactPoint.objects.filter(of_place)),
        (Hours, Hours.objects.filter(of_place)),
        (Service, institution.services.all()),
    ]
    for model, rows in units:
        fields = [name for name in erasure.text_fields(model) if name not in {"search_text", "sort_key"}]
        for row in rows:
            mended = {name: address.taken_out_of(getattr(row, name) or "") for name in fields}
            mended = {name: text for name, text in mended.items() if text != (getattr(row, name) or "")}
            if mended:
                for name, text in mended.items():
                    setattr(row, name, text)
                row.save()
                if row.pk == institution.pk and model is Institution:
                    institution.__dict__.update(
                        {name: getattr(row, name) for name in [*mended, "version", "search_text"]}
                    )
        _purge_texts_of_history(model, rows, fields, address)
    _purge_reasons(institution, address)


def _purge_texts_of_history(model: type[Tracked], rows: Any, fields: list[str], address: Address) -> None:
    ids = set(rows.values_list("pk", flat=True))
    clean: Callable[[dict[str, Any]], dict[str, Any]] = lambda row: {  # noqa: E731 -- read as one expression
        name: address.taken_out_of(row[name]) if isinstance(row[name], str) else row[name] for name in fields
    }
    erasure.rewrite_history(model, ids, fields, clean)


def _purge_reasons(institution: Institution, address: Address) -> None:
    """The reason somebody gave for a change of this place."""
    mine = institution.history.filter(change_set=OuterRef("pk"))
    for change_set in ChangeSet.objects.filter(Exists(mine)).exclude(reason=""):
        reason = address.taken_out_of(change_set.reason)
        if reason != change_set.reason:
            ChangeSet.objects.filter(pk=change_set.pk).update(reason=reason[:200])
    for lift in institution.lifts.all():
        lift.reason = address.taken_out_of(lift.reason)[:300]
        lift.save(update_fields=["reason"])


def _purge_mails(address: Address) -> None:
    """Mails that are waiting or were sent, and what jobs tell about files."""
    places: list[tuple[type[Any], tuple[str, ...]]] = [
        (Job, ("title", "message", "error")),
        (OutboxMail, ("subject", "text", "html")),
    ]
    for model, fields in places:
        for row in model.objects.filter(address.within(*fields)):
            for name in fields:
                longest = model._meta.get_field(name).max_length
                setattr(row, name, address.taken_out_of(getattr(row, name), of_others=True)[:longest])
            row.save(update_fields=fields)
