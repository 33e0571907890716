"""The shape of a noun in the interface: what is read and written, described once for people, programs and checks.

A shape checks kinds of values only; rules and wording are those of the pages' forms, to which its data go on.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.fields import empty

from coordination.lib.api.problems import pointed, wrong_fields
from coordination.lib.levels import Level

_LONGEST_WORD = 100


class Shape(serializers.Serializer):
    """Refuses members it does not know; those that are only read may come back and are not looked at."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            known = self.fields
            unknown = [name for name in data if name not in known]
            if unknown:
                sentence = _("“%(name)s” is not known here. Known: %(known)s.")
                writable = ", ".join(name for name, field in known.items() if not field.read_only)
                errors = {name: [sentence % {"name": str(name)[:60], "known": writable}] for name in unknown}
                raise serializers.ValidationError(errors, code="unknown_field")
        return super().to_internal_value(data)

    def validated(self) -> dict[str, Any]:
        """Return the data, or raise the problem with every wrong member."""
        if not self.is_valid():
            raise wrong_fields(pointed(self.errors))
        return dict(self.validated_data)


def text(most: int, help_text: str = "", **options: Any) -> serializers.CharField:
    """A text, empty where nothing is said; its length is checked by the form, which says it better."""
    options.setdefault("required", False)
    return _Text(allow_blank=True, trim_whitespace=False, help_text=_until(most, help_text), **options)


def _until(most: int, said: str) -> str:
    return f"{said} At most {most} signs.".strip()


class _Text(serializers.CharField):
    def run_validation(self, data: Any = empty) -> Any:
        return "" if data is None and not self.required else super().run_validation(data)


def shown(kind: type[serializers.Field] = serializers.CharField, help_text: str = "", **options: Any) -> Any:
    """A member that is only read."""
    return kind(read_only=True, help_text=help_text, **options)


def day(help_text: str = "", **options: Any) -> serializers.DateField:
    return serializers.DateField(required=False, allow_null=True, help_text=help_text, **options)


def flag(help_text: str = "") -> serializers.BooleanField:
    return serializers.BooleanField(required=False, help_text=help_text)


def number(most: int, help_text: str = "") -> serializers.IntegerField:
    return serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=most, help_text=help_text
    )


class LevelField(serializers.ChoiceField):
    """A publication level by its word: public, professionals, network, coordination."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Up to whom it is visible.")
        super().__init__([level.name.lower() for level in Level], **options)

    def to_internal_value(self, data: Any) -> int:
        word = super().to_internal_value(data)
        return Level[word.upper()].value


class WordField(serializers.CharField):
    """A word of a list (type, topic, profession …) by its code; it becomes the row."""

    def __init__(self, model: type[models.Model], *, key: str = "code", **options: Any) -> None:
        self.model, self.key = model, key
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> models.Model | None:
        word = super().to_internal_value(data)
        if not word:
            return None
        rows = self.model._default_manager.filter(**{self.key: word[:_LONGEST_WORD]})
        found = rows.first() if len(word) <= _LONGEST_WORD else None
        if found is None:
            sentence = _("“%(value)s” is not known here. Known: %(known)s.")
            known = ", ".join(_codes(self.model, self.key))
            raise serializers.ValidationError(
                sentence % {"value": word[:60], "known": known}, code="unknown_word"
            )
        return found

    def to_representation(self, value: Any) -> Any:
        return value


def _codes(model: type[models.Model], key: str) -> list[str]:
    """The first words of a list, to be told to whoever named another."""
    return list(model._default_manager.order_by(key).values_list(key, flat=True)[:60])


class WordsField(serializers.ListField):
    """Several words of one list by their codes."""

    def __init__(self, model: type[models.Model], *, key: str = "code", **options: Any) -> None:
        self.model, self.key = model, key
        options.setdefault("required", False)
        super().__init__(child=serializers.CharField(max_length=100), max_length=500, **options)

    def to_internal_value(self, data: Any) -> list[models.Model]:
        words = super().to_internal_value(data)
        rows = {
            getattr(row, self.key): row
            for row in self.model._default_manager.filter(**{f"{self.key}__in": words})
        }
        if unknown := [word for word in words if word not in rows]:
            sentence = _("“%(value)s” is not known here. Known: %(known)s.")
            told = sentence % {"value": unknown[0][:60], "known": ", ".join(_codes(self.model, self.key))}
            raise serializers.ValidationError(told, code="unknown_word")
        return list(dict.fromkeys(rows[word] for word in words))

    def to_representation(self, value: Any) -> Any:
        return value
