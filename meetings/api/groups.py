"""Groups, meetings and tasks in the interface."""

from typing import Any

NOUNS: dict[str, Any] = {}
