"""Seats and terms: one holder, one chair, roles that follow and end; what other networks see."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import Membership
from coordination.accounts.permissions import forget_scope, scope_of
from coordination.accounts.roles import Role
from coordination.accounts.services.access import without_role
from coordination.accounts.services.people import end_membership
from coordination.lib import guards
from coordination.lib.errors import RuleBroken
from meetings.guards_groups import FROZEN, ONE_CHAIR, ONE_HOLDER
from meetings.models import Group, Minutes, SeatTerm, Task
from meetings.services import groups as verbs
from meetings.services.tasks import may_do
from tests.factories.accounts import UserFactory
from tests.factories.directory import PersonFactory
from tests.factories.meetings_groups import (
    GroupFactory,
    ItemFactory,
    MeetingFactory,
    MinutesFactory,
    SeatFactory,
    TaskFactory,
    TermFactory,
    held,
    seat_for,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_filling_a_seat_gives_the_role_and_ending_it_takes_it(ada, network):
    seat = SeatFactory(group__network=network)
    user = UserFactory()
    person = PersonFactory(user=user, network=network)

    term = verbs.fill_seat(by=ada, seat=seat, person=person, valid_from=TODAY(), office="chair")

    assert scope_of(user).has_role(Role.GROUP_CHAIR)
    assert not without_role().filter(pk=user.pk).exists()
    verbs.end_term(by=ada, term=term, last_day=TODAY())
    assert Membership.objects.get(user=user).valid_until == TODAY()
    assert without_role(TODAY() + dt.timedelta(days=1)).filter(pk=user.pk).exists()


def test_a_role_by_seat_is_not_ended_by_hand(ada, network):
    term = seat_for(UserFactory(), GroupFactory(network=network))

    with pytest.raises(RuleBroken) as broken:
        end_membership(by=ada, membership=Membership.objects.get(follows_from=term.uid))

    assert broken.value.code == "follows_from_seat"


@pytest.mark.parametrize(
    ("same_seat", "office", "code"),
    [(True, "none", "seat_taken"), (False, "chair", "two_chairs")],
)
def test_no_two_people_on_one_seat_and_no_two_chairs(ada, network, same_seat, office, code):
    group = GroupFactory(network=network)
    first = TermFactory(seat=SeatFactory(group=group), office=office)
    seat = first.seat if same_seat else SeatFactory(group=group)
    person = PersonFactory(network=network)

    with pytest.raises(RuleBroken) as broken:
        verbs.fill_seat(by=ada, seat=seat, person=person, valid_from=TODAY(), office=office)

    assert broken.value.code == code


@pytest.mark.parametrize("same_seat", [True, False])
def test_the_database_itself_refuses_the_second(network, same_seat):
    group = GroupFactory(network=network)
    first = TermFactory(seat=SeatFactory(group=group), office="chair")
    seat = first.seat if same_seat else SeatFactory(group=group)

    with pytest.raises(IntegrityError), transaction.atomic():
        TermFactory(seat=seat, office="none" if same_seat else "chair")


def test_who_comes_after_may_follow_the_next_day(network):
    seat = SeatFactory(group__network=network)
    TermFactory(seat=seat, valid_until=TODAY())

    TermFactory(seat=seat, valid_from=TODAY() + dt.timedelta(days=1))

    assert seat.terms.count() == 2


def test_the_guards_stand_in_the_database(db):
    assert not {ONE_HOLDER.name, ONE_CHAIR.name, FROZEN.name} & guards.missing()


def test_approved_minutes_never_change_even_by_raw_sql(network):
    meeting = held(GroupFactory(network=network))
    minutes = MinutesFactory(item=ItemFactory(meeting=meeting))
    Minutes.objects.filter(pk=minutes.pk).update(text="Noch im Entwurf.")
    meeting.approve_minutes(None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.filter(pk=minutes.pk).update(text="Anders.")
    with guards.opened(FROZEN):  # the counter-check
        assert Minutes.objects.filter(pk=minutes.pk).update(text="Anders.")


def test_a_group_of_another_network_is_as_if_missing(client, noor, network):
    group = GroupFactory(network=network, name="Unsere Gruppe")
    meeting = MeetingFactory(group=group)
    item = ItemFactory(meeting=meeting)
    task = TaskFactory(group=group)
    client.force_login(noor)

    assert "Unsere Gruppe" not in client.get(reverse("meetings:group-list")).content.decode()
    for name, uid in (
        ("group-detail", group.uid),
        ("meeting-detail", meeting.uid),
        ("minutes", meeting.uid),
        ("minutes-read", meeting.uid),
        ("item-edit", item.uid),
        ("task-detail", task.uid),
    ):
        assert client.get(reverse(f"meetings:{name}", args=[uid])).status_code == 404, name


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_equally_often(client, ada, network, rows, django_assert_max_num_queries):
    for _n in range(rows):
        group = GroupFactory(network=network)
        SeatFactory(group=group)
        MeetingFactory(group=group)
    client.force_login(ada)

    with django_assert_max_num_queries(12):
        assert client.get(reverse("meetings:group-list")).status_code == 200


@pytest.mark.parametrize("rows", [1, 12])
def test_group_and_meeting_ask_at_most_twelve_times(
    client, ada, network, rows, django_assert_max_num_queries
):
    group = GroupFactory(network=network)
    seat_for(ada, group, office="secretary")
    for n in range(rows):
        TermFactory(seat=SeatFactory(group=group))
        meeting = held(group, days=-14 * (n + 1))
        item = ItemFactory(meeting=meeting)
        MinutesFactory(item=item)
        TaskFactory(group=group, item=item, seat=seat_of(group))
    ahead = MeetingFactory(group=group, state="running")
    for _n in range(rows):
        MinutesFactory(item=ItemFactory(meeting=ahead))
    client.force_login(ada)

    for url in (
        group.get_absolute_url(),
        reverse("meetings:meeting-detail", args=[ahead.uid]),
        reverse("meetings:minutes", args=[ahead.uid]),
    ):
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200


def seat_of(group):
    return group.seats.order_by("id").first()


def test_members_see_their_groups_papers_and_no_others(client, network, mira):
    mine, other = GroupFactory(network=network), GroupFactory(network=network)
    seat_for(mira, mine)
    forget_scope(mira)
    ours, theirs = MeetingFactory(group=mine), MeetingFactory(group=other)
    client.force_login(mira)

    assert client.get(ours.get_absolute_url()).status_code == 200
    assert client.get(theirs.get_absolute_url()).status_code == 404
    assert client.get(other.get_absolute_url()).status_code == 200  # that it exists, its mandate and seats


def test_a_task_of_somebody_who_left_goes_to_the_next_or_the_chair(network, ada):
    group = GroupFactory(network=network)
    chair, leaver, follower = UserFactory(), UserFactory(), UserFactory()
    seat_for(chair, group, office="chair")
    term = seat_for(leaver, group)
    task = TaskFactory(group=group, seat=term.seat)
    by_name = TaskFactory(group=group, person=term.person)
    verbs.end_term(by=ada, term=term, last_day=TODAY() - dt.timedelta(days=1))

    assert may_do(chair, task)
    assert may_do(chair, by_name)
    assert not Task.objects.mine(leaver).filter(pk=task.pk).exists()
    verbs.fill_seat(
        by=ada, seat=term.seat, person=PersonFactory(user=follower, network=network), valid_from=TODAY()
    )
    assert Task.objects.mine(follower).filter(pk=task.pk).exists()


def test_ending_a_group_ends_its_terms(ada, network):
    group = GroupFactory(network=network)
    term = TermFactory(seat=SeatFactory(group=group))

    verbs.end_group(by=ada, group=group, last_day=TODAY())

    assert SeatTerm.objects.get(pk=term.pk).valid_until == TODAY()
    assert not Group.objects.active(TODAY() + dt.timedelta(days=1)).filter(pk=group.pk).exists()


def test_groups_do_not_report_in_a_circle(ada, network):
    above = GroupFactory(network=network)
    below = GroupFactory(network=network, reports_to=above)
    above.reports_to = below

    with pytest.raises(RuleBroken) as broken:
        verbs.save_group(by=ada, group=above)

    assert broken.value.code == "circle"
