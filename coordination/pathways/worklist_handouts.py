"""What waits among handouts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coordination.lib.worklist import Waiting


def waiting(user: Any) -> Iterator[Waiting]:
    yield from ()
