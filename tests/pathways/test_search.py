"""Pathways and handouts on the search page: by words, by code, and by nobody who may not open them."""

import pytest

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.catchment import Place
from coordination.lib.search import true_up, vocabulary
from coordination.lib.search.engine import search
from coordination.pathways import tasks
from coordination.pathways.models import Handout
from coordination.pathways.services import handouts
from tests.factories.hours import service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_words():
    vocabulary.forget()
    yield
    vocabulary.forget()


@pytest.fixture
def handout(network, ada, ben):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    service(network, osm="24/7")
    release = published(pathway(network, title="Verdacht im Spatzennest"), by=ada, second=ben)
    return handouts.issue(by=None, release=release, place=Place(town, "53840"), format="flow")


def found(user, text):
    return [hit for group in search(user, text).groups for hit in group.hits]


def test_a_pathway_is_found_by_its_words_and_a_handout_by_its_code(handout, ada, auditor, noor):
    assert tasks.check_handouts() == 0  # what was issued is in the index within minutes
    true_up()
    for text in ("Spatzennest", handout.shown, handout.code, handout.phrase):
        assert found(ada, text), text
        assert not found(noor, text), text
    handout.delete()
    assert Handout.objects.count() == 0
    assert not found(ada, handout.shown)
