"""Forms of institutions: what was meant is written, nothing is lost, nobody is overwritten."""

import pytest
from django.urls import reverse

from coordination.accounts.models import AuditEntry
from coordination.accounts.roles import Role
from coordination.directory.models import (
    ContactPoint,
    Institution,
    Language,
    Listing,
    Topic,
)
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet
from tests.directory.filling import edit, filled, plain, url_of
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import (
    AffiliationFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


# --- An institution --------------------------------------------------------------------------------------


def test_a_correction_is_one_change_with_its_reason_and_can_be_taken_back_from_the_toast(client, kita, ada):
    topic = Topic.objects.create(code="violence", name="Häusliche Gewalt")

    response = edit(
        client,
        ada,
        url_of("institution-edit", kita),
        name="Kita Sonnenhut",
        topics=[topic.pk],
        reason="Neuer Name",
    )

    change_set = ChangeSet.objects.latest("id")
    assert response.url == kita.get_absolute_url()
    assert change_set.reason == "Neuer Name"
    assert change_set.user == ada
    assert Institution.objects.get().name == "Kita Sonnenhut"
    undo = url_of("institution-undo", kita, change_set)
    assert undo in plain(client.get(kita.get_absolute_url()))

    client.post(undo)

    kita.refresh_from_db()
    assert kita.name == "Kita Sonnenblume"
    assert not kita.topics.exists()
    assert AuditEntry.objects.filter(did=AuditEntry.Did.UNDID).exists()


def test_saving_without_a_change_writes_nothing(client, kita, ada):
    before = ChangeSet.objects.count()

    edit(client, ada, url_of("institution-edit", kita))

    assert ChangeSet.objects.count() == before
    assert Institution.objects.get().version == kita.version


def test_two_coordinators_see_both_texts_and_nothing_is_lost(client, kita, ada, ben):
    url = url_of("institution-edit", kita)
    client.force_login(ada)
    read_by_ada = filled(client.get(url))
    edit(client, ben, url, name="Kita von Ben", city="Siegburg")
    client.force_login(ada)

    response = client.post(url, read_by_ada | {"name": "Kita von Ada"})

    text = plain(response)
    assert response.status_code == 200
    assert Institution.objects.get().name == "Kita von Ben"
    assert "Kita von Ben" in text
    assert 'value="Kita von Ada"' in text
    assert "Ben Zweitauge" in text
    assert {
        row["label"]: row["theirs"] for row in response.context["conflict"]["rows"] if row["differs"]
    }.keys() >= {response.context["form"]["name"].label}

    again = filled(response)
    assert client.post(url, again).status_code == 302
    assert Institution.objects.get().name == "Kita von Ada"


def test_notes_of_the_network_are_guarded_against_overwriting_too(client, kita, ada, network):
    url = url_of("institution-edit", kita)
    client.force_login(ada)
    read = filled(client.get(url))
    listing = kita.listings.get()
    listing.notes = "Inzwischen von Ben notiert"
    listing.save()

    response = client.post(url, read | {f"net-{network.slug}-notes": "Notiz von Ada"})

    assert Listing.objects.get().notes == "Inzwischen von Ben notiert"
    assert "Inzwischen von Ben notiert" in plain(response)
    assert "Notiz von Ada" in plain(response)


def test_a_new_institution_stands_in_the_network_with_all_that_was_chosen(client, ada, network, towns):
    kind, language = InstitutionTypeFactory(), Language.objects.create(code="tr", name="Türkisch")
    provider = ListingFactory(
        network=network, institution__name="AWO Kreisverband", institution__city="Siegburg"
    ).institution

    response = edit(
        client, ada, reverse("directory:institution-add"), name="  Kita   Neu ", type=kind.pk,
        parent="AWO Kreisverband (Siegburg)", postcode="53842", languages=[language.pk],
        **{f"net-{network.slug}-level": 20},
    )  # fmt: skip

    made = Institution.objects.get(name="Kita Neu")
    assert response.url == made.get_absolute_url()
    assert made.parent == provider
    assert made.municipality == towns[0]
    assert made.city == "Troisdorf"
    assert [str(one) for one in made.languages.all()] == ["Türkisch"]
    assert made.listings.get().level == Level.PROFESSIONALS
    assert ChangeSet.objects.latest("id").user == ada


def test_a_postcode_in_two_municipalities_is_asked_never_guessed(client, kita, ada, towns):
    url = url_of("institution-edit", kita)

    asked = edit(client, ada, url, postcode="53840", city="")

    assert 'type="radio"' in plain(asked)
    assert "Niederkassel" in plain(asked)
    assert Institution.objects.get().postcode == ""

    client.post(url, filled(asked) | {"postcode": "53840", "municipality": towns[1].ags})

    kita.refresh_from_db()
    assert kita.municipality == towns[1]
    assert kita.city == "Niederkassel"


def test_coordinates_go_when_the_address_changes(client, kita, ada):
    kita.latitude, kita.longitude = "50.8", "7.1"
    kita.save()

    edit(client, ada, url_of("institution-edit", kita), street="Anderer Weg")

    kita.refresh_from_db()
    assert kita.latitude is None


def test_a_very_similar_name_is_shown_first_and_saving_again_means_it(client, ada, network, kita):
    kind = InstitutionTypeFactory()
    url = reverse("directory:institution-add")

    first = edit(client, ada, url, name="Kita Sonnenblumen", type=kind.pk)

    assert kita.get_absolute_url() in plain(first)
    assert Institution.objects.count() == 1
    assert client.post(url, filled(first)).status_code == 302
    assert Institution.objects.count() == 2


def test_similar_names_of_other_networks_are_not_told(client, noor, other_network, kita):
    ListingFactory.reset_sequence(1)
    kita.listings.get().delete()

    response = edit(
        client,
        noor,
        reverse("directory:institution-add"),
        name="Kita Sonnenblume",
        type=InstitutionTypeFactory().pk,
    )

    assert response.status_code == 302


def test_an_ambiguous_provider_is_asked_for_by_its_town(client, ada, network, kita):
    for town in ("Bonn", "Siegburg"):
        ListingFactory(network=network, institution__name="AWO", institution__city=town)

    response = edit(client, ada, url_of("institution-edit", kita), parent="AWO")
    assert "AWO (Bonn)" in plain(response)

    edit(client, ada, url_of("institution-edit", kita), parent="AWO (Bonn)")
    assert Institution.objects.get(pk=kita.pk).parent.city == "Bonn"


def test_suggestions_name_visible_institutions_only(client, ada, noor, kita):
    url = reverse("directory:institution-suggest")
    hidden = InstitutionFactory(name="Kita Sonnenhut")
    ListingFactory(institution=hidden, network=kita.listings.get().network, level=Level.COORDINATION)
    client.force_login(ada)
    assert "Kita Sonnenhut" in plain(client.get(url, {"q": "sonnen"}))
    client.force_login(noor)
    text = plain(client.get(url, {"q": "sonnen"}))
    assert "Kita Sonnenblume" in text, "what is public may be a provider everywhere"
    assert "eines anderen Netzwerks" in text or "anderes Netzwerk" in text
    assert "Sonnenhut" not in text


def test_suggestions_come_in_the_order_one_looks_for_them(client, ada, network, other_network):
    for name, where in (
        ("Verein der Löwenfreunde", network),
        ("Freunde der Löwen", network),
        ("Löwenzahn e. V.", network),
        ("Löwenbande", other_network),
    ):
        ListingFactory(institution__name=name, network=where, level=Level.PUBLIC)
    client.force_login(ada)

    page = client.get(reverse("directory:institution-suggest"), {"q": "loewen"}).content.decode()

    names = ["Löwenzahn e. V.", "Freunde der Löwen", "Verein der Löwenfreunde", "Löwenbande"]
    assert sorted(names, key=page.index) == names


def test_the_town_at_a_postcode_is_filled_in_and_asked_where_several_are_possible(client, ada, towns):
    url = reverse("directory:institution-place")
    client.force_login(ada)

    one = plain(client.get(url, {"postcode": "53842"}))
    several = plain(client.get(url, {"postcode": "53840"}))

    assert 'data-town="Troisdorf"' in one
    assert "data-town" not in several
    assert several.count('type="radio"') == 2
    assert plain(client.get(url, {"postcode": "538"})).strip() == ""


def test_a_new_institution_comes_with_how_to_reach_it(client, ada, network):
    new = {
        "name": "Kita Drachenwind", "type": InstitutionTypeFactory().pk, f"net-{network.slug}-level": 10,
        f"net-{network.slug}-status": "active", "reach_phone": "02241 900-456", "level_phone": 10,
        "reach_mail": "KITA@example.org", "level_mail": 30, "reach_web": "", "level_web": 40,
    }  # fmt: skip
    client.force_login(ada)

    wrong = client.post(reverse("directory:institution-add"), new | {"reach_mail": "kita@"})
    assert wrong.context["form"].errors["reach_mail"]
    assert not ContactPoint.objects.exists()

    response = client.post(reverse("directory:institution-add"), new)

    assert response.status_code == 302
    found = ContactPoint.objects.order_by("id").values_list("kind", "value", "level", "network")
    assert list(found) == [
        ("phone", "+492241900456", 10, network.pk),
        ("mail", "kita@example.org", 30, network.pk),
    ]


def test_nothing_chosen_has_words(client, ada, kita):
    client.force_login(ada)

    page = plain(client.get(url_of("institution-edit", kita)))

    assert "---------" not in page
    assert "Bitte wählen" in page


BAD = {
    "ten thousand signs": "x" * 10_000,
    "nothing": "",
    "NUL": "Kita\0Sonne",
    "turned direction": "Kita \u202eemmoS",
}


@pytest.mark.parametrize("name", BAD.values(), ids=BAD.keys())
def test_bad_input_gets_a_sentence_and_nothing_is_lost(client, kita, ada, name):
    response = edit(client, ada, url_of("institution-edit", kita), name=name, description="Mein langer Text")

    assert response.status_code == 200
    assert response.context["form"].errors["name"]
    assert "Mein langer Text" in plain(response)
    assert 'href="#id_name"' in plain(response)
    assert Institution.objects.get().name == "Kita Sonnenblume"


@pytest.mark.parametrize("field", ["postcode", "age_from", "type", "topics", "version", "parent"])
@pytest.mark.parametrize("value", ["99999999999999999999", "\0", "🦄", "-1", "x" * 10_000])
def test_nonsense_in_any_field_is_no_server_error(client, kita, ada, field, value):
    assert edit(client, ada, url_of("institution-edit", kita), **{field: value}).status_code in (200, 302)


def test_emoji_and_other_scripts_are_welcome(client, kita, ada):
    edit(client, ada, url_of("institution-edit", kita), name="Kita Sonne 🌻 שמש")

    assert Institution.objects.get().name == "Kita Sonne 🌻 שמש"


@pytest.fixture
def cem(network, kita):
    """The editor of the Kita Sonnenblume: keeps its entry, has no say in the network."""
    user = UserFactory(first_name="Cem")
    MembershipFactory(user=user, role=Role.INSTITUTION_EDITOR, network=network)
    AffiliationFactory(institution=kita, person=PersonFactory(user=user))
    return user


def test_an_editor_keeps_the_own_entry_and_nothing_else(client, kita, cem, network):
    secret = ListingFactory(network=network, institution__name="Geheimer Träger").institution
    other = ListingFactory(network=network, level=Level.NETWORK).institution
    kita.parent = secret
    kita.save()
    url = url_of("institution-edit", kita)
    client.force_login(cem)
    form = plain(client.get(url))
    assert "Geheimer Träger" not in form
    assert "Schlüssel beim Hausmeister" not in form

    edit(client, cem, url, name="Kita Sonnenhut")

    kita.refresh_from_db()
    assert kita.name == "Kita Sonnenhut"
    assert kita.parent == secret
    assert client.get(url_of("institution-edit", other)).status_code == 404
    assert client.get(url_of("institution-remove", kita)).status_code in (403, 404)
    assert client.get(reverse("directory:institution-add")).status_code == 403


def test_an_editor_puts_contacts_no_higher_than_the_own_eyes_reach(client, kita, cem):
    url = url_of("institution-contact-add", kita)

    assert (
        edit(client, cem, url, kind="phone", value="02241 900456", level=40).context["form"].errors["level"]
    )
    edit(client, cem, url, kind="phone", value="02241 900456")

    assert ContactPoint.objects.get().level == Level.NETWORK


def test_errors_in_both_forms_stand_in_one_summary(client, kita, ada, network):
    client.force_login(ada)
    data = filled(client.get(url_of("institution-edit", kita)))
    level = next(name for name in data if name.endswith("-level"))

    page = plain(client.post(url_of("institution-edit", kita), data | {"name": "", level: "x"}))

    assert page.count("data-focus") == 1
    assert "Bitte prüfen Sie 2 Angaben" in page
