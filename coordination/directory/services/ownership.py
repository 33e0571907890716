"""To which network a new datum belongs, and that nobody writes another network's. Called by every verb that writes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import Reach, scope_of
from coordination.directory.models import (
    Affiliation,
    Agreement,
    ContactPoint,
    Institution,
    Listing,
    Person,
    Service,
)
from coordination.lib.errors import RuleBroken

Owned = ContactPoint | Affiliation | Agreement | Service | Person


def owners(
    user: Any, institution: Institution, permission: str = "directory.change_institution"
) -> list[Network]:
    """Return the networks for which the user may enter data at an institution: they lead it, the user may change it."""
    networks = scope_of(user).may(permission, reach=Reach.INSTITUTION)
    led = Listing.objects.filter(institution=institution, network__in=networks)
    rows = Network.objects.filter(pk__in=led.exclude(status=Listing.Status.ENDED).values("network"))
    return list(rows.order_by("name", "id"))


def settle(
    *, by: Any, row: Owned, institution: Institution | None, permission: str = "directory.change_institution"
) -> None:
    """Give a new datum its network, or make sure that a known one is the user's to change.

    Raises RuleBroken: ``which_network`` where several are possible and none was chosen, ``not_here`` where none is,
    ``not_yours`` for a datum of another network, ``restricted`` for what is only kept (Art. 18 GDPR).
    Without ``by`` (commands, demo) the network has to be there already.
    """
    person = row if isinstance(row, Person) else getattr(row, "person", None)
    if person is not None and person.is_restricted:
        raise RuleBroken(
            _("The processing of this entry is restricted; nobody changes it."), code="restricted"
        )
    if by is None:
        return
    if row.pk is None and institution is not None:
        possible = owners(by, institution, permission)
        if not possible or (row.network_id and row.network not in possible):
            raise RuleBroken(_("This institution is not one of your network."), code="not_here")
        if row.network_id is None and len(possible) > 1:
            raise RuleBroken(
                _("Several of your networks list this institution. Please say for which you enter this."),
                code="which_network",
            )
        row.network = row.network if row.network_id else possible[0]
    if row.network_id is not None and row.network_id not in scope_of(by).may(
        permission, reach=Reach.INSTITUTION
    ):
        raise RuleBroken(_("This belongs to another network, which keeps it itself."), code="not_yours")
