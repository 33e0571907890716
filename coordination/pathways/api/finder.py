"""Pathways in the interface: finder."""

from typing import Any

NOUNS: dict[str, Any] = {}
