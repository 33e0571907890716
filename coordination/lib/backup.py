"""A backup is a folder: the database in one file, the media in another, and a manifest with counts and checksums.

It is written under another name, brought to the disk, and only then gets its own: what bears the name is whole.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.lib import dumps
from coordination.lib.errors import RuleBroken

MANIFEST = "manifest.json"
MEDIA = "media.tar"
FORMAT = 1
SPARE = 1.1  # of what is needed, and …
RESERVE = 50 * 1024 * 1024  # … so much that the machine goes on living


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    format: int
    made_at: str
    vendor: str
    django: str
    tables: dict[str, int]
    files: dict[str, dict[str, int | str]]  # name → bytes, sha256
    media_files: int


def make(target: Path, *, now: datetime | None = None) -> tuple[Path, Manifest]:
    """Write a backup below ``target`` and return its folder; raises ``RuleBroken`` and leaves nothing half done."""
    stamp = timezone.localtime(now).strftime("%Y%m%d-%H%M%S")
    folder, draft = target / f"schutznetz-{stamp}", target / f".schutznetz-{stamp}.part"
    if folder.exists() or draft.exists():
        raise RuleBroken(
            _("There is a backup of this second already: %(name)s.") % {"name": folder.name}, code="exists"
        )
    try:
        target.mkdir(parents=True, exist_ok=True)
        _check_space(target)
        draft.mkdir(mode=0o700)
        manifest = _fill(draft, now or timezone.now())
        draft.rename(folder)
        _sync(target)
    except (OSError, sqlite3.Error) as problem:
        shutil.rmtree(draft, ignore_errors=True)
        raise _refusal(problem, target) from problem
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return folder, manifest


def _fill(draft: Path, at: datetime) -> Manifest:
    """The database first: every file it names was there before it, so the media hold them all."""
    database, tables = dumps.save(connection, draft)
    media, number = _pack_media(draft / MEDIA)
    manifest = Manifest(
        format=FORMAT,
        made_at=at.isoformat(),
        vendor=connection.vendor,
        django=django.get_version(),
        tables=tables,
        files={
            path.name: {"bytes": path.stat().st_size, "sha256": checksum(path)} for path in (database, media)
        },
        media_files=number,
    )
    (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n", "utf-8")
    for path in draft.iterdir():
        path.chmod(0o600)
        _sync(path)
    _sync(draft)
    return manifest


def _pack_media(target: Path) -> tuple[Path, int]:
    """Pack what lies below MEDIA_ROOT. A file that goes meanwhile is left out: its row went before it."""
    root, number = Path(settings.MEDIA_ROOT), 0
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(root.rglob("*")) if root.is_dir() else []:
            if path.is_symlink() or not path.is_file() or path.suffix == ".part" or path.name.startswith("."):
                continue
            try:
                tar.add(path, arcname=path.relative_to(root).as_posix(), recursive=False)
                number += 1
            except FileNotFoundError:
                continue
    return target, number


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_space(target: Path) -> None:
    root = Path(settings.MEDIA_ROOT)
    media = sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) if root.is_dir() else 0
    needed = int((dumps.size(connection) + media) * SPARE) + RESERVE
    free = shutil.disk_usage(target).free
    if free < needed:
        raise RuleBroken(
            _("There is not enough room in %(folder)s: %(needed)s MB are needed, %(free)s MB are free.")
            % {"folder": target, "needed": needed // 10**6 + 1, "free": free // 10**6},
            code="space",
        )


def _refusal(problem: Exception, target: Path) -> RuleBroken:
    full = getattr(problem, "errno", None) == errno.ENOSPC or "disk is full" in str(problem)
    if full:
        return RuleBroken(
            _("The disk of %(folder)s became full. Nothing was kept of this backup.") % {"folder": target},
            code="space",
        )
    return RuleBroken(
        _("The backup could not be written to %(folder)s: %(why)s") % {"folder": target, "why": problem},
        code="write",
    )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
