"""The time line of a record."""

from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.db.models import Q

from coordination.directory.models import ContactPoint, Institution, InstitutionTopic, Listing, Topic
from coordination.lib import history
from coordination.lib.models import ChangeSet
from coordination.lib.timeline import Reading, Timeline, Words, joined
from coordination.lib.undo import undo
from tests.factories.directory import ContactPointFactory, InstitutionFactory, ListingFactory

pytestmark = pytest.mark.django_db

CONTACT = Words(label=("kind", "purpose"), value=("display",), quiet=frozenset({"value"}))


def reading(**more):
    rows = {Institution: Q(), ContactPoint: Q(level__lte=more.get("level", 40)), InstitutionTopic: Q()}
    return Reading(
        **{"rows": rows, "level": 40, "words": {ContactPoint: CONTACT}, "knows_people": Q()} | more
    )


def told(record, how=None):
    line = Timeline(record, how or reading())
    return line.entries(line.change_sets())


@pytest.fixture
def kita(ada):
    with history.changes(by=ada):
        return InstitutionFactory(name="Kita Alt")


def change(row, by, reason="", **values):
    with history.changes(by=by, reason=reason, source=ChangeSet.Source.FORM) as frame:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return frame.change_set


def test_a_new_record_says_so_in_one_line(kita, ada):
    entries = told(kita)

    assert len(entries) == 1
    assert entries[0].text
    assert entries[0].who == "Ada Beispiel"
    assert entries[0].changes == []
    assert not entries[0].may_undo


def test_a_changed_field_shows_both_texts_and_no_derived_column(kita, ada):
    change(kita, ada, name="Kita Neu", reason="Umbenannt")

    newest = told(kita)[0]

    assert [(line.old, line.new) for line in newest.changes] == [("Kita Alt", "Kita Neu")]
    assert newest.reason == "Umbenannt"
    assert newest.may_undo


def test_a_changed_number_is_told_under_its_kind_and_purpose(kita, ada):
    phone = ContactPointFactory(institution=kita, purpose="Zentrale", value="+4922411", display="02241 1")
    change(phone, ada, value="+4922412", display="02241 2")

    (line,) = told(kita)[0].changes

    assert line.label.endswith("(Zentrale)")
    assert (line.old, line.new) == ("02241 1", "02241 2")


def test_topics_added_and_taken_away_carry_their_names(kita):
    topic = Topic.objects.create(code="violence", name="Häusliche Gewalt")
    tied = InstitutionTopic.objects.create(institution=kita, topic=topic)
    tied.delete()

    taken, added = told(kita)[:2]

    assert [(line.old, line.new) for line in added.changes] == [("", "Häusliche Gewalt")]
    assert [(line.old, line.new) for line in taken.changes] == [("Häusliche Gewalt", "")]


def test_what_belongs_to_others_is_not_told(kita):
    ContactPointFactory(institution=InstitutionFactory(), display="Fremde Nummer")

    assert len(told(kita)) == 1


def test_rows_above_the_reader_are_not_told_and_their_change_cannot_be_undone(kita, ada):
    with history.changes(by=ada):
        ContactPointFactory(institution=kita, level=40, display="Geheime Nummer")
        kita.city = "Troisdorf"
        kita.save()
    how = reading(level=20)

    newest = told(kita, how)[0]

    assert "Geheime Nummer" not in repr(newest.changes)
    assert [line.new for line in newest.changes] == ["Troisdorf"]
    assert not newest.may_undo


def test_a_number_that_was_hidden_before_does_not_show_its_old_text(kita, ada):
    phone = ContactPointFactory(institution=kita, level=40, display="Geheim 1")
    change(phone, ada, level=10, display="Offen 2")

    newest = told(kita, reading(level=20))[0]

    assert [(line.old, line.new) for line in newest.changes] == [("", "Offen 2")]


def test_models_not_named_in_the_reading_stay_out_but_stop_the_undo(kita, ada, network):
    with history.changes(by=ada):
        ListingFactory(institution=kita, network=network, notes="Nur für uns")
        kita.city = "Troisdorf"
        kita.save()

    newest = told(kita)[0]

    assert "Nur für uns" not in repr(newest)
    assert not newest.may_undo
    assert Listing.objects.exists()


def test_a_change_taken_back_offers_no_second_undo_until_it_is_redone(kita, ada):
    renamed = change(kita, ada, name="Kita Neu")
    back = undo(renamed, by=ada).change_set

    after = {entry.change_set: entry.may_undo for entry in told(kita)}
    assert after[renamed] is False
    assert after[back] is True

    again = undo(back, by=ada).change_set
    after = {entry.change_set: entry.may_undo for entry in told(kita)}
    assert after[renamed] is True
    assert after[back] is False
    assert after[again] is True


@pytest.mark.parametrize("changes", [1, 6])
def test_a_page_of_changes_asks_the_database_equally_often(kita, ada, changes, django_assert_num_queries):
    topics = [Topic.objects.create(code=f"t{n}", name=f"Thema {n}") for n in range(changes)]
    for topic in topics:
        InstitutionTopic.objects.create(institution=kita, topic=topic)
        ContactPointFactory(institution=kita)
        change(kita, ada, city=f"Ort {topic.code}")
    line = Timeline(kita, reading())

    with django_assert_num_queries(4):
        page = Paginator(line.change_sets(), 20).get_page(1)
        entries = line.entries(page.object_list)

    assert len(entries) == 1 + 3 * changes


def test_days_numbers_and_choices_survive_the_way_through_the_database(kita, ada):
    change(
        kita, ada, latitude=Decimal("50.812345"), longitude=Decimal("7.1"), age_from=3, protected_place=False
    )

    lines = {line.label: line.new for line in told(kita)[0].changes}

    assert sorted(lines.values()) == ["3", "50,812345", "7,1"]


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("Eintrag im Netzwerk", "Netzwerk Kinderschutz", "Eintrag im Netzwerk Kinderschutz"),
        ("Telefon (Zentrale)", "02241 1", "Telefon (Zentrale) 02241 1"),
        ("Eintrag im Netzwerk", "Netzwerk", "Eintrag im Netzwerk Netzwerk"),
        ("Netzwerk", "", "Netzwerk"),
    ],
)
def test_a_word_that_ends_the_label_and_begins_the_value_stands_once(label, value, said):
    assert joined(label, value) == said
