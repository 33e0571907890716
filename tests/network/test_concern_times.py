"""How long answers take, in public from five on; who is told when a concern waits too long; what waits on Heute."""

import datetime as dt

import pytest
from django.utils import timezone

from coordination.lib.models import OutboxMail
from network.models import Concern, ConcernStep
from network.response import Course, response_times
from network.services.concern_watch import tell_late
from network.worklist.concerns import waiting
from tests.factories.network_concerns import ConcernFactory, ConcernStepFactory

DAY = dt.date(2026, 11, 21)


def ago(days: int) -> dt.date:
    return DAY - dt.timedelta(days=days)


def closed(days_open: int, *, ended: int = 10, **more) -> Course:
    return Course(
        raised=ago(ended + days_open), taken_up=ago(ended + days_open - 1), closed=ago(ended), **more
    )


def test_the_middle_of_five_is_told():
    times = response_times([closed(n, is_answered=True) for n in (1, 2, 9, 30, 90)], today=DAY)

    assert (times.days_to_answer, times.days_to_take_up, times.answered_percent) == (9, 1, 100)
    assert (times.raised, times.closed, times.open) == (5, 5, None)


def test_fewer_than_five_are_told_to_nobody():
    times = response_times([closed(n) for n in (1, 2, 9, 30)], today=DAY)

    assert not times.is_told
    assert {times.raised, times.closed, times.open, times.kept_percent, times.answered_percent} == {None}


def test_what_was_closed_longer_than_a_year_ago_counts_no_more():
    assert not response_times([closed(5, ended=400) for _n in range(9)], today=DAY).is_told


def test_a_promise_is_kept_on_its_day_and_broken_after_it():
    kept = [closed(5, ended=20, promised=ago(20)) for _n in range(5)]
    broken = [closed(5, ended=19, promised=ago(20)) for _n in range(4)]
    waiting = [Course(raised=ago(60), promised=ago(1))]

    assert response_times([*kept, *broken, *waiting], today=DAY).kept_percent == 50


def test_a_share_that_tells_of_fewer_than_five_is_told_to_nobody():
    """Four of five answered: 80 per cent would name the one that was declined."""
    rows = [closed(5, is_answered=number > 0) for number in range(5)]

    assert response_times(rows, today=DAY).answered_percent is None


def test_nothing_raised_is_no_error():
    assert not response_times([], today=DAY).is_told


# --- the page
@pytest.mark.django_db
@pytest.mark.parametrize(("count", "is_told"), [(4, False), (5, True)])
def test_the_public_page_hides_small_numbers(client, network, count, is_told):
    now = timezone.now()
    for _n in range(count):
        concern = ConcernFactory(
            network=network, raised_at=now - dt.timedelta(days=9), state="answered", answer="Ja",
            answered_at=now, title="Geheimes Anliegen",
        )  # fmt: skip
        ConcernStepFactory(concern=concern, kind=ConcernStep.Kind.TAKEN_UP, at=now - dt.timedelta(days=7))

    response = client.get("/antwortzeiten/")

    assert response.context["times"].is_told is is_told
    assert (response.context["times"].days_to_answer, response.context["times"].days_to_take_up) == (
        (9, 2) if is_told else (None, None)
    )
    assert "Geheimes Anliegen" not in response.content.decode()
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 8])
def test_the_public_page_asks_equally_often(client, network, rows, django_assert_max_num_queries):
    ConcernFactory.create_batch(rows, network=network)

    with django_assert_max_num_queries(6):
        assert client.get("/en/antwortzeiten/").status_code == 200


# --- waiting too long
def told() -> list[str]:
    found = sorted(OutboxMail.objects.values_list("to", flat=True))
    OutboxMail.objects.all().delete()
    return found


@pytest.mark.django_db
def test_a_concern_nobody_takes_up_reaches_the_coordination_once(network, ada):
    ConcernFactory(network=network, raised_at=timezone.now() - dt.timedelta(days=16))
    ConcernFactory(network=network, raised_at=timezone.now() - dt.timedelta(days=5))

    assert tell_late() == 1
    assert told() == [ada.email]
    assert tell_late() == 0
    assert told() == []


@pytest.mark.django_db
def test_a_broken_promise_is_told_to_those_who_wait_too(network, ada, mira):
    today = timezone.localdate()
    late = ConcernFactory(
        network=network, raised_by=mira, state="taken_up", promised_on=today - dt.timedelta(days=1)
    )
    ConcernFactory(network=network, state="taken_up", promised_on=today)

    assert tell_late() == 1
    assert told() == sorted([ada.email, mira.email])
    assert late.steps.get().kind == "late"


@pytest.mark.django_db
def test_two_weeks_later_the_chair_hears_of_it(network, ada, lang, monkeypatch):
    from network.services import concern_watch

    monkeypatch.setattr(concern_watch, "chairs_of", lambda _item: [lang])
    today = timezone.localdate()
    concern = ConcernFactory(
        network=network, state="with_group", group_name="Steuerungsgruppe", told_late=1,
        promised_on=today - dt.timedelta(days=15),
    )  # fmt: skip

    assert tell_late() == 1
    assert lang.email in told()
    concern.refresh_from_db()
    assert concern.told_late == 2


@pytest.mark.django_db
def test_what_is_closed_is_late_no_more(network, ada):
    now = timezone.now()
    ConcernFactory(
        network=network, state="answered", answer="Ja", answered_at=now,
        promised_on=timezone.localdate() - dt.timedelta(days=90),
    )  # fmt: skip

    assert tell_late() == 0


# --- Heute
@pytest.mark.django_db
def test_the_coordination_finds_what_waits(network, ada, mira, noor):
    ConcernFactory(network=network, title="Neu")
    ConcernFactory(network=network, title="Zugesagt", state="taken_up", promised_on=timezone.localdate())
    ConcernFactory(network=network, title="Weit weg", state="taken_up", promised_on=dt.date(2099, 1, 1))

    titles = " ".join(item.title for item in waiting(ada))

    assert "Neu" in titles
    assert "Zugesagt" in titles
    assert "Weit weg" not in titles
    assert list(waiting(mira)) == list(waiting(noor)) == []


@pytest.mark.django_db
def test_many_new_ones_are_one_line(network, ada):
    ConcernFactory.create_batch(9, network=network)

    items = list(waiting(ada))

    assert len(items) == 1
    assert "9" in items[0].title
    assert Concern.objects.waiting().count() == 9
