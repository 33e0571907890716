"""Four figures and the funnel: named, active once, still active, people reached; numbers, no names."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from network.activity import activity
from tests.factories.network_multipliers import AppointmentFactory, RelayFactory

pytestmark = pytest.mark.django_db


def done(appointment, days_ago, reach):
    return RelayFactory(
        appointment=appointment, state="done", format="team", reach=reach,
        done_on=timezone.localdate() - dt.timedelta(days=days_ago), answered_at=timezone.now(),
    )  # fmt: skip


def test_the_four_figures(network, other_network):
    diligent, once, idle = (AppointmentFactory(network=network) for _n in range(3))
    gone = AppointmentFactory(network=network, state="ended")
    AppointmentFactory(network=other_network)
    done(diligent, 10, "6-15")
    done(once, 500, "41-100")
    done(gone, 20, "1-5")

    found = activity([network.pk])

    assert (found.named, found.once, found.still, found.active) == (4, 3, 1, 3)
    assert found.people == 6 + 41 + 1
    assert (found.once_percent, found.still_percent) == (75, 25)
    assert idle.pk


def test_an_institution_counts_once_with_its_widest_reach(network):
    one = AppointmentFactory(network=network)
    first = done(one, 10, "6-15")
    again = done(one, 5, "41-100")
    again.institution = first.institution
    again.save()

    assert activity([network.pk]).people == 41


def test_an_empty_network_has_zeros(network):
    found = activity([network.pk])

    assert (found.named, found.once_percent, found.people, found.days) == (0, 0, 0, None)


def test_the_page_foretells_from_recorded_times(client, network, ada):
    for days_ago in (1, 2, 3, 4, 5):
        relay = done(AppointmentFactory(network=network), days_ago, "6-15")
        relay.briefing.is_duty, relay.briefing.due_on = True, timezone.localdate()
        relay.briefing.issued_at = timezone.now() - dt.timedelta(days=6)
        relay.briefing.save()
    client.force_login(ada)

    page = client.get(reverse("network:reach"))
    spread = page.context["spread"]

    assert spread.steps[0] == (5, 3)
    assert (spread.points[0].expected, spread.points[0].real) == (100, None)
    assert "100 %" in page.content.decode()


def test_the_page_is_for_who_reads_the_whole_network(client, network, ada, mira, auditor):
    done(AppointmentFactory(network=network), 10, "6-15")
    for user, status in ((ada, 200), (auditor, 200), (mira, 403)):
        client.force_login(user)
        assert client.get(reverse("network:reach")).status_code == status


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_equally_often(client, network, ada, rows, django_assert_max_num_queries):
    for _row in range(rows):
        done(AppointmentFactory(network=network), 10, "6-15")
    client.force_login(ada)

    with django_assert_max_num_queries(12):
        page = client.get(reverse("network:reach"))

    assert len(page.context["briefings"]) == rows
