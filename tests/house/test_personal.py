"""No column can hold words about a person without saying why, how long and how it is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from coordination.accounts.models import User
from coordination.directory.models import Person
from coordination.lib import personal
from coordination.lib.personal.shapes import Fate, Free, Holding

# What words about a person can stand in; a choice is one of our own words.
_WORDS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.BinaryField,
    models.GenericIPAddressField,
)


def models_of_the_house() -> list[type[models.Model]]:
    """Every model with a table; history tables follow the model they remember."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if not hasattr(model, "instance_type") and model._meta.managed]


def risky(model: type[models.Model]) -> Iterator[str]:
    """Columns that can hold words about a person, or that point to one."""
    for field in model._meta.concrete_fields:
        if field.is_relation:
            if issubclass(field.related_model, User | Person):
                yield field.name
        elif isinstance(field, _WORDS) and not field.choices:
            yield field.name


def said() -> dict[str, set[str]]:
    """Model → columns of which the catalogue says something; „*“: all of them."""
    found: dict[str, set[str]] = {}
    for one in (*personal.holdings(), *personal.mentions(), *personal.free()):
        columns = set(one.columns) if isinstance(one, Holding) else set(one.fields)
        if isinstance(one, Free) and not columns:
            columns = {"*"}
        found.setdefault(one.model, set()).update(columns)
    return found


def unsaid(listed: list[type[models.Model]], catalogue: dict[str, set[str]]) -> list[str]:
    missing = []
    for model in listed:
        known = catalogue.get(model._meta.label, set())
        if "*" not in known:
            missing += [f"{model._meta.label}.{name}" for name in risky(model) if name not in known]
    return missing


def test_every_column_for_words_about_people_stands_in_the_catalogue():
    assert unsaid(models_of_the_house(), said()) == []


def test_the_check_sees_a_column_nobody_declared():
    """The counter-check: without its entry a single column is found."""
    catalogue = said()
    catalogue["directory.Person"] -= {"note"}
    catalogue["accounts.User"] -= {"email"}

    found = unsaid(models_of_the_house(), catalogue)

    assert {"accounts.User.email", "directory.Person.note"} <= set(found)


def test_the_catalogue_names_what_exists():
    for one in (*personal.holdings(), *personal.mentions(), *personal.free()):
        model = apps.get_model(one.model)
        columns = one.columns if isinstance(one, Holding) else one.fields
        assert set(columns) <= {field.name for field in model._meta.concrete_fields}, one.model


@pytest.mark.parametrize("holding", personal.holdings(), ids=lambda one: f"{one.model}-{one.fields[0]}")
def test_each_holding_says_why_how_long_and_what_becomes_of_it(holding):
    assert holding.kept
    assert personal.activity(holding.activity)
    if holding.fate is Fate.DELETE:
        assert not holding.empty
    else:
        assert holding.why or holding.empty, "what stays says why"


def test_each_activity_says_purpose_ground_people_and_recipients():
    for one in personal.activities():
        assert all(str(words) for words in (one.title, one.purpose, one.ground, one.people, one.recipients))
    assert len({one.key for one in personal.activities()}) == len(personal.activities())


def test_each_exemption_has_its_reason():
    assert [one.model for one in personal.free() if len(one.why) < 8] == []


def test_periods_lie_within_their_bounds_and_know_their_activity():
    keys = [one.key for one in personal.periods()]
    assert len(set(keys)) == len(keys)
    for one in personal.periods():
        assert personal.activity(one.activity)
        if isinstance(one, personal.Period):
            assert one.least <= one.months <= one.most


def test_fixed_periods_are_kept_by_a_work_that_comes_round():
    from coordination.lib.tasks import PERIODIC, discover

    discover()
    works = {one.work for one in personal.periods() if isinstance(one, personal.Fixed)}

    assert works <= set(PERIODIC)
