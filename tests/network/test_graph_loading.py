"""From the directory to the graph: what counts as a tie, who reads it, when it is read anew."""

import datetime as dt

import numpy as np
import pytest
from django.utils import timezone

from coordination.accounts.roles import Role
from coordination.directory.models import Affiliation, YouthOfficeDistrict
from coordination.lib import guards, history
from coordination.lib.levels import Level
from network import loading
from network.edges import collect
from network.loading import _places, carried_by_provider, loaded
from network.models import AppointmentInstitution, Relation
from network.models.graph import version_of
from network.reading import reading_of
from network.ties.multipliers import speakers
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import (
    AffiliationFactory,
    AgreementFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
    PersonFactory,
)
from tests.factories.network_graph import RelationFactory, listed, tied
from tests.factories.network_multipliers import AppointmentFactory
from tests.factories.places import place

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _nothing_kept():
    loading.forget()


def kinds(network, day=DAY):
    return sorted((edge.source, edge.target, edge.kind) for edge in collect([network.pk], day))


def test_a_house_is_tied_to_its_provider(network):
    provider = listed(network, "Träger")
    house = listed(network, "Kita", parent=provider)

    assert kinds(network) == [(house.pk, provider.pk, "belongs")]


def test_a_chain_of_providers_that_bites_its_tail_stays_a_ring(network):
    one, other, third = (listed(network, name) for name in "ABC")
    for house, provider in ((one, other), (other, third), (third, one)):
        house.parent = provider
        with history.changes(by=None):
            house.save()

    assert loaded(network.pk, DAY).degree.tolist() == [2, 2, 2]


def test_what_a_provider_carries_for_reaches_down_and_a_ring_carries_nothing():
    spoken = np.array([True, False, False, False, False, False])
    houses, providers = np.array([1, 2, 3, 4, 5]), np.array([0, 1, 4, 3, 5])

    assert carried_by_provider(spoken, houses, providers).tolist() == [False, True, True, False, False, False]


@pytest.mark.parametrize("ids", [[], [5], [3, 4, 9], [1, 10**9, 2 * 10**9]])
def test_places_are_found_where_ids_lie_close_and_far(ids):
    known = np.array(ids, dtype=np.int64)
    asked = [0, 1, 3, 4, 5, 9, 10, 10**9, 3 * 10**9]

    assert _places(known)(asked).tolist() == [ids.index(one) if one in ids else -1 for one in asked]


def test_an_agreement_leads_to_the_office_in_charge(network):
    town = place("53840", "05382068", "Troisdorf")
    office = listed(network, "Jugendamt", type=InstitutionTypeFactory(code="youth_office"))
    coordination = listed(network, "Koordination", type=InstitutionTypeFactory(code="network_coordination"))
    YouthOfficeDistrict.objects.create(youth_office=office, municipality=town)
    house = listed(network, "Kita", municipality=town)
    AgreementFactory(institution=house, network=network, kind="8a4")
    AgreementFactory(institution=house, network=network, kind="cooperation")
    AgreementFactory(institution=house, network=network, kind="protection_concept")

    assert kinds(network) == [(house.pk, office.pk, "agreement"), (house.pk, coordination.pk, "agreement")]


def test_a_multiplier_ties_where_they_work_and_speak(network):
    one, other, third = (listed(network, name) for name in "ABC")
    person = PersonFactory(network=network, level=Level.NETWORK)
    appointment = AppointmentFactory(person=person, network=network, at=one)
    AppointmentInstitution(appointment=appointment, institution=other).save()

    assert kinds(network, timezone.localdate()) == [(one.pk, other.pk, "multiplier")]
    assert speakers([network.pk], timezone.localdate()) == {one.pk: 1, other.pk: 1}
    assert third.pk not in speakers([network.pk], timezone.localdate())


def test_days_of_a_relation_count_inclusive(network):
    one, other = listed(network, "A"), listed(network, "B")
    tied(network, (one, other), valid_from=DAY, valid_until=DAY)

    assert [len(kinds(network, DAY + dt.timedelta(days=days))) for days in (-1, 0, 1)] == [0, 1, 0]


def test_a_tie_is_as_hidden_as_its_strictest_end(network, ada, mira):
    open_, secret = listed(network, "Offen"), listed(network, "Geheim", level=Level.COORDINATION)
    third = listed(network, "Dritte")
    tied(network, (open_, secret), (open_, third), level=Level.PUBLIC)
    AffiliationFactory(person=PersonFactory(user=mira, network=network), institution=open_, network=network)

    whole, near = reading_of(ada, DAY), reading_of(mira, DAY)

    assert whole.whole
    assert whole.graph.ids.tolist() == [open_.pk, secret.pk, third.pk]
    assert not near.whole
    assert near.graph.ids.tolist() == [open_.pk, third.pk]
    assert near.graph.m == 1
    assert near.graph.hidden == 1
    assert whole.graph.tie_levels.tolist() == [Level.COORDINATION, Level.PUBLIC]


def test_a_multiplier_sees_what_surrounds_the_own_house_and_no_more(network, mira):
    mine, near, far = (listed(network, name) for name in "ABC")
    tied(network, (mine, near), (near, far))
    AffiliationFactory(person=PersonFactory(user=mira, network=network), institution=mine, network=network)

    assert reading_of(mira, DAY).graph.ids.tolist() == [mine.pk, near.pk]


@pytest.mark.parametrize("role", [Role.PROFESSIONAL, Role.STATE, Role.OPERATOR])
def test_who_has_no_right_reads_nothing(role, network):
    listed(network, "A")
    where = {Role.STATE: {"network": None, "land": network.land}, Role.OPERATOR: {"network": None}}
    user = MembershipFactory(role=role, **where.get(role, {"network": network})).user

    assert reading_of(user, DAY) is None


def test_the_other_network_has_a_graph_of_its_own(network, other_network, noor):
    one, other = listed(network, "A"), listed(network, "B")
    tied(network, (one, other))
    ListingFactory(institution=one, network=other_network, level=Level.PUBLIC)

    graph = reading_of(noor, DAY).graph

    assert (graph.ids.tolist(), graph.m) == ([one.pk], 0)
    assert reading_of(noor, DAY, network.slug) is None


def test_every_change_that_counts_raises_the_version(network, other_network):
    one, other = listed(network, "A"), listed(network, "B")
    seen = [version_of(network.pk)]

    def counts():
        seen.append(version_of(network.pk))
        return seen[-1] > seen[-2]

    (relation,) = tied(network, (one, other))
    assert counts(), "a relation"
    with history.changes(by=None):
        relation.end_on(DAY)
    assert counts(), "its end"
    one.name = "Anders"
    with history.changes(by=None):
        one.save()
    assert counts(), "the name of an institution"
    AgreementFactory(institution=one, network=network)
    assert counts(), "an agreement"
    affiliation = AffiliationFactory(person=PersonFactory(network=network), institution=one, network=network)
    assert counts(), "an affiliation"
    AppointmentFactory(network=network, at=one)
    assert counts(), "an appointment"
    with history.changes(by=None):
        history.bulk_delete(Relation, [relation.pk])
        history.bulk_delete(Affiliation, [affiliation.pk])
    assert counts(), "deleting, in bulk"
    InstitutionFactory(name="Nirgends")
    assert not counts(), "what no network lists"
    ListingFactory(institution=InstitutionFactory(), network=other_network)
    assert not counts(), "what another network does"


def test_the_graph_is_read_once_per_version(network, django_assert_num_queries):
    one, other = listed(network, "A"), listed(network, "B")
    first = loaded(network.pk, DAY)

    with django_assert_num_queries(1):
        assert loaded(network.pk, DAY) is first

    tied(network, (one, other))
    assert loaded(network.pk, DAY).m == 1


def test_the_triggers_stand(network):
    """The counter-check: without its trigger a table changes in silence."""
    assert not {name for name in guards.missing() if name.startswith("network_counts")}


@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_graphs_are_graphs(network, count, ada):
    for number in range(count):
        listed(network, f"Haus {number}")

    graph = reading_of(ada, DAY).graph

    assert (graph.n, graph.m, graph.degree.sum()) == (count, 0, 0)


def test_ends_in_the_bin_and_paused_entries_fall_out(network, ada):
    one, gone, paused = listed(network, "A"), listed(network, "B"), listed(network, "C")
    RelationFactory(network=network, source=one, target=gone)
    RelationFactory(network=network, source=one, target=paused)
    gone.removed_at = timezone.now()
    listing = paused.listings.get()
    listing.status = "paused"
    with history.changes(by=None):
        gone.save()
        listing.save()

    graph = reading_of(ada, DAY).graph

    assert (graph.ids.tolist(), graph.m) == ([one.pk], 0)
