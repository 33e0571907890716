"""What this room forgets of a place that becomes protected (``settings.PROTECTED``).

A handout made for an institution carries its address, and the teams on it were found by the street; the parcel for many
holds a list of them.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from coordination.lib.models import StoredFile
from coordination.pathways.handout import hash_of
from coordination.pathways.models import Handout
from coordination.pathways.services.notices import tell_holders
from coordination.pathways.services.parcels import PURPOSE


def forget(place: Any, networks: list[int]) -> None:
    """Withdraw what was made for it, so that nothing tells for whom it was; delete the sheets and parcels drawn."""
    for handout in Handout.objects.filter(institution=place).select_related("network", "file").order_by("id"):
        file = handout.forget_house(_("Withdrawn. The coordination tells you whom to turn to."), hash_of)
        tell_holders(handout, None)
        if file is not None:
            file.delete()
    for parcel in StoredFile.objects.filter(purpose=PURPOSE, network_id__in=networks):
        parcel.delete()
