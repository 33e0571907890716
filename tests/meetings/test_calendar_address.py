"""The address of a calendar is a key without sign-in: it opens one calendar, as long as its owner may see it."""

import uuid

import pytest
from django.urls import reverse

from coordination.accounts.services.access import deactivate, reactivate
from meetings.models import CalendarFeed

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(mira):
    return CalendarFeed.objects.create(user=mira)


def answer(client, feed, secret=None):
    return client.get(reverse("dates:feed", args=[feed.uid, secret or feed.secret]))


def test_it_opens_with_its_secret_alone_and_is_kept_by_nobody(client, feed):
    opened = answer(client, feed)

    assert opened.status_code == 200
    assert opened["Cache-Control"] == "private, no-store"
    assert answer(client, feed, "x" * len(feed.secret)).status_code == 404
    assert client.get(reverse("dates:feed", args=[uuid.uuid4(), feed.secret])).status_code == 404


def test_a_new_address_ends_the_old_one(client, feed):
    old = feed.secret
    feed.renew()

    assert answer(client, feed, old).status_code == 404
    assert answer(client, feed).status_code == 200


def test_it_ends_with_the_account_and_stays_ended(client, feed, ada, mira):
    deactivate(by=ada, user=mira)
    assert answer(client, feed).status_code == 404

    reactivate(by=ada, user=mira)
    assert answer(client, feed).status_code == 404


def test_a_copy_of_the_database_opens_no_calendar(feed, settings):
    """The address is made of the installation's key: what is stored does not hold it."""
    address, stored = feed.secret, str(CalendarFeed.objects.values().get())

    assert len(address) == 32
    assert address not in stored.replace("-", "")
    settings.SECRET_KEY = "x" * 60
    assert CalendarFeed.objects.get().secret != address


def test_a_key_that_was_replaced_keeps_the_addresses_until_it_is_removed(client, feed, settings):
    old, settings.SECRET_KEY_FALLBACKS = feed.secret, [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 60

    assert answer(client, feed, old).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert answer(client, feed, old).status_code == 404
