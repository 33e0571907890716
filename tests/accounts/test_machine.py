"""What the operators set for a network on its page, and the roles that come from the machine."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.urls import reverse

from coordination.accounts.models import (
    AuditEntry,
    CatchmentMunicipality,
    Membership,
    Network,
    NetworkHost,
    User,
)
from coordination.accounts.permissions import scope_of
from coordination.accounts.roles import Role
from coordination.accounts.services.machine import give_on_machine
from coordination.accounts.services.networks import set_up_network
from coordination.lib.errors import RuleBroken
from coordination.lib.models import OutboxMail
from coordination.places.models import Land
from tests.factories.accounts import MembershipFactory, NetworkFactory
from tests.factories.places import MunicipalityFactory

pytestmark = pytest.mark.django_db
BY_SEAT = {Role.GROUP_MEMBER, Role.GROUP_CHAIR}
LIST = reverse("accounts:machine-networks")


@pytest.fixture
def operator(db):
    return MembershipFactory(role=Role.OPERATOR, network=None).user


@pytest.fixture
def address(network) -> str:
    return reverse("accounts:machine-network", args=[network.uid])


@pytest.fixture
def typed(network):
    def values(**changes):
        network.refresh_from_db()
        fresh = {"slug": network.slug, "land": network.land_id, "is_active": "on", "version": network.version}
        return {**fresh, "hosts": "", **changes}

    return values


def test_the_hosts_are_set_and_the_pages_answer_there(
    client, operator, network, other_network, address, typed
):
    client.force_login(operator)

    answer = client.post(address, typed(hosts="Netz.Example.org\n testserver "), follow=True)

    assert [row.host for row in network.hosts.all()] == ["netz.example.org", "testserver"]
    assert Network.objects.at_host("netz.example.org").get() == network
    assert "ALLOWED_HOSTS" in answer.content.decode()  # this machine does not answer to the first one yet
    line = AuditEntry.objects.get(did="changed_network")
    assert (line.user_id, line.network_id, line.detail) == (
        operator.pk,
        network.pk,
        "netz.example.org, testserver",
    )

    client.post(address, typed(hosts="testserver"))
    assert not Network.objects.at_host("netz.example.org").exists()


def test_slug_land_and_whether_it_runs(client, operator, network, address, typed):
    hessen = Land.objects.create(key="06", name="Hessen", abbreviation="HE")
    client.force_login(operator)

    client.post(address, typed(slug="neu", land=hessen.pk, is_active=""))

    network.refresh_from_db()
    assert (network.slug, network.land, network.is_active) == ("neu", hessen, False)
    assert not Network.objects.at_host("irgendwo").exists()
    assert str(network) in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"hosts": "netz werk/pfad"}, "„werk/pfad“ ist kein Hostname"),
        ({"hosts": "nachbar.example.org"}, "gehört schon zu Netzwerk Kinderschutz Nachbarkreis"),
        ({"slug": "Mit Leerzeichen"}, "slug"),
        ({"slug": "nachbarkreis"}, "bereits"),
        ({"hosts": " ".join(f"h{n}.example.org" for n in range(21))}, "Höchstens 20 Hostnamen"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    client, operator, network, other_network, address, typed, wrong, says
):
    NetworkHost.objects.create(network=other_network, host="nachbar.example.org")
    client.force_login(operator)

    page = client.post(address, typed(**wrong))

    assert page.status_code == 200
    assert says.casefold() in page.content.decode().casefold()
    assert not network.hosts.exists()
    assert Network.objects.get(pk=network.pk).slug == "musterstadt"


def test_a_network_with_an_area_stays_in_its_land(client, operator, network, address, typed):
    CatchmentMunicipality.objects.create(
        network=network, municipality=MunicipalityFactory(ags="05382068", name="Troisdorf")
    )
    hessen = Land.objects.create(key="06", name="Hessen", abbreviation="HE")
    client.force_login(operator)

    page = client.post(address, typed(land=hessen.pk)).content.decode()

    assert "Zum Gebiet des Netzwerks gehört Troisdorf in einem anderen Land" in page
    assert Network.objects.get(pk=network.pk).land != hessen


def test_two_at_once_see_both_versions(client, operator, network, address, typed):
    client.force_login(operator)
    old = typed(hosts="eins.example.org")
    client.post(address, {**old, "hosts": "zwei.example.org"})

    page = client.post(address, old)

    assert "zwei.example.org" in page.content.decode()
    assert [row.host for row in network.hosts.all()] == ["zwei.example.org"]
    client.post(address, {**old, "version": page.context["form"]["version"].value()})
    assert [row.host for row in network.hosts.all()] == ["eins.example.org"]


def test_nobody_else_opens_it(client, ada, auditor, address, network):
    for user in (ada, auditor):
        client.force_login(user)
        assert client.get(LIST).status_code == client.get(address).status_code == 403
    client.logout()
    assert client.get(LIST).status_code == 302
    with pytest.raises(RuleBroken) as broken:
        set_up_network(by=ada, network=network, hosts=[])
    assert broken.value.code == "not_yours"


def test_the_list_asks_the_database_equally_often(client, operator, network, django_assert_max_num_queries):
    client.force_login(operator)
    client.get(LIST)
    for number in range(3):
        NetworkHost.objects.create(network=NetworkFactory(), host=f"h{number}.example.org")

    with django_assert_max_num_queries(10):
        client.get(LIST)


# --- roles that come from the machine ------------------------------------------------------------------------------


def test_an_operator_is_made_on_the_machine_and_sets_a_password(client, capsys):
    call_command("grant_role", "Betrieb@Example.org", "operator")

    user = User.objects.get(email="betrieb@example.org")
    assert user.is_operator
    assert scope_of(user).lacks_second_factor
    assert reverse("account_reset_password") in capsys.readouterr().out
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert OutboxMail.objects.get().to == user.email
    assert AuditEntry.objects.get(did="granted").detail == "operator"


def test_the_state_level_comes_with_its_land_and_its_last_day(network):
    call_command(
        "grant_role", "land@example.org", "state", land="NW", until=dt.date(2999, 12, 31), verbosity=0
    )

    held = Membership.objects.get()
    assert (held.land, held.valid_until, held.network) == (network.land, dt.date(2999, 12, 31), None)
    call_command("grant_role", "land@example.org", "state", land="NW", end=True)
    assert not Membership.objects.in_force().exists()
    assert not User.objects.get().is_active  # it was the last role


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"role": Role.COORDINATOR}, "not_of_machine"),
        ({"role": Role.STATE}, "land"),
        ({"role": Role.OPERATOR, "valid_until": dt.date(2020, 1, 1)}, "past"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_the_machine_does_not_give(db, wrong, code):
    with pytest.raises(RuleBroken) as broken:
        give_on_machine(email="x@example.org", **wrong)
    assert broken.value.code == code
    assert not User.objects.exists()


def test_a_command_that_cannot_be_ends_in_a_sentence(network, ada):
    for arguments in (
        ["x@", "operator"],
        [ada.email, "operator", "--end"],
        [ada.email, "state", "--land", "XX"],
    ):
        with pytest.raises(CommandError):
            call_command("grant_role", *arguments)


def test_an_account_made_on_the_machine_needs_a_second_factor_too(client, db):
    user = User.objects.create_superuser("root@example.org", "ein langer Satz mit Sinn")
    client.force_login(user)

    assert client.get(LIST).status_code == 302, "set the second factor up first"
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role not in BY_SEAT])
def test_the_menu_leads_only_to_pages_that_open(client, network, role):
    place = {"network": None} if role in {Role.OPERATOR, Role.STATE} else {"network": network}
    if role == Role.STATE:
        place["land"] = network.land
    client.force_login(MembershipFactory(role=role, **place).user)

    entries = client.get(reverse("accounts:profile")).context["house"]["navigation"]

    answers = {entry["url"]: client.get(entry["url"]).status_code for entry in entries}
    assert answers == dict.fromkeys(answers, 200)
