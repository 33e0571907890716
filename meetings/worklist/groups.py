"""What waits among groups, meetings and tasks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coordination.lib.worklist import Waiting


def waiting(user: Any) -> Iterator[Waiting]:
    yield from ()
