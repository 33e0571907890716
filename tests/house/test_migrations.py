"""The migrations say what the models say, on either database."""

import re

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_model_is_ahead_of_its_migrations(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)

    assert "No changes detected" in capsys.readouterr().out


def test_migrations_after_the_first_are_named_by_hand(root):
    made_up = re.compile(r"_auto_\d{8}|_and_more\.py$")
    names = [
        str(path)
        for room in root.glob("**/migrations")
        for path in room.glob("0*.py")
        if ".venv" not in path.parts
    ]

    assert [name for name in names if made_up.search(name)] == []
