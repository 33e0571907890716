"""The demo's the day itself and what comes after."""

from __future__ import annotations

from collections import Counter
from pathlib import Path


def load_demo(folder: Path) -> Counter[str]:
    return Counter()
