"""Pages of rights and data protection, and the hint at case data, in a browser: accessible, leading on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.directory.guards import CONSENTS
from coordination.directory.models import ConsentText, DataRequest, PrivateContact
from coordination.lib import guards
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import AffiliationFactory, InstitutionFactory, ListingFactory, PersonFactory

WIDTHS = {"light": 1280, "dark": 320}


@pytest.fixture(autouse=True)
def _wordings_may_go(transactional_db):
    """Wordings are append-only, also for the test runner that empties all tables after each test here."""
    yield
    with guards.opened(CONSENTS):
        PrivateContact.objects.all().delete()
        ConsentText.objects.all().delete()


@pytest.fixture
def kim(network):
    user = UserFactory(first_name="Kim", last_name="Beispiel")
    MembershipFactory(user=user, network=network, role="multiplier")
    kita = InstitutionFactory(name="Kita Sonnenblume")
    ListingFactory(institution=kita, network=network)
    person = PersonFactory(first_name="Kim", last_name="Beispiel", network=network, user=user)
    affiliation = AffiliationFactory(person=person, institution=kita, network=network)
    wording = ConsentText.objects.create(network=network, version="1", text="Ich bin einverstanden.")
    PrivateContact.objects.create(
        network=network, person=person, affiliation=affiliation, kind="mobile", value="+4915212345678",
        consent_text=wording, consented_at=timezone.now(), channel="paper",
    )  # fmt: skip
    return person


@pytest.fixture
def signed_in(live_server, context):
    def let_in(user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sitzung"].value
        context.add_cookies([{"name": "sitzung", "value": cookie, "url": live_server.url}])

    return let_in


def faults(page, axe, width) -> list[str]:
    found = axe(page)
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("sticks out sideways")
    if page.locator("h1").count() != 1:
        found.append("not one heading of the first level")
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_data_protection_are_accessible(live_server, page, signed_in, axe, ada, network, kim, theme):
    asked = DataRequest.objects.create(network=network, person=kim, kind="correct", wanted={"title": "Dr."})
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": WIDTHS[theme], "height": 900})
    pages = {
        kim.user: [
            reverse(f"directory:{name}")
            for name in ("my-data", "my-data-correct", "my-data-erase", "my-private-add", "my-account-erase")
        ],
        ada: [
            *(
                reverse(f"directory:{name}", args=[kim.uid])
                for name in ("person-privacy", "person-hand-out", "person-erase", "person-private-add")
            ),
            *(
                reverse(f"directory:{name}", args=[network.uid])
                for name in ("retention", "record-of-processing", "wordings")
            ),
            reverse("directory:privacy"),
            reverse("directory:data-request", args=[asked.uid]),
        ],
    }
    found = {}
    for user, paths in pages.items():
        signed_in(user)
        for path in paths:
            page.goto(f"{live_server.url}{path}")
            found[path] = faults(page, axe, WIDTHS[theme])

    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_hint_is_accessible_and_leads_on(live_server, page, signed_in, axe, ada, kim, theme):
    signed_in(ada)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": WIDTHS[theme], "height": 900})
    page.goto(f"{live_server.url}{reverse('directory:person-edit', args=[kim.uid])}")
    page.fill("textarea[name=note]", "Die Gruppe tagt. Lena M., 7, hat seit gestern blaue Flecken.")
    page.locator("main form button[type=submit]").last.click()

    assert page.locator("mark").inner_text().startswith("Lena M.")
    assert faults(page, axe, WIDTHS[theme]) == []

    page.check("#id_note-remove")
    page.locator("main form button[type=submit]").last.click()
    assert page.input_value("textarea[name=note]") == "Die Gruppe tagt."
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(f"**{kim.get_absolute_url()}")
    kim.refresh_from_db()
    assert kim.note == "Die Gruppe tagt."
