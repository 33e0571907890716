"""What happens to a shared record stands in the log of both networks; the neighbour's line names no person."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coordination.accounts.log_words import lines_of
from coordination.accounts.models import AuditEntry, Membership
from coordination.accounts.roles import Role
from coordination.accounts.services.audit import record
from coordination.directory.reading import acting_networks, who_did
from coordination.directory.services import bin as waste
from coordination.directory.services import protection
from coordination.lib import history
from coordination.lib.levels import Level
from tests.api import Program
from tests.directory.filling import filled
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


# --- the time line of the shared record


def lines_told(client, user, shared):
    client.force_login(user)
    page = client.get(shared.get_absolute_url(), {"bereich": "verlauf"})
    return [entry.who for entry in page.context["entries"]], page.content.decode()


def test_the_time_line_names_the_acting_network_to_the_neighbour(client, network, ada, noor, mira, shared):
    with history.changes(by=ada):
        shared.name = "Haus Neu"
        shared.save()

    assert lines_told(client, ada, shared)[0][0] == str(ada)
    whose, page = lines_told(client, noor, shared)
    assert whose[0] == f"{network} (anderes Netzwerk)"
    assert "Ada" not in page
    assert lines_told(client, mira, shared)[0][0] == ""  # who reads below the coordination is told nobody


def test_of_several_networks_the_one_of_that_day_is_named_and_it_costs_one_question(
    client, network, other_network, ada, noor, shared, django_assert_num_queries
):
    earlier = NetworkFactory(name="Netzwerk Früher")
    ListingFactory(institution=shared, network=earlier)
    MembershipFactory(user=ada, network=earlier, role=Role.COORDINATOR, valid_until="2020-12-31")
    with history.changes(by=ada) as frame:
        shared.name = "Haus Neu"
        shared.save()
    called = acting_networks(noor, {network.pk, other_network.pk, earlier.pk})

    with django_assert_num_queries(1):
        assert called([frame.change_set]) == {frame.change_set.pk: f"{network} (anderes Netzwerk)"}
    frame.change_set.at = frame.change_set.at.replace(year=2020)
    Membership.objects.filter(user=ada, network=network).get()
    assert who_did(noor, frame.change_set, {earlier.pk}) == "Netzwerk Früher (anderes Netzwerk)"
    assert who_did(ada, frame.change_set, {network.pk}) == str(ada)


def test_two_networks_at_one_record_see_who_was_faster(client, network, ada, noor, shared):
    client.force_login(noor)
    url = reverse("directory:institution-edit", args=[shared.uid])
    read = filled(client.get(url))
    with history.changes(by=ada):
        shared.refresh_from_db()
        shared.short_name = "Neu"
        shared.save()

    page = client.post(url, read | {"name": "Haus Andersherum"}).content.decode()

    assert f"{network} (anderes Netzwerk) hat diese Seite" in page
    assert "Ada" not in page
