import datetime as dt

import pytest

from coordination.directory.models import Topic
from coordination.lib.reference import FixtureBroken, day, read_entries, write_in_place

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def topics(tmp_path):
    """Writes a file of topics and returns its path."""

    def write(text):
        path = tmp_path / "topics.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("- {code: neglect", "not_yaml", "topics.yaml"),
        ("code: neglect", "not_a_list", "topics.yaml"),
        ("- neglect", "not_an_entry", "1"),
        ("- {code: neglect}", "word_missing", "neglect"),
        ("- {code: neglect, name: A, nmae: B}", "word_unknown", "nmae"),
        ("- {code: neglect, name: A}\n- {code: neglect, name: B}", "twice", "neglect"),
    ],
)
def test_a_broken_file_is_named_with_its_entry(topics, text, code, named):
    with pytest.raises(FixtureBroken) as broken:
        read_entries(topics(text), needed={"code", "name"})

    assert broken.value.code == code
    assert "topics.yaml" in broken.value.messages[0]
    assert named in broken.value.messages[0]


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FixtureBroken, match="nowhere"):
        read_entries(tmp_path / "nowhere.yaml", needed={"code"})


def test_the_same_file_twice_changes_nothing_and_a_new_name_is_written_in_place(db, topics):
    path = topics("- {code: neglect, name: Vernachlässigung}")
    first = write_in_place(Topic, read_entries(path, needed={"code", "name"}), path=path)
    row = Topic.objects.get()

    second = write_in_place(Topic, read_entries(path, needed={"code", "name"}), path=path)
    path = topics("- {code: neglect, name: Verwahrlosung}")
    third = write_in_place(Topic, read_entries(path, needed={"code", "name"}), path=path)

    assert (first["created"], second["unchanged"], third["updated"]) == (1, 1, 1)
    assert Topic.objects.get(pk=row.pk).name == "Verwahrlosung"


def test_an_entry_the_model_refuses_changes_nothing_at_all(db, topics):
    path = topics("- {code: neglect, name: Vernachlässigung}\n- {code: empty, name: ''}")

    with pytest.raises(FixtureBroken, match="empty"):
        write_in_place(Topic, read_entries(path, needed={"code", "name"}), path=path)

    assert not Topic.objects.exists()


def test_days_are_counted_from_today():
    assert day("-21d", today=TODAY) == dt.date(2026, 10, 31)
    assert day("+10d", today=TODAY) == dt.date(2026, 12, 1)
    assert day(None, today=TODAY) is None
    with pytest.raises(FixtureBroken):
        day("2026-11-21", today=TODAY)
