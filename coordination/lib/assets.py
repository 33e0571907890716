"""Static files: of the design system only what our pages ask for, so that nothing else is ever served."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder

WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
NEEDED = {"kern.min.css", *(f"fonts/fira-sans/FiraSans-{weight}.woff2" for weight in WEIGHTS)}


class NeededFinder(FileSystemFinder):
    """Finds our own files, and under ``kern/`` the style sheet and the four weights of the font."""

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        if prefix == "kern" and path.removeprefix("kern/") not in NEEDED:
            return None
        return super().find_location(root, path, prefix)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for path, storage in super().list(ignore_patterns):
            if getattr(storage, "prefix", None) != "kern" or path in NEEDED:
                yield path, storage
