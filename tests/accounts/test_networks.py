"""A network's own pages, and how a network begins."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from PIL import Image

from coordination.accounts.models import AuditEntry, Link, Network
from coordination.accounts.roles import Role
from coordination.lib.models import OutboxMail, StoredFile
from coordination.places.models import Municipality
from tests.factories.accounts import MembershipFactory
from tests.factories.places import MunicipalityFactory

pytestmark = pytest.mark.django_db
START = {"name": "Netzwerk Neustadt", "slug": "neustadt", "land": "nw", "mail": "Neu@example.org"}


def picture(name="logo.png", kind="PNG") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 20), "orange").save(content, kind)
    return SimpleUploadedFile(name, content.getvalue())


@pytest.fixture
def address(network) -> str:
    return reverse("accounts:network", args=[network.uid])


@pytest.fixture
def values(network):
    def typed(**changes):
        network.refresh_from_db()
        return {"name": network.name, "insofa_label": "InsoFa", "version": network.version, **changes}

    return typed


@pytest.fixture
def municipality(db) -> Municipality:
    return MunicipalityFactory(ags="05382068", name="Troisdorf")


def test_a_conflict_shows_both_versions_and_saving_again_means_it(ada, ben, network, client, address, values):
    first = values(contact_phone="02241 900111")
    client.force_login(ben)
    client.post(address, first)
    client.force_login(ada)

    page = client.post(address, {**first, "contact_phone": "02241 900222"})

    text = page.content.decode()
    assert "02241 900111" in text
    assert "02241 900222" in text
    assert ben.get_full_name() in text
    network.refresh_from_db()
    assert network.contact_phone == "02241 900111"

    again = {**first, "contact_phone": "02241 900222", "version": page.context["form"]["version"].value()}
    client.post(address, again)
    network.refresh_from_db()
    assert network.contact_phone == "02241 900222"


def test_a_refused_form_keeps_the_name_of_the_page(ada, network, client, address, values):
    client.force_login(ada)

    page = client.post(address, values(name="", contact_phone="02241 900111")).content.decode()

    assert network.name in page
    assert "02241 900111" in page


def test_a_logo_stands_on_the_public_pages_until_it_is_removed(ada, network, client, address, values):
    client.force_login(ada)
    client.post(address, values(logo_file=picture()))
    network.refresh_from_db()
    client.logout()

    logo = client.get(network.logo.get_absolute_url())
    assert network.logo.get_absolute_url() in client.get("/").content.decode()
    assert logo.status_code == 200
    assert b"".join(logo.streaming_content)  # read to its end, which closes the file
    assert logo.headers["Content-Type"] == "image/jpeg", "drawn anew"

    client.force_login(ada)
    assert network.logo.get_absolute_url() in client.get(address).content.decode(), "in the form too"
    client.post(address, values(drop_logo="on"))
    network.refresh_from_db()
    assert network.logo is None
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("name", ["logo.svg", "logo.png"])
def test_what_is_no_picture_is_no_logo(ada, network, client, address, values, name):
    client.force_login(ada)
    evil = SimpleUploadedFile(
        name, b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    )

    page = client.post(address, values(logo_file=evil, contact_phone="02241 900111"))

    assert page.status_code == 200
    assert "02241 900111" in page.content.decode()
    network.refresh_from_db()
    assert network.logo is None


def test_a_logo_of_40_megabytes_is_refused_with_a_sentence(ada, network, client, address, values):
    client.force_login(ada)
    large = picture()
    large.seek(0, 2)
    large.write(b"\0" * 40 * 1024 * 1024)
    large.size = large.tell()
    large.seek(0)

    page = client.post(address, values(logo_file=large))

    assert "Die Datei ist zu groß: Erlaubt sind höchstens 2 MB." in page.content.decode()
    network.refresh_from_db()
    assert network.logo is None


def test_a_network_begins_in_a_district_and_takes_its_municipalities(
    ada, network, client, address, values, municipality
):
    client.force_login(ada)
    assert "05382068" not in client.get(address).content.decode()

    client.post(address + "?kreis=05382", values(catchment=["05382068"]))

    assert [row.municipality for row in network.catchment.all()] == [municipality]


def test_the_last_municipality_is_taken_out_only_by_saving_twice_and_the_list_stays(
    ada, network, client, address, values, municipality
):
    client.force_login(ada)
    client.post(address + "?kreis=05382", values(catchment=["05382068"]))

    asked = client.post(address, values())

    assert "für keine Gemeinde mehr" in asked.content.decode()
    assert network.catchment.exists()
    client.post(address, values(nowhere_seen=asked.context["form"]["nowhere_seen"].value()))
    assert not network.catchment.exists()
    assert "05382068" in client.get(address).content.decode(), "and can be chosen again"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("abc", "02241 900111"), ("02241/900112", "02241 900112"), ("", ""), ("116111", "116 111")],
)
def test_the_telephone_of_the_foot_is_a_telephone(ada, network, client, address, values, typed, kept):
    client.force_login(ada)
    client.post(address, values(contact_phone="02241 900111"))

    client.post(address, values(contact_phone=typed))

    network.refresh_from_db()
    assert network.contact_phone == kept


@pytest.mark.parametrize("key", ["99999999999999999999", "x", "\x00", "05382068"])
def test_municipalities_that_are_not_offered_are_refused(
    ada, network, client, address, values, municipality, key
):
    client.force_login(ada)

    page = client.post(address, values(catchment=[key]))

    assert page.status_code == 200
    assert not network.catchment.exists()


def test_rules_of_foreign_and_missing_networks_look_the_same(ada, other_network, client):
    client.force_login(ada)
    values = {"rule": "four_eyes_export", "reason": "x"}

    foreign = client.post(reverse("accounts:rule", args=[other_network.uid]), values)
    missing = client.post(reverse("accounts:rule", args=["00000000-0000-4000-8000-000000000000"]), values)

    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


def test_the_machine_makes_a_network_and_invites_its_first_coordinator(capsys, municipality):
    call_command("create_network", **START, municipality=["05382068"], host=["neustadt.example.org"])

    made = Network.objects.get(slug="neustadt")
    link = Link.objects.get(network=made)
    assert made.legal_basis == "§ 9 Landeskinderschutzgesetz NRW"
    assert [host.host for host in made.hosts.all()] == ["neustadt.example.org"]
    assert [row.municipality for row in made.catchment.all()] == [municipality]
    assert (link.recipient, link.data["role"]) == ("neu@example.org", Role.COORDINATOR)
    assert OutboxMail.objects.get().to == "neu@example.org"
    assert AuditEntry.objects.filter(network=made, did="invited").exists()
    assert "neu@example.org" in capsys.readouterr().out


def test_the_invitation_from_the_machine_opens(client, municipality):
    call_command("create_network", **START, verbosity=0)
    token_page = OutboxMail.objects.get().text.split("/einladung/")[1].split("/")[0]

    page = client.get(reverse("accounts:invitation", args=[token_page]))

    assert page.status_code == 200
    assert "Netzwerk Neustadt" in page.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"land": "XX"},
        {"mail": "neu@"},
        {"slug": "Neu Stadt"},
        {"name": ""},
        {"municipality": ["99999999"]},
        {"host": ["Neu_Stadt"]},
        {"slug": "musterstadt"},
    ],
    ids=str,
)
def test_a_network_that_cannot_be_leaves_nothing_behind(network, wrong):
    with pytest.raises(CommandError):
        call_command("create_network", **{**START, **wrong})

    assert list(Network.objects.all()) == [network]
    assert not Link.objects.exists()
    assert not OutboxMail.objects.exists()


def test_who_invites_the_first_coordinator_cannot_invite_a_second(network):
    from coordination.accounts.services.people import invite_first_coordinator
    from coordination.lib.errors import RuleBroken

    MembershipFactory(network=network, role=Role.COORDINATOR)

    with pytest.raises(RuleBroken) as broken:
        invite_first_coordinator(network=network, email="x@example.org")
    assert broken.value.code == "has_coordinator"
