"""What a network calls the insoweit erfahrene Fachkraft, put into the names of our lists."""

from __future__ import annotations

import re
from typing import Any

_SPECIALIST = re.compile(r"\bInsoFa\b")


def speaker_of(scope: Any) -> Any:
    """The network in whose words lists of one reader speak; nobody's where several of the reader's networks differ."""
    tenants = list(scope.tenants.values())
    return tenants[0] if len({tenant.insofa_label for tenant in tenants}) == 1 else None


def in_words_of(network: Any, text: object) -> str:
    """„InsoFa-Beratung“ as the network says it („iseF-Beratung“); as it is without one, or where it says InsoFa."""
    label = getattr(network, "insofa_label", "") or "InsoFa"
    return _SPECIALIST.sub(lambda _match: label, str(text))
