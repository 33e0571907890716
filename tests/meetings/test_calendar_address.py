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
