"""What everybody finds: the version in force of each pathway of a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from coordination.accounts.models import Network
from coordination.pathways.models import Handout, Release
from coordination.pathways.tongues import ASKED


def in_force(network: Network) -> QuerySet[Release]:
    """The published versions of a network's pathways, without the branches."""
    rows = (
        Release.objects.visible_to(None).in_force().filter(pathway__network=network, pathway__is_branch=False)
    )
    return rows.select_related("pathway").order_by("pathway__code", "id")


def print_formats(asked: Mapping[str, str]) -> list[tuple[str, Any, str]]:
    """Each format of paper with its label and the query of its PDF at the place and in the language asked for."""
    words = ("plz", "ort", "teil", ASKED)
    place = {name: value for name in words if (value := asked.get(name, "").strip()[:80])}
    return [(key, label, urlencode({**place, "format": key})) for key, label in Handout.Format.choices]
