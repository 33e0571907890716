"""The day itself and what comes after in the interface."""

from typing import Any

NOUNS: dict[str, Any] = {}
