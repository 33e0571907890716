"""Operators look these tables up. They are written by ``load_places``; only a successor is set by hand."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from coordination.places.models import Dataset, District, Land, Municipality, Postcode


class ReadOnly(admin.ModelAdmin):
    """The official tables are not typed in."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Land)
class LandAdmin(ReadOnly):
    list_display = ["name", "key", "abbreviation"]


@admin.register(District)
class DistrictAdmin(ReadOnly):
    list_display = ["__str__", "key", "kind", "land", "dissolved_on"]
    list_filter = ["land", "kind"]
    search_fields = ["name", "key"]
    list_select_related = ["land"]


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnly):
    list_display = ["name", "ags", "kind", "district", "dissolved_on", "successor"]
    list_filter = ["district__land", "kind"]
    search_fields = ["search_text", "ags"]
    list_select_related = ["district", "successor"]
    autocomplete_fields = ["successor"]

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return [
            field.name for field in Municipality._meta.fields if field.editable and field.name != "successor"
        ]


@admin.register(Postcode)
class PostcodeAdmin(ReadOnly):
    list_display = ["code", "reach"]
    search_fields = ["code"]

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).prefetch_related("municipalities")

    @admin.display()
    def reach(self, postcode: Postcode) -> str:
        return ", ".join(str(municipality) for municipality in postcode.municipalities.all())


@admin.register(Dataset)
class DatasetAdmin(ReadOnly):
    list_display = ["name", "publisher", "licence", "as_of", "loaded_at", "rows"]
