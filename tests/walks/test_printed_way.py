"""A whole story: somebody without an account prints the way for 53840; later a number changes, and the code says so."""

import re

import pytest
from django.urls import reverse

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.models import ContactPoint
from coordination.lib import codes
from coordination.lib.models import OutboxMail
from coordination.pathways.models import Handout
from tests.factories.hours import service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

pytestmark = pytest.mark.django_db
OLD, NEW = "+492241900111", "+492241900222"


@pytest.fixture
def released(network, ada, ben):
    CatchmentMunicipality.objects.create(
        network=network, municipality=place("53840", "05382068", "Troisdorf")
    )
    service(network, osm="24/7")
    return published(pathway(network), by=ada, second=ben)


def hrefs(page: str) -> list[str]:
    return [href.replace("&amp;", "&") for href in re.findall(r'href="([^"]+)"', page)]


def test_from_the_start_page_to_a_correct_print_and_to_the_news_that_it_no_longer_holds(
    client, released, ada, django_capture_on_commit_callbacks
):
    # Three clicks and a postcode, without account and cookie.
    start = client.get(reverse("site:start")).content.decode()
    assert reverse("ways:list") in hrefs(start)
    ways = client.get(reverse("ways:list")).content.decode()
    assert reverse("ways:detail", args=["schule"]) in hrefs(ways)
    way = client.get(reverse("ways:detail", args=["schule"]), {"plz": "53840"})
    link = next(href for href in hrefs(way.content.decode()) if "format=flow" in href)
    answer = client.get(link)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert not answer.cookies
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    handout = Handout.objects.get()
    assert (handout.prints, handout.views, handout.issued_by) == (1, 0, None)
    assert handout.content["contacts"][0]["number"].endswith("111")

    # The code on it says „current“, and somebody asks to be told.
    address = reverse("ways:currency", args=[codes.shown(handout.code)])
    page = client.get(address)
    assert handout.phrase in page.content.decode()
    handout.refresh_from_db()
    assert (handout.state, handout.views) == ("current", 1)
    client.force_login(ada)
    client.post(reverse("pathways:handout-notice", args=[handout.uid]))
    client.logout()

    # The number changes; nothing else has to be done.
    contact = ContactPoint.objects.get(value=OLD)
    contact.value, contact.display = NEW, ""
    contact.save()

    page = client.get(address).content.decode()
    handout.refresh_from_db()
    assert handout.state == "outdated"
    assert [one["kind"] for one in handout.changes] == ["number"]
    assert handout.changes[0]["old"] in page
    assert handout.changes[0]["new"] in page

    # The coordinator sees whom it concerns, issues anew with one button; the holder gets a mail with the new code.
    client.force_login(ada)
    assert client.get(reverse("pathways:handouts")).context["concerned"].handouts == 1
    client.post(reverse("pathways:handouts-reissue"))
    handout.refresh_from_db()
    new = handout.replaced_by
    assert (new.format, new.state, new.issued_by) == ("flow", "current", ada)
    assert new.code != handout.code
    told = OutboxMail.objects.get(to=ada.email)
    assert codes.shown(new.code) in told.text
    assert client.get(reverse("pathways:handouts")).context["concerned"].handouts == 0
    client.logout()

    # The old paper still says so, the new one is current.
    assert "number" in str(Handout.objects.get(pk=handout.pk).changes)
    assert client.get(reverse("ways:currency", args=[codes.shown(new.code)])).context["handout"].is_current
