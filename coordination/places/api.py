"""The interface of this room: Länder, districts, municipalities, postcodes by their official keys. Public facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from coordination.lib.api.parameters import Parameter
from coordination.lib.api.shapes import Shape, shown
from coordination.lib.api.views import Listed, Shown
from coordination.lib.fold import fold
from coordination.places.models import District, Land, Municipality, Postcode, PostcodePlace


class ByKey(Listed, Shown):
    """Rows found by an official key; ``columns``: member of the answer → column."""

    columns: dict[str, str] = {}
    shape: type[Shape]
    lookup_value_converter = "slug"
    sorts = {"name": ("sort_key",)}
    sort = "name"

    def get_serializer_class(self) -> type[Shape]:
        return self.shape

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        ids = [row.pk for row in page]
        found = self.get_queryset().filter(pk__in=ids).order_by().values_list("pk", *self.columns.values())
        there = {pk: dict(zip(self.columns, values, strict=True)) for pk, *values in found}
        return [there[pk] for pk in ids if pk in there]


class LandShape(Shape):
    key, name, abbreviation = shown(), shown(), shown()


class LandViewSet(ByKey):
    """The sixteen Länder, by name."""

    shape, lookup_field = LandShape, "key"
    columns = {"key": "key", "name": "name", "abbreviation": "abbreviation"}
    sorts = {"name": ("name",)}

    def get_queryset(self) -> Any:
        return Land.objects.visible_to(self.request.user)


class DistrictShape(Shape):
    key, name = shown(help_text="Official key, five digits."), shown()
    kind = shown(serializers.ChoiceField, choices=District.Kind.values)
    land = shown(help_text="Key of the Land.")
    dissolved_on = shown(serializers.DateField, allow_null=True)


class DistrictViewSet(ByKey):
    """Kreise and towns that are their own, by name. Not the areas of youth offices."""

    shape, lookup_field = DistrictShape, "key"
    columns = {
        "key": "key",
        "name": "name",
        "kind": "kind",
        "land": "land__key",
        "dissolved_on": "dissolved_on",
    }
    parameters = (Parameter("land", "Key of the Land.", lookup="land__key"),)

    def get_queryset(self) -> Any:
        return District.objects.visible_to(self.request.user)


class MunicipalityShape(Shape):
    ags = shown(help_text="Official municipality key, eight digits.")
    name, official_name = shown(), shown()
    kind = shown(serializers.ChoiceField, choices=Municipality.Kind.values)
    district, district_name = shown(help_text="Official key of the district."), shown()
    population = shown(serializers.IntegerField, allow_null=True)
    latitude = shown(serializers.FloatField, allow_null=True)
    longitude = shown(serializers.FloatField, allow_null=True)
    dissolved_on = shown(serializers.DateField, allow_null=True)
    successor = shown(help_text="AGS of the municipality it was merged into.", allow_null=True)


class MunicipalityViewSet(ByKey):
    """Municipalities by name; merged ones stay, with their successor."""

    shape, lookup_field = MunicipalityShape, "ags"
    columns = {
        "ags": "ags", "name": "name", "official_name": "official_name", "kind": "kind", "district": "district__key",
        "district_name": "district__name", "population": "population", "latitude": "latitude",
        "longitude": "longitude", "dissolved_on": "dissolved_on", "successor": "successor__ags",
    }  # fmt: skip
    parameters = (
        Parameter(
            "q", "Words of the name.", narrow=lambda rows, text: rows.filter(search_text__holds=fold(text))
        ),
        Parameter("land", "Key of the Land.", lookup="district__land__key"),
        Parameter("district", "Official key of the district.", lookup="district__key"),
        Parameter(
            "postcode", "A postcode reaches into it.", narrow=lambda rows, code: rows.at_postcode(code)
        ),
        Parameter("on", "It exists on this day.", "day", narrow=lambda rows, day: rows.in_force(day)),
    )

    def get_queryset(self) -> Any:
        return Municipality.objects.visible_to(self.request.user)


class PlaceShape(Shape):
    """A municipality at a postcode, with the names of the places there."""

    ags, name, district = shown(), shown(), shown(help_text="Official key of the district.")
    names = shown(serializers.ListField, child=serializers.CharField())


class PostcodeShape(Shape):
    code = shown(help_text="Five digits.")
    is_unclear = shown(serializers.BooleanField, "It lies in several municipalities: ask which, never guess.")
    municipalities = PlaceShape(many=True, read_only=True)


class PostcodeViewSet(ByKey):
    """Postcodes and the municipalities they reach into; a postcode is no area of an authority."""

    shape, lookup_field = PostcodeShape, "code"
    sorts = {"code": ("code",)}
    sort = "code"
    parameters = (
        Parameter("code", "Begins with these digits.", lookup="code__startswith"),
        Parameter("district", "Reaches into this district.", narrow=lambda rows, key: rows.in_districts(key)),
    )

    def get_queryset(self) -> Any:
        return Postcode.objects.visible_to(self.request.user)

    def rows(self, page: Iterable[Postcode]) -> list[dict[str, Any]]:
        codes = {row.pk: row.code for row in page}
        there: dict[int, dict[str, dict[str, Any]]] = {pk: {} for pk in codes}
        places = PostcodePlace.objects.filter(postcode__in=codes).order_by(
            "municipality__sort_key", "name", "id"
        )
        for pk, ags, name, district, called in places.values_list(
            "postcode_id", "municipality__ags", "municipality__name", "municipality__district__key", "name"
        ):
            place = there[pk].setdefault(ags, {"ags": ags, "name": name, "district": district, "names": []})
            place["names"].append(called)
        return [
            {"code": code, "is_unclear": len(there[pk]) > 1, "municipalities": list(there[pk].values())}
            for pk, code in codes.items()
        ]
