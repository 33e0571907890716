"""Pathways in the interface: handouts."""

from typing import Any

NOUNS: dict[str, Any] = {}
