"""The project's own source files, for tests that look after the house."""

from collections.abc import Iterator
from pathlib import Path

ROOMS = ["coordination", "network", "meetings"]
MOST_LINES = 300
MOST_LINES_OF_TESTS = 400  # whole stories


def modules(root: Path, *folders: str) -> Iterator[Path]:
    """Yield the Python modules of the rooms (or of ``folders``), migrations left out."""
    for folder in folders or ROOMS:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def templates(root: Path) -> Iterator[Path]:
    yield from sorted(path for path in (root / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def too_long(paths: Iterator[Path], most: int = MOST_LINES) -> list[str]:
    """Name modules above ``most`` lines."""
    counted = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in paths)
    # The settings are one file, whatever their length.
    return [f"{path}: {lines}" for path, lines in counted if lines > most and path.name != "settings.py"]
