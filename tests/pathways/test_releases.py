"""From draft to published version: checks, four eyes, freezing, retiring."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality, NetworkRule
from coordination.directory.catchment import Place
from coordination.lib.errors import RuleBroken
from coordination.lib.hours import BERLIN
from coordination.lib.levels import Level
from coordination.pathways.flow import read
from coordination.pathways.models import Release, Step
from coordination.pathways.resolve import resolve
from coordination.pathways.services.adopting import adopt
from coordination.pathways.services.releases import (
    NotReady,
    approve,
    findings_of,
    publish,
    retire,
    send_back,
    submit,
)
from tests.factories.hours import CatchmentPartFactory, FallbackFactory, service
from tests.factories.pathways import pathway, published
from tests.factories.places import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def troisdorf(network):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    return town


@pytest.fixture
def asd(network, troisdorf):
    return service(network, osm="Mo-Fr 08:00-16:00")


@pytest.fixture
def way(network, asd):
    return pathway(network)


def in_a_year():
    return timezone.localdate() + dt.timedelta(days=365)


def test_the_whole_way_to_publication(way, ada, ben):
    release = published(way, by=ada, second=ben)

    assert (release.number, release.state, release.submitted_by, release.approved_by) == (
        1,
        "published",
        ada,
        ben,
    )
    assert Release.objects.in_force().get() == release
    assert read(release.content)["mitteilung"].slots == ("asd_intake",)
    assert [row.state for row in release.history.order_by("history_id")] == [
        "in_review",
        "approved",
        "published",
    ]


def test_only_somebody_else_is_offered_to_approve(way, ada, ben, client):
    release = submit(by=ada, pathway=way)
    seen = {}
    for user in (ada, ben):
        client.force_login(user)
        seen[user] = client.get(release.get_absolute_url()).content.decode()

    assert "/freigeben/" not in seen[ada]
    assert "Sie haben diese Fassung selbst vorgelegt." in seen[ada]
    assert "/freigeben/" in seen[ben]


def test_nobody_approves_what_they_submitted(way, ada, ben, network):
    release = submit(by=ada, pathway=way)
    with pytest.raises(RuleBroken) as broken:
        approve(by=ada, release=release, valid_from=timezone.localdate(), review_due=in_a_year())
    assert broken.value.code == "four_eyes"

    NetworkRule.objects.create(
        network=network, rule="four_eyes_publish", is_on=False, reason="Nur eine Person im Amt"
    )
    approve(by=ada, release=release, valid_from=timezone.localdate(), review_due=in_a_year())
    assert release.state == "approved"


def test_the_wrong_order_is_refused(way, ada, ben):
    release = submit(by=ada, pathway=way)
    today = timezone.localdate()
    for call, code in (
        (lambda: publish(by=ben, release=release), "not_approved"),
        (lambda: retire(by=ben, release=release, reason="x"), "not_published"),
        (lambda: submit(by=ada, pathway=way), "already_open"),
        (lambda: approve(by=ben, release=release, valid_from=today, review_due=today), "review_too_early"),
        (lambda: send_back(by=ben, release=release, reason=" "), "reason_missing"),
    ):
        with pytest.raises(RuleBroken) as broken:
            call()
        assert broken.value.code == code
    approve(by=ben, release=release, valid_from=today + dt.timedelta(days=9), review_due=in_a_year())
    with pytest.raises(RuleBroken) as broken:
        publish(by=ben, release=release)
    assert broken.value.code == "too_early"


def test_sent_back_it_thaws_and_can_be_submitted_again(way, ada, ben):
    release = submit(by=ada, pathway=way)
    send_back(by=ben, release=release, reason="Frist fehlt")
    assert (release.state, release.content) == ("draft", {})
    assert submit(by=ada, pathway=way) == release


def test_a_second_version_says_what_changed_and_retires_the_first(way, ada, ben):
    first = published(way, by=ada, second=ben)
    with pytest.raises(RuleBroken) as broken:
        submit(by=ada, pathway=way)
    assert broken.value.code == "note_missing"
    second = published(way, by=ada, second=ben)
    first.refresh_from_db()
    assert (first.state, second.number) == ("retired", 2)
    assert "2" in first.retired_reason


def test_a_published_version_keeps_its_words_while_steps_are_edited(way, ada, ben):
    release = published(way, by=ada, second=ben)
    step = Step.objects.get(pathway=way, code="mitteilung")
    step.title = "Anders"
    step.save()
    release.refresh_from_db()
    assert read(release.content)["mitteilung"].title == "Mitteilung"


def test_the_database_itself_refuses_to_change_a_published_version(way, ada, ben):
    release = published(way, by=ada, second=ben)
    table = Release._meta.db_table
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET number = 99 WHERE id = %s", [release.pk])
    with connection.cursor() as cursor:  # what may change: its state
        cursor.execute(f"UPDATE {table} SET retired_reason = 'x' WHERE id = %s", [release.pk])


def test_only_whom_the_table_allows(way, ada, mira, noor, auditor):
    for person in (mira, noor, auditor):
        with pytest.raises(PermissionDenied):
            submit(by=person, pathway=way)
    release = submit(by=ada, pathway=way)
    for person in (mira, noor, auditor):
        with pytest.raises(PermissionDenied):
            approve(by=person, release=release, valid_from=timezone.localdate(), review_due=in_a_year())


def test_drafts_are_for_their_network_published_ones_for_all(way, ada, ben, mira, noor, lang):
    release = submit(by=ada, pathway=way)
    assert release in Release.objects.visible_to(ben)
    for person in (None, noor, lang):
        assert release not in Release.objects.visible_to(person)
    approve(by=ben, release=release, valid_from=timezone.localdate(), review_due=in_a_year())
    publish(by=ben, release=release)
    for person in (None, noor, lang, mira):
        assert release in Release.objects.visible_to(person)


# --- What needs the directory -----------------------------------------------------------------------------------------
def test_a_slot_that_nobody_fills_somewhere_names_the_municipality(way, network, ada):
    lohmar = place("53797", "05382028", "Lohmar")
    CatchmentMunicipality.objects.create(network=network, municipality=lohmar)
    assert findings_of(way) == []  # the service is there for the whole network
    service_row = Step.objects.get(pathway=way, code="mitteilung").slots.get().kind.services.get()
    service_row.removed_at = timezone.now()
    service_row.save()
    (found,) = findings_of(way)
    assert (found.code, found.step) == ("slot_empty", "mitteilung")
    assert "Lohmar, Troisdorf" in found.sentence
    with pytest.raises(NotReady) as broken:
        submit(by=ada, pathway=way)
    assert broken.value.findings == [found]


def test_a_service_of_the_neighbours_fills_nothing_here(network, other_network, troisdorf):
    service(other_network, level=Level.PUBLIC)
    assert [one.code for one in findings_of(pathway(network))] == ["slot_empty"]


def test_a_number_that_may_not_stand_on_a_public_page_blocks_unless_somebody_stands_in(network, troisdorf):
    hidden = service(network, level=Level.PROFESSIONALS)
    way = pathway(network)
    assert [one.code for one in findings_of(way)] == ["slot_hidden"]
    FallbackFactory(service=hidden, then=service(network, "police", name="Polizei", osm="24/7"))
    assert findings_of(way) == []


def test_a_part_of_a_town_that_nobody_serves_is_named(network, troisdorf):
    """Two share the town by parts; a street of neither list stays out of sight, a part that only others name not."""
    for part in ("Mitte", "Spich"):
        CatchmentPartFactory(service=service(network, name=part), municipality=troisdorf, part=part)
    way = pathway(network)
    assert findings_of(way) == []
    other = service(network, "youth_work", name="Jugend")
    CatchmentPartFactory(service=other, municipality=troisdorf, part="Sieglar")
    (found,) = findings_of(way)
    assert (found.code, found.step) == ("slot_empty", "mitteilung")
    assert "Troisdorf, Sieglar" in found.sentence
    assert "Spich" not in found.sentence


def test_what_broke_after_approval_blocks_publishing(way, asd, ada, ben):
    release = submit(by=ada, pathway=way)
    approve(by=ben, release=release, valid_from=timezone.localdate(), review_due=in_a_year())
    asd.removed_at = timezone.now()
    asd.save()
    with pytest.raises(NotReady):
        publish(by=ben, release=release)


def test_a_template_is_adopted_once_and_not_published_itself(network, ada, asd):
    template = pathway(None, slug="vorlage")
    made = adopt(by=ada, network=network, template=template)
    assert (made.network, made.template, made.branch.network) == (network, template, network)
    assert made.steps.count() == template.steps.count()
    with pytest.raises(RuleBroken) as broken:
        adopt(by=ada, network=network, template=template)
    assert broken.value.code == "already_adopted"
    with pytest.raises(RuleBroken) as broken:
        submit(by=ada, pathway=template)
    assert broken.value.code == "template"


# --- Resolving --------------------------------------------------------------------------------------------------------
def test_a_version_becomes_services_at_a_place_and_a_moment(way, asd, troisdorf, ada, ben):
    nights = service(way.network, "on_call", name="Ruf", osm="24/7", phone="+492241900222")
    FallbackFactory(service=asd, then=nights)
    release = published(way, by=ada, second=ben)
    where = Place(troisdorf, "53840")

    by_day = resolve(release, where, dt.datetime(2026, 11, 20, 10, tzinfo=BERLIN))
    by_night = resolve(release, where, dt.datetime(2026, 11, 20, 22, tzinfo=BERLIN))

    (slot,) = next(one.slots for one in by_day.steps if one.step.code == "mitteilung")
    assert (slot.first.service, slot.is_reachable) == (asd, True)
    (slot,) = next(one.slots for one in by_night.steps if one.step.code == "mitteilung")
    assert not slot.is_reachable
    assert slot.first.instead.service == nights
    assert [one.service for one in by_day.contacts] == [asd]


@pytest.mark.parametrize("count", [1, 3])
def test_resolving_asks_the_same_questions_for_any_number_of_slots(
    count, network, troisdorf, ada, ben, django_assert_num_queries
):
    kinds = [f"kind_{number}" for number in range(count)]
    for kind in kinds:
        service(network, kind, name=kind)
    release = published(pathway(network, slots=kinds), by=ada, second=ben)
    at = dt.datetime(2026, 11, 20, 10, tzinfo=BERLIN)
    # kinds, who is there, services, chain, contacts, holidays
    with django_assert_num_queries(6):
        resolved = resolve(release, Place(troisdorf, "53840"), at)
    assert len(resolved.slots) == count
