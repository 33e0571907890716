"""Which signs paper can show: those of our own type and of the fonts of the machine that stand in for it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from coordination.lib.pdf_fetch import font_folder, unpack_fonts

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
FONTS = frozenset({".ttf", ".otf", ".ttc"})


def unprintable(text: str) -> str:
    """Return the signs of a text that no font here has: they would stand on paper as empty boxes."""
    shown = (sign for sign in set(text) if unicodedata.category(sign)[0] not in "CZ")
    return "".join(sorted(sign for sign in shown if not _is_known(ord(sign))))


@lru_cache(maxsize=4096)
def _is_known(sign: int) -> bool:
    return any(sign in _signs_of(file) for file in _files())


@lru_cache(maxsize=1)
def _files() -> tuple[Path, ...]:
    """Our own first; then the machine's, which the drawing library falls back to."""
    unpack_fonts()
    there = [file for folder in FOLDERS if folder.is_dir() for file in sorted(folder.rglob("*"))]
    return (*sorted(font_folder().glob("*.ttf")), *(file for file in there if file.suffix.lower() in FONTS))


@lru_cache(maxsize=512)
def _signs_of(file: Path) -> frozenset[int]:
    from fontTools.ttLib import (  # noqa: PLC0415 -- slow import, needed for other languages alone
        TTFont,
        TTLibError,
    )

    try:
        with TTFont(file, fontNumber=0, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError):
        return frozenset()
