"""Search and take: an institution by its name, typed or chosen from suggestions; works without script."""

from __future__ import annotations

import re
import uuid
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, Q, When
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from coordination.accounts.permissions import scope_of
from coordination.directory.models import Institution, Listing
from coordination.directory.models.institutions import InstitutionQuerySet
from coordination.lib import values
from coordination.lib.fold import sort_key

_WITH_TOWN = re.compile(r"^(.+?)\s*\(([^()]+)\)$")
_ALIKE = 0.86


def label_of(institution: Institution) -> str:
    """How an institution is offered: „Kita Sonnenblume (Troisdorf)“."""
    return f"{institution.name} ({institution.city})" if institution.city else institution.name


class InstitutionPick(forms.CharField):
    """A text that names one institution. The form sets ``queryset`` to those the person may see."""

    queryset: InstitutionQuerySet = Institution.objects.none()

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(
            attrs={"autocomplete": "off", "data-suggest": reverse_lazy("directory:institution-suggest")}
        )
        super().__init__(**{"widget": widget, "max_length": 300, **options})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Institution.objects.filter(pk=value).first()
        return label_of(value) if isinstance(value, Institution) else value

    def clean(self, value: Any) -> Institution | None:
        text = values.text(super().clean(value) or "")
        if not text:
            return None
        found = list(self._called(text)[:4])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                _("Several are called so: %(names)s. Please add the town in brackets."),
                params={"names": ", ".join(sorted({f"{one.name} ({one.city or '–'})" for one in found}))},
                code="several",
            )
        near = [label_of(one) for one in self.queryset.searched(text).order_by("sort_key", "id")[:3]]
        if near:
            raise ValidationError(
                _("There is no entry of exactly this name. Do you mean: %(names)s?"),
                params={"names": " · ".join(near)},
                code="not_exact",
            )
        raise ValidationError(
            _("“%(text)s” is not in the directory."), params={"text": text[:80]}, code="unknown"
        )

    def _called(self, text: str) -> InstitutionQuerySet:
        try:
            return self.queryset.filter(uid=uuid.UUID(text))
        except ValueError:
            pass
        exact = self.queryset.filter(sort_key=sort_key(text)).order_by("id")
        with_town = _WITH_TOWN.match(text)
        if with_town is None or exact.exists():
            return exact
        name, town = with_town.groups()
        return self.queryset.filter(sort_key=sort_key(name), city__iexact=town.strip()).order_by("id")


def suggested(user: Any, text: str, *, limit: int = 10) -> list[Institution]:
    """Return what is offered while one types: the own networks' first, then what begins so, then what holds it."""
    key = sort_key(text)
    keys = {key, re.sub("([aou])e", r"\1", key)}  # Löwe and Loewe stand under the same sort key
    begins = Q(*(("sort_key__startswith", one) for one in keys), _connector=Q.OR)
    word_begins = Q(*(("sort_key__contains", f" {one}") for one in keys), _connector=Q.OR)
    mine = Listing.objects.filter(network__in=scope_of(user).networks).of_outer()
    rows = Institution.objects.visible_to(user).searched(text).select_related("type")
    rows = rows.annotate(
        foreign=Case(When(Exists(mine), then=0), default=1),
        place=Case(When(begins, then=0), When(word_begins, then=1), default=2),
    )
    return list(rows.order_by("foreign", "place", "sort_key", "id")[:limit])


def similar(queryset: InstitutionQuerySet, name: str) -> list[Institution]:
    """Return up to five of ``queryset`` whose names are nearly the same."""
    key = sort_key(name)
    words = sorted(key.split(), key=len, reverse=True)
    if not words:
        return []
    longest = words[0]
    begins_or_ends = Q(search_text__contains=longest[:6]) | Q(search_text__contains=longest[-5:])
    near = queryset.filter(begins_or_ends).order_by("sort_key", "id")[:500]
    rated = [(SequenceMatcher(None, key, one.sort_key).ratio(), one) for one in near]
    alike = [(rate, one) for rate, one in rated if rate >= _ALIKE]
    return [one for _rate, one in sorted(alike, key=lambda pair: -pair[0])[:5]]
