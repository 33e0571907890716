"""What a network says about itself in public: texts, defaults, easy language, start page."""

import pytest
from django.test import Client
from django.urls import reverse

from coordination.accounts import texts
from coordination.accounts.models import NetworkHost, NetworkText
from coordination.accounts.services.texts import write_text
from coordination.directory.models import Service
from coordination.lib.levels import Level
from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory, ListingFactory

pytestmark = pytest.mark.django_db
PAGES = ["about", "contact", "imprint", "privacy", "accessibility"]


@pytest.fixture
def complete(network):
    network.host_body = "Stadt Musterstadt"
    network.contact_name = "Koordinator*in Muster"
    network.contact_address = "Rathausplatz 1, 53840 Musterstadt"
    network.contact_phone = "02241 4710-900"
    network.contact_email = "netzwerk@example.org"
    network.save()
    return network


def page_of(client, name, prefix=""):
    response = client.get(prefix + reverse(f"site:{name}"))
    assert response.status_code == 200, name
    assert not response.cookies
    return response.content.decode()


@pytest.mark.parametrize("name", [*PAGES, "easy", "accessibility-easy"])
def test_each_page_is_there_before_anybody_wrote_a_word(client, network, name):
    assert "noch kein Text" not in page_of(client, name)
    assert page_of(client, name, "/en")


@pytest.mark.parametrize("name", ["contact-easy", "imprint-easy", "privacy-easy"])
def test_a_page_without_easy_language_says_so_and_leads_back(client, network, name):
    page = page_of(client, name)

    assert "noch kein Text" in page
    assert reverse(f"site:{name.removesuffix('-easy')}") in page


def test_the_details_of_the_network_are_filled_in_as_they_are(client, complete):
    for name in ("imprint", "contact", "accessibility", "about", "privacy"):
        page = page_of(client, name)
        assert "[[" not in page, name
        assert "noch einzutragen" not in page
        assert "Stadt Musterstadt" in page
    assert "Koordinator*in Muster" in page_of(client, "imprint")  # a star of gender, no italics
    assert 'href="tel:022414710900"' in page_of(client, "contact")


def test_what_is_missing_is_said_on_the_page_and_on_heute(client, network, ada):
    assert "noch einzutragen: Anschrift" in page_of(client, "imprint")
    assert texts.gaps(network) == ["Träger", "Koordination", "Anschrift", "Telefon", "E-Mail"]
    client.force_login(ada)

    assert "Impressum" in client.get(reverse("overview:today")).content.decode()


def test_a_name_cannot_smuggle_markup_into_the_page(client, complete):
    complete.contact_name = "<script>alert(1)</script> [böse](javascript:alert(1)) **x**"
    complete.save()

    page = page_of(client, "imprint")

    assert "<script>alert" not in page
    assert "javascript:alert" not in page.replace("[böse](javascript:alert(1))", "")
    assert "**x**" in page


def write(by, network, text, *, page="about", variant="standard", publish=True, version=None):
    return write_text(
        by=by, network=network, page=page, variant=variant, text=text, version=version, publish=publish
    )


def test_the_networks_own_text_takes_the_place_of_ours_once_published(client, network, ada):
    row = write(ada, network, "# Eigenes\n\nUnser Netzwerk.", publish=False)
    assert "Unser Netzwerk." not in page_of(client, "about")

    write(ada, network, "# Eigenes\n\nUnser Netzwerk.", version=row.version)

    page = page_of(client, "about")
    assert "<h2>Eigenes</h2>" in page
    assert "Stand:" in page


def test_english_shows_the_english_text_or_the_german_one_with_a_note(client, network, ada):
    assert "Who we are" in page_of(client, "about", "/en")
    write(ada, network, "Nur deutsch.", page="contact")
    write(ada, network, "Only English.", page="contact", variant="english")
    assert "Only English." in page_of(client, "contact", "/en")
    assert "Nur deutsch." in page_of(client, "contact")

    accessibility = page_of(client, "accessibility", "/en")
    assert 'lang="de"' not in accessibility.split("<main")[1].split("sn-prose")[1][:200]


def test_a_german_text_on_an_english_page_is_marked(client, network, monkeypatch):
    monkeypatch.setattr(texts, "default", lambda page, variant: "Hallo." if variant == "standard" else "")

    page = page_of(client, "about", "/en")

    assert "there is no English version yet" in page
    assert '<div class="sn-prose" lang="de">' in page


def test_each_host_has_its_own_texts(client, network, other_network, ada, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for one, host in ((network, "hier.example.org"), (other_network, "dort.example.org")):
        NetworkHost.objects.create(network=one, host=host)
    write(ada, network, "Unser Canary.")

    def said(host):
        return client.get(reverse("site:about"), headers={"host": host}).content.decode()

    assert "Unser Canary." in said("hier.example.org")
    assert "Unser Canary." not in said("dort.example.org")
    assert "Unser Canary." not in said("fremd.example.org")


def test_the_privacy_page_tells_what_the_catalogue_knows(client, complete):
    page = page_of(client, "privacy")

    assert "Hinweise zu Einträgen" in page
    assert "Gemeldete Barrieren" in page
    assert "keine Cookies" in page


def test_legal_pages_are_one_step_away_everywhere(client, network, ada):
    wanted = [reverse(f"site:{name}") for name in ("imprint", "privacy", "accessibility", "barrier")]
    for url in ("/", "/akteure/", "/konto/anmelden/"):
        page = client.get(url).content.decode()
        assert all(f'href="{one}"' in page for one in wanted), url
    client.force_login(ada)
    page = client.get(reverse("overview:today")).content.decode()
    assert all(f'href="{one}"' in page for one in wanted)


# --- Start ------------------------------------------------------------------------------------------------------------


def test_the_start_page_leads_only_to_what_there_is(client, network):
    page = client.get("/").content.decode()
    assert "Jugendamt anrufen" not in page
    office = InstitutionFactory(
        name="Jugendamt", type=InstitutionTypeFactory(code="youth_office", name="Jugendamt")
    )
    listing = ListingFactory(institution=office, network=network, level=Level.NETWORK)
    assert "Jugendamt anrufen" not in client.get("/").content.decode()

    listing.level = Level.PUBLIC
    listing.save()

    page = client.get("/").content.decode()
    assert "Jugendamt anrufen" in page
    assert reverse("public:detail", args=[office.uid]) in page


def test_the_start_page_opens_before_there_is_any_network(client, db):
    response = client.get("/")

    assert response.status_code == 200
    assert "110" in response.content.decode()
    assert client.get("/akteure/").url == "/"
    assert client.get("/impressum/").status_code == 200
    assert not Service.objects.exists()


# --- Writing the texts ------------------------------------------------------------------------------------------------


def editor(network, page="about", variant="standard"):
    return reverse("accounts:text", args=[network.uid, page, variant])


def test_the_coordination_previews_keeps_a_draft_and_publishes(client, complete, ada):
    client.force_login(ada)
    url = editor(complete)
    form = client.get(url).context["form"]
    assert "[[Netzwerk]]" in form["text"].value()

    page = client.post(url, {"text": "# Neu\n\n[[Telefon]] <b>x</b>", "was": "preview"}).content.decode()
    assert "<h2>Neu</h2>" in page
    assert "02241 4710-900" in page
    assert "<b>x</b>" not in page.split("h-preview")[1]
    assert not NetworkText.objects.exists()

    client.post(url, {"text": "Entwurf", "was": "draft"})
    row = NetworkText.objects.get()
    assert (row.draft, row.text) == ("Entwurf", "")
    assert "Entwurf" in client.get(reverse("accounts:texts", args=[complete.uid])).content.decode()

    client.post(url, {"text": "Fertig", "version": row.version, "was": "publish"})
    row.refresh_from_db()
    assert (row.draft, row.text) == ("", "Fertig")
    assert row.history.count() == 2

    client.post(url, {"was": "default"})
    assert not NetworkText.objects.exists()
    assert "Wer wir sind" in page_of(Client(), "about")


def test_two_who_write_at_once_see_both_texts(client, network, ada, ben):
    row = write(ben, network, "Bens Text")
    client.force_login(ada)

    page = client.post(editor(network), {"text": "Adas Text", "version": "", "was": "publish"})

    assert "Bens Text" in page.content.decode()
    assert "Adas Text" in page.content.decode()
    assert NetworkText.objects.get().text == "Bens Text"
    assert str(page.context["form"]["version"].value()) == str(row.version)


@pytest.mark.parametrize("text", ["", "   ", "x" * 50_001, "a\x00b", "a\u202eb"])
def test_a_text_that_cannot_be_taken_is_told_and_kept_in_the_form(client, network, ada, text):
    client.force_login(ada)

    response = client.post(editor(network), {"text": text, "was": "publish"})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not NetworkText.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("ada", 200), ("auditor", 200), ("mira", 403), ("lang", 403), ("noor", 404), (None, 302)],
)
def test_the_texts_are_the_coordinations(client, network, request, who, status):
    if who:
        client.force_login(request.getfixturevalue(who))

    assert client.get(editor(network)).status_code == status
    assert client.get(reverse("accounts:texts", args=[network.uid])).status_code == status


def test_the_auditor_reads_texts_and_writes_none(client, network, auditor):
    client.force_login(auditor)

    assert client.post(editor(network), {"text": "Neu", "was": "publish"}).status_code == 200
    client.post(editor(network), {"was": "default"})
    assert not NetworkText.objects.exists()


@pytest.mark.parametrize(("page", "variant"), [("about", "klingonisch"), ("gibtsnicht", "standard")])
def test_pages_and_variants_that_are_not_there_are_not_found(client, network, ada, page, variant):
    client.force_login(ada)

    assert client.get(editor(network, page, variant)).status_code == 404
