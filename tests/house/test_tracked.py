"""Nothing that people edit can be written past its history (docs/adr/0004-history-and-change-sets.md)."""

import re

import pytest
from django.apps import apps
from django.db import models

from coordination.lib.models.history import Tracked, TrackedQuerySet
from tests.house import source

TRACKED = [model for model in apps.get_models() if issubclass(model, Tracked)]
# What goes around the manager; the ground alone may. Reading the history itself is free.
PAST_THE_MANAGER = re.compile(
    r"(?<!history\.model\.)\b_base_manager\b|\b_raw_delete\b|\bskip_history_when_saving\b"
)


def open_managers(model: type[models.Model]) -> list[str]:
    """Name the managers of a model through which bulk writes would leave no history."""
    return [
        manager.name
        for manager in model._meta.managers
        if not isinstance(manager.get_queryset(), TrackedQuerySet)
    ]


def test_there_are_tracked_models():
    assert {model._meta.label for model in TRACKED} >= {"directory.Institution", "directory.ContactPoint"}


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
def test_a_tracked_model_refuses_bulk_writes(model):
    assert open_managers(model) == []
    with pytest.raises(TypeError, match="is tracked"):
        model._default_manager.update(version=1)
    with pytest.raises(TypeError, match="is tracked"):
        model._default_manager.bulk_create([])
    with pytest.raises(TypeError, match="is tracked"):
        model._default_manager.bulk_update([], ["version"])


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
def test_a_tracked_model_has_no_hidden_lists(model):
    """Many-to-many without a tracked model of its own would leave no history."""
    hidden = [
        field.name for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created
    ]

    assert hidden == []


def test_an_open_manager_would_be_named():
    class Open:
        class _meta:  # noqa: N801 -- stands in for a model
            managers = (apps.get_model("contenttypes", "ContentType").objects,)

    assert open_managers(Open) == ["objects"]


def test_rooms_do_not_go_around_the_manager(root):
    rooms = ["coordination", "network", "meetings"]
    paths = [path for path in source.modules(root, *rooms) if "lib" not in path.parts]

    assert [str(path) for path in paths if PAST_THE_MANAGER.search(path.read_text("utf-8"))] == []


def test_no_module_but_the_ground_writes_rows_by_sql(root):
    writing = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+[\w{\"]")
    paths = [
        path
        for path in source.modules(root)
        if "lib" not in path.parts and not path.name.startswith("guards")
    ]

    assert [str(path) for path in paths if writing.search(path.read_text("utf-8"))] == []
