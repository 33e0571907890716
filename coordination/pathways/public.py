"""What everybody finds: the version in force of each pathway of a network."""

from __future__ import annotations

from django.db.models import QuerySet

from coordination.accounts.models import Network
from coordination.pathways.models import Release


def in_force(network: Network) -> QuerySet[Release]:
    """The published versions of a network's pathways, without the branches."""
    rows = (
        Release.objects.visible_to(None).in_force().filter(pathway__network=network, pathway__is_branch=False)
    )
    return rows.select_related("pathway").order_by("pathway__code", "id")
