"""The search for programs finds what the page finds, and nothing hidden leaves a trace."""

import pytest

from coordination.lib.levels import Level
from coordination.lib.search import true_up, vocabulary
from tests.api import Program
from tests.factories.directory import InstitutionFactory, ListingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(network):
    for name, level in (
        ("Kita Sonnenblume", Level.NETWORK),
        ("Frauenberatung Geheimnis", Level.COORDINATION),
    ):
        ListingFactory(institution=InstitutionFactory(name=name), network=network, level=level)
    vocabulary.forget()
    true_up()
    yield
    vocabulary.forget()


def test_a_search_names_records_by_kind(filled, ada):
    found = Program(ada).get("search?q=sonnenblume").json()

    assert (found["count"], found["groups"][0]["kind"]) == (1, "institution")
    hit = found["groups"][0]["hits"][0]
    assert Program(ada).get(f"institutions/{hit['uid']}").json()["name"] == hit["title"] == "Kita Sonnenblume"
    assert Program(ada).get("search?q=sonnenblume&kind=institution&page=2").json()["groups"] in (
        [],
        found["groups"],
    )


def test_a_hidden_name_leaves_no_trace(filled, mira):
    program = Program(mira)
    hidden, nonsense = (program.get(f"search?q={word}").json() for word in ("geheimnis", "geheimniss"))

    assert hidden["count"] == nonsense["count"] == 0
    assert (hidden["did_you_mean"], nonsense["did_you_mean"], hidden["groups"]) == ("", "", [])


@pytest.mark.parametrize("text", ["%25", "%5C", "%25%00", "*", "'", "x" * 200])
def test_signs_are_signs(text, filled, ada):
    assert Program(ada).get(f"search?q={text}").status_code in {200, 400}
