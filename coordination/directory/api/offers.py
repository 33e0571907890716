"""Services, contact points, agreements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from coordination.accounts.permissions import scope_of
from coordination.directory.api import pages
from coordination.directory.api.base import OfPage, Writable
from coordination.directory.api.contact_rows import contact_rows
from coordination.directory.api.offer_rows import agreement_rows, service_rows
from coordination.directory.api.reading import LEVEL_OF
from coordination.directory.api.shapes import AgreementShape, ContactShape, ServiceShape
from coordination.directory.models import Agreement, ConsentText, ContactPoint
from coordination.directory.views.agreements import AgreementAdd, AgreementDelete, AgreementEdit
from coordination.directory.views.bin import Remove
from coordination.directory.views.contacts import ContactAdd, ContactDelete, ContactEdit
from coordination.directory.views.lists import Services
from coordination.directory.views.offers import ServiceAdd, ServiceEdit
from coordination.directory.views.records import SERVICE
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import wrong_fields
from coordination.lib.kept import kept, stamp_of

OWNERS = ("institution", "person", "service")


class RemoveService(Remove):
    noun = "service"


class ServiceViewSet(OfPage):
    """What institutions of one's networks offer, by name, with catchment and contacts; hotlines by their record only.

    Removing puts a service into the bin for 30 days.
    """

    permission = "directory.view_service"
    page = Services
    shape = ServiceShape
    edit_page, delete_page = ServiceEdit, RemoveService
    fixed = ("provider", "network")

    def get_queryset(self) -> Any:
        return SERVICE.visible_to(self.request.user)

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        return service_rows(self.request.user, ids)

    def add_page(self, data: dict[str, Any]) -> Any:
        provider = data.pop("provider")
        if provider is None:
            sentence = _("A service needs its institution; only national hotlines have none.")
            raise wrong_fields([{"pointer": "/provider", "code": "required", "detail": sentence}])
        return pages.opened(ServiceAdd, self.request, uid=provider)

    def to_form(self, data: dict[str, Any]) -> pages.Values:
        values = {name: value for name, value in data.items() if name != "provider"}
        if "postcodes" in values:
            values["postcodes"] = ", ".join(one.code for one in values["postcodes"])
        return values

    def take_away(self, page: Any, reason: str) -> None:
        pages.confirm(page, reason, reason=reason)


class ContactPointViewSet(Writable):
    """Telephone numbers, mail and web addresses of institutions, people and services, in the order they were added."""

    permission = "directory.view_contactpoint"
    shape = ContactShape
    edit_page, delete_page = ContactEdit, ContactDelete
    fixed = (*OWNERS, "network")
    parameters = (
        *(Parameter(owner, f"Of this {owner}.", "uid", lookup=f"{owner}__uid") for owner in OWNERS),
        Parameter("kind", "Which kind.", choices=tuple(ContactPoint.Kind.values)),
        Parameter(
            "level", "Visible up to exactly this level.", choices=tuple(LEVEL_OF),
            narrow=lambda rows, word: rows.filter(level=LEVEL_OF[word]),
        ),
    )  # fmt: skip
    sorts = {"id": ()}
    sort = "id"

    def get_queryset(self) -> Any:
        return ContactPoint.objects.visible_to(self.request.user)

    def count(self, rows: QuerySet) -> int:
        """Counting two hundred thousand takes three times as long as a page of them, and a program leafs."""
        asked = self.request.query_params.copy()
        for name in ("page", "page_size", "sort"):
            asked.pop(name, None)
        user = self.request.user
        key = ("contact points", user.pk, scope_of(user), asked.urlencode())
        return kept(key, stamp_of(self.request._request), rows.count)

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        return contact_rows(self.request.user, ids)

    def add_page(self, data: dict[str, Any]) -> Any:
        named = [owner for owner in OWNERS if data.get(owner)]
        if len(named) != 1:
            sentence = _("A contact belongs to exactly one institution, person or service.")
            raise wrong_fields([{"pointer": "/institution", "code": "one_owner", "detail": sentence}])
        uid = data[named[0]]
        return pages.opened(ContactAdd, self.request, options={"noun": named[0]}, uid=uid)

    def to_form(self, data: dict[str, Any]) -> pages.Values:
        values = {name: value for name, value in data.items() if name not in OWNERS}
        if version := values.get("consent_text"):
            mine = scope_of(self.request.user).may(self.permission)
            texts = ConsentText.objects.for_networks(mine).filter(version=version)
            # One's own wording goes before the house's of the same version.
            values["consent_text"] = texts.order_by(F("network").asc(nulls_last=True), "id").first()
            if values["consent_text"] is None:
                sentence = _("“%(value)s” is not known here.") % {"value": version[:40]}
                raise wrong_fields([{"pointer": "/consent_text", "code": "unknown_word", "detail": sentence}])
        return values


class AgreementViewSet(Writable):
    """Agreements under §§ 8a, 72a SGB VIII, cooperation, protection concepts: their dates, newest first."""

    permission = "directory.view_agreement"
    shape = AgreementShape
    edit_page, delete_page = AgreementEdit, AgreementDelete
    fixed = ("institution", "network")
    parameters = (
        Parameter("institution", "Of this institution.", "uid", lookup="institution__uid"),
        Parameter("kind", "Which kind.", choices=tuple(Agreement.Kind.values)),
        Parameter("valid_on", "Valid on this day.", "day", narrow=lambda rows, day: rows.valid(day)),
    )
    sorts = {"signed_on": ("signed_on",), "valid_until": ("valid_until",)}
    sort = "-signed_on"

    def get_queryset(self) -> Any:
        return Agreement.objects.visible_to(self.request.user)

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        return agreement_rows(self.request.user, ids)

    def add_page(self, data: dict[str, Any]) -> Any:
        return pages.opened(AgreementAdd, self.request, uid=data.pop("institution"))

    def to_form(self, data: dict[str, Any]) -> pages.Values:
        return {name: value for name, value in data.items() if name != "institution"}
