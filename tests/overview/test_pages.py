"""Heute: what waits for whom, and what it costs."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.models import ImportRun, ProtectionLift
from coordination.directory.services.exports import ask_for_export
from coordination.lib import worklist
from coordination.lib.levels import Level
from tests.factories.directory import (
    AffiliationFactory,
    AgreementFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
)
from tests.factories.places import place

TODAY = "overview:today"


def titles(user):
    return " | ".join(item.title for item in worklist.waiting(user))


@pytest.fixture
def work(network, ada, ben):
    """One of each thing that can wait."""
    today = timezone.localdate()
    house = InstitutionFactory(name="Haus Canary")
    ListingFactory(institution=house, network=network, confirmed_on=today - dt.timedelta(400))
    AgreementFactory(
        institution=house, kind="8a4", signed_on=dt.date(2020, 1, 1), valid_until=dt.date(2024, 1, 1)
    )
    AgreementFactory(
        institution=house, kind="72a", signed_on=dt.date(2020, 1, 1), valid_until=today + dt.timedelta(30)
    )
    shelter = InstitutionFactory(name="Schutzwohnung", protected_place=True)
    ListingFactory(institution=shelter, network=network, level=Level.NETWORK)
    ProtectionLift.objects.create(institution=shelter, asked_by=ben, reason="umgezogen")
    ask_for_export(
        by=ben, network=network, noun="institution", kind="csv", query="", count=200, reason="Einladung"
    )
    return house


def test_each_thing_that_waits_has_a_line_that_leads_to_it(client, ada, work):
    client.force_login(ada)
    items = list(worklist.waiting(ada))

    assert len(items) >= 6
    for item in items:
        assert item.title
        assert client.get(item.url).status_code == 200, item.title


def test_what_is_counted_is_what_the_list_behind_it_shows(client, ada, work):
    client.force_login(ada)

    for item in worklist.waiting(ada):
        if item.url.startswith(reverse("directory:institution-list") + "?"):
            assert client.get(item.url).context["bar"]["count"] == 1


def test_nothing_of_it_waits_for_others(client, ben, mira, lang, auditor, noor, work):
    for person in (mira, lang, auditor, noor):
        assert not [item for item in worklist.waiting(person) if item.icon != "doc"], person
        client.force_login(person)
        page = client.get(reverse(TODAY)).content.decode()
        assert "Canary" not in page
        assert "Schutzwohnung" not in page


def test_who_asked_does_not_find_the_own_request(ben, work):
    assert "Schutzwohnung" not in titles(ben)


def test_an_import_waits_for_who_may_decide(client, ada, network):
    run = ImportRun.objects.create(
        network=network, by=ada, file_name="Schulen.xlsx", state=ImportRun.State.CHECKED
    )

    assert "Schulen.xlsx" in titles(ada)
    assert run.get_absolute_url() in [item.url for item in worklist.waiting(ada)]


@pytest.mark.parametrize("who", ["ada", "auditor", "mira", "lang", "noor"])
def test_heute_opens_for_every_role_and_says_when_all_is_done(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse(TODAY)).status_code == 200


def test_heute_opens_without_any_role(client, ada):
    ada.memberships.all().delete()
    client.force_login(ada)

    assert client.get(reverse(TODAY)).status_code == 200


def test_heute_is_closed_to_strangers(client, db):
    assert client.get(reverse(TODAY)).status_code == 302


def test_heute_asks_the_database_equally_often(client, ada, network, work):
    def asked(rows):
        for number in range(rows):
            house = InstitutionFactory(name=f"Haus {rows} {number}")
            ListingFactory(institution=house, network=network, confirmed_on=timezone.localdate())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(TODAY))
        return len(queries)

    client.force_login(ada)
    asked(1)

    assert asked(1) == asked(3) <= 45  # each room that lets something wait asks once or twice


def test_the_number_beside_heute_is_what_waits_and_what_heute_has_just_shown(client, ada, lang, work):
    client.force_login(ada)
    url = reverse("overview:waiting-count")
    count = client.get(reverse(TODAY)).context["waiting_count"]

    assert count >= 6
    assert f">{count} <" in client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert client.get(url).url == reverse(TODAY), "without script the address leads to the list itself"

    client.force_login(lang)
    assert client.get(url, headers={"HX-Request": "true"}).content.strip() == b""


def test_headings_follow_the_language_of_the_person(client, ada, work):
    ada.language = "en"
    ada.save()
    client.force_login(ada)

    page = client.get(reverse(TODAY)).content.decode()

    assert "Follow up" in page
    assert "Nachfassen" not in page


def test_a_seat_outside_the_area_is_no_gap(client, ada, network):
    """A Land's police or a hotline far away has no municipality of ours; a place here without one is a gap."""
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    for name, postcode in (("Hier", "53840"), ("Ohne", ""), ("Fern", "10115")):
        house = InstitutionFactory(name=name, postcode=postcode)
        ListingFactory(institution=house, network=network, confirmed_on=timezone.localdate())
    client.force_login(ada)

    page = client.get(reverse("directory:institution-list"), {"gemeinde": "keine"})

    assert [row.name for row in page.context["page_obj"]] == ["Hier", "Ohne"]
    assert "2 Einrichtungen haben keine Gemeinde" in titles(ada)


def test_who_works_somewhere_finds_the_own_institution_at_once(client, mira, network):
    house = ListingFactory(
        network=network, institution__name="Kita Sonnenblume", level=Level.NETWORK
    ).institution
    ListingFactory(network=network, institution__name="Haus Nebenan", level=Level.NETWORK)
    AffiliationFactory(institution=house, person=PersonFactory(user=mira, network=network), network=network)
    client.force_login(mira)

    page = client.get(reverse(TODAY))

    assert [one.name for one in page.context["mine"]] == ["Kita Sonnenblume"]
    assert reverse("directory:institution-edit", args=[house.uid]) not in page.content.decode()
