"""More than the form offers: no form takes all fields or what is not a person's to say, the interface neither."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.forms.models import BaseModelForm
from django.urls import get_resolver

from coordination.directory.models import Institution, Person
from tests.api import Program, is_problem
from tests.factories.directory import (
    AffiliationFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
)

pytestmark = pytest.mark.django_db

OURS = ("coordination.", "network.", "meetings.")
# What follows from who asks, from verbs and from other rows.
NEVER = {
    "id", "uid", "user", "password", "is_staff", "is_superuser", "removed_at", "restricted_at",
    "restricted_by", "decided_at", "asked_by", "made_by", "digest", "nonce", "used_at", "revoked_at",
    "sort_key", "search_text",
}  # fmt: skip
EXTRA = {
    "uid": "00000000-0000-0000-0000-000000000001", "id": 1, "version": 99, "network": "nachbarkreis", "network_id": 1,
    "removed_at": None, "restricted_at": None, "restricted_by": 1, "user": 1, "user_id": 1, "is_staff": True,
    "listings": [], "sort_key": "a",
}  # fmt: skip


def forms(kind: type = BaseModelForm) -> Iterator[type]:
    """Every form of ours that writes a model, wherever it stands."""
    assert get_resolver().url_patterns  # loads all pages, and their forms with them
    for one in kind.__subclasses__():
        yield from forms(one)
        if one.__module__.startswith(OURS) and getattr(one._meta, "model", None):
            yield one


def faults_of(form: type) -> list[str]:
    if not isinstance(form._meta.fields, list | tuple) or form._meta.exclude:
        return [f"{form.__module__}.{form.__name__} takes all fields"]
    return [
        f"{form.__module__}.{form.__name__} takes {name}" for name in sorted(NEVER & set(form._meta.fields))
    ]


def test_no_form_takes_all_fields():
    found = list(forms())

    assert len(found) > 20
    assert [fault for form in found for fault in faults_of(form)] == []


def test_a_careless_form_would_be_named():
    from django.forms import modelform_factory

    assert faults_of(modelform_factory(Person, exclude=["note"])) != []
    assert faults_of(modelform_factory(Person, fields=["last_name", "user"])) != []


@pytest.mark.parametrize("noun", ["institutions", "people"])
def test_extra_members_change_nothing(ada, network, noun):
    InstitutionTypeFactory()
    house = InstitutionFactory(name="Kita Sonnenblume")
    ListingFactory(institution=house, network=network)
    person = AffiliationFactory(institution=house, network=network).person
    record = house if noun == "institutions" else person
    before = {model: list(model.objects.order_by("id").values()) for model in (Institution, Person)}
    program = Program(ada)
    address = f"{noun}/{record.uid}"

    for name, value in EXTRA.items():  # what a reader gets may be sent back, and is passed over
        answer = program.patch(address, {name: value}, If_Match=program.get(address)["ETag"])
        assert answer.status_code in {200, 400}, name
    is_problem(program.patch(address, {"is_staff": True}, If_Match=program.get(address)["ETag"]), 400)

    assert {model: list(model.objects.order_by("id").values()) for model in before} == before


def test_extra_fields_of_a_form_are_passed_over(client, ada, network, other_network):
    house = InstitutionFactory(name="Kita Sonnenblume")
    ListingFactory(institution=house, network=network)
    client.force_login(ada)
    before = Institution.objects.values().get()

    client.post(
        f"/arbeit/akteure/{house.uid}/bearbeiten/", {name: str(value) for name, value in EXTRA.items()}
    )

    assert Institution.objects.values().get() == before
    assert list(house.listings.values_list("network", flat=True)) == [network.pk]
