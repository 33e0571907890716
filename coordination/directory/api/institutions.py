"""Institutions: list, record, adding, changing, removing; many at once in ``bulk.py``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.directory.api import pages
from coordination.directory.api.base import OfPage, similar
from coordination.directory.api.institution_rows import institution_rows
from coordination.directory.api.shapes import InstitutionShape
from coordination.directory.views.bin import Remove
from coordination.directory.views.institution_forms import InstitutionAdd, InstitutionEdit
from coordination.directory.views.lists import Institutions
from coordination.directory.views.records import INSTITUTION
from coordination.lib.api.problems import Problem, wrong_fields


class InstitutionViewSet(OfPage):
    """Institutions of one's networks, by name, with entries in the own networks, contacts, topics.

    Removing puts an institution into the bin for 30 days, where it can be restored on the page.
    """

    permission = "directory.view_institution"
    page = Institutions
    shape = InstitutionShape
    edit_page, delete_page = InstitutionEdit, Remove

    def get_queryset(self) -> Any:
        return INSTITUTION.visible_to(self.request.user)

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        return institution_rows(self.request.user, ids)

    def add_page(self, data: dict[str, Any]) -> Any:
        return pages.opened(InstitutionAdd, self.request)

    def to_form(self, data: dict[str, Any]) -> pages.Values:
        values = dict(data)
        if values.pop("similar_seen", False):
            values["similar_seen"] = True
        if "parent" in values:
            values["parent"] = str(values["parent"] or "")
        if (place := values.get("municipality")) is not None:
            values["municipality"] = place.ags
        for listing in values.pop("listings", ()):
            prefix = f"net-{listing['network']}"
            values[f"{prefix}-is_listed"] = True
            values |= {f"{prefix}-{name}": value for name, value in listing.items() if name != "network"}
        return values

    def paths(self, data: dict[str, Any]) -> dict[str, str]:
        listings = enumerate(data.get("listings", ()))
        return {f"net-{listing['network']}": f"/listings/{number}" for number, listing in listings}

    def versions(self, row: dict[str, Any]) -> pages.Values:
        listed = {f"net-{listing['network']}-version": listing["version"] for listing in row["listings"]}
        return {"version": row["version"]} | listed

    def explain(self, form: Any, data: dict[str, Any]) -> None:
        if form.alike:
            raise similar(form.alike, "similar_seen")

    def check(self, page: Any, form: Any, data: dict[str, Any]) -> None:
        place = data.get("municipality")
        if (
            place is not None
            and form.instance.municipality_id != place.pk
            and not form.instance.protected_place
        ):
            sentence = _("This municipality does not fit postcode and town.")
            raise wrong_fields([{"pointer": "/municipality", "code": "mismatch", "detail": sentence}])

    def _write(self, page: Any, values: pages.Values, data: dict[str, Any], reason: str) -> Any:
        self._refuse_foreign_networks(page, data)
        if not page.owner:
            self._need_a_network(page, values, data)
        return super()._write(page, values, data, reason)

    def _refuse_foreign_networks(self, page: Any, data: dict[str, Any]) -> None:
        known = [network.slug for network in page.networks()]
        for number, listing in enumerate(data.get("listings", ())):
            if listing["network"] not in known:
                sentence = _("“%(value)s” is not known here. Known: %(known)s.")
                told = sentence % {"value": listing["network"], "known": ", ".join(known)}
                pointer = f"/listings/{number}/network"
                raise wrong_fields([{"pointer": pointer, "code": "unknown_network", "detail": told}])

    def _need_a_network(self, page: Any, values: pages.Values, data: dict[str, Any]) -> None:
        networks: list[Network] = page.networks()
        if not data.get("listings") and len(networks) != 1:
            sentence = _("Please choose at least one network in which the institution is led.")
            pointer = {"pointer": "/listings", "code": "no_network", "detail": sentence}
            raise Problem(400, "no_network", sentence, errors=[pointer])

    def take_away(self, page: Any, reason: str) -> None:
        pages.confirm(page, reason, reason=reason)
