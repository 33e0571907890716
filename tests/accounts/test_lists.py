"""Saved views: one's own and shared ones, the one a list opens with, and what they never show."""

import uuid
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from coordination.accounts.models import SavedView
from coordination.accounts.services.views import save_view
from coordination.lib.levels import Level
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import InstitutionFactory, ListingFactory

PAGE = "directory:institution-list"


@pytest.fixture
def houses(network):
    for name in ("Alpha", "Beta", "Gamma"):
        ListingFactory(
            institution=InstitutionFactory(name=f"Haus {name}"), network=network, level=Level.PUBLIC
        )


def saved(user, network, name="Meine", query="q=beta", **fields):
    return save_view(by=user, network_id=network.pk, page=PAGE, name=name, query=query, **fields)


def names(response):
    return [str(row) for row in response.context["page_obj"]]


def open_list(client, user, **parameters):
    client.force_login(user)
    return client.get(reverse(PAGE), parameters)


def test_a_list_is_saved_with_search_filters_and_columns_and_opens_so(client, ada, houses):
    bar = open_list(client, ada, q="beta", status="active", spalte="status").context["bar"]

    answer = client.post(bar["save_view_url"], {"name": "Beta aktiv"})
    response = client.get(answer["Location"])

    assert names(response) == ["Haus Beta"]
    assert [column.name for column in response.context["columns"]] == ["name", "status"]
    assert response.context["bar"]["view_label"] == "Beta aktiv"


def test_a_private_view_is_ones_own_a_shared_one_the_networks(client, ada, ben, noor, network, houses):
    own, shared = saved(ada, network), saved(ada, network, "Für alle", is_shared=True)

    def labels(user):
        return [view["label"] for view in open_list(client, user).context["bar"]["views"]][1:]

    assert labels(ada) == ["Für alle", "Meine"]
    assert labels(ben) == ["Für alle"]
    assert labels(noor) == []
    assert names(open_list(client, ben, ansicht=shared.uid)) == ["Haus Beta"]
    assert len(names(open_list(client, ben, ansicht=own.uid))) == 3


def test_a_shared_view_shows_each_person_their_own_rows(client, ada, lang, network, houses):
    ListingFactory(
        institution=InstitutionFactory(name="Haus Intern"), network=network, level=Level.COORDINATION
    )
    view = saved(ada, network, query="q=haus", is_shared=True)

    assert "Haus Intern" in names(open_list(client, ada, ansicht=view.uid))
    assert "Haus Intern" not in names(open_list(client, lang, ansicht=view.uid))


def test_the_start_view_opens_the_empty_address_and_all_is_one_step_away(client, ada, network, houses):
    saved(ada, network, is_start=True)

    assert names(open_list(client, ada)) == ["Haus Beta"]
    assert len(names(open_list(client, ada, ansicht=""))) == 3
    assert names(open_list(client, ada, q="gamma")) == ["Haus Gamma"]


def test_leafing_and_sorting_stay_in_the_start_view(client, ada, network, houses):
    for number in range(60):
        ListingFactory(institution=InstitutionFactory(name=f"Nummer {number:02}"), network=network)
    view = saved(ada, network, query="q=nummer", is_start=True)

    page = open_list(client, ada).content.decode()

    assert f"ansicht={view.uid}&amp;page=2" in page
    second = open_list(client, ada, ansicht=view.uid, page=2)
    assert names(second) == [f"Nummer {number}" for number in range(50, 60)]
    assert names(open_list(client, ada, ansicht=view.uid, sort="-name"))[0] == "Nummer 59"


def test_a_shared_start_view_opens_for_its_owner_only(client, ada, ben, network, houses):
    saved(ada, network, is_shared=True, is_start=True)

    assert len(names(open_list(client, ben))) == 3


def test_there_is_one_start_view_per_list(ada, network):
    first = saved(ada, network, "Eins", is_start=True)
    saved(ada, network, "Zwei", is_start=True)

    first.refresh_from_db()
    assert not first.is_start


def test_the_same_name_again_replaces_the_view(ada, network):
    saved(ada, network, query="q=alt")
    saved(ada, network, query="q=neu")

    assert [view.query for view in SavedView.objects.all()] == ["q=neu"]


def test_only_the_owner_deletes(client, ada, ben, network, houses):
    view = saved(ada, network, is_shared=True)
    client.force_login(ben)
    assert client.post(reverse("accounts:view-drop", args=[view.uid])).status_code == 404

    client.force_login(ada)
    assert client.post(reverse("accounts:view-drop", args=[view.uid])).status_code == 302
    assert not SavedView.objects.exists()


def test_of_two_networks_one_chooses_with_whom_to_share(client, ada, noor, network, other_network):
    MembershipFactory(user=ada, network=other_network)
    client.force_login(ada)
    url = f"{reverse('accounts:view-add')}?{urlencode({'seite': PAGE, 'abfrage': 'q=x'})}"

    client.post(url, {"name": "Nebenan", "network": "nachbarkreis", "is_shared": "on"})

    assert SavedView.objects.get().network == other_network
    assert "Nebenan" in open_list(client, noor).content.decode()


@pytest.mark.parametrize(
    "page", ["", "gibt:es-nicht", "accounts:profile", "account_logout", "directory:bulk", "\x00"]
)
def test_only_lists_have_views(client, ada, page):
    client.force_login(ada)

    assert client.get(reverse("accounts:view-add"), {"seite": page}).status_code == 404


@pytest.mark.parametrize(
    "query", ["q=\x00", "%%%", "q=" + "a" * 5000, "sort=xyz&page=abc", "ansicht=x&ausgabe=csv", "🧸"]
)
def test_whatever_was_saved_the_list_opens(client, ada, network, houses, query):
    client.force_login(ada)
    url = f"{reverse('accounts:view-add')}?{urlencode({'seite': PAGE, 'abfrage': query})}"

    answer = client.post(url, {"name": "Seltsam"})

    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("name", ["", "x" * 61, "  "])
def test_a_view_needs_a_name(client, ada, name):
    client.force_login(ada)

    page = client.post(f"{reverse('accounts:view-add')}?seite={PAGE}", {"name": name})

    assert page.context["form"].errors


def test_an_unknown_view_shows_everything(client, ada, houses):
    assert len(names(open_list(client, ada, ansicht=uuid.uuid4()))) == 3


def test_without_signing_in_there_is_nothing_to_save(client, db):
    assert client.get(f"{reverse('accounts:view-add')}?seite={PAGE}").status_code == 302


def test_a_view_is_renamed_shared_and_made_the_first(client, ada, ben, network, houses):
    view, other = saved(ada, network), saved(ada, network, "Andere", is_start=True)
    client.force_login(ada)
    url = reverse("accounts:view-edit", args=[view.uid])

    assert "schon eine Ansicht" in client.post(url, {"name": "Andere"}).content.decode()
    assert client.post(url, {"name": "Umbenannt", "is_shared": "on", "is_start": "on"}).status_code == 302

    view.refresh_from_db()
    other.refresh_from_db()
    assert (view.name, view.query, view.is_shared, view.is_start) == ("Umbenannt", "q=beta", True, True)
    assert not other.is_start
    page = open_list(client, ben).context["bar"]["manage_views_url"]
    assert "Umbenannt" in client.get(page).content.decode()


def test_nobody_changes_the_view_of_another(client, ada, ben, network, houses):
    view = saved(ada, network, is_shared=True)
    client.force_login(ben)

    assert client.post(reverse("accounts:view-edit", args=[view.uid]), {"name": "Meins"}).status_code == 404
    assert client.get(reverse("accounts:views"), {"seite": "accounts:profile"}).status_code == 404
