"""What a PDF may load: our style sheets and pictures, our fonts, public stored pictures. No network, no other file.

The library's own fetcher opens everything: on a test page of ours it asked a foreign server five times and packed a
local file into the PDF. Here every address is looked up in lists; nothing is ever opened by its name.
"""

from __future__ import annotations

import logging
import tempfile
from base64 import b64decode
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, unquote_to_bytes, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders

from coordination.lib import files

logger = logging.getLogger(__name__)

HOST = "schutznetz.invalid"  # a name that exists nowhere: pages are drawn as if they stood there
BASE = f"https://{HOST}/static/"
KINDS = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ttf": "font/ttf",
}
WEIGHTS = ("Regular", "SemiBold", "Bold")


class Refused(ValueError):
    """The page asked for something that is not ours to hand out; it is drawn without."""


def content_of(address: str) -> tuple[bytes, str]:
    """Return bytes and kind of what an address of a page means; raises ``Refused``."""
    parts = urlsplit(address)
    if parts.scheme == "data":
        return _inline(address)
    if parts.scheme != "https" or parts.netloc != HOST:
        raise Refused(f"not ours: {parts.scheme}://{parts.hostname or ''}")
    path = PurePosixPath(unquote(parts.path))
    if path.is_relative_to("/schriften"):
        return _font(path.stem)
    if path.is_relative_to("/static"):
        return _static(path.relative_to("/static"))
    if path.is_relative_to("/dateien"):
        return _stored(path.name)
    raise Refused(f"no such place: {path}")


def _inline(address: str) -> tuple[bytes, str]:
    head, comma, body = address.removeprefix("data:").partition(",")
    kind, *words = head.split(";")
    if not comma or kind not in KINDS.values():
        raise Refused(f"inline content of the kind {kind}")
    return (b64decode(body) if "base64" in words else unquote_to_bytes(body)), kind


def _static(path: PurePosixPath) -> tuple[bytes, str]:
    kind = KINDS.get(path.suffix)
    if kind is None or ".." in path.parts:
        raise Refused(f"not a style sheet or picture: {path}")
    found = finders.find(str(path)) or _collected(path)
    if not found:
        raise Refused(f"no such static file: {path}")
    return Path(str(found)).read_bytes(), kind


def _collected(path: PurePosixPath) -> Path | None:
    """In a release the sources may be gone and only the collected files be there."""
    file = Path(settings.STATIC_ROOT) / path
    return file if file.is_file() else None


def _stored(uid: str) -> tuple[bytes, str]:
    """A picture that everybody may see (a logo)."""
    try:
        file = files.open_for(None, UUID(uid))
    except ValueError:
        file = None
    if file is None or not files.PURPOSES[file.purpose].public or file.content_type not in KINDS.values():
        raise Refused("no such public picture")
    return file.path.read_bytes(), file.content_type


# --- Fonts: the web's own, unpacked once, since unpacking takes as long as drawing a page -----------------------------


def _font(name: str) -> tuple[bytes, str]:
    file = font_folder() / f"{name}.ttf"
    if name.removeprefix("FiraSans-") not in WEIGHTS:
        raise Refused(f"no such font: {name}")
    if not file.is_file() and not _unpack(name, file):
        raise Refused("the design system is not there")
    return file.read_bytes(), KINDS[".ttf"]


def font_folder() -> Path:
    """Beside our other state; on a read-only system in the folder for what is temporary."""
    folder = Path(settings.STATE_DIR) / "fonts"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / "schutznetz-fonts"
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _unpack(name: str, target: Path) -> bool:
    from fontTools.ttLib import woff2  # noqa: PLC0415 -- slow import, needed once per machine

    source = finders.find(f"kern/fonts/fira-sans/{name}.woff2")
    if not source:
        logger.warning(
            "The font %s is missing (run script/setup): a font of the system is used instead", name
        )
        return False
    draft = target.with_suffix(".part")
    try:
        woff2.decompress(str(source), str(draft))
        draft.replace(target)
    except OSError:
        logger.warning(
            "The font %s could not be unpacked to %s: a font of the system is used", name, target.parent
        )
        return False
    return True


def unpack_fonts() -> int:
    """Unpack all weights; return how many are there."""
    there = 0
    for weight in WEIGHTS:
        file = font_folder() / f"FiraSans-{weight}.ttf"
        there += file.is_file() or _unpack(file.stem, file)
    return there
