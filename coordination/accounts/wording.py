"""What a network calls the insoweit erfahrene Fachkraft, put into the names of our lists."""

from __future__ import annotations

import re
from typing import Any

_SPECIALIST = re.compile(r"\bInsoFa\b")


def in_words_of(network: Any, text: object) -> str:
    """„InsoFa-Beratung“ as the network says it („iseF-Beratung“); as it is without one, or where it says InsoFa."""
    label = getattr(network, "insofa_label", "") or "InsoFa"
    return _SPECIALIST.sub(lambda _match: label, str(text))
