"""Pages of concerns: who sees which, what they are told, what the form holds back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.roles import Role
from coordination.lib.levels import Level
from network.models import Concern
from network.services import concerns as verbs
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import AffiliationFactory, InstitutionFactory, ListingFactory, PersonFactory
from tests.factories.network_concerns import ConcernFactory, ConcernStepFactory, ConcernSupporterFactory

pytestmark = pytest.mark.django_db

LIST = "/arbeit/netz/anliegen/"
CASE = "Lena M., geb. 3.5.2019, kommt oft mit blauen Flecken in die Kita."


def page_of(client, user, url=LIST):
    client.force_login(user)
    return client.get(url)


def text_of(client, user, url=LIST) -> str:
    return page_of(client, user, url).content.decode()


@pytest.fixture
def kita(network, mira):
    kita = InstitutionFactory(name="Kita Sonnenblume")
    ListingFactory(institution=kita, network=network, level=Level.PUBLIC)
    AffiliationFactory(
        person=PersonFactory(user=mira, last_name="Muster", network=network),
        institution=kita,
        network=network,
    )
    return kita


@pytest.fixture
def ours(network, mira, kita):
    return ConcernFactory(network=network, raised_by=mira, institution=kita, title="Unser Anliegen")


def test_list_hides_concerns_of_other_networks(client, ours, noor, other_network):
    theirs = ConcernFactory(network=other_network, title="Fremdes Anliegen")

    page = text_of(client, noor)

    assert theirs.title in page
    assert ours.title not in page
    assert client.get(ours.get_absolute_url()).status_code == 404


def test_before_the_second_look_nobody_else_reads_it(client, ours, ada, lang, auditor, network):
    other = MembershipFactory(network=network, role=Role.MULTIPLIER).user
    for user, sees in ((ada, True), (auditor, True), (ours.raised_by, True), (lang, False), (other, False)):
        assert (ours.title in text_of(client, user)) is sees, user
        assert (page_of(client, user, ours.get_absolute_url()).status_code == 200) is sees


def test_released_it_is_read_without_who_and_where(client, ours, ada, lang, mira):
    verbs.release(by=ada, concern=ours)

    for url in (LIST, ours.get_absolute_url()):
        page = text_of(client, lang, url)
        assert ours.title in page
        assert "Kita Sonnenblume" not in page
        assert str(mira) not in page


def test_searching_for_an_institution_tells_no_origin(client, ours, ada, lang):
    verbs.release(by=ada, concern=ours)

    assert ours.title in text_of(client, lang, f"{LIST}?q=Anliegen")
    assert ours.title not in text_of(client, lang, f"{LIST}?q=Sonnenblume")
    assert ours.title not in text_of(client, lang, f"{LIST}?mein=haus")


def test_an_editor_reads_what_the_own_institution_asked(client, ours, kita, network):
    editor = MembershipFactory(network=network, role=Role.INSTITUTION_EDITOR).user
    person = PersonFactory(user=editor, network=network)
    assert ours.title not in text_of(client, editor)

    AffiliationFactory(person=person, institution=kita, network=network)

    assert ours.title in text_of(client, editor)


def test_who_joined_sees_every_hop_and_a_decision_that_is_not_public(client, ours, ada, lang, network):
    verbs.release(by=ada, concern=ours)
    verbs.join(by=lang, concern=ours)
    verbs.take_up(by=ada, concern=ours)
    verbs.decided(by=ada, concern=ours, decision="Nur für die Fragenden.", publish=False)
    other = MembershipFactory(network=network, role=Role.MULTIPLIER).user

    assert "Nur für die Fragenden." in text_of(client, lang, ours.get_absolute_url())
    assert "Nur für die Fragenden." not in text_of(client, other, ours.get_absolute_url())


def test_people_without_a_role_are_not_let_in(client, ours):
    from tests.factories.accounts import UserFactory

    assert page_of(client, UserFactory()).status_code == 403


# --- raising
def data(**more):
    return {"title": "Zu lange Wege", "text": "Die Wege zur Beratung sind zu lang.", **more}


def test_the_institution_of_the_multiplier_is_filled_in(client, kita, mira):
    page = text_of(client, mira, reverse("network:concern-add"))

    assert "Kita Sonnenblume" in page
    response = client.post(reverse("network:concern-add"), data(institution=kita.uid))
    concern = Concern.objects.get()
    assert response.url == concern.get_absolute_url()
    assert (concern.institution, concern.raised_by) == (kita, mira)


def test_a_professional_names_the_institution(client, kita, lang):
    client.force_login(lang)

    client.post(reverse("network:concern-add"), data(institution="Kita Sonnenblume"))

    assert Concern.objects.get().institution == kita


@pytest.mark.parametrize("institution", ["Kita Gibtsnicht", "", "0", "<script>"])
def test_an_unknown_institution_is_said_at_its_field(client, kita, lang, institution):
    client.force_login(lang)

    response = client.post(reverse("network:concern-add"), data(institution=institution))

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"institution"}
    assert "Die Wege zur Beratung sind zu lang." in response.content.decode()
    assert not Concern.objects.exists()


def test_a_foreign_institution_is_unknown(client, lang, other_network):
    foreign = InstitutionFactory(name="Fremde Kita")
    ListingFactory(institution=foreign, network=other_network, level=Level.PUBLIC)
    client.force_login(lang)

    response = client.post(reverse("network:concern-add"), data(institution="Fremde Kita"))

    assert response.context["form"].errors.keys() == {"institution"}


@pytest.mark.parametrize(("name", "others"), [("text", {}), ("title", {"text": "Zu lang."})])
def test_a_childs_name_and_birthday_come_back_marked_and_nothing_is_kept(client, kita, mira, name, others):
    client.force_login(mira)

    response = client.post(reverse("network:concern-add"), data(institution=kita.uid) | others | {name: CASE})

    assert response.context["form"].errors.as_data()[name][0].code == "case_data"
    assert "<mark>" in response.content.decode()
    assert not Concern.objects.exists()


def test_who_confirms_that_it_is_no_case_raises_it_for_the_second_look(client, kita, mira, ada, lang):
    from coordination.lib.casedata.field import digest

    client.force_login(mira)
    answer = {"text": CASE, "text-fall": "invented", "text-zu": digest(CASE)}

    client.post(reverse("network:concern-add"), data(institution=kita.uid) | answer)

    concern = Concern.objects.get()
    assert concern.no_case == "invented"
    assert page_of(client, lang, concern.get_absolute_url()).status_code == 404
    assert page_of(client, ada, concern.get_absolute_url()).context["no_case"]


def test_a_relay_that_is_not_ones_own_is_simply_not_taken_along(client, kita, mira, ada):
    url = f"{reverse('network:concern-add')}?relay={ada.uid}"

    assert page_of(client, mira, url).status_code == 200
    assert client.get(f"{reverse('network:concern-add')}?relay=nonsense").status_code == 200


# --- moving on
def test_the_coordination_moves_a_concern_to_its_answer(client, ours, ada, lang):
    client.force_login(ada)

    def act(word, **values):
        return client.post(reverse("network:concern-act", args=[ours.uid, word]), values)

    act("freigeben")
    act("aufgreifen")
    act("zusage", day=f"{timezone.localdate():%d.%m.%Y}")
    act("gruppe", group_name="Steuerungsgruppe", meeting_on="12.01.2027")
    act("beschluss", decision="Es gibt zwei neue Sprechzeiten.", publish="on")
    response = act("antworten", answer="Ab Januar gibt es zwei neue Sprechzeiten.")

    assert response.url == ours.get_absolute_url()
    ours.refresh_from_db()
    assert (ours.state, ours.group_name, ours.is_public) == ("answered", "Steuerungsgruppe", True)
    assert "Ab Januar gibt es zwei neue Sprechzeiten." in text_of(client, lang, ours.get_absolute_url())


@pytest.mark.parametrize(
    ("word", "values", "field"),
    [
        ("antworten", {"answer": ""}, "answer"),
        ("antworten", {"answer": CASE}, "answer"),
        ("ablehnen", {"reason": " "}, "reason"),
        ("zusage", {"day": "31.02.2027"}, "day"),
        ("zusage", {"day": "01.01.2020"}, "__all__"),
        ("gruppe", {"group_name": "", "meeting_on": "12.01.2027"}, "group_name"),
        ("beschluss", {"decision": "Ja."}, "__all__"),
    ],
)
def test_bad_input_is_said_and_changes_nothing(client, ours, ada, word, values, field):
    client.force_login(ada)

    response = client.post(reverse("network:concern-act", args=[ours.uid, word]), values)

    assert response.status_code == 200
    assert field in response.context["form"].errors
    ours.refresh_from_db()
    assert ours.state == "raised"


def test_others_may_not_act(client, ours, ada, lang, mira, noor):
    verbs.release(by=ada, concern=ours)
    for user, status in ((lang, 403), (mira, 403), (noor, 404)):
        client.force_login(user)
        for word in ("aufgreifen", "antworten", "ablehnen"):
            url = reverse("network:concern-act", args=[ours.uid, word])
            assert client.post(url, {"answer": "Ja", "reason": "Nein"}).status_code == status
    assert client.post(reverse("network:concern-act", args=[ours.uid, "unsinn"])).status_code == 404


def test_joining_and_leaving_from_the_page(client, ours, ada, lang):
    verbs.release(by=ada, concern=ours)
    client.force_login(lang)

    client.post(reverse("network:concern-act", args=[ours.uid, "anschliessen"]))
    assert ours.supporters.get().user == lang
    client.post(reverse("network:concern-act", args=[ours.uid, "abmelden"]))

    assert not ours.supporters.exists()


def test_names_with_quotes_and_signs_stay_text(client, network, mira, kita):
    concern = ConcernFactory(
        network=network, raised_by=mira, institution=kita, title='Wege „zu“ <b>lang</b> & "weit"'
    )

    page = text_of(client, mira, concern.get_absolute_url())

    assert "<b>lang</b>" not in page
    assert "&lt;b&gt;lang&lt;/b&gt;" in page


@pytest.mark.parametrize("query", ["stand=unsinn", "sort=unsinn", "page=999", "q=%00", "mein=x&blick=y"])
def test_nonsense_in_the_address_is_no_error(client, ours, ada, query):
    assert page_of(client, ada, f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("value", ["offen", "raised", "spaet", "answered"])
def test_the_filter_of_states_counts_what_it_shows(client, ours, ada, value):
    found = page_of(client, ada, f"{LIST}?stand={value}").context["page_obj"].paginator.count

    assert found == (1 if value in {"offen", "raised"} else 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_database_equally_often(client, network, ada, rows, django_assert_max_num_queries):
    for _row in range(rows):
        concern = ConcernFactory(network=network)
        ConcernSupporterFactory(concern=concern)
    client.force_login(ada)

    with django_assert_max_num_queries(8):
        page = client.get(LIST)

    assert len(page.context["page_obj"].object_list) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_one_concern_asks_equally_often(client, ours, ada, rows, django_assert_max_num_queries):
    for _row in range(rows):
        ConcernStepFactory(concern=ours, by=ada)
        ConcernSupporterFactory(concern=ours)
    client.force_login(ada)

    with django_assert_max_num_queries(10):
        page = client.get(ours.get_absolute_url())

    assert len(page.context["steps"]) == rows
