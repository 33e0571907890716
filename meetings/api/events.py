"""Events, programme and registration in the interface."""

from typing import Any

NOUNS: dict[str, Any] = {}
