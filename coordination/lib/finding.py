"""What a search finds: the shape in which the search page and the interface get it.

What can be found is said by each room in its module ``search`` (``KINDS``, see ``lib/search/documents.py``), named in
``settings.SEARCHES``. Rights are part of the query, never a filter afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Hit:
    """One record. The marked texts are safe HTML; ``snippet`` says where the words stand if not in the lines above."""

    title: str
    text: str
    url: str
    marked_title: str = ""
    marked_text: str = ""
    snippet: str = ""


@dataclass(frozen=True)
class Found:
    """Hits of one kind: the first few, and how many there are."""

    label: Any
    icon: str
    count: int
    hits: list[Hit] = field(default_factory=list)
    code: str = ""
