"""Public pages of the directory: only what is public, only of this host's network, whoever is signed in."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.accounts.models import NetworkHost
from coordination.directory.models import (
    Institution,
    InstitutionTargetGroup,
    InstitutionTopic,
    Listing,
    ServiceArea,
    TargetGroup,
    Topic,
    YouthOfficeDistrict,
)
from coordination.lib import kept
from coordination.lib.levels import Level
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db
LIST = "public:list"


def text_of(client, url, **more):
    response = client.get(url, **more)
    assert response.status_code == 200, url
    return response.content.decode()


def detail(record):
    return reverse("public:detail", args=[record.uid])


@pytest.fixture
def entry(network):
    """A public entry with a canary at every level."""
    record = InstitutionFactory(
        name="Kita Canary", street="Blumenweg", house_number="3", postcode="53840", city="Troisdorf",
        description="Wir sind eine Kita.",
    )  # fmt: skip
    ListingFactory(
        institution=record, network=network, level=Level.PUBLIC, notes="Canary-Notiz", source="Canary-Quelle",
        confirmed_on=dt.date(2026, 10, 7),
    )  # fmt: skip
    for level in Level:
        ContactPointFactory(institution=record, kind="mail", value=f"canary-{level}@example.org", level=level)
        ServiceFactory(provider=record, name=f"Angebot-Canary-{level}", level=level)
        AffiliationFactory(
            person=PersonFactory(last_name=f"Person-Canary-{level}", level=level), institution=record
        )
    return record


@pytest.mark.parametrize("who", [None, "ada", "mira", "auditor"])
def test_only_the_public_level_stands_on_public_pages_whoever_is_signed_in(client, entry, request, who):
    if who:
        client.force_login(request.getfixturevalue(who))

    for url in (detail(entry), reverse(LIST), f"/en{detail(entry)}"):
        page = text_of(client, url)
        assert "Kita Canary" in page
        for level in (20, 30, 40):
            assert f"anary-{level}" not in page
        assert "Canary-Notiz" not in page
        assert "Canary-Quelle" not in page
    assert f"canary-{Level.PUBLIC}@example.org" in text_of(client, detail(entry))
    assert f"Angebot-Canary-{Level.PUBLIC}" in text_of(client, detail(entry))


def test_without_the_levels_the_canaries_would_be_seen(client, entry, monkeypatch):
    """The counter-check: contacts without ``visible_to`` show all of them."""
    from coordination.directory.models import ContactPoint

    monkeypatch.setattr(type(ContactPoint.objects.all()), "visible_to", lambda rows, user, owner="": rows)

    assert "canary-40@example.org" in text_of(client, detail(entry))


@pytest.mark.parametrize("change", ["level", "paused", "bin", "other"])
def test_what_is_not_public_here_answers_like_what_is_missing(client, entry, request, change):
    listing = Listing.objects.get(institution=entry)
    if change == "level":
        listing.level = Level.PROFESSIONALS
        listing.save()
    elif change == "paused":
        listing.status = Listing.Status.PAUSED
        listing.save()
    elif change == "bin":
        entry.removed_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        entry.save()
    else:
        NetworkHost.objects.create(network=request.getfixturevalue("other_network"), host="testserver")

    missing = reverse("public:detail", args=["00000000-0000-4000-8000-000000000000"])
    assert client.get(detail(entry)).status_code == client.get(missing).status_code == 404
    for url in (reverse(LIST), reverse("public:types"), reverse("public:sitemap"), reverse("public:changes")):
        assert "Canary" not in text_of(client, url)
        assert str(entry.uid) not in text_of(client, url)
    assert "Canary" not in text_of(client, reverse(LIST), query_params={"q": "canary"})


def test_each_host_shows_its_network_and_an_unknown_one_names_them(
    client, entry, network, other_network, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    theirs = InstitutionFactory(name="Nachbar-Kita")
    ListingFactory(institution=theirs, network=other_network, level=Level.PUBLIC)
    NetworkHost.objects.create(network=network, host="hier.example.org")
    NetworkHost.objects.create(network=other_network, host="dort.example.org")

    here = text_of(client, reverse(LIST), headers={"host": "hier.example.org"})
    there = text_of(client, reverse(LIST), headers={"host": "dort.example.org:8000"})
    assert ("Kita Canary" in here, "Nachbar-Kita" in here) == (True, False)
    assert ("Kita Canary" in there, "Nachbar-Kita" in there) == (False, True)
    assert client.get(detail(theirs), headers={"host": "hier.example.org"}).status_code == 404

    start = text_of(client, "/", headers={"host": "fremd.example.org"})
    assert "hier.example.org" in start
    assert "dort.example.org" in start
    assert client.get(reverse(LIST), headers={"host": "fremd.example.org"}).url == "/"
    assert client.get(detail(entry), headers={"host": "fremd.example.org"}).status_code == 404


def test_a_network_that_is_switched_off_answers_nowhere(client, entry, network):
    network.is_active = False
    network.save()

    assert client.get(detail(entry)).status_code == 404
    assert client.get("/").status_code == 200


# --- Filters ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(network, towns):
    """A Kita in Troisdorf, a school in Niederkassel, a protected place."""
    kita = InstitutionFactory(
        name="Kita Änne Groß", municipality=towns[0], postcode="53840", city="Troisdorf"
    )
    school = InstitutionFactory(
        name="Schule am Rhein", municipality=towns[1], postcode="53840", city="Niederkassel",
        type=InstitutionTypeFactory(code="school", name="Schule", short_name="Schule"),
    )  # fmt: skip
    shelter = InstitutionFactory(name="Frauenhaus Windfang", protected_place=True)
    for one in (kita, school, shelter):
        ListingFactory(institution=one, network=network, level=Level.PUBLIC)
    topic = Topic.objects.create(code="neglect", name="Vernachlässigung")
    group = TargetGroup.objects.create(code="babies", name="Säuglinge")
    InstitutionTopic.objects.create(institution=kita, topic=topic)
    InstitutionTargetGroup.objects.create(institution=kita, target_group=group)
    return kita, school, shelter


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "aenne gross"}, {"Kita Änne Groß"}),
        ({"q": "Anne"}, {"Kita Änne Groß"}),
        ({"ort": "53842"}, {"Kita Änne Groß"}),
        ({"ort": "53840"}, {"Kita Änne Groß", "Schule am Rhein"}),
        ({"ort": "niederkassel"}, {"Schule am Rhein"}),
        ({"ort": "05382056"}, {"Schule am Rhein"}),
        ({"art": "school"}, {"Schule am Rhein"}),
        ({"thema": "neglect"}, {"Kita Änne Groß"}),
        ({"fuer": "babies"}, {"Kita Änne Groß"}),
        ({"thema": "neglect", "art": "school"}, set()),
    ],
)
def test_filters_narrow_the_list(client, three, query, expected):
    page = client.get(reverse(LIST), query_params=query)

    assert {record.name for record in page.context["page_obj"].object_list} == expected


def test_a_postcode_of_two_towns_asks_which_one(client, three):
    page = text_of(client, reverse(LIST), query_params={"ort": "53840"})

    assert "ort=05382068" in page
    assert "ort=05382056" in page


def test_who_is_expressly_there_for_a_place_stands_under_it(client, network, three, towns):
    office = InstitutionFactory(name="Jugendamt Siegburg")
    advice = InstitutionFactory(name="Beratung Siegburg")
    for one in (office, advice):
        ListingFactory(institution=one, network=network, level=Level.PUBLIC)
    YouthOfficeDistrict.objects.create(youth_office=office, municipality=towns[1])
    hidden = ServiceFactory(provider=advice, catchment="areas", level=Level.NETWORK)
    ServiceArea.objects.create(service=hidden, municipality=towns[1])

    def there():
        page = client.get(reverse("public:place", args=["niederkassel-05382056"]))
        return {record.name for record in page.context["page_obj"].object_list}

    assert there() == {"Schule am Rhein", "Jugendamt Siegburg"}
    hidden.level = Level.PUBLIC
    hidden.save()
    assert there() == {"Schule am Rhein", "Jugendamt Siegburg", "Beratung Siegburg"}


def test_a_protected_place_stands_under_no_place(client, network, three, towns):
    service = ServiceFactory(provider=three[2], catchment="areas", level=Level.PUBLIC)
    ServiceArea.objects.create(service=service, municipality=towns[0])

    assert "Windfang" not in text_of(client, reverse("public:place", args=["troisdorf-05382068"]))
    assert "Windfang" not in text_of(client, reverse(LIST), query_params={"ort": "53842"})
    assert "Windfang" in text_of(client, reverse(LIST))


def test_lists_of_lists_count_what_they_lead_to(client, three):
    for name in ("public:places", "public:types", "public:topics"):
        ways = client.get(reverse(name)).context["ways"]
        assert ways
        for way in ways:
            assert client.get(way.url).context["page_obj"].paginator.count == way.count, way


def test_the_address_of_a_place_has_one_spelling(client, three):
    response = client.get("/akteure/ort/irgendwas-05382068/")

    assert response.status_code == 301
    assert response.url == "/akteure/ort/troisdorf-05382068/"
    assert client.get("/akteure/ort/nirgends-99999999/").status_code == 404
    assert client.get("/akteure/art/unbekannt/").status_code == 404


# --- Bad input --------------------------------------------------------------------------------------------------------

BAD = [
    {"page": "1000000000"}, {"page": "-1"}, {"page": "x"}, {"q": "a" * 10_000}, {"q": "%"}, {"q": "\\"}, {"q": "_"},
    {"q": "\x00"}, {"q": "'; DROP TABLE"}, {"ort": "%"}, {"ort": "\\"}, {"ort": "9" * 5_000}, {"ort": "x" * 5_000},
    {"ort": "\x00"}, {"ort": "٣٤٥٦٧"}, {"art": "\x00"}, {"art": "gibtsnicht"}, {"thema": "x" * 9_999},
    {"fuer": "1' OR 1=1"}, {"unbekannt": "1"}, {"q": "030 23125004"}, {"q": "@"},
]  # fmt: skip


@pytest.mark.parametrize("query", BAD, ids=[str(query)[:30] for query in BAD])
def test_no_input_breaks_the_list(client, three, query):
    response = client.get(reverse(LIST), query_params=query)

    assert response.status_code == 200
    assert client.get(f"/en{reverse(LIST)}", query_params=query).status_code == 200


def test_a_search_finds_no_sign_as_if_it_were_a_joker(client, three):
    for sign in ("%", "_", "\\"):
        assert client.get(reverse(LIST), query_params={"q": sign}).context["page_obj"].paginator.count == 0


# --- Cost, caches, cookies --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_public_pages_ask_the_database_equally_often(client, network, rows):
    for number in range(rows):
        record = InstitutionFactory(name=f"Kita {number}")
        ListingFactory(institution=record, network=network, level=Level.PUBLIC)
        for _ in range(rows):
            ContactPointFactory(institution=record, level=Level.PUBLIC)
            ContactPointFactory(
                institution=None,
                service=ServiceFactory(provider=record, level=Level.PUBLIC),
                level=Level.PUBLIC,
            )
            AffiliationFactory(institution=record, person=PersonFactory(level=Level.PUBLIC))

    asked = {}
    for name, url in {
        "list": reverse(LIST), "detail": detail(record), "types": reverse("public:types"),
        "changes": reverse("public:changes"), "sitemap": reverse("public:sitemap"), "start": "/",
    }.items():  # fmt: skip
        kept.forget()
        with CaptureQueriesContext(connection) as queries:
            text_of(client, url)
        asked[name] = len(queries)
    assert asked == {"list": 8, "detail": 10, "types": 3, "changes": 4, "sitemap": 4, "start": 7}


PAGES = ["/", "/akteure/", "/akteure/orte/", "/akteure/arten/", "/akteure/themen/", "/robots.txt", "/sitemap.xml",
         "/akteure/aenderungen.atom", "/en/akteure/", "/en/"]  # fmt: skip


@pytest.mark.parametrize("url", PAGES)
def test_a_public_page_sets_no_cookie_may_be_kept_and_answers_304(client, entry, url):
    first = client.get(url)

    assert not first.cookies
    assert first["Cache-Control"].startswith("public, max-age=")
    again = client.get(url, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == first["Cache-Control"]


def test_a_changed_entry_is_sent_anew(client, entry):
    before = client.get(detail(entry))["ETag"]
    entry.name = "Kita Neu"
    entry.save()

    assert client.get(detail(entry), headers={"if-none-match": before}).status_code == 200


def test_nothing_is_fetched_from_elsewhere(client, entry):
    import re

    for url in [*PAGES[:5], detail(entry)]:
        page = text_of(client, url)
        fetched = re.findall(
            r"""(?:src|srcset|data|poster)="([^"]+)"|<link [^>]*rel="(?:stylesheet|icon|preload)"[^>]*href="([^"]+)""",
            page,
        )
        assert fetched
        assert all((a or b).startswith("/") for a, b in fetched), url


def test_an_entry_that_was_never_there_is_not_found_in_any_spelling(client, network):
    assert client.get("/akteure/keine-uid/").status_code == 404
    assert client.get("/en/akteure/keine-uid/").status_code == 404
    assert Institution.objects.count() == 0
