import pytest
from django.test import modify_settings
from django.urls import reverse

from coordination.places.models import Dataset, Municipality, Postcode
from coordination.places.services import load_demo
from tests.factories.places import place

pytestmark = pytest.mark.django_db


def options(client, **query):
    response = client.get(reverse("places:postcode-options"), query)
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


def test_sources_and_licences_are_public(client):
    load_demo()
    Dataset.objects.update(source_url="https://example.org/quelle")

    response = client.get(reverse("places:sources"))

    page = response.content.decode()
    assert response.status_code == 200
    assert not response.cookies
    for words in ("Tabelle des Beispielkreises", "EUPL-1.2", "https://example.org/quelle", "01.01.2025"):
        assert words in page


def test_without_data_the_page_says_so(client):
    page = client.get(reverse("places:sources")).content.decode()

    assert "sn-empty" in page


def test_the_sources_ask_the_database_equally_often(client, django_assert_max_num_queries):
    load_demo()
    demo, asked = Dataset.objects.get(), []
    for rows in (1, 3):
        for number in range(1, rows):
            demo.pk, demo.slug = None, f"copy-{number}"
            demo.save()
        with django_assert_max_num_queries(10) as queries:
            page = client.get(reverse("places:sources")).content.decode()
        assert page.count('aria-labelledby="quelle-') == rows
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_one_place_is_filled_in(client):
    place("53840", "05382068", "Troisdorf")

    fragment = options(client, plz="53840")

    assert '<input type="hidden" name="municipality" value="05382068">' in fragment
    assert 'type="radio"' not in fragment


def test_several_places_are_asked_and_none_is_chosen(client):
    place("53572", "07138073", "Unkel")
    place("53572", "07138008", "Bruchhausen")

    fragment = options(client, plz="53572", feld="ort_ags")

    assert fragment.count('type="radio"') == 2
    assert fragment.count('name="ort_ags"') == 2
    assert "checked" not in fragment
    assert 'type="hidden"' not in fragment


def test_a_choice_made_before_stays_and_a_name_narrows(client):
    place("53572", "07138073", "Unkel")
    place("53572", "07138008", "Bruchhausen")

    assert options(client, plz="53572", auswahl="07138008").count("checked") == 1
    assert 'value="07138073"' in options(client, plz="53572", ort="Unkel")


@pytest.mark.parametrize("postcode", ["99999", "538", "<b>", "\0", "🏠"])
def test_an_unknown_postcode_gets_a_sentence(client, postcode):
    fragment = options(client, plz=postcode)

    assert "<input" not in fragment
    assert 'role="status"' in fragment
    assert "<b>" not in fragment


def test_no_postcode_gets_nothing(client):
    assert options(client).strip() == ""


@pytest.mark.parametrize("name", ['"><script>', "a b", "x" * 50, "größe"])
def test_a_strange_field_name_is_not_taken_over(client, name):
    place("53840", "05382068", "Troisdorf")

    assert 'name="municipality"' in options(client, plz="53840", feld=name)


def test_the_lookup_only_reads(client):
    assert client.post(reverse("places:postcode-options"), {"plz": "53840"}).status_code == 405


def test_operators_look_but_only_set_successors(rf):
    place("53840", "05382068", "Troisdorf")
    request = rf.get("/")
    request.user = type("Operator", (), {"has_perm": lambda self, perm: True})()

    with modify_settings(INSTALLED_APPS={"append": "django.contrib.admin"}):  # off by default
        from django.contrib.admin.sites import AdminSite

        from coordination.places import admin

        places = admin.MunicipalityAdmin(Municipality, AdminSite())
        postcodes = admin.PostcodeAdmin(Postcode, AdminSite())

    assert not places.has_add_permission(request)
    assert not places.has_delete_permission(request)
    assert places.has_change_permission(request)
    assert "successor" not in places.get_readonly_fields(request)
    assert "name" in places.get_readonly_fields(request)
    assert not postcodes.has_change_permission(request)
    assert postcodes.reach(postcodes.get_queryset(request).get()) == "Troisdorf"
