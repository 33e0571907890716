"""Handouts: issued once per content, compared with today, withdrawn, issued anew; rights, codes, bad input."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.catchment import Place
from coordination.directory.models import ContactPoint, Hours
from coordination.lib import codes
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import OutboxMail, StoredFile
from coordination.pathways import currency, drawing, phrases
from coordination.pathways.models import Handout, HandoutNotice, Step
from coordination.pathways.services import handouts, notices, releases
from tests.factories.hours import service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

pytestmark = pytest.mark.django_db
OLD, NEW = "+492241900111", "+492241900222"


@pytest.fixture
def town(network):
    made = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=made)
    return made


@pytest.fixture
def asd(network):
    return service(network, osm="24/7")


@pytest.fixture
def released(network, town, asd, ada, ben):
    return published(pathway(network), by=ada, second=ben)


@pytest.fixture
def issued(released, town):
    return handouts.issue(by=None, release=released, place=Place(town, "53840"), format="flow")


@pytest.fixture
def unread(monkeypatch):
    """Pages are drawn as a few bytes: these tests are about what happens around the drawing."""
    drawn = []
    monkeypatch.setattr(drawing, "draw", lambda html: drawn.append(html) or b"%PDF-1.7 paper\n%%EOF\n")
    return drawn


def kinds(handout):
    handout.refresh_from_db()
    return [one["kind"] for one in handout.changes]


def change_number(value=NEW, **more):
    contact = ContactPoint.objects.get(value=OLD)
    contact.value, contact.display = value, ""
    for name, new in more.items():
        setattr(contact, name, new)
    contact.save()


def currency_page(handout):
    return reverse("ways:currency", args=[handout.shown])


# --- Issuing ----------------------------------------------------------------------------------------------------------
def test_the_same_content_is_the_same_handout_whoever_asks(issued, released, town, ada):
    again = handouts.issue(by=ada, release=released, place=Place(town, "53840"), format="flow")
    card = handouts.issue(by=ada, release=released, place=Place(town, "53840"), format="card")

    assert again.pk == issued.pk != card.pk
    assert codes.read(issued.code) == issued.code
    assert len(set(issued.phrase.split())) == 3
    assert set(issued.phrase.split()) <= set(phrases.WORDS)


def test_after_a_change_of_a_number_another_handout_is_issued(issued, released, town):
    change_number()
    later = handouts.issue(by=None, release=released, place=Place(town, "53840"), format="flow")
    assert later.code != issued.code


def test_elsewhere_and_unpublished_there_is_no_handout(released, ada):
    foreign = place("50667", "05315000", "Köln")
    with pytest.raises(RuleBroken) as broken:
        handouts.issue(by=ada, release=released, place=Place(foreign, "50667"), format="flow")
    assert broken.value.code == "elsewhere"

    releases.retire(by=ada, release=released, reason="Neu beschlossen.")
    with pytest.raises(RuleBroken) as broken:
        handouts.issue(by=ada, release=released, place=Place(foreign, "50667"), format="flow")
    assert broken.value.code == "not_published"


def test_only_public_numbers_come_to_paper(network, released, town):
    contact = ContactPoint.objects.get(value=OLD)
    contact.level = Level.PROFESSIONALS
    contact.save()
    made = handouts.issue(by=None, release=released, place=Place(town, "53840"), format="table")

    assert [one["number"] for one in made.content["contacts"]] == [""]
    assert "900111" not in drawing.page_of(made)


# --- Comparing --------------------------------------------------------------------------------------------------------
def test_a_changed_number_and_changed_hours_are_seen(issued, network):
    change_number()
    hours = Hours.objects.get()
    hours.osm = "Mo-Fr 08:00-16:00"
    hours.save()

    assert handouts.check_network(network) == [issued]
    assert kinds(issued) == ["number", "hours"]
    assert issued.state == "outdated"
    assert handouts.check_network(network) == []


def test_what_is_changed_back_is_current_again(issued, network):
    change_number()
    handouts.check_network(network)
    contact = ContactPoint.objects.get(value=NEW)
    contact.value = OLD
    contact.save()
    handouts.check_network(network)

    issued.refresh_from_db()
    assert (issued.state, issued.changes, issued.outdated_at) == ("current", [], None)


def test_a_number_that_is_no_longer_public_is_not_repeated(client, issued):
    change_number(value=OLD, level=Level.PROFESSIONALS)
    page = client.get(currency_page(issued)).content.decode()

    assert kinds(issued) == ["number_gone"]
    assert "900111" not in page


def test_of_a_service_that_left_the_public_only_its_kind_is_named(client, issued, asd):
    asd.level = Level.NETWORK
    asd.save()
    page = client.get(currency_page(issued)).content.decode()

    assert "gone" in kinds(issued)
    assert "ASD Bezirk" not in page


def test_a_new_version_with_another_step_says_old_and_new(client, issued, released, ada, ben):
    step = Step.objects.get(pathway=released.pathway, code="mitteilung")
    step.body = "Rufen Sie an."
    step.save()
    published(released.pathway, by=ada, second=ben)

    page = client.get(currency_page(issued)).content.decode()
    assert kinds(issued) == ["version", "step"]
    assert "Rufen Sie an." in page


def test_a_retired_pathway_says_why_and_offers_nothing_new(client, issued, released, ada):
    releases.retire(by=ada, release=released, reason="Das Verfahren wurde neu beschlossen.")
    answer = client.get(currency_page(issued))

    assert kinds(issued) == ["retired"]
    assert "Das Verfahren wurde neu beschlossen." in answer.content.decode()
    assert answer.context["print_url"] == ""


def test_a_day_that_has_passed_outdates_the_print():
    content = {"release": {"valid_until": "2026-11-20"}}
    assert currency.expired(content, dt.date(2026, 11, 21))[0]["kind"] == "expired"
    assert currency.expired(content, dt.date(2026, 11, 20)) == []


def test_a_place_that_left_the_network_has_no_handout_any_more(client, issued):
    CatchmentMunicipality.objects.all().get().delete()
    client.get(currency_page(issued))
    assert kinds(issued) == ["no_more"]


# --- Withdrawing and issuing anew -------------------------------------------------------------------------------------
def test_withdrawing_needs_a_reason_and_tells_it(client, issued, ada):
    with pytest.raises(RuleBroken) as broken:
        handouts.withdraw(by=ada, handout=issued, reason=" ")
    assert broken.value.code == "reason_missing"

    handouts.withdraw(by=ada, handout=issued, reason="Auf dem Plakat fehlte der Notruf.")
    page = client.get(currency_page(issued)).content.decode()
    assert "Auf dem Plakat fehlte der Notruf." in page
    with pytest.raises(RuleBroken) as broken:
        handouts.withdraw(by=ada, handout=issued, reason="Noch einmal.")
    assert broken.value.code == "withdrawn"


def test_issuing_anew_twice_makes_one(issued, network, ada):
    change_number()
    handouts.check_network(network)
    issued.refresh_from_db()

    first = handouts.reissue(by=ada, handouts=[issued])
    assert len(first) == 1
    assert handouts.reissue(by=ada, handouts=[issued]) == []
    assert Handout.objects.in_circulation().get() == first[0]


def test_what_is_printed_again_after_a_change_back_is_in_circulation_again(
    issued, network, released, town, ada
):
    change_number()
    handouts.check_network(network)
    issued.refresh_from_db()
    new = handouts.reissue(by=ada, handouts=[issued])[0]
    contact = ContactPoint.objects.get(value=NEW)
    contact.value = OLD
    contact.save()

    again = handouts.issue(by=None, release=released, place=Place(town, "53840"), format="flow")
    assert (again.pk, again.state, again.replaced_by) == (issued.pk, "current", None)
    handouts.check_network(network)
    new.refresh_from_db()
    assert new.state == "outdated"


def test_between_two_changes_nothing_is_resolved(issued, released, town, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        again = handouts.issue(by=None, release=released, place=Place(town, "53840"), format="flow")
    assert again == issued


# --- Holders ----------------------------------------------------------------------------------------------------------
def told(address):
    return list(OutboxMail.objects.filter(to=address).order_by("id"))


def token_of(mail):
    return mail.text.split("/h/nachricht/")[1].split("/")[0]


def test_a_holder_without_account_confirms_is_told_once_and_goes(client, issued, network, ada):
    notices.ask_for_notice(by=None, handout=issued, email="Halter@example.org ")
    address = "halter@example.org"
    link = reverse("ways:notice", args=[token_of(told(address)[0])])
    assert client.get(link).status_code == 200
    assert not HandoutNotice.objects.confirmed().exists()  # mail scanners follow every link
    client.post(link, {"do": "confirm"})
    assert HandoutNotice.objects.confirmed().get().email == address
    assert client.post(link, {"do": "confirm"}).status_code == 410

    change_number()
    handouts.check_network(network)
    issued.refresh_from_db()
    new = handouts.reissue(by=ada, handouts=[issued])[0]
    assert new.shown in told(address)[1].text
    assert HandoutNotice.objects.get().handout == new

    client.post(reverse("ways:notice", args=[token_of(told(address)[1])]), {"do": "stop"})
    assert not HandoutNotice.objects.exists()


def test_the_form_for_holders_answers_the_same_for_every_address(client, issued, monkeypatch):
    monkeypatch.setattr("coordination.lib.guests.FASTEST", -1)
    url = reverse("ways:notice-ask", args=[issued.shown])
    stamp = client.get(url).context["form"].initial["stamp"]
    for _round in range(2):
        answer = client.post(url, {"email": "halter@example.org", "stamp": stamp, "homepage": ""})
        assert answer.url == reverse("ways:notice-asked", args=[issued.shown])
    assert client.get(answer.url).status_code == 200
    assert not answer.cookies
    assert client.post(url, {"email": "kein", "stamp": stamp, "homepage": ""}).status_code == 200


def test_an_unconfirmed_address_is_forgotten(issued):
    notice = notices.ask_for_notice(by=None, handout=issued, email="halter@example.org")
    assert notices.forget_unconfirmed() == 0
    notice.asked_at = timezone.now() - dt.timedelta(days=61)
    notice.save()
    assert notices.forget_unconfirmed() == 1


def test_a_withdrawal_tells_holders_and_forgets_their_addresses(issued, ada):
    notices.ask_for_notice(by=None, handout=issued, email="halter@example.org").confirm()
    handouts.withdraw(by=ada, handout=issued, reason="Falscher Notruf.")
    assert len(told("halter@example.org")) == 2
    assert not HandoutNotice.objects.exists()


# --- Drawing ----------------------------------------------------------------------------------------------------------
def test_a_handout_is_drawn_once_and_then_handed_out(client, released, unread):
    url = reverse("ways:handout", args=["schule"])
    for _round in range(3):
        answer = client.get(url, {"plz": "53840", "format": "flow"})
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert not answer.cookies
    handout = Handout.objects.get()
    assert len(unread) == 1
    assert (handout.prints, StoredFile.objects.filter(purpose=drawing.PURPOSE).count()) == (3, 1)
    assert client.get(handout.file.get_absolute_url()).status_code == 404


def test_with_a_queue_a_page_waits_and_the_sheet_is_asked_for_once(client, released, unread, monkeypatch):
    asked = []
    monkeypatch.setattr("coordination.pathways.views.handouts.in_queue", lambda: True)
    monkeypatch.setattr(
        "coordination.pathways.views.handouts.draw_handout", type("T", (), {"enqueue": asked.append})
    )
    for _round in range(3):
        answer = client.get(reverse("ways:handout", args=["schule"]), {"plz": "53840", "format": "card"})
        assert (answer.status_code, answer["Refresh"]) == (202, "2")
    assert len(asked) == 1
    assert unread == []


def test_drawing_is_limited_but_the_store_is_not(client, issued, unread, settings, released):
    settings.LIMITS_OFF, settings.LIMITS = False, {**settings.LIMITS, "ways:handout drawing": "1/h"}
    url = reverse("ways:handout", args=["schule"])
    for format_, status in (("flow", 200), ("card", 429), ("flow", 200)):
        answer = client.get(url, {"plz": "53840", "format": format_})
        assert answer.status_code == status
        assert not answer.streaming or b"".join(answer)  # closes the file
