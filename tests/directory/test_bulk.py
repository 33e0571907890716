"""Bulk actions: preview first, exactly what was shown happens, only in one's own networks, and it can be taken back."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import AuditEntry
from coordination.directory.models import Institution, Listing
from coordination.directory.services import lists
from coordination.directory.services.bin import restore
from coordination.directory.services.lists import confirm_many, set_many, undo_bulk
from coordination.directory.views import list_jobs
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet, Job, OutboxMail
from tests.factories.directory import InstitutionFactory, ListingFactory

BULK = "directory:bulk"


def listed(network, name, **fields):
    return ListingFactory(institution=InstitutionFactory(name=name, **fields), network=network).institution


@pytest.fixture
def houses(network):
    return [
        listed(network, f"Haus {number}", city="Troisdorf" if number else "Siegburg") for number in range(3)
    ]


def act(client, user, what, *, query="", **fields):
    client.force_login(user)
    return client.post(reverse(BULK) + query, {"was": what, **fields})


def confirmed(client, user, what, *, query="", **fields):
    """Look at the preview and say yes to it."""
    preview = act(client, user, what, query=query, **fields)
    assert preview.status_code == 200
    hidden = dict(preview.context["hidden"])
    return act(
        client, user, what, query=query, **fields, ja=hidden.get("ja", len(fields.get("selected", ())))
    )


def listing_of(house):
    return Listing.objects.get(institution=house)


def test_the_first_page_changes_nothing_and_names_what_it_concerns(client, ada, houses):
    response = act(client, ada, "level", selected=[houses[0].uid, houses[1].uid])

    assert response.context["things"] == ["Haus 0", "Haus 1"]
    assert {listing.level for listing in Listing.objects.all()} == {Level.COORDINATION}


def test_the_preview_shows_old_and_new_and_counts_the_cases(client, ada, houses):
    set_many(by=ada, institutions=[houses[0].pk], field="level", value=10)

    page = act(client, ada, "level", all="1", wert="10")

    assert [(line["name"], line["old"], line["new"]) for line in page.context["lines"]] == [
        ("Haus 0", "Öffentlich", "Öffentlich"),
        ("Haus 1", "Koordination", "Öffentlich"),
        ("Haus 2", "Koordination", "Öffentlich"),
    ]
    assert [case[0] for case in page.context["cases"]] == ["1", "2"]
    assert {one.level for one in Listing.objects.filter(institution__in=houses[1:])} == {40}


@pytest.mark.parametrize("what", ["level", "confirm", "remove"])
def test_the_preview_asks_the_database_equally_often(client, ada, network, what):
    listed(network, "Haus 1")
    act(client, ada, what, all="1", wert="10")
    with CaptureQueriesContext(connection) as one:
        act(client, ada, what, all="1", wert="10")
    for number in (2, 3):
        listed(network, f"Haus {number}")
    act(client, ada, what, all="1", wert="10")
    with CaptureQueriesContext(connection) as three:
        act(client, ada, what, all="1", wert="10")

    assert len(one) == len(three)


# --- many: in the background
@pytest.fixture
def few_are_many(monkeypatch):
    monkeypatch.setattr(list_jobs, "CHANGES_AT_ONCE", 2)
    monkeypatch.setattr(lists, "AT_A_TIME", 2)


def test_many_entries_are_changed_in_the_background_with_a_result_page_and_a_mail(
    client, ada, houses, few_are_many
):
    answer = confirmed(client, ada, "status", all="1", wert="ended", grund="Beschluss")

    job = Job.objects.get()
    assert answer["Location"] == reverse("lib:job", args=[job.uid])
    assert {one.status for one in Listing.objects.all()} == {"ended"}
    change = ChangeSet.objects.get(reason="Beschluss")
    assert job.result_url == reverse("directory:bulk-result", args=[change.uid])
    assert "3" in client.get(job.result_url).content.decode()
    assert job.result_url in OutboxMail.objects.get(to=ada.email).text
    assert job.title in client.get(reverse("directory:work-list")).content.decode()

    client.post(reverse("directory:bulk-undo", args=[change.uid]))
    assert {one.status for one in Listing.objects.all()} == {"active"}
    page = client.get(job.result_url)
    assert page.context["is_undone"]


def test_the_background_does_nothing_if_the_list_has_changed_since(
    client, ada, houses, few_are_many, network
):
    job = Job.objects.create(owner=ada, title="x", function="x", args={})

    with pytest.raises(RuleBroken) as broken:
        list_jobs.change_many(job, what="status", value="ended", reason="", query="", count=2)

    assert broken.value.code == "list_changed"
    assert {one.status for one in Listing.objects.all()} == {"active"}


def test_a_job_that_runs_twice_changes_once(client, ada, houses, few_are_many):
    confirmed(client, ada, "remove", all="1", grund="geschlossen")
    job, sets = Job.objects.get(), ChangeSet.objects.count()

    again = list_jobs.change_many(job, **job.args)

    assert again == job.result_url
    assert ChangeSet.objects.count() == sets


def test_taking_back_in_parts_leaves_what_somebody_changed_since(client, ada, ben, houses, few_are_many):
    confirmed(client, ada, "level", all="1", wert="10")
    change = ChangeSet.objects.get(user=ada)
    set_many(by=ben, institutions=[houses[1].pk], field="level", value=20)

    client.post(reverse("directory:bulk-undo", args=[change.uid]))

    assert [listing_of(house).level for house in houses] == [40, 20, 40]
    page = client.get(reverse("directory:bulk-result", args=[change.uid])).content.decode()
    assert "Haus 1" in page


@pytest.mark.parametrize("who", ["ben", "noor", "auditor"])
def test_a_result_is_seen_by_nobody_else(request, client, ada, houses, few_are_many, who):
    confirmed(client, ada, "confirm", all="1")
    job = Job.objects.get()
    client.force_login(request.getfixturevalue(who))

    assert client.get(job.result_url).status_code in {403, 404}
    assert job.title not in client.get(reverse("directory:work-list")).content.decode()


def test_only_what_is_ticked_changes_and_history_says_who(client, ada, houses):
    answer = confirmed(client, ada, "level", selected=[houses[0].uid], wert="10", grund="Beschluss")

    assert answer.status_code == 302
    assert [listing_of(house).level for house in houses] == [10, 40, 40]
    change = ChangeSet.objects.get(pk=listing_of(houses[0]).history.latest().change_set_id)
    assert (change.user, change.reason, change.source) == (ada, "Beschluss", "form")


@pytest.mark.parametrize(
    ("query", "expected"), [("?q=troisdorf", [40, 10, 10]), ("", [10, 10, 10]), ("?q=zzz", [40] * 3)]
)
def test_all_hits_means_search_and_filters(client, ada, houses, query, expected):
    preview = act(client, ada, "level", query=query, all="1", wert="10")
    if preview.status_code == 200:
        act(client, ada, "level", query=query, all="1", wert="10", ja=dict(preview.context["hidden"])["ja"])

    assert [listing_of(house).level for house in houses] == expected


def test_if_the_hits_have_changed_since_the_preview_it_comes_again(client, ada, network, houses):
    shown = dict(act(client, ada, "status", all="1", wert="ended").context["hidden"])["ja"]
    listed(network, "Haus Neu")

    answer = act(client, ada, "status", all="1", wert="ended", ja=shown)

    assert answer.status_code == 200
    assert not Listing.objects.filter(status="ended").exists()


@pytest.mark.parametrize("value", ["", "99", "abc", "\x00", "10 OR 1=1", "²", "9" * 5000])
def test_a_value_that_is_none_changes_nothing_and_says_so(client, ada, houses, value):
    answer = confirmed(client, ada, "level", selected=[houses[0].uid], wert=value)

    assert answer.status_code == 200
    assert answer.context["problem"]
    assert listing_of(houses[0]).level == Level.COORDINATION


@pytest.mark.parametrize("fields", [{}, {"selected": ["x", "\x00"]}, {"selected": [str(uuid.uuid4())]}])
def test_nothing_chosen_is_said(client, ada, houses, fields):
    answer = act(client, ada, "confirm", **fields)

    assert answer.status_code == 302
    assert not Listing.objects.filter(confirmed_on__isnull=False).exists()


def test_an_unknown_action_does_nothing(client, ada, houses):
    assert act(client, ada, "sprengen", all="1").status_code == 302


@pytest.mark.parametrize("who", ["mira", "lang", "auditor"])
def test_only_the_coordination_acts_in_bulk(request, client, houses, who):
    assert act(client, request.getfixturevalue(who), "confirm", all="1").status_code == 403


def test_the_other_network_is_out_of_reach(client, noor, houses, other_network):
    listed(other_network, "Haus Drüben")
    confirmed(
        client,
        noor,
        "level",
        selected=[houses[0].uid, *Institution.objects.values_list("uid", flat=True)],
        wert="10",
    )

    assert [listing_of(house).level for house in houses] == [40, 40, 40]


def test_of_an_institution_in_two_networks_only_ones_own_entry_changes(ada, houses, other_network):
    theirs = ListingFactory(institution=houses[0], network=other_network)

    set_many(by=ada, institutions=[houses[0].pk], field="level", value=10)

    theirs.refresh_from_db()
    assert theirs.level == Level.COORDINATION


def test_confirmed_means_today_by_me(client, ada, houses):
    confirmed(client, ada, "confirm", all="1")

    assert {(one.confirmed_on, one.confirmed_by) for one in Listing.objects.all()} == {
        (timezone.localdate(), "Ada Beispiel")
    }


def test_the_bin_wants_a_reason_and_leaves_what_others_list(client, ada, houses, other_network):
    ListingFactory(institution=houses[0], network=other_network)
    uids = [house.uid for house in houses]

    assert confirmed(client, ada, "remove", selected=uids).context["problem"]
    confirmed(client, ada, "remove", selected=uids, grund="geschlossen")

    assert [*Institution.objects.in_use()] == [houses[0]]
    assert AuditEntry.objects.filter(did=AuditEntry.Did.REMOVED, detail="3").count() == 1
    ours = houses[0].listings.exclude(network=other_network).get()
    assert ours.status == Listing.Status.ENDED, "ours ends, theirs goes on"


def test_what_went_into_the_bin_together_can_be_restored_alone(client, ada, houses):
    confirmed(client, ada, "remove", all="1", grund="geschlossen")

    restore(by=ada, record=Institution.objects.get(pk=houses[0].pk))

    assert [*Institution.objects.in_use()] == [houses[0]]


def test_selected_rows_go_out_as_a_file(client, ada, houses):
    answer = act(client, ada, "export", selected=[houses[2].uid], art="csv")

    text = b"".join(answer.streaming_content).decode()
    assert "Haus 2" in text
    assert "Haus 1" not in text


# --- taking it back
def test_the_whole_action_is_taken_back(client, ada, houses):
    done = set_many(by=ada, institutions=[house.pk for house in houses], field="status", value="ended")
    client.force_login(ada)

    client.post(reverse("directory:bulk-undo", args=[done.change_set.uid]))

    assert {one.status for one in Listing.objects.all()} == {"active"}
    assert AuditEntry.objects.filter(did=AuditEntry.Did.UNDID).count() == 1


def test_what_somebody_changed_since_stays(ada, ben, houses):
    done = set_many(by=ada, institutions=[house.pk for house in houses], field="status", value="ended")
    set_many(by=ben, institutions=[houses[0].pk], field="status", value="paused")

    undone = undo_bulk(by=ada, change_set=done.change_set)

    assert [listing_of(house).status for house in houses] == ["paused", "active", "active"]
    assert [conflict.label for conflict in undone.conflicts] == ["Haus 0"]


def test_nobody_takes_back_what_another_did(client, ada, ben, noor, houses):
    done = confirm_many(by=ada, institutions=[houses[0].pk])

    for person in (ben, noor):
        client.force_login(person)
        assert client.post(reverse("directory:bulk-undo", args=[done.change_set.uid])).status_code == 404
        with pytest.raises(RuleBroken):
            undo_bulk(by=person, change_set=done.change_set)

    assert listing_of(houses[0]).confirmed_on is not None


def test_who_has_lost_the_role_takes_nothing_back(ada, houses):
    done = confirm_many(by=ada, institutions=[houses[0].pk])
    ada.memberships.all().delete()
    del ada._scope

    with pytest.raises(RuleBroken) as broken:
        undo_bulk(by=ada, change_set=done.change_set)

    assert broken.value.code == "not_yours"


def test_a_change_of_other_things_is_no_bulk_action(ada, houses):
    from coordination.lib import history
    from tests.factories.directory import ContactPointFactory

    with history.changes(by=ada) as frame:
        ContactPointFactory(institution=houses[0])
        houses[0].save()

    with pytest.raises(RuleBroken):
        undo_bulk(by=ada, change_set=frame.change_set)


def test_once_taken_back_is_enough(ada, houses):
    done = confirm_many(by=ada, institutions=[houses[0].pk])
    undo_bulk(by=ada, change_set=done.change_set)

    with pytest.raises(RuleBroken) as broken:
        undo_bulk(by=ada, change_set=done.change_set)

    assert broken.value.code == "already_undone"
