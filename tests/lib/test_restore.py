"""What was backed up comes back whole; what was erased stays erased; nothing is overwritten by mistake."""

from __future__ import annotations

import json
import tarfile
import time
import uuid

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from coordination.lib import backup, dumps, erasures
from coordination.lib.models import Erasure
from coordination.lib.restore import restore, verify
from tests.lib.backups import EMAILS, agree, sentence

pytestmark = pytest.mark.django_db
# Making a backup looks at the database from outside: what it shall see must be committed. This is slow, so one backup
# serves all tests that only read it.
committed = pytest.mark.django_db(transaction=True)


# --- The rehearsal ----------------------------------------------------------------------------------------------------


def test_a_backup_holds_database_media_and_what_it_says_of_itself(master):
    saved, _uids = master
    manifest = verify(saved)

    assert {path.name for path in saved.iterdir()} == {
        dumps.NAMES[connection.vendor],
        "media.tar",
        "manifest.json",
    }
    assert manifest.tables["accounts_user"] == 3
    assert manifest.media_files == 1
    assert manifest.vendor == connection.vendor
    assert all(path.stat().st_mode & 0o077 == 0 for path in saved.iterdir())


def test_the_whole_way_back(saved, there, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "new-machine"
    began = time.monotonic()

    done = restore(saved, database=there)

    assert dumps.counts(there) == verify(saved).tables
    assert done.rows == sum(verify(saved).tables.values())
    assert (settings.MEDIA_ROOT / "ab" / "abcdef").read_bytes() == b"x" * 5000
    assert not (settings.MEDIA_ROOT / "ab" / "half.part").exists()
    assert time.monotonic() - began < 60
    with there.cursor() as cursor:
        cursor.execute("SELECT email FROM accounts_user ORDER BY id")
        assert [email for (email,) in cursor.fetchall()] == EMAILS


@committed
def test_the_commands_tell_what_they_did(media, tmp_path, elsewhere, capsys):
    call_command("backup", str(tmp_path / "copies"))
    (folder,) = (tmp_path / "copies").iterdir()
    call_command("restore", str(folder), verify=True)
    call_command("restore", str(folder), verify=True, into=elsewhere)
    said = capsys.readouterr().out

    assert "1 files." in said
    assert "Whole: made" in said
    assert "Restored and compared:" in said


@committed
def test_two_backups_in_one_second_do_not_mix(tmp_path):
    now = timezone.now()
    backup.make(tmp_path / "twice", now=now)

    assert sentence(lambda: backup.make(tmp_path / "twice", now=now)).startswith("exists")


# --- Erased stays erased ----------------------------------------------------------------------------------------------


def test_who_was_erased_after_the_backup_is_gone_after_the_restore(saved, uids, there, erasing, noted):
    noted("test.user", uids[0])

    done = restore(saved, database=there)

    assert done.erasures == erasures.Result(1, 0, ())
    with there.cursor() as cursor:
        cursor.execute("SELECT email FROM accounts_user ORDER BY id")
        assert [email for (email,) in cursor.fetchall()] == EMAILS[1:]
        cursor.execute("SELECT kind FROM lib_erasure")
        assert cursor.fetchall() == [("test.user",)]


def test_without_the_journal_the_erased_person_would_be_back(saved, uids, there, erasing, noted):
    """The counter-check."""
    noted("test.user", uids[0])
    erasures.journal_file().unlink()

    restore(saved, database=there)

    with there.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        assert cursor.fetchone() == (3,)


def test_a_rehearsal_leaves_the_media_folder_alone(saved, there, settings):
    restore(saved, database=there, with_media=False)

    assert not settings.MEDIA_ROOT.exists()


def test_the_journal_in_the_backup_reaches_a_new_machine(saved, uids, there, erasing, settings, tmp_path):
    """All that is left is the backup itself, and an erasure was noted before it was made."""
    line = f'{{"kind": "test.user", "uid": "{uids[1]}", "at": "2026-01-01T00:00:00+00:00"}}\n'
    (tmp_path / "erasures.jsonl").write_text(line)
    with tarfile.open(saved / "media.tar", "a") as tar:
        tar.add(tmp_path / "erasures.jsonl", arcname="erasures.jsonl")
    values = json.loads((saved / "manifest.json").read_text())
    (saved / "manifest.json").write_text(json.dumps({**values, "media_files": 2}))
    agree(saved)
    settings.MEDIA_ROOT = tmp_path / "new-machine"

    assert restore(saved, database=there).erasures.erased == 1
    assert erasures.written() == line


def test_what_no_room_knows_how_to_erase_is_reported(saved, there, erasing, noted):
    noted("test.forgotten", uuid.uuid4())

    assert restore(saved, database=there).erasures.unknown == ("test.forgotten",)


def test_an_erasure_is_noted_once_and_only_if_it_happened(noted):
    uid = uuid.uuid4()
    noted("test.user", uid)
    noted("test.user", uid)
    with transaction.atomic():
        erasures.remember("test.user", uuid.uuid4())
        transaction.set_rollback(True)

    assert [entry.uid for entry in erasures.read(erasures.written())] == [uid]
    assert erasures.written().count("\n") == Erasure.objects.count() == 1


def test_a_torn_line_of_the_journal_is_passed_over():
    whole = '{"kind": "a", "uid": "0b7a6f1e-4c55-4d9e-8a43-1f6e2f0c9d11", "at": "2026-01-01T00:00:00+00:00"}'

    assert len(erasures.read(f'{whole}\n{{"kind": "b", "ui')) == 1


# --- Never by mistake -------------------------------------------------------------------------------------------------


def test_a_database_that_holds_something_is_not_overwritten(saved, there):
    restore(saved, database=there)

    assert sentence(lambda: restore(saved, database=there)).startswith("not_empty")


def test_with_yes_it_is_overwritten_and_the_old_one_put_aside(saved, there):
    restore(saved, database=there)
    with there.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET first_name = 'Anders'")

    done = restore(saved, database=there, overwrite=True)

    assert done.aside
    assert all(path.exists() for path in done.aside)
    with there.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user WHERE first_name = 'Anders'")
        assert cursor.fetchone() == (0,)


def test_a_backup_of_the_other_database_is_refused(saved, there):
    values = json.loads((saved / "manifest.json").read_text())
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    values["vendor"] = other
    values["files"][dumps.NAMES[other]] = values["files"].pop(dumps.NAMES[connection.vendor])
    (saved / dumps.NAMES[connection.vendor]).rename(saved / dumps.NAMES[other])
    (saved / "manifest.json").write_text(json.dumps(values))

    assert sentence(lambda: restore(saved, database=there)).partition(":")[0] in {"vendor", "damaged"}
