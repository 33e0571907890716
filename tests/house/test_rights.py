"""The words of rights in the code stand in the one table, and the table names what exists."""

import re

from django.apps import apps
from django.conf import settings

from coordination.accounts.roles import MATRIX, MEANING, READS, Role, permissions
from tests.house import source

WORD = re.compile(
    r"""["']((?:%s|network|meetings|pathways|library)\.(?:view|add|change|delete|publish)_\w+)["']"""
)
ROOMS = [room.rsplit(".", 1)[-1] for room in settings.ROOMS]
# What the table rules although no model of the name exists: a view of others, or what comes with a later issue.
WITHOUT_MODEL = {
    "directory.threatened",
    "directory.export",
    "overview.report",
    "accounts.audit",
    "network.graph",
    "pathways.draft",
    "meetings.draft",
    "meetings.participant",  # a registration, seen as a person who comes
}


def words_used(root) -> dict[str, str]:
    pattern = re.compile(WORD.pattern % "|".join(ROOMS))
    paths = [*source.modules(root), *source.templates(root)]
    return {word: str(path) for path in paths for word in pattern.findall(path.read_text("utf-8"))}


def test_each_word_in_the_code_stands_in_the_table(root):
    known = permissions()

    assert {word: path for word, path in words_used(root).items() if word not in known} == {}


def test_each_noun_of_a_room_that_is_here_is_a_model():
    models = {model._meta.label_lower for model in apps.get_models()}
    nouns = {noun for noun in MATRIX if noun.split(".")[0] in ROOMS}

    assert nouns - models == WITHOUT_MODEL


def test_each_role_has_prose_and_a_level_to_read():
    assert set(MEANING) == set(READS) == set(Role)
