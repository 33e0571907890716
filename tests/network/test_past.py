"""The map of an earlier day: institutions as they were recorded then, at today's rights; and its version, folded."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from coordination.directory.models import Institution, Listing
from coordination.lib.levels import Level
from meetings import edges_groups
from network import loading, past
from network.models.graph import GraphChange, fold, version_of
from network.moments import moments
from tests.factories.directory import AffiliationFactory, PersonFactory
from tests.factories.meetings_groups import GroupFactory, SeatFactory, TermFactory
from tests.factories.network_graph import listed, tied

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    loading.forget()


def backdated(day, *institutions):
    """As if entered on that day."""
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
    ids = [one.pk for one in institutions]
    Institution.history.filter(id__in=ids).update(history_date=moment)
    Listing.history.filter(institution_id__in=ids).update(history_date=moment)


@pytest.fixture
def years(network):
    """Two houses entered two years ago, one a month ago; one of the two has left since."""
    today = timezone.localdate()
    old, gone, new = (listed(network, name) for name in ("Alt", "Gegangen", "Neu"))
    backdated(today - dt.timedelta(days=730), old, gone)
    backdated(today - dt.timedelta(days=30), new)
    listing = gone.listings.get()
    listing.status = Listing.Status.ENDED
    listing.save()
    tied(network, (old, gone), (old, new), valid_from=today - dt.timedelta(days=700))
    return today, old, gone, new


def shown(client, day):
    return client.get(reverse("network:map"), {"tag": day.isoformat(), "ansicht": "tabelle"}).content.decode()


def test_an_earlier_day_shows_who_was_led_then(client, ada, mira, network, years):
    today, _old, _gone, _new = years
    client.force_login(ada)

    then = shown(client, today - dt.timedelta(days=365))
    assert ("Alt" in then, "Gegangen" in then, ">Neu<" in then) == (True, True, False)
    now = client.get(reverse("network:map"), {"ansicht": "tabelle"}).content.decode()
    assert ("Gegangen" in now, "Neu" in now) == (False, True)

    # Before the first record stands what was recorded first; who has left is the coordination's alone.
    assert "Gegangen" in shown(client, today - dt.timedelta(days=3000))
    levels = {row[0]: row[1] for row in past.nodes(network.pk, today - dt.timedelta(days=365))}
    assert levels[years[2].pk] == Level.COORDINATION


def test_a_place_protected_since_has_no_place_on_earlier_days(ada, network, years):
    today, old, *_rest = years
    old.protected_place = True
    old.save()

    rows = {row[0]: row[3:] for row in past.nodes(network.pk, today - dt.timedelta(days=365))}

    assert rows[old.pk] == (None, "", "")


def test_the_look_back_is_a_list_of_links_from_the_first_day(client, ada, network, years):
    today, *_rest = years
    client.force_login(ada)

    page = client.get(reverse("network:map")).context

    days = [stop["day"] for stop in page["stops"]]
    assert days[0] == today - dt.timedelta(days=730)
    assert days[-1] == today
    assert len(days) <= 24
    assert [stop["current"] for stop in page["stops"]].count(True) == 1
    chosen = client.get(reverse("network:map"), {"tag": (today - dt.timedelta(days=50)).isoformat()}).context
    assert "vergleich=" in chosen["compare_url"]
    assert moments(None, today) == [today]


def test_two_days_are_compared_by_what_stood_then(client, ada, network, years):
    today, *_rest = years
    client.force_login(ada)

    day = f"{today - dt.timedelta(days=365):%d.%m.%Y}"
    said = client.get(reverse("network:answers"), {"vergleich": day}).context["compared"]

    assert said["counts"]["ties_new"] == 1  # to the new house
    assert said["counts"]["ties_gone"] == 1  # from the one that left


def test_folded_changes_add_up_to_the_same_version(network, years):
    GraphChange.objects.create(network_id=network.pk, transaction=77, number=3)
    GraphChange.objects.create(network_id=network.pk, transaction=78, number=2)
    before = version_of(network.pk)

    assert fold(network.pk) >= 2
    assert version_of(network.pk) == before
    assert GraphChange.objects.filter(network_id=network.pk).count() == 1
    assert fold(network.pk) == 0

    listed(network, "Danach")  # the triggers go on counting
    assert version_of(network.pk) > before
    assert connection.vendor in {"sqlite", "postgresql"}


def test_who_sits_for_a_profession_makes_the_own_house_a_member(network, years):
    today, old, _gone, new = years
    group = GroupFactory(network=network)
    first = SeatFactory(group=group, institution=old)
    second = SeatFactory(group=group, institution=None)
    person = PersonFactory(network=network, level=Level.COORDINATION)
    AffiliationFactory(person=person, institution=new, network=network)
    for seat, who in ((first, PersonFactory(network=network)), (second, person)):
        TermFactory(seat=seat, person=who)

    (edge,) = edges_groups.edges([network.pk], today)

    assert {edge.source, edge.target} == {old.pk, new.pk}
    assert edge.level == Level.COORDINATION  # it would tell where a hidden person works
