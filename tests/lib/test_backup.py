"""A backup is whole or refused; a disk without room leaves nothing half."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import tarfile
from collections import namedtuple

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from coordination.lib import backup, dumps, health
from coordination.lib.restore import restore, verify
from tests.lib.backups import agree, sentence

pytestmark = pytest.mark.django_db


# --- Damaged ----------------------------------------------------------------------------------------------------------


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["database", "media.tar"])
def test_one_wrong_bit_is_noticed(saved, name):
    flip(saved / (dumps.NAMES[connection.vendor] if name == "database" else name))

    assert sentence(lambda: verify(saved)).startswith("damaged")


def test_a_cut_off_copy_is_noticed_even_if_the_manifest_agrees(saved):
    """Somebody repaired the checksums: the database's own tools still tell."""
    path = saved / dumps.NAMES[connection.vendor]
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    agree(saved)

    assert (
        sentence(lambda: verify(saved)).partition(":")[0] in {"damaged", "counts"}
        or connection.vendor == "postgresql"
    )


def test_a_missing_row_is_noticed(saved):
    if connection.vendor != "sqlite":
        pytest.skip("a dump is counted when it is loaded")
    with sqlite3.connect(saved / "database.sqlite3") as copy:
        copy.execute("DELETE FROM accounts_user WHERE id = (SELECT max(id) FROM accounts_user)")
    copy.close()
    agree(saved)

    assert "accounts_user" in sentence(lambda: verify(saved))


def test_a_missing_file_is_noticed(saved):
    (saved / "media.tar").unlink()

    assert sentence(lambda: verify(saved)).startswith("missing")


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"format": 1}'])
def test_a_broken_manifest_is_refused(saved, content):
    (saved / "manifest.json").write_text(content)

    assert sentence(lambda: verify(saved)).startswith("no_backup")


def test_a_backup_of_another_format_is_refused(saved):
    values = json.loads((saved / "manifest.json").read_text())
    (saved / "manifest.json").write_text(json.dumps({**values, "format": 2}))

    assert sentence(lambda: verify(saved)).startswith("format")


def test_a_wrong_number_of_files_is_noticed(saved):
    values = json.loads((saved / "manifest.json").read_text())
    (saved / "manifest.json").write_text(json.dumps({**values, "media_files": 7}))

    assert sentence(lambda: verify(saved)).startswith("damaged")


def test_an_older_backup_gets_the_migrations_of_today(saved, there, monkeypatch):
    called = []
    monkeypatch.setattr(health, "migrations", lambda: "pending: lib.0009")
    monkeypatch.setattr("coordination.lib.restore.call_command", lambda *words, **_: called.append(words))
    restore(saved, database=there)

    assert called == [("migrate",)]


def test_an_archive_that_wants_to_be_unpacked_elsewhere_is_refused(saved, tmp_path):
    (tmp_path / "evil").write_text("evil")
    with tarfile.open(saved / "media.tar", "w") as tar:
        tar.add(tmp_path / "evil", arcname="../../evil")
    agree(saved)

    assert sentence(lambda: verify(saved)).startswith("damaged")


def test_the_command_says_it_in_one_sentence(saved):
    flip(saved / "media.tar")

    with pytest.raises(CommandError) as error:
        call_command("restore", str(saved), verify=True)

    assert "media.tar" in str(error.value)


# --- No room ----------------------------------------------------------------------------------------------------------


def test_without_room_nothing_is_begun(media, tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9, 1000))

    assert sentence(lambda: backup.make(tmp_path / "full")).startswith("space")
    assert list((tmp_path / "full").iterdir()) == []


@pytest.mark.parametrize(
    "problem", [OSError(errno.ENOSPC, "No space left"), sqlite3.OperationalError("database or disk is full")]
)
def test_a_disk_that_fills_while_writing_leaves_nothing_half(media, tmp_path, monkeypatch, problem):
    def full(_path):
        raise problem

    monkeypatch.setattr(dumps, "save", lambda _database, _folder: (tmp_path, {}))
    monkeypatch.setattr(backup, "_pack_media", full)

    assert sentence(lambda: backup.make(tmp_path / "full")).startswith("space")
    assert list((tmp_path / "full").iterdir()) == []


def test_a_machine_without_the_tools_is_told_their_package(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    assert "postgresql-client" in sentence(lambda: dumps.check_postgresql("x"))
