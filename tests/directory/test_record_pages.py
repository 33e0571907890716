"""Pages of records: each person sees what they may, asked for with a constant number of queries."""

import uuid

import pytest
from django.urls import reverse

from coordination.accounts.models import Membership
from coordination.accounts.roles import Role
from coordination.directory.models import (
    ConsentText,
    Feature,
    Identifier,
    Institution,
    InstitutionFeature,
    InstitutionTopic,
    Listing,
    Profession,
    ServiceArea,
    Topic,
)
from coordination.lib import history
from coordination.lib.levels import Level
from coordination.pathways.models import StepSlot
from tests.factories.directory import (
    AffiliationFactory,
    AgreementFactory,
    ContactPointFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)
from tests.factories.pathways import pathway, published

pytestmark = pytest.mark.django_db

LEVELS = {
    Level.PUBLIC: "Nummer für alle",
    Level.PROFESSIONALS: "Nummer für Fachkräfte",
    Level.NETWORK: "Nummer für das Netzwerk",
    Level.COORDINATION: "Nummer der Koordination",
}


def page(client, user, url, **query):
    client.force_login(user)
    return client.get(url, query)


def text_of(client, user, url, **query):
    response = page(client, user, url, **query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def kita(network, ada):
    """An institution that everybody of the network sees, with one contact per level."""
    with history.changes(by=ada):
        kita = InstitutionFactory(
            name="Kita Sonnenblume", street="Blumenweg", house_number="3", postcode="53840", city="Troisdorf"
        )
        ListingFactory(
            institution=kita, network=network, level=Level.PUBLIC, notes="Notiz unserer Koordination"
        )
        for level, note in LEVELS.items():
            ContactPointFactory(institution=kita, level=level, note=note)
    return kita


def test_the_record_shows_each_reader_the_contacts_of_their_level(client, kita, ada, mira, lang, auditor):
    url = kita.get_absolute_url()

    for user, reads in [(lang, 20), (mira, 30), (ada, 40), (auditor, 40)]:
        text = text_of(client, user, url)
        assert [note for level, note in LEVELS.items() if note in text] == [
            note for level, note in LEVELS.items() if level <= reads
        ]


def test_who_loses_a_role_reads_at_once_what_is_left(client, kita, mira):
    """The questions of a record are written once per scope; another scope is asked others."""
    url = kita.get_absolute_url()
    assert LEVELS[Level.NETWORK] in text_of(client, mira, url)

    role = Membership.objects.get(user=mira)
    role.role = Role.PROFESSIONAL
    role.save()
    shown = text_of(client, mira, url)
    role.delete()

    assert LEVELS[Level.PROFESSIONALS] in shown
    assert LEVELS[Level.NETWORK] not in shown
    assert page(client, mira, url).status_code == 403


def test_nobody_comes_in_without_signing_in(client, kita):
    response = client.get(kita.get_absolute_url())

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_foreign_record_and_a_missing_one_answer_alike(client, kita, noor):
    foreign = page(client, noor, kita.get_absolute_url())
    missing = page(client, noor, reverse("directory:institution-detail", args=[uuid.uuid4()]))

    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


WRITING = [
    "institution-edit", "institution-contact-add", "institution-person-add", "institution-service-add",
    "institution-agreement-add", "institution-protect", "institution-lift-ask", "institution-remove",
]  # fmt: skip


@pytest.mark.parametrize("name", WRITING)
def test_who_only_reads_finds_no_form(client, kita, mira, noor, ada, name):
    url = reverse(f"directory:{name}", args=[kita.uid])

    for user in (mira, noor):
        assert page(client, user, url).status_code in (403, 404)
    assert page(client, ada, url).status_code == 200


def test_forms_are_offered_to_who_may_use_them_only(client, kita, ada, mira):
    edit = reverse("directory:institution-edit", args=[kita.uid])

    assert edit in text_of(client, ada, kita.get_absolute_url())
    assert edit not in text_of(client, mira, kita.get_absolute_url())


def test_notes_stay_with_the_coordination_of_their_own_network(client, kita, ada, mira, noor, other_network):
    ListingFactory(institution=kita, network=other_network, level=Level.NETWORK, notes="Notiz der Nachbarn")
    url = kita.get_absolute_url()

    ours, theirs, readers = text_of(client, ada, url), text_of(client, noor, url), text_of(client, mira, url)

    assert "Notiz unserer Koordination" in ours
    assert "Notiz der Nachbarn" not in ours
    assert "Notiz der Nachbarn" in theirs
    assert "Notiz unserer Koordination" not in theirs
    assert theirs.count("Musterstadt") == 1, "beside the public number, which is read-only there"
    assert "Notiz" not in readers.replace("Notizen", "")


@pytest.mark.parametrize(
    "section", ["", "angebote", "personen", "vereinbarungen", "verlauf", "garnichts", "\0"]
)
def test_every_section_opens_without_script(client, kita, ada, mira, lang, section):
    for user in (ada, mira, lang):
        assert page(client, user, kita.get_absolute_url(), bereich=section).status_code == 200


def test_professionals_see_no_agreements(client, kita, lang, mira):
    AgreementFactory(institution=kita, note="Liegt im Schrank")

    assert "bereich=vereinbarungen" not in text_of(client, lang, kita.get_absolute_url())
    seen = text_of(client, mira, kita.get_absolute_url(), bereich="vereinbarungen")
    assert "01.01.2026" in seen
    assert "Liegt im Schrank" not in seen


def test_a_provider_that_the_reader_may_not_see_is_not_named(client, kita, network, ada, mira):
    kita.parent = ListingFactory(institution__name="Geheimer Träger", network=network).institution
    kita.save()

    assert "Geheimer Träger" in text_of(client, ada, kita.get_absolute_url())
    assert "Geheimer Träger" not in text_of(client, mira, kita.get_absolute_url())


def test_people_appear_by_their_level_and_the_threatened_without_a_name(client, kita, ada, mira):
    for name, level, threat in [
        ("Offen", Level.NETWORK, False),
        ("Verdeckt", Level.COORDINATION, False),
        ("Bedroht", Level.NETWORK, True),
    ]:
        AffiliationFactory(
            institution=kita, person=PersonFactory(last_name=name, level=level, threat_flag=threat)
        )

    seen_by_mira = text_of(client, mira, kita.get_absolute_url(), bereich="personen")
    seen_by_ada = text_of(client, ada, kita.get_absolute_url(), bereich="personen")

    assert "Offen" in seen_by_mira
    assert "Verdeckt" not in seen_by_mira
    assert "Bedroht" not in seen_by_mira
    assert seen_by_mira.count("sn-face") == 3  # mira herself, one person, one protected name
    assert all(name in seen_by_ada for name in ("Offen", "Verdeckt", "Bedroht"))


def test_a_contact_person_without_deputy_leaves_an_open_seat(client, kita, ada):
    contact = AffiliationFactory(institution=kita, is_contact=True)
    assert "vertretung=1" in text_of(client, ada, kita.get_absolute_url())

    AffiliationFactory(institution=kita, is_deputy=True)
    assert "vertretung=1" not in text_of(client, ada, kita.get_absolute_url())
    assert str(contact.person) in text_of(client, ada, kita.get_absolute_url())


def test_the_history_tells_each_reader_only_what_they_may_see(client, kita, ada, mira, noor):
    phone = kita.contacts.get(level=Level.COORDINATION)
    with history.changes(by=ada, reason="Anruf der Leitung"):
        phone.display = "02241 99 99"
        phone.save()

    told_to_ada = text_of(client, ada, kita.get_absolute_url(), bereich="verlauf")
    told_to_mira = text_of(client, mira, kita.get_absolute_url(), bereich="verlauf")

    assert "02241 99 99" in told_to_ada
    assert "Anruf der Leitung" in told_to_ada
    assert "Ada Beispiel" in told_to_ada
    assert "02241 99 99" not in told_to_mira
    assert "Ada Beispiel" not in told_to_mira
    assert "Notiz" not in told_to_mira.replace("Notizen", "")


def test_people_and_reasons_of_another_network_stay_there(client, kita, ada, noor, other_network):
    ListingFactory(institution=kita, network=other_network)
    with history.changes(by=noor, source="form", reason="Streit mit der Leitung"):
        kita.short_name = "Sonne"
        kita.save()

    ours = text_of(client, ada, kita.get_absolute_url(), bereich="verlauf")
    theirs = text_of(client, noor, kita.get_absolute_url(), bereich="verlauf")

    assert "Sonne" in ours
    assert "Noor" not in ours
    assert "Streit" not in ours
    assert "Streit mit der Leitung" in theirs


def test_the_newest_changes_come_once_the_page_stands(client, kita, ada, lang):
    """The history with its rights is the dear half of a record; without script a link leads to all of it."""
    client.force_login(ada)
    url = kita.get_absolute_url()
    page = client.get(url).content.decode()
    card = client.get(url, {"bereich": "neuestes"}, headers={"HX-Request": "true"}).content.decode()

    assert 'hx-get="?bereich=neuestes"' in page
    assert 'href="?bereich=verlauf"' in page
    assert "<h1" not in card
    assert 'id="n-verlauf"' in card
    assert "<h1" in client.get(url, {"bereich": "neuestes"}).content.decode()


def test_the_record_costs_the_same_for_one_contact_and_many(
    client, network, ada, django_assert_max_num_queries
):
    def record(contacts):
        kita = InstitutionFactory(parent=ListingFactory(network=network).institution)
        ListingFactory(institution=kita, network=network)
        for number in range(contacts):
            ContactPointFactory(institution=kita)
            AffiliationFactory(institution=kita)
            ServiceFactory(provider=kita)
            topic = Topic.objects.get_or_create(code=f"t{number}", defaults={"name": f"Thema {number}"})[0]
            InstitutionTopic.objects.create(institution=kita, topic=topic)
        return kita.get_absolute_url()

    one, many = record(1), record(3)
    client.force_login(ada)
    client.get(one)  # Django asks once per process what the database can do with JSON
    counts = []
    for url in (one, many):
        with django_assert_max_num_queries(12) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_person_is_shown_with_functions_and_contacts(client, kita, ada, mira, noor, lang):
    person = PersonFactory(first_name="Sven", last_name="Probe", level=Level.NETWORK, note="Nur für uns")
    AffiliationFactory(institution=kita, person=person, is_contact=True)
    ContactPointFactory(institution=None, person=person, level=Level.COORDINATION, note="Durchwahl geheim")
    url = person.get_absolute_url()

    seen_by_ada, seen_by_mira = text_of(client, ada, url), text_of(client, mira, url)

    assert "Durchwahl geheim" in seen_by_ada
    assert "Nur für uns" in seen_by_ada
    assert "Kita Sonnenblume" in seen_by_mira
    assert "Durchwahl geheim" not in seen_by_mira
    assert "Nur für uns" not in seen_by_mira
    assert page(client, lang, url).status_code == 404
    assert page(client, noor, url).status_code == 404


def test_a_service_is_shown_with_its_catchment_in_words(client, kita, ada, mira):
    from coordination.places.models import District, Land, Municipality

    land = Land.objects.get(key="05")
    district = District.objects.create(key="05382", name="Rhein-Sieg-Kreis", land=land, kind="district")
    town = Municipality.objects.create(ags="05382068", name="Troisdorf", kind="town", district=district)
    service = ServiceFactory(
        provider=kita, name="Offene Sprechstunde", catchment="areas", level=Level.NETWORK,
        waiting_time="etwa 3 Wochen", waiting_as_of="2026-11-01",
    )  # fmt: skip
    ServiceArea.objects.create(service=service, municipality=town)

    text = text_of(client, mira, service.get_absolute_url())

    assert "Troisdorf" in text
    assert "etwa 3 Wochen" in text
    assert "01.11.2026" in text
    assert "Kita Sonnenblume" in text


def test_what_lies_in_the_bin_has_no_page(client, kita, ada):
    from django.utils import timezone

    kita.removed_at = timezone.now()
    kita.save()

    assert page(client, ada, kita.get_absolute_url()).status_code == 404


def test_an_institution_of_the_public_directory_alone_is_not_in_this_workspace(
    client, noor, other_network, network
):
    public = ListingFactory(network=network, level=Level.PUBLIC).institution

    assert Institution.objects.visible_to(noor).filter(pk=public.pk).exists()
    assert page(client, noor, public.get_absolute_url()).status_code == 404
    Listing.objects.create(institution=public, network=other_network)
    assert page(client, noor, public.get_absolute_url()).status_code == 200


# --- what is known stands on the page --------------------------------------------------------------------------------


def test_the_record_tells_what_the_type_means_and_where_it_is_listed(client, network, ada, mira):
    office = InstitutionTypeFactory(
        code="lja", name="Landesjugendamt", standing=["47TO", "8B2"], target=["I"]
    )
    house = InstitutionFactory(type=office, name="Landesamt", age_until=18)
    ListingFactory(
        institution=house, network=network, confirmed_on="2026-03-02", confirmed_by="Frau Beispiel"
    )
    Identifier.objects.create(institution=house, scheme="nw-schulen", value="100017")
    InstitutionFeature.objects.create(
        institution=house, feature=Feature.objects.create(code="x", name="stufenfrei")
    )

    text = text_of(client, ada, house.get_absolute_url())

    for words in (
        "Nimmt Meldungen nach § 47 SGB VIII entgegen", "nach § 8b Abs. 2 SGB VIII", "Nur Verdacht innerhalb von",
        "nw-schulen 100017", "stufenfrei", "Bestätigt am 02.03.2026 von Frau Beispiel",
    ):  # fmt: skip
        assert words in text, words


def test_a_person_tells_profession_absence_and_consent(client, kita, network, ada, lang):
    teacher = Profession.objects.create(code="lehrkraft", name="Lehrkraft", kkg4_no=7)
    person = PersonFactory(last_name="Lehrer", profession=teacher, level=Level.PROFESSIONALS)
    AffiliationFactory(
        institution=kita, person=person, absent_from="2026-07-01", absent_until="2026-07-31", is_deputy=True
    )
    wording = ConsentText.objects.create(network=network, version="1", text="Ich willige ein.")
    ContactPointFactory(
        institution=None, person=person, kind="mail", value="l@example.org", level=Level.PROFESSIONALS,
        legal_ground="consent", consent_text=wording, consented_at="2026-02-03T11:00:00Z",
    )  # fmt: skip

    ours, theirs = (text_of(client, user, person.get_absolute_url()) for user in (ada, lang))

    for words in ("Lehrkraft", "§ 4 Abs. 1 Nr. 7 KKG", "abwesend 01.07.2026 bis 31.07.2026", "Vertretung"):
        assert words in ours, words
    assert "mit Einwilligung vom 03.02.2026" in ours
    assert "l@example.org" in theirs
    assert "Einwilligung" not in theirs  # the ground is the business of who keeps the datum


def test_the_record_names_the_pathways_that_lead_there(client, network, ada, ben, lang):
    way = published(pathway(network), by=ada, second=ben).pathway
    house = ListingFactory(network=network, level=Level.PUBLIC).institution
    assert way.title not in text_of(client, ada, house.get_absolute_url())
    ServiceFactory(
        provider=house, kind=StepSlot.objects.filter(step__pathway=way)[0].kind, level=Level.PUBLIC
    )

    text = text_of(client, ada, house.get_absolute_url())

    assert "1 Mitteilungsweg" in text
    assert way.title in text
    assert "1 Mitteilungsweg" not in text_of(client, lang, house.get_absolute_url())  # no page of theirs
