"""What happens to a shared record stands in the log of both networks; the neighbour's line names no person."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coordination.accounts.log_words import lines_of
from coordination.accounts.models import AuditEntry
from coordination.accounts.roles import Role
from coordination.accounts.services.audit import record
from coordination.directory.services import bin as waste
from coordination.directory.services import protection
from coordination.lib.levels import Level
from tests.api import Program
from tests.factories.accounts import MembershipFactory, NetworkFactory, UserFactory
from tests.factories.directory import InstitutionFactory, ListingFactory, PersonFactory

pytestmark = pytest.mark.django_db
Did = AuditEntry.Did


@pytest.fixture
def shared(network, other_network):
    house = InstitutionFactory(name="Haus Gemeinsam")
    ListingFactory(institution=house, network=network, level=Level.NETWORK)
    ListingFactory(institution=house, network=other_network, level=Level.NETWORK)
    return house


def test_the_neighbour_reads_what_and_when_and_which_network_but_no_name(
    client, network, other_network, ada, noor, shared
):
    PersonFactory(network=network, user=ada, level=Level.PUBLIC)  # a public name changes nothing
    protection.protect(by=ada, institution=shared)

    client.force_login(noor)
    url = reverse("accounts:log")
    page = client.get(url, {"was": "protected"})
    sheet = b"".join(client.get(url, {"was": "protected", "ausgabe": "csv"}).streaming_content).decode()
    api = Program(noor).get("audit?did=protected").json()["results"]

    for text in (page.content.decode(), sheet):
        assert network.name in text
        assert "Haus Gemeinsam" in text
        assert "Ada" not in text
    assert [(one["user"], one["name"], one["acting_network"]) for one in api] == [(None, None, network.name)]
    assert not client.get(url, {"was": "protected", "q": "Ada"}).context["page_obj"].object_list


def test_the_own_log_names_the_person(network, ada, shared):
    protection.protect(by=ada, institution=shared)

    rows = AuditEntry.objects.visible_to(ada).filter(did=Did.PROTECTED)
    ((row, line),) = lines_of(rows, reader=ada)

    assert (line.who, row.acting_network_id) == (str(ada), None)


def test_of_several_networks_the_one_that_lists_the_record_is_named(network, other_network, ada, noor):
    MembershipFactory(user=noor, network=NetworkFactory(), role=Role.COORDINATOR)
    third = NetworkFactory()
    MembershipFactory(user=noor, network=third, role=Role.COORDINATOR)
    house = InstitutionFactory()
    for each in (network, third):
        ListingFactory(institution=house, network=each)

    waste.remove(by=noor, record=house, reason="Geschlossen")  # led here too: only the own entry ends
    protection.protect(by=noor, institution=house)

    assert AuditEntry.objects.get(network=network, did=Did.PROTECTED).acting_network == third
    assert AuditEntry.objects.get(network=third, did=Did.PROTECTED).user_id == noor.pk


def test_machine_and_operator_are_told_as_before(network, ada):
    operator = MembershipFactory(user=UserFactory(), network=None, role=Role.OPERATOR).user

    assert record(by=operator, did=Did.FACTOR_RESET, to=ada, network=network).user_id == operator.pk
    assert record(by=None, did=Did.DEACTIVATED, to=ada, network=network).acting_network_id is None


def test_the_database_keeps_the_person_out_of_such_a_line(network, other_network, ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.create(
            user_id=ada.pk, network=other_network, acting_network=network, did=Did.REMOVED
        )
