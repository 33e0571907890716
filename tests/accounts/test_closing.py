"""The end of an access: none of its credentials works at the next request."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import AuditEntry, Link, Membership, User
from coordination.accounts.roles import Role
from coordination.accounts.services.access import (
    close_forgotten,
    deactivate,
    reactivate,
    reset_second_factor,
)
from coordination.accounts.services.address import ask_for_address
from coordination.accounts.services.people import accept_invitation, end_membership, invite
from coordination.accounts.services.tokens import make_token
from coordination.accounts.tasks import access
from coordination.lib.errors import RuleBroken
from coordination.lib.models import OutboxMail
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "ein langer Satz mit Sinn"


class Credentials:
    """All that opens something for a person; ``working`` tries each one as a browser or program would."""

    def __init__(self, person: User, *, by: User, network) -> None:
        person.set_password(PASSWORD)
        person.save()
        self.person = person
        self.browsers = [Client() for _ in range(3)]
        for browser in self.browsers:
            browser.force_login(person)
        User.objects.filter(pk=person.pk).update(last_login=timezone.now() - dt.timedelta(hours=1))
        day = timezone.localdate() + dt.timedelta(days=30)
        self.token = make_token(by=person, name="Skript", scopes=["directory:read"], last_day=day)[1]
        Client().post(reverse("account_reset_password"), {"email": person.email})
        self.reset = re.search(r"/konto/passwort/neu/\S+/", OutboxMail.objects.latest("id").text)[0]
        ask_for_address(by=person, email="neu@example.org")
        self.address = re.search(r"/konto/adresse/\S+/", OutboxMail.objects.get(to="neu@example.org").text)[0]
        invite(by=by, network=network, email=person.email, role=Role.PROFESSIONAL)
        self.invitation = re.search(r"/einladung/[\w-]+/", OutboxMail.objects.latest("id").text)[0]

    def working(self) -> list[str]:
        works = [
            "session" for one in self.browsers if one.get(reverse("accounts:profile")).status_code == 200
        ]
        if Client().get("/api/v1/me", headers={"Authorization": f"Token {self.token}"}).status_code == 200:
            works.append("token")
        if not Client().get(self.reset, follow=True).context.get("token_fail"):
            works.append("reset")
        sent = {"login": self.person.email, "password": PASSWORD}  # last: signing in ends the link above
        browser = Client()
        browser.post(reverse("account_login"), sent)
        if "_auth_user_id" in browser.session:
            works.append("password")
        works += [
            name for name in ("address", "invitation") if Client().get(getattr(self, name)).status_code == 200
        ]
        return works


ALL = ["session"] * 3 + ["token", "reset", "password", "address", "invitation"]


@pytest.fixture
def credentials(mira, ada, network):
    return Credentials(mira, by=ada, network=network)


def test_before_the_end_every_one_works(credentials):
    """The counter-check of the tests below."""
    assert credentials.working() == ALL


def test_after_the_end_none_works(credentials, ada, mira):
    deactivate(by=ada, user=mira)

    assert credentials.working() == []
    assert AuditEntry.objects.get(did=AuditEntry.Did.DEACTIVATED).detail == "by_hand"


def test_with_the_last_role_the_access_ends(credentials, ada, mira):
    end_membership(by=ada, membership=Membership.objects.get(user=mira))

    assert credentials.working() == []
    mira.refresh_from_db()
    assert mira.closed_because == User.Closed.NO_ROLE


def test_a_role_that_ends_later_leaves_the_access_until_then(ada, mira):
    end_membership(by=ada, membership=Membership.objects.get(user=mira), last_day=timezone.localdate())

    mira.refresh_from_db()
    assert mira.is_active


def test_the_night_after_the_last_day_the_access_ends(credentials, mira):
    Membership.objects.filter(user=mira).first().delete()
    MembershipFactory(
        user=mira, role=Role.MULTIPLIER, valid_until=timezone.localdate() - dt.timedelta(days=1)
    )

    assert close_forgotten() == {"idle": 0, "no_role": 1}
    assert credentials.working() == []
    assert close_forgotten() == {"idle": 0, "no_role": 0}


def test_another_role_or_one_that_begins_soon_keeps_the_access(ada, mira, other_network):
    soon = timezone.localdate() + dt.timedelta(days=5)
    MembershipFactory(user=mira, network=other_network, role=Role.MULTIPLIER, valid_from=soon)

    end_membership(by=ada, membership=Membership.objects.filter(user=mira).earliest("id"))

    mira.refresh_from_db()
    assert mira.is_active


def test_who_never_had_a_role_and_the_operators_staff_are_left_alone():
    UserFactory()
    MembershipFactory(
        user=UserFactory(is_staff=True), valid_until=timezone.localdate() - dt.timedelta(days=1)
    )

    assert close_forgotten() == {"idle": 0, "no_role": 0}


def test_an_account_nobody_used_for_two_years_is_locked(credentials, mira, lang, settings):
    User.objects.filter(pk=lang.pk).update(last_login=timezone.now() - dt.timedelta(days=700))
    User.objects.filter(pk=mira.pk).update(last_login=timezone.now() - dt.timedelta(days=740))

    assert close_forgotten() == {"idle": 1, "no_role": 0}
    assert credentials.working() == []
    lang.refresh_from_db()
    assert lang.is_active
    settings.IDLE_ACCOUNT_MONTHS = 12
    assert close_forgotten() == {"idle": 1, "no_role": 0}


def test_an_account_never_used_counts_from_its_beginning(mira):
    User.objects.filter(pk=mira.pk).update(date_joined=timezone.now() - dt.timedelta(days=740))

    assert close_forgotten()["idle"] == 1


def test_the_nightly_round_runs(mira):
    assert set(access.func()) == {"idle", "no_role", "sessions", "rows", "attempts"}


def test_opened_again_the_old_sessions_tokens_and_links_stay_ended(credentials, ada, mira):
    deactivate(by=ada, user=mira)

    reactivate(by=ada, user=mira)

    assert credentials.working() == ["password"]


def test_the_page_of_the_role_closes_and_opens(client, ada, mira, noor):
    role = reverse("accounts:membership-end", args=[Membership.objects.get(user=mira).uid])
    client.force_login(ada)
    assert reverse("accounts:deactivate", args=[mira.uid]) in client.get(role).content.decode()
    client.post(reverse("accounts:deactivate", args=[mira.uid]))
    assert reverse("accounts:reactivate", args=[mira.uid]) in client.get(role).content.decode()
    stranger = Client()
    stranger.force_login(noor)
    assert stranger.post(reverse("accounts:reactivate", args=[mira.uid])).status_code == 404

    client.post(reverse("accounts:reactivate", args=[mira.uid]))

    mira.refresh_from_db()
    assert mira.is_active
    assert client.post(reverse("accounts:reactivate", args=[mira.uid])).status_code == 404


def test_a_stranger_opens_and_closes_nothing(noor, ada, mira):
    for verb in (deactivate, reactivate):
        with pytest.raises(PermissionDenied):
            verb(by=noor, user=mira)


def test_who_left_comes_back_with_a_new_invitation(ada, mira, network):
    end_membership(by=ada, membership=Membership.objects.get(user=mira))
    invite(by=ada, network=network, email=mira.email, role=Role.MULTIPLIER)

    accept_invitation(link=Link.objects.usable().get())

    mira.refresh_from_db()
    assert mira.is_active
    assert close_forgotten() == {"idle": 0, "no_role": 0}


def test_who_was_locked_by_hand_does_not(ada, mira, network):
    deactivate(by=ada, user=mira)
    invite(by=ada, network=network, email=mira.email, role=Role.MULTIPLIER)

    with pytest.raises(RuleBroken) as broken:
        accept_invitation(link=Link.objects.usable().get())

    assert broken.value.code == "inactive"


def test_a_lost_factor_ends_the_sessions_and_the_person_is_told(client, ada):
    client.force_login(ada)

    reset_second_factor(user=ada)

    assert client.get(reverse("accounts:profile")).status_code == 302
    assert "zweite Faktor" in OutboxMail.objects.get(to=ada.email).text
