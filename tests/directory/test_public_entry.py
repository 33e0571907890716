"""The public page of one entry: protected places, people, data for machines, sitemap, feed."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse

from coordination.directory import structured
from coordination.directory.models import Hours, Institution
from coordination.directory.views import public_feeds
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
    ServiceKindFactory,
)

pytestmark = pytest.mark.django_db


def made(network, **fields):
    record = InstitutionFactory(**fields)
    ListingFactory(institution=record, network=network, level=Level.PUBLIC)
    return record


def page_of(client, record, prefix=""):
    response = client.get(prefix + reverse("public:detail", args=[record.uid]))
    assert response.status_code == 200
    return response


def data_of(response):
    found = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL
    )
    assert len(found) == 1
    return json.loads(found[0])


def test_the_page_says_what_everybody_may_know(client, network):
    record = made(
        network, name="Kita Sonne", street="Blumenweg", house_number="3", postcode="53840", city="Troisdorf",
        description="Wir sind da.", age_from=1, age_until=6,
    )  # fmt: skip
    ContactPointFactory(institution=record, value="+4930231250", display="030 23125-0", level=Level.PUBLIC)
    service = ServiceFactory(
        provider=record, name="Elterncafé", hours_text="Mo 9–11 Uhr", audience="Eltern", level=Level.PUBLIC
    )
    ContactPointFactory(institution=None, service=service, value="+49302312577", level=Level.PUBLIC)

    page = page_of(client, record).content.decode()

    for text in ("Kita Sonne", "Blumenweg 3, 53840 Troisdorf", "030 23125-0", "tel:+4930231250", "Wir sind da.",
                 "Elterncafé", "Mo 9–11 Uhr", "+49302312577"):  # fmt: skip
        assert text in page, text
    assert f'<link rel="canonical" href="http://testserver/akteure/{record.uid}/">' in page
    assert 'class="qr"' in page


def test_the_specialist_is_called_as_the_network_says(client, network):
    kind = ServiceKindFactory(
        code="insofa_consultation", name="InsoFa-Beratung", short_name="InsoFa-Beratung"
    )
    type_ = InstitutionTypeFactory(code="insofa", name="InsoFa und Beratung", short_name="InsoFa")
    record = made(network, name="Pool", type=type_)
    ServiceFactory(provider=record, kind=kind, name="Beratung", level=Level.PUBLIC)
    pages = [reverse("public:detail", args=[record.uid]), *map(reverse, ("public:list", "public:types"))]

    for label in ("InsoFa", "Kinderschutzfachkraft"):
        network.insofa_label = label
        network.save()
        kept.forget()
        first, listed, types = (client.get(url).content.decode() for url in pages)
        assert f"{label}-Beratung" in first
        assert f"{label} und Beratung" in first
        assert label in listed
        assert f"{label} und Beratung" in types
        shown = re.sub(r"(?s)<script.*?</script>", "", first) + types  # machines read the common word
        assert ("InsoFa" in shown) == (label == "InsoFa")


def test_hours_are_told_in_words_line_by_line(client, network):
    record = made(network, name="Kita Sonne")
    service = ServiceFactory(provider=record, hours_text="alter Satz", level=Level.PUBLIC)
    Hours.objects.create(service=service, osm="Mo-Fr 08:00-12:00", note="sonst Anrufbeantworter")
    Hours.objects.create(institution=record, osm="Tu 14:00-16:00")

    page = page_of(client, record).content.decode()

    for text in ("8:00", "14:00", "sonst Anrufbeantworter"):
        assert text in page, text
    assert "alter Satz" not in page


def test_a_protected_place_shows_neither_address_nor_place_nor_picture(client, network):
    record = made(network, name="Frauenhaus Windfang", protected_place=True)
    ContactPointFactory(institution=record, value="+4930231250", display="030 23125-0", level=Level.PUBLIC)

    response = page_of(client, record)

    assert "030 23125-0" in response.content.decode()
    assert {"address", "geo", "image"}.isdisjoint(data_of(response))
    assert "sn-pubphoto" not in response.content.decode()


def test_an_address_would_be_seen_if_one_were_there(network):
    """The counter-check: the same function tells the address of any other place; the flag alone holds it back."""
    record = made(
        network, street="Geheimweg", house_number="1", city="Troisdorf", latitude="50.8", longitude="7.1"
    )
    told = structured.institution(record, url="x", contacts=[], services=[], photo="y")
    assert {"address", "geo", "image"} <= set(told)

    record.protected_place = True
    told = structured.institution(record, url="x", contacts=[], services=[], photo="y")
    assert {"address", "geo", "image"}.isdisjoint(told)


def test_the_data_for_machines_name_the_type_and_nobody(client, network):
    record = made(network, name="Kita Sonne", city="Troisdorf")
    AffiliationFactory(institution=record, person=PersonFactory(last_name="Öffentlich", level=Level.PUBLIC))

    response = page_of(client, record)

    assert "Öffentlich" in response.content.decode()
    told = data_of(response)
    assert (told["@context"], told["@type"], told["name"]) == (
        "https://schema.org",
        "ChildCare",
        "Kita Sonne",
    )
    assert "Öffentlich" not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "<!--<script>", 'Kita "Quer" & \\ \u2028 Schräg', "]]>"]
)
def test_no_name_breaks_out_of_the_data(client, network, name):
    record = made(network, name=name, description=name)

    response = page_of(client, record)

    assert data_of(response)["name"] == name
    assert "<script>alert" not in response.content.decode()


def test_where_a_person_is_named_search_engines_look_away(client, network):
    record = made(network, name="Kita Sonne")
    assert "noindex" not in page_of(client, record).content.decode()
    AffiliationFactory(institution=record, person=PersonFactory(level=Level.PROFESSIONALS))
    assert "X-Robots-Tag" not in page_of(client, record)
    AffiliationFactory(institution=record, person=PersonFactory(last_name="Offen", level=Level.PUBLIC))

    response = page_of(client, record)

    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert str(record.uid) not in client.get("/sitemap.xml").content.decode()


def test_a_threatened_person_is_named_nowhere(client, network):
    record = made(network)
    AffiliationFactory(
        institution=record, person=PersonFactory(last_name="Bedroht", level=Level.PUBLIC, threat_flag=True)
    )

    response = page_of(client, record)

    assert "Bedroht" not in response.content.decode()
    assert "X-Robots-Tag" not in response


def test_a_provider_or_house_that_is_not_public_is_not_named(client, network):
    provider = InstitutionFactory(name="Träger-Canary")
    ListingFactory(institution=provider, network=network, level=Level.NETWORK)
    record = made(network, name="Kita Sonne", parent=provider)
    house = InstitutionFactory(name="Haus-Canary", parent=record)
    ListingFactory(institution=house, network=network, level=Level.COORDINATION)

    assert "Canary" not in page_of(client, record).content.decode()
    assert "Canary" not in client.get(
        "/akteure/", query_params={"q": "canary träger"}
    ).content.decode().replace('value="canary', "")


def test_in_english_the_page_speaks_english_and_marks_what_is_german(client, network):
    record = made(network, name="Kita Sonne", description="Wir sind da.")

    page = page_of(client, record, "/en").content.decode()

    assert '<html lang="en"' in page
    assert re.search(r'<h1 lang="de">\s*Kita Sonne\s*</h1>', page)
    assert 'href="/en/akteure/"' in page
    assert f'hreflang="de" href="/akteure/{record.uid}/"' in page
    assert "hreflang" in page_of(client, record).content.decode()


def test_a_german_address_stays_german_for_an_english_speaker(client, network, ada):
    ada.language = "en"
    ada.save()
    client.force_login(ada)
    record = made(network)

    assert '<html lang="de"' in page_of(client, record).content.decode()
    assert '<html lang="en"' in client.get(reverse("overview:today")).content.decode()
    assert client.get("/en/gibt/es/nicht/").status_code == 404
    assert client.get("/en").url == "/en/"


# --- For machines -----------------------------------------------------------------------------------------------------


def addresses(client, url="/sitemap.xml"):
    root = ET.fromstring(client.get(url).content)
    return [node.text for node in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_the_sitemap_names_what_can_be_opened(client, network):
    record = made(network)
    InstitutionFactory(name="Nirgends")

    found = addresses(client)

    assert f"http://testserver/akteure/{record.uid}/" in found
    assert (
        len([one for one in found if "-" in one.rsplit("/", 2)[1] and len(one.rsplit("/", 2)[1]) == 36]) == 1
    )
    for address in found:
        assert client.get(address).status_code == 200, address


def test_many_entries_make_several_maps(client, network, monkeypatch):
    monkeypatch.setattr(public_feeds, "PER_MAP", 2)
    records = [made(network) for _ in range(3)]

    maps = addresses(client)

    assert maps == ["http://testserver/sitemap-1.xml", "http://testserver/sitemap-2.xml"]
    listed = [address for one in maps for address in addresses(client, one)]
    assert all(f"http://testserver/akteure/{record.uid}/" in listed for record in records)
    assert client.get("/sitemap-3.xml").status_code == client.get("/sitemap-0.xml").status_code == 404
    assert client.get("/sitemap-99999999999999999999.xml").status_code == 404


def test_robots_keep_out_of_the_workspace_and_of_a_demo(client, network, settings):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /arbeit/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines

    settings.DEMO = True
    assert client.get("/robots.txt").content.decode().splitlines()[-1] == "Disallow: /"


def test_the_feed_tells_which_entry_changed_and_not_what(client, network):
    first, second = made(network, name="Kita Eins"), made(network, name="Kita Zwei")
    hidden = InstitutionFactory(name="Haus Canary")
    ListingFactory(institution=hidden, network=network, level=Level.NETWORK)
    for record, text in ((first, "Geheimnis"), (hidden, "Geheimnis")):
        record.description = text
        record.save()

    feed = client.get(reverse("public:changes"))

    titles = [node.text for node in ET.fromstring(feed.content).iter("{http://www.w3.org/2005/Atom}title")]
    assert titles[1:] == ["Kita Eins", "Kita Zwei"]
    assert "Geheimnis" not in feed.content.decode()
    assert Institution.objects.count() == 3
    assert second.name in titles
