"""The card on the record of an institution that shows its surroundings in the network."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from coordination.accounts.permissions import Reach, scope_of
from coordination.directory.models import Listing
from network.reading import RIGHT

register = template.Library()


@register.inclusion_tag("network/_ego_card.html", takes_context=True)
def surroundings(context: Context, institution: Any) -> dict[str, Any]:
    """For readers of the graph; the picture is fetched once the page stands. Who rests everywhere is not on the map."""
    request = context.get("request")
    networks = scope_of(request.user).may(RIGHT, reach=Reach.OWN) if request is not None else frozenset()
    if not networks:
        return {}
    led = institution.listings.filter(network__in=networks, status=Listing.Status.ACTIVE)
    if not led.exists():
        return {}
    return {
        "map_url": f"{reverse('network:map')}?um={institution.uid}",
        "card_url": reverse("network:surroundings", args=[institution.uid]),
    }
