"""The editor: the chart beside it, what happened to a pathway, and taking single changes back."""

import pytest
from django.urls import reverse

from coordination.pathways.models import Step, Transition
from coordination.pathways.services.editing import delete_step, move_step, save_step
from coordination.pathways.services.releases import findings_of
from tests.factories.pathways import pathway

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(network):
    return pathway(network)


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def at(way, code):
    return Step.objects.select_related("pathway__network", "pathway__branch").get(pathway=way, code=code)


def titles(way):
    return list(Step.objects.filter(pathway=way).order_by("position").values_list("title", flat=True))


def story(client, way):
    return client.get(way.get_absolute_url(), {"bereich": "verlauf"}).context["entries"]


def post(step, **changed):
    """What the form of a stored step sends, with some of it changed."""
    ways = {
        f"{one.kind}_to": one.to_step.code if one.to_step else "E0"
        for one in step.exits.exclude(kind="emergency")
    }
    return {"kind": step.kind, "title": step.title, "version": step.version, **ways, **changed}


# --- The chart --------------------------------------------------------------------------------------------------------
def test_the_chart_shows_the_way_as_the_handout_draws_it(as_ada, way):
    page = as_ada.get(way.get_absolute_url())
    chart = page.context["chart"]
    assert [row.step.title for row in chart] == titles(way)
    assert [side.kind for side in chart[1].sides] == ["danger"]
    assert chart[1].down == "Nein"
    assert page.content.decode().count("sn-chart__box") == 5  # four boxes, one of them a question


def test_what_is_typed_shows_in_the_chart_and_nothing_is_written(as_ada, way):
    step = at(way, "mitteilung")
    url = reverse("pathways:step-edit", args=[step.uid]) + "?vorschau="
    sent = post(step, title="Anrufen", kind="decide", next_to="", yes_to="ende", no_to="beobachten")
    answer = as_ada.post(url, sent)
    chart = answer.context["chart"]
    assert chart[2].step.title == "Anrufen"
    assert chart[2].step.is_decision
    assert [one.to for one in chart[2].step.ways] == ["ende", "beobachten"]
    assert "<html" not in answer.content.decode()
    assert titles(way)[2] == "Mitteilung"
    assert as_ada.post(url, {"title": "x" * 5000, "kind": "gibt-es-nicht"}).status_code == 200


def test_a_new_step_stands_in_the_chart_before_it_is_saved(as_ada, way):
    url = reverse("pathways:step-add", args=[way.uid])
    chart = as_ada.post(
        f"{url}?nach=beobachten&vorschau=", {"title": "Beraten", "kind": "consult_team"}
    ).context["chart"]
    assert [row.step.title for row in chart][:3] == ["Wahrnehmen", "Beraten", "Jetzt in Gefahr?"]
    assert [row.down for row in chart][:2] == ["", ""]
    as_ada.post(f"{url}?nach=beobachten", {"title": "Beraten", "kind": "consult_team"})
    stored = as_ada.get(way.get_absolute_url()).context["chart"]
    assert [(row.step.title, row.down) for row in stored] == [(row.step.title, row.down) for row in chart]


def test_a_new_decision_behind_a_step_keeps_the_exits_it_was_given(as_ada, way):
    url = reverse("pathways:step-add", args=[way.uid]) + "?nach=beobachten"
    sent = {"title": "Reicht das?", "kind": "decide", "yes_to": "akut", "no_to": "mitteilung"}
    typed = as_ada.post(f"{url}&vorschau=", sent).context["chart"]
    assert as_ada.post(url, sent).status_code == 302
    stored = as_ada.get(way.get_absolute_url()).context["chart"]
    for chart in (typed, stored):
        assert [(one.kind, one.to) for one in chart[1].step.ways] == [("yes", "akut"), ("no", "mitteilung")]
        assert [one.to for one in chart[0].step.ways] == [chart[1].step.code]


def test_a_decision_that_leads_back_says_so_and_keeps_it(as_ada, way):
    url = reverse("pathways:step-edit", args=[at(way, "akut").uid])
    back = post(at(way, "akut"), no_to="beobachten")
    assert as_ada.post(url, back).status_code == 302
    found = [one.code for one in findings_of(way)]
    assert "loop" in found
    as_ada.post(url, post(at(way, "akut"), no_back="on"))
    assert "loop" not in [one.code for one in findings_of(way)]
    assert as_ada.get(url).context["form"].initial["no_back"] is True


def test_moving_by_script_says_where_the_step_stands_now(as_ada, way):
    url = reverse("pathways:step-move", args=[at(way, "ende").uid])
    answer = as_ada.post(url, {"wohin": "auf"}, headers={"HX-Request": "true"}, follow=True)
    assert answer.context["moved"].title == "Begleiten"
    assert titles(way)[2:] == ["Begleiten", "Mitteilung"]


# --- What happened ----------------------------------------------------------------------------------------------------
def test_each_change_of_a_step_stands_in_the_time_line_and_goes_back_alone(as_ada, ada, way):
    step = at(way, "mitteilung")
    step.title = "Jugendamt anrufen"
    kept = [one.kind for one in step.slots.all()]
    save_step(
        by=ada, step=step, slots=[s.kind for s in step.slots.all()], exits=[("next", "ende", "", False)]
    )
    move_step(by=ada, step=at(way, "ende"), down=False)
    newest, before = story(as_ada, way)[:2]
    assert "Begleiten" in newest.changes[0].new
    assert (before.changes[0].old, before.changes[0].new) == ("Mitteilung", "Jugendamt anrufen")
    assert before.who == str(ada)

    answer = as_ada.post(before.undo_url)
    assert answer.status_code == 302
    assert titles(way) == ["Wahrnehmen", "Jetzt in Gefahr?", "Begleiten", "Mitteilung"]
    assert len(kept) == at(way, "mitteilung").slots.count()


def test_a_deleted_decision_comes_back_with_its_exits(as_ada, ada, way):
    before = set(Transition.objects.filter(from_step__pathway=way).values_list("kind", "to_step__code"))
    delete_step(by=ada, step=at(way, "akut"))
    assert "Jetzt in Gefahr?" not in titles(way)
    as_ada.post(story(as_ada, way)[0].undo_url)
    assert (
        set(Transition.objects.filter(from_step__pathway=way).values_list("kind", "to_step__code")) == before
    )
    assert titles(way)[1] == "Jetzt in Gefahr?"
    as_ada.post(story(as_ada, way)[0].undo_url)  # taking back is a change like any other
    assert "Jetzt in Gefahr?" not in titles(way)


def test_what_was_changed_since_stays_whole(as_ada, ada, ben, way):
    for who, title in ((ada, "Erstens"), (ben, "Zweitens")):
        step = at(way, "ende")
        step.title = title
        save_step(by=who, step=step, slots=[], exits=[])
    older = story(as_ada, way)[1]
    answer = as_ada.post(older.undo_url)
    assert answer.status_code == 409
    assert str(ben) in answer.content.decode()
    assert titles(way)[3] == "Zweitens"


def test_who_may_not_edit_takes_nothing_back(client, ada, noor, auditor, way):
    move_step(by=ada, step=at(way, "ende"), down=False)
    client.force_login(ada)
    url = story(client, way)[0].undo_url
    client.force_login(noor)
    assert client.post(url).status_code == 404
    client.force_login(auditor)
    assert client.post(url).status_code == 403
    assert [one.undo_url for one in story(client, way)][:1] == [""]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_longer_story_asks_the_database_equally_often(
    as_ada, ada, way, rows, django_assert_max_num_queries
):
    for _row in range(rows):
        move_step(by=ada, step=at(way, "ende"), down=_row % 2 == 1)
    story(as_ada, way)
    with django_assert_max_num_queries(30):
        story(as_ada, way)
