"""Multipliers and editors are invited for institutions; who edits one entry is named on the entry."""

import pytest
from django.urls import reverse

from coordination.accounts.models import AuditEntry, Link, Membership, User
from coordination.accounts.roles import Role
from coordination.accounts.services.people import accept_invitation
from coordination.directory.models import Affiliation, Institution, InstitutionUserObjectPermission
from coordination.directory.services.editors import name_editor
from coordination.lib.levels import Level
from coordination.lib.models import OutboxMail
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import InstitutionFactory, ListingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kita(network):
    return ListingFactory(
        network=network, institution__name="Kita Sonnenblume", institution__city="Troisdorf"
    ).institution


def invite(client, ada, network, **more):
    client.force_login(ada)
    asked = {"network": network.uid, "email": "neu@example.org", "role": "multiplier", **more}
    return client.post(reverse("accounts:invite"), asked)


def test_a_multiplier_is_invited_for_an_institution_and_works_there_after_the_yes(client, ada, network, kita):
    assert invite(client, ada, network, institution="Kita Sonnenblume").status_code == 302

    user = accept_invitation(link=Link.objects.get(), password="x" * 14, first_name="Nele", last_name="Neu")

    there = Affiliation.objects.in_force().get(person__user=user)
    assert (there.institution, there.network, str(there.person)) == (kita, network, "Nele Neu")


def test_an_editor_may_change_exactly_what_was_named(client, ada, network, kita):
    other = ListingFactory(network=network).institution
    invite(client, ada, network, role="institution_editor", institution="Kita Sonnenblume (Troisdorf)")

    user = accept_invitation(link=Link.objects.get(), password="x" * 14, first_name="Cem", last_name="Neu")

    seen = Institution.objects.editable_by(User.objects.get(pk=user.pk))
    assert kita in seen
    assert other not in seen


@pytest.mark.parametrize(
    ("institution", "said"), [("", "für welche Einrichtung"), ("Gibt es nicht", "nicht im Verzeichnis")]
)
def test_without_an_institution_of_the_network_nobody_is_invited(
    client, ada, network, other_network, institution, said
):
    page = invite(client, ada, network, institution=institution)

    assert said in page.content.decode()
    assert not Link.objects.exists()


def test_an_institution_of_another_network_cannot_be_named(client, ada, network, other_network):
    ListingFactory(network=other_network, institution__name="Haus Fremd", level=Level.PUBLIC)

    assert "nicht im Verzeichnis" in invite(client, ada, network, institution="Haus Fremd").content.decode()


def test_other_roles_need_none(client, ada, network):
    assert invite(client, ada, network, role="professional").status_code == 302
    assert "institutions" not in Link.objects.get().data


def test_what_has_left_the_network_meanwhile_is_left_out(client, ada, network, kita):
    invite(client, ada, network, institution="Kita Sonnenblume")
    kita.listings.get().delete()

    user = accept_invitation(link=Link.objects.get(), password="x" * 14, first_name="N", last_name="N")

    assert user.memberships.get().role == Role.MULTIPLIER
    assert not Affiliation.objects.exists()


# --- the page of an entry ---------------------------------------------------------------------------------------------
def test_somebody_is_named_and_dismissed_on_the_page_of_the_entry(client, ada, mira, network, kita):
    client.force_login(ada)
    url = reverse("directory:institution-editors", args=[kita.uid])

    assert client.post(url, {"person": mira.uid}).status_code == 302
    assert str(mira) in client.get(url).content.decode()
    assert kita in Institution.objects.editable_by(User.objects.get(pk=mira.pk))

    client.post(reverse("directory:institution-editor-end", args=[kita.uid, mira.uid]))
    assert not InstitutionUserObjectPermission.objects.exists()


def test_only_who_gives_roles_here_opens_it(client, ada, mira, noor, network, kita):
    url = reverse("directory:institution-editors", args=[kita.uid])
    name_editor(by=ada, institution=kita, user=mira, network=network)

    client.force_login(mira)
    assert client.get(url).status_code == 403
    client.force_login(noor)
    assert client.get(url).status_code == 404
    end = reverse("directory:institution-editor-end", args=[kita.uid, mira.uid])
    assert client.post(end).status_code == 404
    assert InstitutionUserObjectPermission.objects.exists()


def test_people_of_other_networks_cannot_be_named(client, ada, noor, kita):
    client.force_login(ada)

    page = client.post(reverse("directory:institution-editors", args=[kita.uid]), {"person": noor.uid})

    assert page.status_code == 200
    assert not InstitutionUserObjectPermission.objects.exists()


# --- the place that is protected already ---------------------------------------------------------------------------
def test_protecting_twice_is_answered_kindly(client, ada, network):
    shelter = InstitutionFactory(name="Schutzwohnung", protected_place=True)
    ListingFactory(institution=shelter, network=network, level=Level.NETWORK)
    client.force_login(ada)

    page = client.get(reverse("directory:institution-protect", args=[shelter.uid]), follow=True)

    assert page.redirect_chain[-1][0] == shelter.get_absolute_url()
    assert "ist bereits ein Schutzort" in page.content.decode()


# --- lost second factor -----------------------------------------------------------------------------------------
def lost(client, **answers):
    given = {"email": "ada@example.org", "reason": "im Büro zurückgerufen", "is_sure": "on", **answers}
    return client.post(reverse("accounts:lost-factor"), given)


def test_the_operator_helps_with_a_reason_and_the_person_is_told(client, ada, network):
    operator = MembershipFactory(user=UserFactory(is_staff=True), role=Role.OPERATOR, network=None).user
    client.force_login(operator)

    assert lost(client, reason="").context["form"].errors["reason"]
    assert lost(client, is_sure="").context["form"].errors["is_sure"]
    assert lost(client, email="niemand@example.org").context["form"].errors["email"]
    assert lost(client).status_code == 302

    entry = AuditEntry.objects.get(did=AuditEntry.Did.FACTOR_RESET)
    assert (entry.network, entry.user, entry.detail) == (network, operator, "im Büro zurückgerufen")
    assert OutboxMail.objects.filter(to=ada.email).exists()


def test_nobody_helps_themselves_and_no_coordinator_opens_the_page(client, ada, network):
    client.force_login(ada)
    assert lost(client).status_code == 403

    me = UserFactory(email="ich@example.org")
    client.force_login(MembershipFactory(user=me, role=Role.OPERATOR, network=None).user)
    page = lost(client, email="ich@example.org")

    assert page.status_code == 200
    assert not AuditEntry.objects.filter(did=AuditEntry.Did.FACTOR_RESET).exists()
    assert Membership.objects.exists()
