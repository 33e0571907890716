"""Forms of the entry of an institution in each network."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.directory.forms.records import RecordForm, house_field
from coordination.directory.models import Institution, Listing
from coordination.lib.forms import GermanDateField


class ListingForm(RecordForm):
    """The entry in one network: is it led there, for whom visible, in which state, what the coordination noted."""

    is_only = False
    is_listed = forms.BooleanField(label=_("Lead in this network"), required=False)
    confirmed_on = GermanDateField(
        label=_("Confirmed on"),
        required=False,
        help_text=_("When somebody there last said that all is right."),
    )

    class Meta:
        model = Listing
        fields = ["level", "status", "confirmed_on", "notes"]
        formfield_callback = house_field
        help_texts = {
            "level": _(
                "Public: everybody, without signing in. Professionals: registered people. Network: multipliers and "
                "members. Coordination: the coordination office only."
            )
        }

    def __init__(self, *args: Any, network: Network, **options: Any) -> None:
        super().__init__(*args, prefix=f"net-{network.slug}", **options)
        self.network = network
        self.instance.network = network
        self.fields.pop("reason", None)
        if self.instance.pk:
            del self.fields["is_listed"]

    @property
    def is_wanted(self) -> bool:
        return bool(self.instance.pk or self.is_only or self.cleaned_data.get("is_listed"))

    def more_options(self) -> dict[str, Any]:
        return {"network": self.network}


def listing_forms(
    user: Any, institution: Institution, networks: list[Network], data: Any = None
) -> list[ListingForm]:
    """One form per network in which the user may change entries; a new institution stands in the first one at once."""
    there = {listing.network_id: listing for listing in institution.listings.all()} if institution.pk else {}
    forms_of = []
    for network in networks:
        listing = there.get(network.pk) or Listing()
        form = ListingForm(data, instance=listing, network=network)
        if not institution.pk and len(networks) == 1:
            del form.fields["is_listed"]
            form.is_only = True
        forms_of.append(form)
    return forms_of
