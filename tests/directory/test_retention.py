"""Kept no longer than needed: exactly what is due goes, a second run finds nothing; each network by its periods."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import AuditEntry, Link, Network
from coordination.accounts.services.erasure import NOWHERE
from coordination.accounts.services.keeping import set_period
from coordination.directory.models import DataRequest, ExportRequest, Person
from coordination.lib.errors import RuleBroken
from coordination.lib.models import Erasure, KeepingTime, RetentionRun
from coordination.lib.personal import retention
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import AffiliationFactory, InstitutionFactory, ListingFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()


def ago(months: int) -> dt.datetime:
    return retention.months_before(NOW, months) - dt.timedelta(days=1)


def networks() -> list[int]:
    return list(Network.objects.values_list("pk", flat=True))


def worker(network, *, until=None, **fields):
    institution = InstitutionFactory()
    ListingFactory(institution=institution, network=network)
    person = PersonFactory(network=network, **fields)
    AffiliationFactory(person=person, institution=institution, network=network, valid_until=until)
    return person


def log(network, did, months):
    return AuditEntry.objects.create(network=network, did=did, at=ago(months))


@pytest.fixture
def world(network, other_network, ada):
    """Of everything one row that is due and one that is not."""
    left = UserFactory(email="weg@example.org", date_joined=ago(30))
    MembershipFactory(user=left, network=network, role="multiplier", valid_until=ago(13).date())
    stays = UserFactory(date_joined=ago(30))
    MembershipFactory(user=stays, network=network, role="multiplier", valid_until=ago(11).date())
    export = {"network": network, "asked_by": ada, "noun": "person", "kind": "csv", "count": 1, "reason": "x"}
    request = {"network": network, "asked_by": ada, "kind": "object", "is_granted": True}
    return {
        "due": {
            "sign-in": log(network, "signed_in", 3),
            "read": log(network, "read", 12),
            "log": log(network, "granted", 24),
            "link": Link.objects.create(
                purpose="invitation", digest="1", recipient="a@example.org", expires_at=ago(3)
            ),
            "person": worker(network, until=ago(12).date()),
            "export": ExportRequest.objects.create(expires_at=ago(24), **export),
            "request": DataRequest.objects.create(decided_at=ago(36), **request),
        },
        "left": left,
        "kept": {
            "sign-in": log(network, "signed_in", 2),
            "read": log(network, "read", 11),
            "log": log(network, "granted", 23),
            "link": Link.objects.create(
                purpose="invitation", digest="2", recipient="a@example.org", expires_at=ago(2)
            ),
            "person": worker(network, until=ago(11).date()),
            "at work": worker(network),
            "stays": stays,
            "export": ExportRequest.objects.create(expires_at=ago(23), **export),
            "request": DataRequest.objects.create(decided_at=ago(35), **request),
        },
    }


def there(row) -> bool:
    return type(row)._base_manager.filter(pk=row.pk).exists()


def test_exactly_what_is_due_goes_and_a_second_run_finds_nothing(world):
    first = retention.run(networks(), now=NOW)
    second = retention.run(networks(), now=NOW)

    assert {name for name, row in world["due"].items() if there(row)} == set()
    assert {name for name, row in world["kept"].items() if not there(row)} == set()
    world["left"].refresh_from_db()
    assert world["left"].email.endswith(NOWHERE)
    world["kept"]["stays"].refresh_from_db()
    assert not world["kept"]["stays"].email.endswith(NOWHERE)
    keys = ("accounts.sign_ins", "accounts.read_log", "accounts.log", "directory.former")
    assert [first[key] for key in keys] == [1, 1, 1, 1]
    assert set(second.values()) == {0}
    assert RetentionRun.objects.count() == 1


def test_three_years_later_everything_that_has_ended_is_gone_and_everything_that_lasts_is_there(world, ada):
    later = NOW + dt.timedelta(days=3 * 365 + 1)

    retention.run(networks(), now=later)

    kept = {name for name, row in world["kept"].items() if there(row)}
    assert kept == {"at work", "stays"}  # the account stays as an empty row
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert set(retention.run(networks(), now=later).values()) == {0}


def test_the_preview_says_what_the_run_does(world, network, other_network):
    expected = {one.period.key: one.count for one in retention.preview(networks(), network.pk, now=NOW)}
    nothing = {one.count for one in retention.preview(networks(), other_network.pk, now=NOW)}
    done = retention.run(networks(), now=NOW)

    assert nothing == {0}
    assert {key: count for key, count in done.items() if key != "accounts.links"} == {
        key: count for key, count in expected.items() if key != "accounts.links"
    }


def test_each_network_keeps_by_its_own_periods(network, other_network, ada):
    set_period(by=ada, network=network, key="accounts.read_log", months=6)
    ours, theirs = log(network, "read", 7), log(other_network, "read", 7)

    retention.run(networks(), now=NOW)

    assert (there(ours), there(theirs)) == (False, True)


def test_an_erasure_by_time_stands_in_the_journal(world):
    person = world["due"]["person"]
    retention.run(networks(), now=NOW)

    assert Erasure.objects.filter(kind="directory.person", uid=person.uid).exists()
    assert Erasure.objects.filter(kind="accounts.user", uid=world["left"].uid).exists()


def test_who_still_has_a_role_is_kept_though_no_function_is_left(network):
    user = UserFactory()
    MembershipFactory(user=user, network=network, role="multiplier")
    person = worker(network, until=ago(30).date(), user=user)

    retention.run(networks(), now=NOW)

    assert Person.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("months", ["5", "25", "", "-1", "zwölf", "9" * 30, "1e3"])
def test_outside_the_bounds_nothing_is_saved_and_the_bounds_are_named(network, ada, months, client):
    client.force_login(ada)

    page = client.post(
        reverse("directory:retention", args=[network.uid]), {"key": "accounts.read_log", "months": months}
    )

    assert page.status_code == 200
    assert not KeepingTime.objects.exists()
    assert "24" in page.content.decode()


def test_the_page_shows_periods_and_saves_one(network, ada, client):
    client.force_login(ada)

    answer = client.post(
        reverse("directory:retention", args=[network.uid]), {"key": "accounts.read_log", "months": "6"}
    )

    assert answer.status_code == 302
    assert KeepingTime.objects.get().months == 6
    assert AuditEntry.objects.get(did="period_changed").detail == "accounts.read_log: 6"


def test_the_auditor_reads_the_periods_and_changes_none(network, auditor, client):
    client.force_login(auditor)

    assert client.get(reverse("directory:retention", args=[network.uid])).status_code == 200
    client.post(
        reverse("directory:retention", args=[network.uid]), {"key": "accounts.read_log", "months": "6"}
    )
    assert not KeepingTime.objects.exists()


def test_an_unknown_period_is_refused(network, ada):
    with pytest.raises(RuleBroken) as broken:
        set_period(by=ada, network=network, key="nichts", months=6)

    assert broken.value.code == "no_period"


@pytest.mark.parametrize("name", ["retention", "record-of-processing", "wordings"])
def test_pages_of_another_network_do_not_exist(network, noor, mira, client, name):
    client.force_login(noor)
    assert client.get(reverse(f"directory:{name}", args=[network.uid])).status_code == 404
    client.force_login(mira)
    assert client.get(reverse(f"directory:{name}", args=[network.uid])).status_code == 403
