import csv
import json
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.db import IntegrityError, transaction

from coordination.directory.models import (
    ContactPoint,
    InstitutionType,
    Profession,
    Service,
    known_types,
    type_word,
)
from coordination.directory.reference import load_reference
from coordination.lib.errors import RuleBroken
from coordination.lib.fold import fold

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"
SCHOOLS = Path(settings.BASE_DIR).parent / "shared" / "data" / "schools"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """All lists, loaded once; each test works in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference(FOLDER)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def lists(loaded, db):
    pass


def test_all_lists_load_and_load_again_without_a_change(lists):
    before = InstitutionType.objects.count()

    done = load_reference(FOLDER)

    assert before >= 70
    assert (done["created"], done["updated"]) == (0, 0)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("KiTa", "daycare"),
        ("Kindertagesstätte", "daycare"),
        ("kindertagesstaette", "daycare"),
        ("Berufskolleg", "vocational_school"),
        ("Förderschule", "special_school"),
        ("Gymnasium", "school"),
        ("Kinderärzt*innen", "paediatrician"),
        ("Kinderärzt:innen", "paediatrician"),
        ("Kinderärzt_innen", "paediatrician"),
        ("Hebamme", "midwife"),
        ("Frauenhaus", "women_shelter"),
        ("Schutzstelle", "taking_into_care_home"),
        ("ASD", "asd"),
    ],
)
def test_lists_written_by_people_are_understood(lists, word, code):
    assert known_types()[fold(word)] == InstitutionType.objects.get(code=code).pk


def test_a_misspelt_type_is_not_guessed(lists):
    assert fold("Kindergartten") not in known_types()


def test_signs_between_words_do_not_matter(lists):
    assert type_word("Erziehungs- / Familien-Beratungsstelle") == type_word(
        "Erziehungs-Familien-Beratungsstelle"
    )
    assert (
        known_types()[type_word("OGS/OGATA,  Hort")]
        == InstitutionType.objects.get(code="after_school_care").pk
    )


def test_a_word_that_stands_for_two_types_is_refused(lists, tmp_path):
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    file = tmp_path / "institution_types.yaml"
    types = yaml.safe_load(file.read_text(encoding="utf-8"))
    next(entry for entry in types if entry["code"] == "other")["synonyms"].append("KiTa")
    types[0]["short_name"] = "Neues Kürzel"
    file.write_text(yaml.safe_dump(types, allow_unicode=True), encoding="utf-8")

    with pytest.raises(RuleBroken) as broken:
        load_reference(tmp_path)

    assert broken.value.code == "double_word"
    assert "daycare" in broken.value.messages[0]
    assert not InstitutionType.objects.filter(short_name="Neues Kürzel").exists()


def test_shelters_are_protected_from_the_start_and_nothing_else_is(lists):
    protected = InstitutionType.objects.filter(protected_by_default=True)

    assert set(protected.values_list("code", flat=True)) == {"women_shelter", "taking_into_care_home"}


def test_an_unknown_legal_standing_is_refused():
    kind = InstitutionType(code="x", name="X", short_name="X", group="other", standing=["8C"])

    with pytest.raises(Exception, match="8C"):
        kind.clean()


def test_secrecy_under_section_4_kkg_follows_the_profession(lists):
    numbers = dict(Profession.objects.values_list("code", "kkg4_no"))

    assert (numbers["physician"], numbers["midwife"], numbers["paramedic"]) == (1, 1, 1)
    assert (numbers["psychologist"], numbers["social_worker"], numbers["teacher"]) == (2, 6, 7)
    outside = ("educator", "childminder", "police_officer", "judge", "coach_volunteer", "clergy")
    assert {numbers[code] for code in outside} == {None}


def test_the_database_refuses_a_number_outside_section_4(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Profession.objects.create(code="x", name="X", kkg4_no=8)


def test_national_hotlines_are_services_for_everybody_and_honest_about_checking(lists):
    hotlines = Service.objects.national()

    assert hotlines.count() == 14
    assert not hotlines.exclude(verified_on=None).exists()
    line = hotlines.get(code="children-youth-line")
    assert [contact.display for contact in line.contacts.all()] == ["116 111", "www.nummergegenkummer.de"]
    assert "0800 111 0 333" in line.contacts.first().note


def test_a_day_of_checking_entered_by_people_survives_the_next_loading(lists):
    line = Service.objects.get(code="police-110")
    line.verified_on = "2026-11-20"
    line.save()

    done = load_reference(FOLDER)

    line.refresh_from_db()
    assert done["updated"] == 0
    assert str(line.verified_on) == "2026-11-20"


def test_a_changed_hotline_is_brought_back_in_place(lists):
    contact = ContactPoint.objects.get(value="+498001921000")
    contact.value = "+49800999"
    contact.save()

    assert load_reference(FOLDER)["updated"] == 1
    contact.refresh_from_db()
    assert contact.value == "+498001921000"


@pytest.mark.real
@pytest.mark.skipif(not SCHOOLS.exists(), reason="the open data are not beside this checkout")
def test_every_kind_of_school_in_the_real_lists_is_known(lists):
    nrw = json.loads((SCHOOLS / "nordrhein-westphalen_all_schools_geocoded.json").read_text(encoding="utf-8"))
    with (SCHOOLS / "saarland_ABS_Gesamt.csv").open(encoding="utf-8", newline="") as file:
        saarland = {row["Schultyp"] for row in csv.DictReader(file)}
    known = known_types()

    assert [word for word in {row["school_type"] for row in nrw} | saarland if fold(word) not in known] == []
