"""An update of a template is taken over step by step; what the network changed itself stays unless it is chosen."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from coordination.lib.errors import RuleBroken
from coordination.pathways.models import Step, Transition
from coordination.pathways.services.adopting import adopt
from coordination.pathways.services.updating import offers, stamp, take_over
from tests.factories.pathways import exit_to, pathway, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def template():
    return pathway(None, slug="vorlage", code="P99")


@pytest.fixture
def ours(template, ada, network):
    return adopt(by=ada, network=network, template=template)


def change(pathway, code, **values):
    row = Step.objects.get(pathway=pathway, code=code)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def kinds(pathway):
    return {one.code: (one.kind, one.is_own) for one in offers(pathway)}


def test_right_after_adopting_nothing_differs(ours):
    assert offers(ours) == []


def test_what_the_template_changed_is_offered_and_own_changes_are_marked(ours, template):
    change(template, "beobachten", body="Neuer Wortlaut.")
    change(template, "ende", title="Weiter begleiten")
    change(ours, "ende", title="Unser Ende")
    assert kinds(ours) == {"beobachten": ("changed", False), "ende": ("changed", True)}


def test_where_an_exit_leads_is_said_by_the_title_of_the_step(ours):
    Transition.objects.filter(from_step__pathway=ours, from_step__code="beobachten", kind="next").delete()
    [offer] = offers(ours)
    [field] = offer.fields
    said = "".join(piece.text for piece in field.pieces)
    assert "→ Jetzt in" in said
    assert "next" not in said


def test_only_chosen_steps_take_the_words_of_the_template(ours, template, ada):
    change(template, "beobachten", body="Neuer Wortlaut.")
    change(ours, "ende", title="Unser Ende")
    change(ours, "mitteilung", time_code="within_days", time_days=2, time_is_set=True)
    change(template, "mitteilung", body="Neue Mitteilung.", time_code="within_days", time_days=9)
    take_over(by=ada, pathway=ours, codes=["beobachten", "mitteilung"], seen=stamp(ours))
    rows = {one.code: one for one in Step.objects.filter(pathway=ours)}
    assert rows["beobachten"].body == "Neuer Wortlaut."
    assert rows["ende"].title == "Unser Ende"
    assert (rows["mitteilung"].body, rows["mitteilung"].time_days) == ("Neue Mitteilung.", 2)
    assert set(kinds(ours)) == {"ende"}


def test_a_new_step_comes_in_its_place_and_a_removed_one_may_go(ours, template, ada):
    new = step(template, 15, "beraten", "consult_team", title="Beraten")
    exit_to(new, Step.objects.get(pathway=template, code="akut"))
    exit_to(new, None, "emergency")
    Transition.objects.get(from_step__pathway=template, from_step__code="beobachten", kind="next").delete()
    exit_to(Step.objects.get(pathway=template, code="beobachten"), new)
    assert kinds(ours) == {"beraten": ("added", False), "beobachten": ("changed", False)}
    take_over(by=ada, pathway=ours, codes=["beraten", "beobachten"], seen=stamp(ours))
    codes = list(Step.objects.filter(pathway=ours).order_by("position").values_list("code", flat=True))
    assert codes == ["beobachten", "beraten", "akut", "mitteilung", "ende"]
    assert offers(ours) == []
    Step.objects.get(pathway=template, code="ende").delete()
    assert kinds(ours)["ende"] == ("removed", False)
    with pytest.raises(RuleBroken) as broken:
        take_over(by=ada, pathway=ours, codes=["ende"], seen=stamp(ours))
    assert broken.value.code == "exit_nowhere"
    take_over(by=ada, pathway=ours, codes=["ende", "mitteilung"], seen=stamp(ours))
    assert not Step.objects.filter(pathway=ours, code="ende").exists()


def test_an_own_step_is_kept_and_an_own_removal_is_marked(ours, template, ada):
    own = step(ours, 35, "eigen", "observe", title="Eigener Schritt")
    exit_to(own, None, "emergency")
    change(template, "beobachten", body="Neu.")
    assert set(kinds(ours)) == {"beobachten"}
    take_over(by=ada, pathway=ours, codes=["beobachten", "eigen"], seen=stamp(ours))
    assert Step.objects.filter(pathway=ours, code="eigen").exists()


def test_who_chose_on_an_older_state_is_asked_again(ours, template, ada):
    change(template, "beobachten", body="Neu.")
    seen = stamp(ours)
    change(template, "beobachten", body="Noch neuer.")
    with pytest.raises(RuleBroken) as broken:
        take_over(by=ada, pathway=ours, codes=["beobachten"], seen=seen)
    assert broken.value.code == "changed_meanwhile"
    with pytest.raises(RuleBroken):
        take_over(by=ada, pathway=ours, codes=[], seen=stamp(ours))


def test_the_page_shows_takes_over_and_is_for_editors_of_the_network(
    client, ours, template, network, ada, auditor, noor, lang
):
    change(template, "beobachten", body="<i>Neuer</i> Wortlaut.")
    url = reverse("pathways:from-template", args=[ours.uid])
    for person, status in ((auditor, 403), (lang, 403), (noor, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status
    with pytest.raises(PermissionDenied):
        take_over(by=noor, pathway=ours, codes=["beobachten"], seen=stamp(ours))
    client.force_login(ada)
    page = client.get(url)
    assert "<i>Neuer" not in page.content.decode()
    assert client.post(url, {"schritt": "\x00", "stand": "x"}).context["broken"]
    answer = client.post(url, {"schritt": "beobachten", "stand": page.context["stamp"]})
    assert answer.url == ours.get_absolute_url()
    assert Step.objects.get(pathway=ours, code="beobachten").body == "<i>Neuer</i> Wortlaut."
    plain = pathway(network, slug="eigener", code="P98")
    assert client.get(reverse("pathways:from-template", args=[plain.uid])).status_code == 404
