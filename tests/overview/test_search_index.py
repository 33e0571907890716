"""The index follows every change, by form, in bulk, by undo; and tells when it is not true."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from coordination.directory.models import Affiliation, Institution, InstitutionType
from coordination.lib import history
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet, SearchDoc, SearchPosting, SearchWord
from coordination.lib.search import following, true_up, vocabulary, writing
from coordination.lib.search.documents import kinds
from coordination.lib.search.engine import search
from coordination.lib.undo import undo
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)


@pytest.fixture(autouse=True)
def _own_words():
    vocabulary.forget()
    yield
    vocabulary.forget()


@pytest.fixture
def followed(django_capture_on_commit_callbacks):
    """Do at the end of the block what the queue would do."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def house(network):
    institution = InstitutionFactory(name="Haus am Wall")
    ListingFactory(institution=institution, network=network, level=Level.PUBLIC)
    true_up()
    return institution


def found(user, text):
    return [hit.title for group in search(user, text).groups for hit in group.hits]


def test_a_new_record_is_found(network, ada, followed):
    with followed():
        ListingFactory(institution=InstitutionFactory(name="Haus am Tor"), network=network)

    assert found(ada, "Tor") == ["Haus am Tor"]


def test_a_new_name_is_found_and_the_old_one_is_not(ada, house, followed):
    with followed():
        house.name = "Haus am Markt"
        house.save()

    assert found(ada, "Markt") == ["Haus am Markt"]
    assert found(ada, "Wall") == []


def test_parts_lead_to_their_records(ada, house, followed):
    with followed():
        contact = ContactPointFactory(institution=house, value="+493023125800")
    assert found(ada, "030 23125800") == ["Haus am Wall"]

    with followed():
        contact.delete()
    assert found(ada, "030 23125800") == []


def test_what_stands_beside_follows_too(network, ada, house, followed):
    person = PersonFactory(last_name="Offen")
    ServiceFactory(provider=house, name="Sprechzeit")
    AffiliationFactory(person=person, institution=house)
    kid = InstitutionFactory(name="Zweigstelle", parent=house)
    ListingFactory(institution=kid, network=network)
    true_up()

    with followed():
        house.name = "Haus am Markt"
        house.save()

    assert set(found(ada, "Markt")) == {"Haus am Markt", str(person), "Sprechzeit", "Zweigstelle"}


def test_bulk_work_and_its_undo_are_one_task_each(network, ada, house, followed, monkeypatch):
    calls = []
    monkeypatch.setattr(following, "refresh", lambda kind, ids: calls.append((kind.code, ids)) or 0)
    with followed(), history.changes(by=ada) as change:
        rows = [Institution(name=f"Reihe {number}", type=house.type) for number in range(50)]
        for row in rows:
            row.derive()
        history.bulk_create(rows)
    assert [len(ids) for code, ids in calls if code == "institution"] == [50]

    with followed():
        undo(change.change_set, by=ada)
    assert [len(ids) for code, ids in calls if code == "institution"] == [50, 50]


def test_an_undone_change_is_searched_as_before(ada, house, followed):
    with followed(), history.changes(by=ada) as change:
        house.name = "Haus am Markt"
        house.save()
    with followed():
        undo(change.change_set, by=ada)

    assert found(ada, "Wall") == ["Haus am Wall"]
    assert found(ada, "Markt") == []


def test_in_a_queue_the_task_waits_in_the_transaction_of_the_change(ada, house, settings, monkeypatch):
    queued = []
    monkeypatch.setattr(following, "in_queue", lambda: True)
    monkeypatch.setattr(type(following.follow_change), "enqueue", lambda self, uid: queued.append(uid))

    with history.changes(by=ada) as change:
        house.name = "Haus am Markt"
        house.save()
        house.description = "Neu."
        house.save()

    assert queued == [str(change.change_set.uid)]


def test_the_same_task_twice_changes_nothing(ada, house):
    house.name = "Haus am Markt"
    house.save()
    uid = str(ChangeSet.objects.latest("id").uid)

    assert following.follow_change(uid) == 1
    assert following.follow_change(uid) == 0


def test_changes_of_other_things_touch_nothing(ada, network):
    network.contact_name = "Neu"
    network.save()

    assert following.follow_change(str(ChangeSet.objects.latest("id").uid)) == 0


def test_a_true_index_is_left_alone(house):
    before = set(SearchPosting.objects.values_list("pk", flat=True))

    assert true_up() == {kind.code: 0 for kind in kinds()}
    assert set(SearchPosting.objects.values_list("pk", flat=True)) == before
    call_command("index_search", "--check")


def test_a_renamed_type_is_found_after_the_nightly_look(ada, house):
    InstitutionType.objects.filter(pk=house.type_id).update(name="Lernwerkstatt")

    with pytest.raises(CommandError):
        call_command("index_search", "--check")
    assert true_up()["institution"] == 1
    assert found(ada, "Lernwerkstatt") == ["Haus am Wall"]


def test_records_that_are_gone_and_words_of_nobody_are_swept_out(house):
    SearchDoc.objects.create(kind=1, object_id=10**9, digest="x")
    SearchPosting.objects.create(kind=1, object_id=10**9, word_id=10**9, weight=1)
    SearchWord.objects.create(word="niemand")

    true_up()

    assert not SearchDoc.objects.filter(object_id=10**9).exists()
    assert not SearchPosting.objects.filter(object_id=10**9).exists()
    assert not SearchWord.objects.filter(word="niemand").exists()


def test_built_anew_it_is_the_same(ada, house, capsys):
    def rows():
        words = dict(SearchWord.objects.values_list("pk", "word"))
        return sorted(
            (words[word], *rest)
            for word, *rest in SearchPosting.objects.values_list(
                "word_id", "kind", "object_id", "audience", "weight"
            )
        )

    before = rows()
    call_command("index_search", "--anew")
    assert rows() == before
    assert found(ada, "Wall") == ["Haus am Wall"]


def test_an_empty_index_finds_nothing_and_says_nothing(ada):
    writing.empty()
    assert search(ada, "Jugendamt").groups == []


def test_words_that_come_later_are_read_without_reading_all(ada, house, network):
    first = vocabulary.current()
    ListingFactory(institution=InstitutionFactory(name="Zwergdrosselheim"), network=network)
    true_up()

    assert vocabulary.current() is first
    assert found(ada, "Zwergdrossel") == ["Zwergdrosselheim"]


def test_a_search_asks_for_new_words_once(ada, house, django_assert_num_queries):
    vocabulary.current()
    with django_assert_num_queries(1):
        vocabulary.current()


@pytest.mark.parametrize("count", [1, 30])
def test_many_records_are_indexed_with_as_many_queries_as_one(network, count, django_assert_max_num_queries):
    institutions = [InstitutionFactory(name=f"Haus {number}") for number in range(count)]
    for institution in institutions:
        ListingFactory(institution=institution, network=network)
        ContactPointFactory(institution=institution)
    kind = kinds()[0]

    with django_assert_max_num_queries(30):
        assert writing.refresh(kind, [each.pk for each in institutions]) == count


def test_broader_types_lend_their_other_words_only_when_nothing_else_is_found(network, ada):
    kind = InstitutionTypeFactory(code="schule", name="Schule", short_name="Schule")
    kind.synonyms = ["Gymnasium", "Realschule", *(f"Sorte {number}" for number in range(20))]
    kind.save()
    for name in ("Gymnasium am Markt", "Grundschule am Wald"):
        ListingFactory(institution=InstitutionFactory(name=name, type=kind), network=network)
    true_up()

    assert found(ada, "Gymnasium") == ["Gymnasium am Markt"]
    assert set(found(ada, "Realschule")) == {"Gymnasium am Markt", "Grundschule am Wald"}


def test_both_databases_sort_alike(network, ada):
    for name in ("Österreicher Haus", "Zebra Haus", "osterhaus Haus", "Ähren Haus", "Ahorn Haus", "2. Haus"):
        ListingFactory(institution=InstitutionFactory(name=name), network=network)
    true_up()

    titles = [hit.title for hit in search(ada, "Kita", limit=50).groups[0].hits]
    assert titles == [
        "2. Haus",
        "Ahorn Haus",
        "Ähren Haus",
        "osterhaus Haus",
        "Österreicher Haus",
        "Zebra Haus",
    ]
    assert connection.vendor in {"sqlite", "postgresql"}


def test_a_person_without_institution_is_indexed_for_nobody_but_herself(network, ada):
    PersonFactory(last_name="Zwergdrossel")
    assert Affiliation.objects.count() == 0
    true_up()

    assert found(ada, "Zwergdrossel") == []
