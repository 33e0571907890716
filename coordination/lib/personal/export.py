"""Everything that is kept about one person (Art. 15, 20 GDPR): one structure, from which page, JSON and PDF are made.

Others' data stay out: who changed a row is not named, links in mails are blanked.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coordination.lib.history import in_chunks
from coordination.lib.models import OutboxMail, Tracked
from coordination.lib.personal.collected import activities, holdings
from coordination.lib.personal.labels import label
from coordination.lib.personal.shapes import Holding, Subject

FORMAT = "schutznetz-person/1"


@dataclass(frozen=True)
class Record:
    """One row: column → value, in the words of the forms; earlier values with the time of the change."""

    values: dict[str, Any]
    history: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """All rows of one kind."""

    kind: str
    title: str
    records: list[Record]


@dataclass(frozen=True)
class Chapter:
    """One processing activity with what it holds of the person."""

    key: str
    title: str
    purpose: str
    ground: str
    recipients: str
    kept: str
    parts: list[Part]


@dataclass(frozen=True)
class Export:
    """All that is kept about a person, as of a moment."""

    name: str
    made_at: dt.datetime
    chapters: list[Chapter]

    def as_json(self) -> str:
        """Return it machine-readable, with the version of its form."""
        whole = {"format": FORMAT, **asdict(self)}
        return json.dumps(whole, ensure_ascii=False, indent=2, default=_plain)


def everything(subject: Subject) -> Export:
    """Collect every row of every room about this person."""
    chapters = []
    for one in activities():
        mine = [h for h in holdings() if h.activity == one.key]
        parts = [part for holding in mine if (part := _part(holding, subject)).records]
        if parts:
            kept = "; ".join(dict.fromkeys(str(h.kept) for h in mine))
            chapters.append(
                Chapter(
                    one.key,
                    str(one.title),
                    str(one.purpose),
                    str(one.ground),
                    str(one.recipients),
                    kept,
                    parts,
                )
            )
    return Export(str(subject), timezone.now(), chapters)


def _part(holding: Holding, subject: Subject) -> Part:
    rows = list(holding.rows(subject).select_related(*_names_behind(holding)))
    past = _history(holding, [row.pk for row in rows])
    records = [Record(_values(holding, row, subject), past.get(row.pk, [])) for row in rows]
    return Part(holding.model.lower(), str(capfirst(holding.of._meta.verbose_name_plural)), records)


def _names_behind(holding: Holding) -> list[str]:
    """Foreign keys whose row gives the export its words."""
    return [f.name for f in _columns(holding) if f.is_relation]


def _columns(holding: Holding) -> list[models.Field]:
    hidden = {*holding.secret, *holding.derived, "id", "version"}
    columns = [f for f in holding.of._meta.concrete_fields if f.name not in hidden and not f.primary_key]
    if holding.only:
        return [f for f in columns if f.name in holding.fields or isinstance(f, models.DateTimeField)]
    return columns


def _values(holding: Holding, row: Any, subject: Subject) -> dict[str, Any]:
    values = {label(f): _said(f, row, subject) for f in _columns(holding)}
    if isinstance(row, OutboxMail):  # a link in a waiting mail is a key, not a datum
        for name in ("text", "html"):
            text = getattr(row, name)
            for token in row.tokens:
                text = text.replace(token, OutboxMail.BLANK)
            column: Any = row._meta.get_field(name)
            values[label(column)] = text
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _history(holding: Holding, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Earlier states of each row, oldest first, without who changed them: that is others' data."""
    found: dict[int, list[dict[str, Any]]] = {}
    if not ids or not issubclass(holding.of, Tracked):
        return found
    columns = [f for f in _columns(holding) if not f.is_relation]
    for chunk in in_chunks(ids):
        rows: QuerySet[Any] = holding.of.history.model._base_manager.filter(id__in=chunk)
        for past in rows.order_by("history_id"):
            values = {label(f): _said(f, past, None) for f in columns if f.name not in ("uid",)}
            values = {name: value for name, value in values.items() if value not in (None, "")}
            found.setdefault(past.id, []).append({_("as of"): past.history_date, **values})
    return found


def _said(column: models.Field, row: Any, subject: Subject | None) -> Any:
    if column.is_relation:
        other = getattr(row, column.name)
        if other is None:
            return None
        if subject is not None and _is_somebody_else(other, subject):
            return _("another person")
        return str(other)
    value = getattr(row, column.attname)
    if column.choices and value not in (None, ""):
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def _is_somebody_else(other: Any, subject: Subject) -> bool:
    """A row about people that is not this person: an account or an entry of the directory."""
    if subject.user is not None and isinstance(other, type(subject.user)):
        return other.pk != subject.user_id
    if subject.person is not None and isinstance(other, type(subject.person)):
        return other.pk != subject.person_id
    return other._meta.label_lower in ("accounts.user", "directory.person")


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat() if timezone.is_aware(value) else value.isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def said(value: Any) -> str:
    """Return a value of an export as people read it, for page and paper."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return str(value)
