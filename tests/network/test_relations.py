"""Relations: what the database, the verb and the form refuse, and who reads and writes them."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from network import loading
from network.models import Relation
from network.services.relations import end_relation, save_relation
from tests.api import Program, is_problem
from tests.factories.directory import AffiliationFactory, PersonFactory
from tests.factories.network_graph import RelationFactory, listed, tied

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _nothing_kept():
    loading.forget()


@pytest.fixture
def ends(network):
    return listed(network, "Kita Sonnenblume"), listed(network, "Grundschule Nord")


def made(network, ends, **facts):
    return Relation(network=network, source=ends[0], target=ends[1], **{"kind": "refers", **facts})


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"target": 0}, "self_loop"),
        ({"valid_from": DAY, "valid_until": DAY - dt.timedelta(days=1)}, "ends_before_it_begins"),
    ],
)
def test_the_verb_and_the_database_refuse_what_cannot_be(ada, network, ends, facts, code):
    if "target" in facts:
        facts = {"target": ends[0]}
    relation = made(network, ends)
    for name, value in facts.items():
        setattr(relation, name, value)

    with pytest.raises(RuleBroken) as broken:
        save_relation(by=ada, relation=relation)
    assert broken.value.code == code
    with pytest.raises(IntegrityError), transaction.atomic(), history.changes(by=None):
        relation.save()


def test_the_same_relation_stands_once_at_a_time(ada, network, ends):
    save_relation(by=ada, relation=made(network, ends, valid_until=DAY))
    later = made(network, ends, valid_from=DAY + dt.timedelta(days=1))
    save_relation(by=ada, relation=later)

    with pytest.raises(RuleBroken) as broken:
        save_relation(by=ada, relation=made(network, ends, valid_from=DAY))
    assert broken.value.code == "relation_twice"
    with pytest.raises(IntegrityError), transaction.atomic():
        RelationFactory(network=network, source=ends[0], target=ends[1], kind="refers")


def test_both_ends_are_listed_in_the_network(ada, network, other_network, ends):
    foreign = listed(other_network, "Fremd")

    with pytest.raises(RuleBroken) as broken:
        save_relation(by=ada, relation=made(network, (ends[0], foreign)))
    assert broken.value.code == "not_listed"


def test_an_ended_relation_stays_in_earlier_days(ada, network, ends):
    relation = save_relation(by=ada, relation=made(network, ends, valid_from=DAY))

    with pytest.raises(RuleBroken) as broken:
        end_relation(by=ada, relation=relation, on=DAY - dt.timedelta(days=1))
    assert broken.value.code == "ends_before"
    end_relation(by=ada, relation=relation, on=DAY)
    assert Relation.objects.valid(DAY).count() == 1
    assert Relation.objects.valid(DAY + dt.timedelta(days=1)).count() == 0


def test_the_coordination_writes_a_relation_down(client, ada, network, ends):
    client.force_login(ada)
    told = {"source": "Kita Sonnenblume", "target": "Grundschule Nord", "kind": "cooperation", "level": "30"}

    answer = client.post(
        reverse("network:relation-add"), told | {"valid_from": "1.2.2026", "note": "Vertrag"}
    )

    relation = Relation.objects.get()
    assert answer.status_code == 302
    assert (relation.network, relation.source, relation.target) == (network, *ends)
    assert relation.valid_from == dt.date(2026, 2, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "Gibt es nicht"},
        {"target": "Kita Sonnenblume"},
        {"valid_from": "1.2.2026", "valid_until": "1.1.2026"},
        {"note": "Lea Müller, geb. 3.4.2019, wird zu Hause geschlagen"},
        {"kind": "unbekannt"},
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(client, ada, ends, wrong):
    client.force_login(ada)
    told = {"source": "Kita Sonnenblume", "target": "Grundschule Nord", "kind": "refers", "level": "30"}

    answer = client.post(reverse("network:relation-add"), told | wrong)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Relation.objects.exists()


def test_a_relation_is_edited_ended_and_deleted(client, ada, network, ends):
    client.force_login(ada)
    relation = save_relation(by=ada, relation=made(network, ends))
    told = {"source": str(ends[0].uid), "target": str(ends[1].uid), "kind": "liaison", "level": "40"}

    client.post(reverse("network:relation-edit", args=[relation.uid]), told | {"version": relation.version})
    relation.refresh_from_db()
    assert (relation.kind, relation.level) == ("liaison", Level.COORDINATION)
    client.post(reverse("network:relation-end", args=[relation.uid]))
    relation.refresh_from_db()
    assert relation.valid_until == timezone.localdate()
    assert client.get(reverse("network:relation-delete", args=[relation.uid])).status_code == 200
    client.post(reverse("network:relation-delete", args=[relation.uid]))
    assert not Relation.objects.exists()


@pytest.mark.parametrize("name", ["relation-edit", "relation-end", "relation-delete"])
def test_foreign_and_missing_relations_are_the_same(client, noor, mira, network, ends, name):
    (relation,) = tied(network, ends)
    for user in (noor, mira):
        client.force_login(user)
        foreign = client.get(reverse(f"network:{name}", args=[relation.uid])).status_code
        missing = client.get(reverse(f"network:{name}", args=[uuid.uuid4()])).status_code
        assert foreign == missing
        assert foreign in {403, 404}
    assert Relation.objects.get().valid_until is None


def test_who_reads_which_relation(ada, mira, lang, noor, auditor, network, ends):
    secret = listed(network, "Geheim", level=Level.COORDINATION)
    third = listed(network, "Dritte")
    AffiliationFactory(person=PersonFactory(user=mira, network=network), institution=ends[0], network=network)
    open_, _hidden, _far, _kept = (
        *tied(network, ends),
        *tied(network, (ends[0], secret)),
        *tied(network, (ends[1], third)),
        *tied(network, (ends[0], third), level=Level.COORDINATION),
    )

    def seen(user):
        return Relation.objects.visible_to(user).count()

    assert [seen(user) for user in (ada, auditor, noor, lang, None)] == [4, 4, 0, 0, 0]
    assert list(Relation.objects.visible_to(mira)) == [open_]


def test_the_interface_reads_adds_and_deletes(ada, mira, noor, network, ends):
    program = Program(ada)
    body = {
        "source": str(ends[0].uid),
        "target": "Grundschule Nord",
        "kind": "refers",
        "valid_from": "2026-02-01",
    }

    added = program.send("post", "relations", body)
    row = program.get(f"relations/{added.json()['uid']}").json()
    loop = program.send("post", "relations", body | {"target": str(ends[0].uid)})

    assert added.status_code == 201
    assert (row["kind"], row["source"], row["level"]) == ("refers", str(ends[0].uid), "network")
    assert loop.status_code in {400, 409, 422}
    assert program.get(f"relations?institution={ends[1].uid}").json()["count"] == 1
    assert Program(noor).get("relations").json()["count"] == 0
    is_problem(Program(noor).get(f"relations/{row['uid']}"), 404)
    assert Program(mira).send("post", "relations", body).status_code == 403
    gone = program.send("delete", f"relations/{row['uid']}", None, If_Match=f'"{row["version"]}"')
    assert gone.status_code == 204


def test_the_interface_tells_graph_and_measures(ada, mira, noor, network, ends):
    tied(network, ends)

    graph = Program(ada).get(f"graphs/{network.uid}").json()
    measures = Program(ada).get(f"graph-measures/{network.uid}").json()

    assert {node["name"] for node in graph["nodes"]} == {one.name for one in ends}
    assert graph["ties"][0]["kind"] == "cooperation"
    assert (measures["institutions"], measures["gaps"]) == (2, 2)
    assert Program(mira).get("graph-measures").json()["count"] == 0
    assert Program(noor).get(f"graphs/{network.uid}").status_code == 404
