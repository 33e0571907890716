"""Legal bases: kept by coordination offices, used by pathways, looked at again once a year."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.pathways.models import LegalBasis, PathwayBasis
from coordination.pathways.worklist import waiting
from coordination.places.models import Land
from tests.factories.pathways import law, pathway

pytestmark = pytest.mark.django_db
LIST = reverse("pathways:law")


@pytest.fixture
def way(network):
    return pathway(network)


@pytest.fixture
def norm(way):
    return LegalBasis.objects.get(code="kkg-4-3")


def sent(**changed):
    return {
        "citation": "§ 42 SchulG NRW", "wording": "Schulen gehen jedem Anschein nach.", "source": "Landesrecht",
        "checked_on": "01.10.2026", **changed,
    }  # fmt: skip


def test_a_coordinator_adds_and_changes_a_norm_and_the_list_says_who_uses_it(client, ada, way, norm):
    client.force_login(ada)
    assert client.post(reverse("pathways:law-add"), sent()).url == LIST
    made = LegalBasis.objects.get(citation="§ 42 SchulG NRW")
    assert made.code == "42-schulg-nrw"
    edit = reverse("pathways:law-edit", args=[norm.uid])
    data = sent(citation=norm.citation, version=norm.version, valid_until="31.12.2030", reason="Neu gefasst")
    assert client.post(edit, data).url == LIST
    norm.refresh_from_db()
    assert norm.valid_until == dt.date(2030, 12, 31)
    assert norm.history.latest("history_id").change_set.reason == "Neu gefasst"
    shown = {basis.pk: ways for basis, ways, _mine in client.get(LIST).context["rows"]}
    assert shown == {norm.pk: [way], made.pk: []}
    stale = client.post(edit, data)
    assert stale.context["conflict"]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("citation", {"citation": ""}),
        ("link", {"link": "javascript:alert(1)"}),
        ("valid_until", {"valid_from": "02.01.2026", "valid_until": "01.01.2026"}),
        ("checked_on", {"checked_on": "01.01.2999"}),
        ("wording", {"wording": "x" * 2001}),
    ],
)
def test_what_cannot_be_is_asked_back_at_its_field(client, ada, field, words):
    client.force_login(ada)
    answer = client.post(reverse("pathways:law-add"), sent(**words))
    assert field in answer.context["form"].errors
    assert not LegalBasis.objects.exists()


def test_law_of_another_land_and_other_roles(client, ada, auditor, lang, norm):
    elsewhere = Land.objects.create(key="99", abbreviation="ZZ", name="Anderland")
    foreign = law("zz-1", "§ 1 AnderG", land=elsewhere)
    client.force_login(ada)
    assert client.get(reverse("pathways:law-edit", args=[foreign.uid])).status_code == 404
    refused = client.post(reverse("pathways:law-add"), sent(land=elsewhere.pk))
    assert "land" in refused.context["form"].errors
    client.force_login(auditor)
    assert client.get(LIST).status_code == 200
    assert client.get(reverse("pathways:law-edit", args=[norm.uid])).status_code == 403
    client.force_login(lang)
    assert client.get(LIST).status_code == 403


def test_a_norm_nobody_checked_for_a_year_warns_the_pathways_that_stand_on_it(client, ada, noor, way, norm):
    norm.checked_on = timezone.localdate()
    norm.save()
    client.force_login(ada)
    assert client.get(way.get_absolute_url()).context["overdue"] == []
    assert list(waiting(ada)) == []
    norm.checked_on -= dt.timedelta(days=366)
    norm.save()
    assert client.get(way.get_absolute_url()).context["overdue"] == [norm]
    assert [one.url for one in waiting(ada)] == [f"{LIST}?faellig"]
    assert list(waiting(noor)) == []  # no pathway of hers stands on it
    assert len(client.get(LIST, {"faellig": ""}).context["rows"]) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_equally_often(client, ada, network, rows, django_assert_max_num_queries):
    for number in range(rows):
        made = pathway(network, slug=f"weg-{number}")
        PathwayBasis.objects.create(pathway=made, legal_basis=law(f"norm-{number}", f"§ {number} KKG"))
    client.force_login(ada)
    client.get(LIST)
    with django_assert_max_num_queries(14):
        client.get(LIST)
