"""What the tests of backup and restore share; the fixtures reach them through conftest.py."""

from __future__ import annotations

import json
import shutil

import environ
import pytest
from django.db import connection
from django.test import override_settings

from coordination.accounts.models import User
from coordination.lib import backup, dumps, erasures
from coordination.lib.errors import RuleBroken
from tests.factories.accounts import UserFactory

EMAILS = [f"sicherung{number}@example.org" for number in range(3)]


def fill_media(folder):
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "abcdef").write_bytes(b"x" * 5000)
    (folder / "ab" / "half.part").write_bytes(b"half")
    return folder


@pytest.fixture
def media(settings):
    return fill_media(settings.MEDIA_ROOT)


@pytest.fixture(scope="module")
def master(django_db_setup, django_db_blocker, tmp_path_factory):
    """A backup of a database with three accounts: its folder and the accounts' ids."""
    folder = tmp_path_factory.mktemp("master")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=fill_media(folder / "media")):
        users = [UserFactory(email=email) for email in EMAILS]
        try:
            saved = backup.make(folder / "backups")[0]
        finally:
            User.objects.filter(email__in=EMAILS).delete()
            connection.close()
    return saved, [user.uid for user in users]


@pytest.fixture
def saved(master, tmp_path):
    """A copy of it that a test may spoil."""
    return shutil.copytree(master[0], tmp_path / "saved")


@pytest.fixture
def uids(master):
    return master[1]


@pytest.fixture
def elsewhere(tmp_path):
    """The address of an empty database of the same kind."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
        return
    name = f"{values['NAME']}_elsewhere"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield f"postgres://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{name}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def there(elsewhere):
    with dumps.database_at(environ.Env.db_url_config(elsewhere)) as database:
        yield database


@pytest.fixture
def erasing(monkeypatch):
    """A room that knows how to erase an account."""
    monkeypatch.setattr(erasures, "_erasers", {})

    @erasures.eraser("test.user")
    def erase(uid):
        return bool(User.objects.filter(uid=uid).delete()[0])

    return erase


@pytest.fixture
def noted(django_capture_on_commit_callbacks):
    """Note an erasure as a committed transaction would."""

    def note(kind, uid):
        with django_capture_on_commit_callbacks(execute=True):
            erasures.remember(kind, uid)

    return note


def sentence(action) -> str:
    with pytest.raises(RuleBroken) as broken:
        action()
    return f"{broken.value.code}: {broken.value.messages[0]}"


def agree(folder):
    values = json.loads((folder / "manifest.json").read_text())
    for name in values["files"]:
        path = folder / name
        values["files"][name] = {"bytes": path.stat().st_size, "sha256": backup.checksum(path)}
    (folder / "manifest.json").write_text(json.dumps(values))
