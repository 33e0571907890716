"""Forms of a protected place: its address is never asked, never kept, and two people lift the protection."""

import pytest
from django.urls import reverse

from coordination.directory.models import (
    Institution,
)
from tests.directory.filling import edit, plain, url_of
from tests.factories.directory import (
    InstitutionTypeFactory,
    ListingFactory,
)

pytestmark = pytest.mark.django_db


def test_ticking_the_box_deletes_the_address_and_offers_no_undo(client, kita, ada):
    response = edit(client, ada, url_of("institution-edit", kita), protected_place="on", street="Geheimgasse")

    assert response.status_code == 302
    kita.refresh_from_db()
    assert kita.protected_place
    assert kita.address == ""
    text = plain(client.get(kita.get_absolute_url()))
    assert "Blumenweg" not in text
    assert "Geheimgasse" not in text
    assert "/rueckgaengig/" not in text


def test_the_form_of_a_protected_place_has_no_address_and_looks_at_none(client, ada, network):
    place = ListingFactory(network=network, institution__protected_place=True).institution
    url = url_of("institution-edit", place)
    client.force_login(ada)
    assert 'name="street"' not in plain(client.get(url))

    edit(client, ada, url, street="Geheimgasse", postcode="53840", protected_place="", short_name="SW")

    place.refresh_from_db()
    assert place.short_name == "SW"
    assert place.protected_place
    assert place.street == ""


def test_a_shelter_is_added_without_address_whatever_was_typed(client, ada, network):
    shelter = InstitutionTypeFactory(code="shelter", name="Frauenhaus", protected_by_default=True)

    edit(
        client,
        ada,
        reverse("directory:institution-add"),
        name="Haus Zuflucht",
        type=shelter.pk,
        street="Geheimgasse",
        postcode="1",
    )

    place = Institution.objects.get()
    assert place.protected_place
    assert place.street == place.postcode == ""


def test_the_form_knows_which_types_are_always_protected(client, ada, network):
    shelter = InstitutionTypeFactory(code="shelter", name="Frauenhaus", protected_by_default=True)
    InstitutionTypeFactory(code="school", name="Schule")
    client.force_login(ada)

    page = plain(client.get(reverse("directory:institution-add")))

    assert f'data-protects="{shelter.pk}"' in page
    assert 'id="no-address" hidden' in page


@pytest.mark.parametrize(
    ("name", "says"),
    [("Haus am Blumenweg 3", "„Haus am [Anschrift entfernt]“"), ("Kita Sonnenblume", "")],
)
def test_the_question_tells_the_name_it_will_bear(client, ada, kita, name, says):
    kita.name = name
    kita.save()
    client.force_login(ada)

    page = plain(client.get(url_of("institution-protect", kita)))

    assert ("[Anschrift entfernt]" in page) == bool(says)
    assert says in page
    client.post(url_of("institution-protect", kita), {})
    kita.refresh_from_db()
    assert kita.name == (says.strip("„“") or name)


def test_an_address_in_a_free_text_of_a_shelter_is_refused(client, ada, network):
    place = ListingFactory(network=network, institution__protected_place=True).institution
    url = url_of("institution-edit", place)

    refused = edit(client, ada, url, description="Eingang über die Geheimstraße 12a.")
    assert "Geheimstraße 12a" in str(refused.context["form"].errors["description"])
    edit(client, ada, url, description="Rund um die Uhr, auch am 24.12. erreichbar. Weg mit der Angst!")

    place.refresh_from_db()
    assert place.description.startswith("Rund")


def test_four_eyes_lift_a_protection_by_the_pages(client, ada, ben, noor, network):
    place = ListingFactory(network=network, institution__protected_place=True).institution
    decide = url_of("institution-lift-decide", place)
    client.force_login(ada)
    client.post(url_of("institution-lift-ask", place), {"reason": "Umgezogen, jetzt nur noch Büro"})
    client.post(decide, {"decision": "grant"})
    assert Institution.objects.get().protected_place
    client.force_login(noor)
    assert client.post(decide, {"decision": "grant"}).status_code == 404
    client.force_login(ben)
    assert "Umgezogen" in plain(client.get(decide))

    client.post(decide, {"decision": "grant"})

    assert not Institution.objects.get().protected_place


def test_protecting_by_its_own_page_asks_first(client, ada, kita):
    url = url_of("institution-protect", kita)
    client.force_login(ada)
    assert client.get(url).status_code == 200
    assert not Institution.objects.get().protected_place

    client.post(url, {"reason": ""})

    assert Institution.objects.get().protected_place
