"""What has changed between two states of a way: steps that came, went, moved; words that changed."""

from dataclasses import replace

import pytest
from django.urls import reverse

from coordination.pathways.comparing import ADDED, CHANGED, MOVED, REMOVED, SAME, compare, pieces
from coordination.pathways.flow import Flow, FlowStep
from coordination.pathways.models import Step
from tests.factories.hours import service
from tests.factories.pathways import pathway, published, step

A, B, C = (
    FlowStep(code, "observe", code.upper(), number=str(n), body=f"Satz {code}.")
    for n, code in enumerate("abc", 1)
)
FLOW = Flow(code="P", title="Weg", steps=(A, B, C))


def kinds(before, now):
    return {one.step.code: one.kind for one in compare(before, now, {}).steps}


def test_a_new_step_alone_moves_nobody():
    new = FlowStep("neu", "observe", "Neu")
    assert kinds(FLOW, Flow(code="P", title="Weg", steps=(new, A, B, C))) == {
        "neu": ADDED, "a": SAME, "b": SAME, "c": SAME
    }  # fmt: skip


def test_steps_that_went_and_moved_are_named():
    found = kinds(FLOW, Flow(code="P", title="Weg", steps=(C, A)))
    assert found == {"c": MOVED, "a": MOVED, "b": REMOVED}


def test_words_are_compared_one_by_one():
    now = replace(A, body="Satz a, und mehr.", slots=("asd_intake",))
    change = compare(FLOW, Flow(code="P", title="Weg neu", steps=(now, B, C)), {"asd_intake": "ASD"})
    assert change.steps[0].kind == CHANGED
    text = change.steps[0].fields[0].pieces
    assert [(one.kind, one.text) for one in text] == [(SAME, "Satz a"), (ADDED, ", und mehr"), (SAME, ".")]
    assert change.steps[0].fields[1].pieces[0].text == "ASD"
    assert change.head[0].pieces[-1].text == " neu"
    assert compare(FLOW, FLOW, {}).is_same


@pytest.mark.parametrize(("before", "now"), [("", ""), ("", "x"), ("x", ""), ("ä " * 5000, "ö " * 5000)])
def test_empty_and_very_long_texts_keep_every_sign(before, now):
    found = pieces(before, now)
    assert "".join(one.text for one in found if one.kind != ADDED) == before
    assert "".join(one.text for one in found if one.kind != REMOVED) == now


@pytest.mark.django_db
def test_a_draft_is_compared_with_the_published_version(client, network, ada, ben, noor, lang):
    service(network, osm="24/7")
    way = pathway(network)
    published(way, by=ada, second=ben)
    row = Step.objects.get(pathway=way, code="beobachten")
    row.body = "<b>Neuer Satz</b>"
    row.save()
    step(way, 15, "neu", "consult_team", title="Beraten")
    url = reverse("pathways:compare", args=[way.uid])
    client.force_login(ada)
    answer = client.get(url)
    assert (answer.context["old"], answer.context["new"]) == ("1", "entwurf")
    assert {one.step.code: one.kind for one in answer.context["comparison"].changes} == {
        "beobachten": CHANGED, "neu": ADDED
    }  # fmt: skip
    page = answer.content.decode()
    assert "&lt;" in page
    assert "<b>Neuer" not in page
    assert client.get(url, {"alt": "1", "neu": "1"}).context["comparison"].is_same
    assert client.get(url, {"alt": "9", "neu": "\x00"}).status_code == 200
    for person, status in ((noor, 404), (lang, 403)):
        client.force_login(person)
        assert client.get(url).status_code == status
