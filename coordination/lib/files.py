"""Files people upload and files we make: random names on disk, one view that hands them out, an end to their keeping.

Each purpose is declared once, by the room that owns it, in a module its urls load:

    @purpose("import", types=SHEETS, max_bytes=settings.SHEET_MAX_BYTES, keep_for=timedelta(days=30))
    def may_read_import(user, file): return file.owner_id == user.pk

    upload = keep(request.FILES["sheet"], purpose="import", by=request.user, network_id=network.pk)

What a file *is* is decided by its content, never by its name or by what the browser says. SVG and HTML are text here.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import unicodedata
import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.lib.contents import (
    CSV,
    DOCX,
    ENDINGS,
    JPEG,
    JSON,
    ODS,
    PDF,
    PICTURES,
    TEXT,
    XLSX,
    content_of,
)
from coordination.lib.errors import RuleBroken
from coordination.lib.models.files import StoredFile

__all__ = ["CSV", "DOCX", "JSON", "ODS", "PDF", "PICTURES", "PURPOSES", "TEXT", "XLSX", "Purpose", "clean_name",
           "delete_outlived", "delete_strays", "keep", "keep_picture", "open_for", "purpose"]  # fmt: skip

MAX_BYTES = 20 * 1024 * 1024
_MEGA = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """Why we keep a file, and what follows from it."""

    key: str
    may_read: Callable[[Any, StoredFile], bool]
    types: Collection[str] | None
    max_bytes: int
    keep_for: timedelta | None
    public: bool


PURPOSES: dict[str, Purpose] = {}


def purpose(
    key: str,
    *,
    types: Collection[str] | None = None,
    max_bytes: int = MAX_BYTES,
    keep_for: timedelta | None = None,
    public: bool = False,
) -> Callable[[Callable[[Any, StoredFile], bool]], Callable[[Any, StoredFile], bool]]:
    """Declare a purpose; the function below it says who may read: ``(user, file) -> bool``, also for anonymous users.

    ``types`` None: any content. ``keep_for`` None: until the row is deleted. ``public``: caches may keep it for a day.
    """

    def register(may_read: Callable[[Any, StoredFile], bool]) -> Callable[[Any, StoredFile], bool]:
        PURPOSES[key] = Purpose(
            key=key, may_read=may_read, types=types, max_bytes=max_bytes, keep_for=keep_for, public=public
        )
        return may_read

    return register


def open_for(user: Any, uid: uuid.UUID | str) -> StoredFile | None:
    """Return the file if its purpose lets this user read it, else None: foreign and missing look the same."""
    file = StoredFile.objects.filter(uid=uid).first()
    declared = PURPOSES.get(file.purpose) if file else None
    if file is None or declared is None or not declared.may_read(user, file) or not file.path.is_file():
        return None
    return file


def keep(
    upload: File | bytes,
    *,
    purpose: str,
    by: Any,
    network_id: int | None = None,
    delete_after: datetime | None = None,
    name: str = "",
) -> StoredFile:
    """Write the content below MEDIA_ROOT and return its row.

    Raises ``RuleBroken`` for an empty file, one too large, or content the purpose does not take. If the transaction
    around rolls back, the file is left for the daily cleaning. Give ``name`` with bytes.
    """
    declared = PURPOSES[purpose]
    file = File(io.BytesIO(upload)) if isinstance(upload, bytes) else upload
    name = clean_name(name or getattr(file, "name", "") or "")
    place = _new_place()
    target = Path(settings.MEDIA_ROOT) / place
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    try:
        size, digest = _write(file, draft, declared.max_bytes)
        content_type = content_of(draft, name)
        if declared.types is not None and content_type not in declared.types:
            raise RuleBroken(
                _("This kind of file is not taken here: %(name)s.") % {"name": name}, code="file_type"
            )
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return StoredFile.objects.create(
        name=_with_ending(name, content_type),
        place=place,
        content_type=content_type,
        size=size,
        sha256=digest,
        purpose=purpose,
        owner=by,
        network_id=network_id,
        delete_after=delete_after or (timezone.now() + declared.keep_for if declared.keep_for else None),
    )


def keep_picture(
    upload: File,
    *,
    purpose: str,
    by: Any,
    network_id: int | None = None,
    delete_after: datetime | None = None,
    longest_side: int = 2000,
) -> StoredFile:
    """Keep a picture drawn anew: PNG, JPEG or WebP in, PNG or JPEG out, without EXIF (the place!) or comments.

    Raises ``RuleBroken`` for SVG, other formats, broken files, more than 40 million pixels. The first frame stays.
    """
    from coordination.lib.pictures import redraw  # noqa: PLC0415 -- the picture library is large

    fresh, ending = redraw(upload, longest_side)
    stem = Path(clean_name(upload.name or "")).stem
    return keep(
        fresh,
        purpose=purpose,
        by=by,
        network_id=network_id,
        delete_after=delete_after,
        name=f"{stem}{ending}",
    )


# --- Names, places, contents ----------------------------------------------------------------------------------------


def clean_name(name: str) -> str:
    """Return a name fit for a download: no path, no control or direction signs, at most 120 signs, never empty."""
    bare = unicodedata.normalize("NFC", str(name)).replace("\\", "/").rpartition("/")[2]
    bare = "".join(sign for sign in bare if unicodedata.category(sign)[0] != "C")
    bare = re.sub(r'[<>:"|?*%]', "_", bare).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    bare = f"{(stem or ending)[:100]}{dot}{ending[:19]}" if stem else bare[:120]
    return bare or str(_("file"))


def _with_ending(name: str, content_type: str) -> str:
    """A file never carries an ending that its content denies (``invoice.pdf.html`` with a PDF inside and so on)."""
    ending = ENDINGS.get(content_type)
    suffix = Path(name).suffix.lower()
    if ending is None or suffix == ending or (content_type == JPEG and suffix == ".jpeg"):
        return name if ending or suffix not in {".html", ".htm", ".svg", ".xhtml"} else f"{name}.bin"
    return f"{name}{ending}"


def _new_place() -> str:
    key = uuid.uuid4().hex
    return f"{key[:2]}/{key}"


def _write(file: File, draft: Path, max_bytes: int) -> tuple[int, str]:
    """Copy, counting real bytes; a half-written draft is removed by the caller."""
    size, digest = 0, hashlib.sha256()
    with draft.open("xb") as out:
        for chunk in file.chunks(_MEGA):
            size += len(chunk)
            if size > max_bytes:
                raise RuleBroken(
                    _("The file is too large: at most %(mega)s MB.") % {"mega": max(1, max_bytes // _MEGA)},
                    code="file_size",
                )
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if not size:
        raise RuleBroken(_("The file is empty."), code="file_empty")
    return size, digest.hexdigest()


# --- The end of keeping ---------------------------------------------------------------------------------------------


def delete_outlived() -> int:
    """Delete rows and files past their retention; return how many."""
    count = 0
    for file in StoredFile.objects.outlived().iterator():
        with transaction.atomic():
            file.delete()
        count += 1
    return count


def delete_strays(*, older_than: timedelta = timedelta(days=1)) -> int:
    """Delete files without a row (the transaction rolled back, the process died); return how many."""
    count, border = 0, timezone.now().timestamp() - older_than.total_seconds()
    for path in _ours():
        place = f"{path.parent.name}/{path.stem}"
        if path.stat().st_mtime < border and not StoredFile.objects.filter(place=place).exists():
            path.unlink(missing_ok=True)
            count += 1
    return count


def _ours() -> Iterator[Path]:
    """Files that bear our kind of name; whatever else an operator put below MEDIA_ROOT is not ours to delete."""
    for path in Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]/*"):
        if re.fullmatch(r"[0-9a-f]{32}(\.part)?", path.name) and path.is_file():
            yield path
