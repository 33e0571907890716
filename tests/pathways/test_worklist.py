"""What waits: gaps in the rota, versions to approve, reviews that are due."""

import datetime as dt

import pytest
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory import worklist_rota
from coordination.pathways import worklist
from coordination.pathways.services.releases import submit
from tests.factories.hours import OnCallShiftFactory, service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

pytestmark = pytest.mark.django_db


def test_a_gap_in_the_rota_waits_for_the_coordination_alone(network, ada, mira, noor):
    made = service(network, "on_call", name="Rufbereitschaft", osm="24/7", keeps_rota=True)
    now = timezone.now()
    OnCallShiftFactory(service=made, starts_at=now - dt.timedelta(days=1), ends_at=now + dt.timedelta(days=7))
    (found,) = worklist_rota.waiting(ada)
    assert "Rufbereitschaft" in found.title
    for person in (mira, noor):
        assert list(worklist_rota.waiting(person)) == []
    OnCallShiftFactory(
        service=made, starts_at=now + dt.timedelta(days=7), ends_at=now + dt.timedelta(days=60)
    )
    assert list(worklist_rota.waiting(ada)) == []


def test_a_submitted_version_waits_for_the_second_person(network, ada, ben, noor):
    CatchmentMunicipality.objects.create(
        network=network, municipality=place("53840", "05382068", "Troisdorf")
    )
    service(network, osm="24/7")
    way = pathway(network)
    submit(by=ada, pathway=way)
    assert [one.group for one in worklist.waiting(ben)] == ["decide"]
    for person in (ada, noor):
        assert list(worklist.waiting(person)) == []


def test_a_review_that_is_due_waits(network, ada, ben):
    CatchmentMunicipality.objects.create(
        network=network, municipality=place("53840", "05382068", "Troisdorf")
    )
    service(network, osm="24/7")
    release = published(pathway(network), by=ada, second=ben)
    assert list(worklist.waiting(ada)) == []
    release.review_due = timezone.localdate() + dt.timedelta(days=9)
    release.save()
    (found,) = worklist.waiting(ada)
    assert found.due == release.review_due
