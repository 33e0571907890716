"""People and what they are at institutions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coordination.directory.api import pages
from coordination.directory.api.base import OfPage, Writable, similar
from coordination.directory.api.person_rows import affiliation_rows, person_rows
from coordination.directory.api.shapes import AffiliationShape, PersonShape
from coordination.directory.models import Affiliation
from coordination.directory.views.bin import Remove
from coordination.directory.views.lists import People
from coordination.directory.views.people import (
    AffiliationAdd,
    AffiliationDelete,
    AffiliationEdit,
    PersonAdd,
    PersonEdit,
)
from coordination.directory.views.records import PERSON
from coordination.lib.api.parameters import Parameter


class RemovePerson(Remove):
    noun = "person"


class PersonViewSet(OfPage):
    """People who work in institutions of one's networks, by name, with functions and contacts.

    A new person comes with the first function (“affiliation”). Removing puts a person into the bin for 30 days.
    """

    permission = "directory.view_person"
    page = People
    shape = PersonShape
    edit_page, delete_page = PersonEdit, RemovePerson

    def get_queryset(self) -> Any:
        return PERSON.visible_to(self.request.user)

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        return person_rows(self.request.user, ids)

    def add_page(self, data: dict[str, Any]) -> Any:
        return pages.opened(PersonAdd, self.request)

    def to_form(self, data: dict[str, Any]) -> pages.Values:
        values = dict(data)
        values.pop("similar_seen", None)
        for name, value in (values.pop("affiliation", None) or {}).items():
            values[f"at-{name}"] = value
        return values

    def paths(self, data: dict[str, Any]) -> dict[str, str]:
        return {"at": "/affiliation"}

    def check(self, page: Any, form: Any, data: dict[str, Any]) -> None:
        is_new = isinstance(page, PersonAdd) and "known" not in data and not data.get("similar_seen")
        if is_new and (alike := page.alike(form)):
            raise similar(alike, "known")

    def take_away(self, page: Any, reason: str) -> None:
        pages.confirm(page, reason, reason=reason)


class AffiliationViewSet(Writable):
    """What people are at institutions, from day to day; newest first. Who has left gets a last day."""

    permission = "directory.view_affiliation"
    shape = AffiliationShape
    edit_page, delete_page = AffiliationEdit, AffiliationDelete
    fixed = ("person", "institution", "network")
    parameters = (
        Parameter("institution", "Of this institution.", "uid", lookup="institution__uid"),
        Parameter("person", "Of this person.", "uid", lookup="person__uid"),
        Parameter("function", "Code of /functions.", lookup="function__code"),
        Parameter("is_contact", "Contact persons only.", "flag"),
        Parameter("on", "Valid on this day.", "day", narrow=lambda rows, day: rows.in_force(day)),
    )
    sorts = {"valid_from": ("valid_from",), "name": ("person__sort_key",)}
    sort = "-valid_from"

    def get_queryset(self) -> Any:
        return Affiliation.objects.visible_to(self.request.user)

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        return affiliation_rows(ids)

    def add_page(self, data: dict[str, Any]) -> Any:
        return pages.opened(AffiliationAdd, self.request, uid=data.pop("person"))

    def to_form(self, data: dict[str, Any]) -> pages.Values:
        return {name: value for name, value in data.items() if name != "person"}
