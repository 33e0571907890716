"""Signing in: nothing told to strangers, the second factor compulsory where a role needs it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, reverse

from coordination.accounts.models import AuditEntry, User
from coordination.accounts.permissions import forget_scope, scope_of
from coordination.accounts.roles import NEEDS_SECOND_FACTOR, Role
from coordination.accounts.services.people import invite
from coordination.lib.models import OutboxMail
from tests.factories.accounts import MembershipFactory, code_now, nrw

pytestmark = pytest.mark.django_db
PASSWORD = "ein langer Satz mit Sinn"
SET_UP = "/konto/zweiter-faktor/app/einrichten/"


@pytest.fixture
def ada(ada):
    ada.set_password(PASSWORD)
    ada.save()
    return ada


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def text_of(response) -> str:
    """The page without what differs each time: tokens, and the address typed in."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r'value="[^"]*@[^"]*"', "", page)


def test_password_and_code_open_the_workspace(client, ada):
    asked = sign_in(client, ada.email)
    assert asked.url == reverse("mfa_authenticate")
    assert client.get(reverse("overview:today")).status_code == 302, "the password alone opens nothing"

    opened = client.post(asked.url, {"code": code_now()})

    assert opened.url == reverse("overview:today")
    assert client.get(opened.url).status_code == 200


def test_a_wrong_code_opens_nothing(client, ada):
    asked = sign_in(client, ada.email)

    page = client.post(asked.url, {"code": "000000"})

    assert page.status_code == 200
    assert "data-focus" in page.content.decode(), "the summary of errors"
    assert client.get(reverse("overview:today")).status_code == 302


def test_a_code_works_once(client, ada):
    code = code_now()
    client.post(sign_in(client, ada.email).url, {"code": code})
    client.logout()

    page = client.post(sign_in(client, ada.email).url, {"code": code})

    assert page.status_code == 200


def test_signing_in_does_not_tell_whether_there_is_an_account(client, ada, network):
    known = sign_in(client, ada.email, "falsch")
    unknown = sign_in(client, "niemand@example.org", "falsch")

    assert known.status_code == unknown.status_code == 200
    assert text_of(known) == text_of(unknown)


def test_the_page_behind_a_sent_reset_is_the_same_for_everybody(client, ada):
    pages = []
    for email in (ada.email, "niemand@example.org"):
        answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        pages.append(text_of(answer))

    assert pages[0] == pages[1]


def test_a_forgotten_password_is_set_anew_by_the_link_in_the_mail(client, ada):
    client.post(reverse("account_reset_password"), {"email": ada.email})
    address = re.search(r"/konto/passwort/neu/\S+/", OutboxMail.objects.latest("id").text)[0]

    form = client.get(address, follow=True)
    done = client.post(form.request["PATH_INFO"], {"password1": PASSWORD + "!", "password2": PASSWORD + "!"})

    assert done.url == reverse("account_reset_password_from_key_done")
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD + "!")
    assert client.get(address).context["token_fail"], "a link works once"


@pytest.mark.parametrize("role", sorted(NEEDS_SECOND_FACTOR))
@pytest.mark.parametrize(
    "page", ["overview:today", "accounts:profile", "mfa_index", "account_change_password", "site:start"]
)
def test_without_the_second_factor_only_its_set_up_opens(client, network, role, page):
    places = {Role.STATE: {"network": None, "land": nrw()}, Role.OPERATOR: {"network": None}}
    where = places.get(Role(role), {"network": network})
    person = MembershipFactory(role=role, second_factor=False, **where).user
    client.force_login(person)

    answer = client.get(reverse(page))

    assert (answer.status_code, answer.headers.get("Location")) == (302, SET_UP)


def test_without_its_guard_the_workspace_would_open_and_that_is_seen(client, network, settings):
    """The counter-check of the test above."""
    person = MembershipFactory(role=Role.COORDINATOR, second_factor=False, network=network).user
    client.force_login(person)
    guard = "coordination.accounts.second_factor.SecondFactorMiddleware"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != guard]

    assert client.get(reverse("overview:today")).status_code == 200


def test_other_roles_come_in_with_the_password(client, mira, lang):
    for person in (mira, lang):
        client.force_login(person)
        assert client.get(reverse("overview:today")).status_code == 200


def test_a_role_that_ends_takes_its_duty_along(network):
    membership = MembershipFactory(role=Role.COORDINATOR, second_factor=False, network=network)
    assert scope_of(membership.user).lacks_second_factor

    membership.delete()
    forget_scope(membership.user)

    assert not scope_of(membership.user).lacks_second_factor


def test_spare_codes_alone_are_no_second_factor(network):
    person = MembershipFactory(role=Role.COORDINATOR, second_factor=False, network=network).user
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})

    assert scope_of(person).lacks_second_factor


def test_the_duty_costs_no_question_of_its_own(ada, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not scope_of(ada).lacks_second_factor
        assert scope_of(ada).networks


def test_an_invited_coordinator_sets_up_the_second_factor_and_is_in(client, ada, network):
    invite(by=ada, network=network, email="neu@example.org", role=Role.COORDINATOR)
    address = re.search(r"/einladung/[\w-]+/", OutboxMail.objects.latest("id").text)[0]
    values = {"first_name": "Nele", "last_name": "Neu", "password": PASSWORD, "repeat": PASSWORD}

    page = client.post(address, values, follow=True)
    assert page.request["PATH_INFO"] == SET_UP, "and the password is not asked a second time"
    secret = page.context["form"].secret
    wrong = client.post(SET_UP, {"code": "000000"})
    done = client.post(SET_UP, {"code": code_now(secret)})

    assert wrong.status_code == 200
    assert wrong.context["form"].secret == secret, "the app need not be set up again"
    assert done.url == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("overview:today")).status_code == 200
    assert scope_of(User.objects.get(email="neu@example.org")).has_second_factor


def test_who_removes_the_app_sets_up_a_new_one_at_once(client, ada):
    client.post(sign_in(client, ada.email).url, {"code": code_now()})

    client.post(reverse("mfa_deactivate_totp"))

    assert client.get(reverse("overview:today")).headers["Location"] == SET_UP


def test_changes_of_the_access_ask_again_after_a_while(client, ada):
    client.post(sign_in(client, ada.email).url, {"code": code_now()})
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200

    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 901
    session["sign_in"] = {**session["sign_in"], "began": session["sign_in"]["began"] - 901}
    session.save()

    assert client.get(reverse("mfa_deactivate_totp")).headers["Location"].startswith("/konto/bestaetigen/")


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_confirm_login_code"])
def test_what_is_not_offered_does_not_exist(client, ada, name):
    client.force_login(ada)

    assert client.get(reverse(name)).status_code == 404


def test_no_page_of_the_entrance_speaks_of_signing_up(client):
    for name in (
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_inactive",
    ):
        page = client.get(reverse(name)).content.decode()
        assert reverse("account_signup") not in page
        assert page.count("<h1") == 1
        assert " style=" not in page


def test_the_admin_of_django_is_off(client, ada):
    client.force_login(ada)

    assert client.get("/admin/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")


def test_logins_of_the_demo_exist_in_the_demo_only(client, ada, settings):
    assert client.get(reverse("accounts:demo")).status_code == 404

    settings.DEMO = True
    page = client.get(reverse("accounts:demo")).content.decode()

    assert ada.email in page
    assert code_now() in page


def test_the_address_is_filled_in_for_the_demo_only(client, settings):
    address = reverse("account_login") + "?adresse=petra%40example.org"
    assert "petra@example.org" not in client.get(address).content.decode()

    settings.DEMO = True
    assert 'value="petra@example.org"' in client.get(address).content.decode()


def test_a_lost_second_factor_is_removed_on_the_machine(client, ada, capsys):
    client.force_login(ada)

    call_command("reset_second_factor", "ADA@example.org")

    assert not Authenticator.objects.filter(user=ada).exists()
    assert client.get(reverse("overview:today")).headers["Location"].startswith(reverse("account_login"))
    assert AuditEntry.objects.get().did == AuditEntry.Did.FACTOR_RESET
    assert ada.email in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "niemand@example.org")


def test_the_profile_changes_the_language(client, mira):
    client.force_login(mira)

    client.post(reverse("accounts:profile"), {"first_name": "Mira", "last_name": "Muster", "language": "en"})

    page = client.get(reverse("accounts:profile"))
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode()


@pytest.mark.parametrize(
    "name", ["account_logout", "account_reauthenticate", "mfa_index", "account_change_password"]
)
def test_pages_of_the_own_account_open_for_who_is_signed_in(client, ada, mira, name):
    for person in (ada, mira):
        client.force_login(person)
        assert client.get(reverse(name)).status_code == 200


def test_the_set_up_page_opens_for_who_lacks_the_factor(client, network):
    person = MembershipFactory(network=network, second_factor=False).user
    person.set_password(PASSWORD)
    person.save()
    sign_in(client, person.email)

    assert client.get(SET_UP).status_code == 200
