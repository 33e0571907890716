"""Back from a backup: look at it first, never overwrite by mistake, forget again what was to be forgotten."""

from __future__ import annotations

import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.lib import dumps, erasures, guards, health
from coordination.lib.backup import FORMAT, MANIFEST, MEDIA, Manifest, checksum
from coordination.lib.errors import RuleBroken


@dataclass(frozen=True)
class Restored:
    """What a restore did: rows in all, files, what it moved aside, what it erased again."""

    rows: int
    media_files: int
    aside: tuple[Path, ...]
    erasures: erasures.Result


def verify(source: Path) -> Manifest:
    """Return the manifest of a backup that is whole; raises ``RuleBroken`` naming what is not. Writes nothing."""
    manifest = _manifest(source)
    for name, values in manifest.files.items():
        path = source / name
        if Path(name).name != name or not path.is_file():
            raise RuleBroken(
                _("The backup is incomplete: %(name)s is missing.") % {"name": name}, code="missing"
            )
        if path.stat().st_size != values["bytes"] or checksum(path) != values["sha256"]:
            raise RuleBroken(
                _("The backup is damaged: %(name)s is not as it was written. Please take another one.")
                % {"name": name},
                code="damaged",
            )
    if manifest.vendor == "sqlite":
        _compare(manifest.tables, dumps.check_sqlite(source / dumps.NAMES["sqlite"]))
    else:
        dumps.check_postgresql(source / dumps.NAMES["postgresql"])
    if len(_members(source / MEDIA)) != manifest.media_files:
        raise RuleBroken(_("The backup is damaged: the number of files differs."), code="damaged")
    return manifest


def _manifest(source: Path) -> Manifest:
    try:
        values = json.loads((source / MANIFEST).read_text("utf-8"))
        manifest = Manifest(**values)
        names = {dumps.NAMES[manifest.vendor], MEDIA}
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise RuleBroken(
            _("%(folder)s is not a backup of Schutznetz, or its manifest is damaged.") % {"folder": source},
            code="no_backup",
        ) from problem
    if manifest.format != FORMAT or set(manifest.files) != names:
        raise RuleBroken(_("This backup was made by another version and cannot be read here."), code="format")
    return manifest


def _members(path: Path) -> list[tarfile.TarInfo]:
    """Plain files with harmless names only: an archive can ask to be unpacked anywhere."""
    try:
        with tarfile.open(path) as tar:
            members = tar.getmembers()
    except (tarfile.TarError, OSError) as problem:
        raise RuleBroken(_("The backup is damaged: the media cannot be read."), code="damaged") from problem
    if any(not one.isfile() or one.name.startswith("/") or ".." in Path(one.name).parts for one in members):
        raise RuleBroken(_("The backup holds files with forbidden names and is refused."), code="damaged")
    return members


def _compare(expected: dumps.Counts, found: dumps.Counts) -> None:
    different = sorted(
        name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
    )
    if different:
        raise RuleBroken(
            _("The rows do not agree with the manifest, in: %(tables)s.")
            % {"tables": ", ".join(different[:5])},
            code="counts",
        )


def restore(
    source: Path, *, database: BaseDatabaseWrapper, overwrite: bool = False, with_media: bool = True
) -> Restored:
    """Bring a backup into a database and the media folder; raises ``RuleBroken``, with what was there still in place.

    A database that holds anything needs ``overwrite``; what it held is put aside first. What the journals name as
    erased (the backup's own, this database's, the media folder's) is erased again.
    """
    manifest = verify(source)
    if database.vendor != manifest.vendor:
        raise RuleBroken(
            _(
                "The backup is of %(there)s, the database here is %(here)s. Restore into a database of the same kind."
            )
            % {"there": manifest.vendor, "here": database.vendor},
            code="vendor",
        )
    if not is_empty(database) and not overwrite:
        raise RuleBroken(
            _(
                "The database there is not empty. Nothing was changed. With --yes it is put aside and overwritten."
            ),
            code="not_empty",
        )
    with as_default(database):
        known = [] if is_empty(database) or "lib_erasure" not in _tables(database) else erasures.read()
        aside = _replace(source, database)
        _compare(manifest.tables, dumps.counts(database))
        files = _unpack(source / MEDIA) if with_media else 0
        if health.migrations():
            call_command("migrate", verbosity=0)
        guards.put_back()
        file = erasures.written()
        entries = {*known, *erasures.read(file, _journal_of(source))}
        result = erasures.reapply(sorted(entries, key=lambda entry: entry.at))
        if with_media:
            erasures.write(entry for entry in entries if str(entry.uid) not in file)
    return Restored(sum(manifest.tables.values()), files, tuple(aside), result)


def is_empty(database: BaseDatabaseWrapper) -> bool:
    """No table, or only empty ones."""
    if database.vendor == "sqlite" and not Path(str(database.settings_dict["NAME"])).exists():
        return True
    return not any(rows for name, rows in dumps.counts(database).items() if name != "django_migrations")


def _tables(database: BaseDatabaseWrapper) -> set[str]:
    return set(database.introspection.table_names())


def _replace(source: Path, database: BaseDatabaseWrapper) -> list[Path]:
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    if database.vendor == "sqlite":
        return _replace_sqlite(source / dumps.NAMES["sqlite"], database, stamp)
    aside = []
    if _tables(database):
        folder = source.parent / f"before-restore-{stamp}"
        folder.mkdir(mode=0o700)
        aside.append(dumps.save(database, folder)[0])
        with database.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    dumps.load_postgresql(database, source / dumps.NAMES["postgresql"])
    return aside


def _replace_sqlite(copy: Path, database: BaseDatabaseWrapper, stamp: str) -> list[Path]:
    target = Path(str(database.settings_dict["NAME"]))
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(copy, draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        database.close()
        parts = (target.with_name(target.name + ending) for ending in ("", "-wal", "-shm"))
        aside = [part.rename(f"{part}.before-restore-{stamp}") for part in parts if part.exists()]
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return aside


def _unpack(path: Path) -> int:
    """Write the files that differ; what is newer than the backup stays and is cleared by the daily cleaning."""
    root, members = Path(settings.MEDIA_ROOT), _members(path)
    root.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path) as tar:
        for member in members:
            if member.name != erasures.FILE:  # ours is newer
                tar.extract(member, root, filter="data")
    return len(members)


def _journal_of(source: Path) -> str:
    """Return the journal as the backup holds it."""
    with tarfile.open(source / MEDIA) as tar:
        held = tar.extractfile(erasures.FILE) if erasures.FILE in tar.getnames() else None
        return held.read().decode("utf-8", "replace") if held else ""


@contextmanager
def as_default(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the ORM speak to another database meanwhile."""
    before = connections["default"]
    connections["default"] = database
    try:
        yield
    finally:
        connections["default"] = before
