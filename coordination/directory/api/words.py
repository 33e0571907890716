"""The lists of words of the directory: types, professions, topics … by code. Reference data, only read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from coordination.directory.models import (
    Feature,
    Function,
    InstitutionType,
    Language,
    Profession,
    ServiceKind,
    Standing,
    Target,
    TargetGroup,
    Topic,
)
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.shapes import Shape, shown
from coordination.lib.api.views import Listed, Shown


class WordShape(Shape):
    """One word of a list: ``code`` for programs, ``name`` for people."""

    code, name = shown(), shown()


class WordViewSet(Listed, Shown):
    """The words of one list, in its order."""

    room = "directory"
    model: Any
    shape: type[Shape] = WordShape
    more: tuple[str, ...] = ()
    lookup_field = "code"
    lookup_value_converter = "slug"
    sorts = {"order": ("sort_order",), "name": ("name",)}
    sort = "order"

    def get_queryset(self) -> Any:
        return self.model.objects.all()

    def get_serializer_class(self) -> type[Shape]:
        return self.shape

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        return [{name: getattr(row, name) for name in ("code", "name", *self.more)} for row in page]


class TypeShape(WordShape):
    """A type of institution with its legal standing and what may be reported to it."""

    short_name, group = shown(), shown(serializers.ChoiceField, choices=InstitutionType.Group.values)
    standing = shown(serializers.ListField, child=serializers.ChoiceField(Standing.values))
    target = shown(serializers.ListField, child=serializers.ChoiceField(Target.values))
    protected_by_default = shown(serializers.BooleanField)
    synonyms = shown(serializers.ListField, child=serializers.CharField())
    source, checked_on = shown(), shown(serializers.DateField, allow_null=True)


class InstitutionTypeViewSet(WordViewSet):
    """Types of institutions."""

    model, shape = InstitutionType, TypeShape
    more = (
        "short_name",
        "group",
        "standing",
        "target",
        "protected_by_default",
        "synonyms",
        "source",
        "checked_on",
    )
    parameters = (Parameter("group", "Of this group.", choices=tuple(InstitutionType.Group.values)),)


class ProfessionShape(WordShape):
    kkg4_no = shown(serializers.IntegerField, "Number in section 4(1) KKG.", allow_null=True)
    source = shown()


class ProfessionViewSet(WordViewSet):
    """Professions, with their number in section 4(1) KKG."""

    model, shape, more = Profession, ProfessionShape, ("kkg4_no", "source")


class ServiceKindShape(WordShape):
    short_name, description = shown(), shown()
    slot = shown(
        serializers.ChoiceField, "The place it can take in a pathway.", choices=["", *ServiceKind.Slot.values]
    )


class ServiceKindViewSet(WordViewSet):
    """Kinds of services."""

    model, shape, more = ServiceKind, ServiceKindShape, ("short_name", "description", "slot")


class TopicViewSet(WordViewSet):
    """Topics of institutions and services."""

    model = Topic


class TargetGroupViewSet(WordViewSet):
    """Whom an institution is for."""

    model = TargetGroup


class LanguageViewSet(WordViewSet):
    """Languages spoken or signed there, by their BCP 47 tags."""

    model = Language


class FeatureViewSet(WordViewSet):
    """What makes a place reachable for people with disabilities."""

    model = Feature


class FunctionViewSet(WordViewSet):
    """What somebody can be at an institution."""

    model = Function
