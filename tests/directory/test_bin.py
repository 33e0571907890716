"""The bin: removed with a reason, restored with everything, gone for good after 30 days."""

import datetime as dt

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import AuditEntry
from coordination.directory.models import ContactPoint, Institution, Person, Service
from coordination.directory.services import bin as paper_bin
from coordination.lib.errors import RuleBroken
from coordination.lib.models.history import Tracked
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db
MONTH = dt.timedelta(days=30, minutes=1)


@pytest.fixture
def kita(network):
    kita = ListingFactory(network=network, institution__name="Kita Sonnenblume").institution
    ContactPointFactory(institution=kita, display="02241 900111")
    AffiliationFactory(institution=kita, person=PersonFactory(last_name="Probe"))
    ServiceFactory(provider=kita, name="Sprechstunde")
    return kita


def url_of(name, record):
    return reverse(f"directory:{name}", args=[record.uid])


def traces(word: str) -> list[str]:
    """Names of tracked tables and their histories in which the word still stands."""
    tracked = [model for model in apps.get_models() if issubclass(model, Tracked)]
    everything = [*tracked, *(model.history.model for model in tracked)]
    return [model.__name__ for model in everything if word in repr(list(model._base_manager.values()))]


def test_removing_by_the_pages_asks_why_and_restoring_brings_all_back(client, ada, kita):
    client.force_login(ada)
    url = url_of("institution-remove", kita)
    assert client.post(url, {"reason": "  "}).status_code == 200

    removed = client.post(url, {"reason": "Geschlossen"}, follow=True)

    assert f'action="{url_of("institution-restore", kita)}"' in removed.content.decode(), (
        "the toast offers it"
    )
    assert client.get(kita.get_absolute_url()).status_code == 404
    bin_page = client.get(reverse("directory:bin")).content.decode()
    assert "Kita Sonnenblume" in bin_page
    assert "Geschlossen" in bin_page
    assert "Ada Beispiel" in bin_page

    client.post(url_of("institution-restore", kita))

    record = client.get(kita.get_absolute_url()).content.decode()
    assert "02241 900111" in record
    assert "Probe" in record
    assert "Sprechstunde" in record
    assert [entry.did for entry in AuditEntry.objects.order_by("id")][-2:] == ["removed", "restored"]


def test_the_bin_of_others_stays_closed(client, ada, noor, mira, kita):
    paper_bin.remove(by=ada, record=kita, reason="Geschlossen")

    client.force_login(noor)
    assert "Kita Sonnenblume" not in client.get(reverse("directory:bin")).content.decode()
    assert client.post(url_of("institution-restore", kita)).status_code == 404
    client.force_login(mira)
    assert client.get(reverse("directory:bin")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_bin_asks_the_database_equally_often(client, ada, network, rows, django_assert_num_queries):
    for _ in range(rows):
        paper_bin.remove(by=ada, record=ListingFactory(network=network).institution, reason="Geschlossen")
    client.force_login(ada)
    client.get(reverse("directory:bin"))

    with django_assert_num_queries(8):
        assert client.get(reverse("directory:bin")).status_code == 200


def test_people_and_services_have_their_place_in_the_bin(client, ada, kita):
    client.force_login(ada)
    for name, record in (("person", Person.objects.get()), ("service", Service.objects.get())):
        client.post(url_of(f"{name}-remove", record), {"reason": "Weg"})
        assert client.get(record.get_absolute_url()).status_code == 404
        client.post(url_of(f"{name}-restore", record))
        assert client.get(record.get_absolute_url()).status_code == 200


def test_a_service_waits_for_its_institution(ada, kita):
    service = Service.objects.get()
    paper_bin.remove(by=ada, record=service, reason="Weg")
    paper_bin.remove(by=ada, record=kita, reason="Weg")
    service.refresh_from_db()

    with pytest.raises(RuleBroken) as broken:
        paper_bin.restore(by=ada, record=service)

    assert broken.value.code == "provider_removed"


@pytest.mark.parametrize("verb", ["remove", "restore"])
def test_nothing_is_removed_or_restored_twice(ada, kita, verb):
    again = {"reason": "Weg"} if verb == "remove" else {}
    if verb == "remove":
        paper_bin.remove(by=ada, record=kita, reason="Weg")

    with pytest.raises(RuleBroken):
        getattr(paper_bin, verb)(by=ada, record=kita, **again)


def test_after_thirty_days_nothing_of_it_is_left_in_history_either(ada, kita):
    house = InstitutionFactory(name="Haus Zwei", parent=kita)
    paper_bin.remove(by=ada, record=kita, reason="Geschlossen")

    assert paper_bin.empty(now=timezone.now() + MONTH) == 1

    for word in ("Sonnenblume", "02241 900111", "Probe", "Sprechstunde"):
        assert traces(word) == []
    house.refresh_from_db()
    assert house.parent is None
    assert not ContactPoint.objects.exists()


def test_before_that_and_outside_the_bin_everything_stays(ada, kita, network):
    other = ListingFactory(network=network).institution
    paper_bin.remove(by=ada, record=kita, reason="Geschlossen")

    assert paper_bin.empty(now=timezone.now() + dt.timedelta(days=29)) == 0
    assert paper_bin.empty(now=timezone.now() + MONTH) == 1
    assert paper_bin.empty(now=timezone.now() + MONTH) == 0
    assert list(Institution.objects.all()) == [other]


def test_who_works_elsewhere_too_stays(ada, kita, network):
    person = Person.objects.get()
    AffiliationFactory(person=person, institution=ListingFactory(network=network).institution)
    paper_bin.remove(by=ada, record=kita, reason="Geschlossen")

    paper_bin.empty(now=timezone.now() + MONTH)

    assert Person.objects.filter(pk=person.pk).exists()
    assert person.affiliations.count() == 1


def test_the_periodic_work_empties_the_bin(ada, kita):
    from coordination.directory.tasks import empty_bin

    paper_bin.remove(by=ada, record=kita, reason="Geschlossen")
    Institution._base_manager.filter(pk=kita.pk).update(removed_at=timezone.now() - MONTH)

    empty_bin()

    assert not Institution.objects.exists()
