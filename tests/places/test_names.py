import pytest

from coordination.places.names import district_label, forms, split_official, stored_forms


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("Troisdorf, Stadt", "Troisdorf"),
        ("TROISDORF ", "Troisdorf"),
        ("St. Augustin", "Sankt Augustin"),
        ("St Augustin", "Sankt Augustin"),
        ("St.Augustin", "Sankt Augustin"),
        ("Koenigswinter", "Königswinter"),
        ("Hennef/Sieg", "Hennef (Sieg)"),
        ("Altdorf b.Nürnberg", "Altdorf bei Nürnberg"),
        ("Au i.d.Hallertau", "Au in der Hallertau"),
        ("Altenmarkt a.d.Alz", "Altenmarkt an der Alz"),
        ("Neunkirchen - Seelscheid", "Neunkirchen-Seelscheid"),
    ],
)
def test_names_agree_however_people_write_them(written, official):
    assert forms(written).full == forms(official).full


def test_an_addition_belongs_to_the_full_form_only():
    assert forms("Frankfurt am Main").full != forms("Frankfurt (Oder)").full
    assert "frankfurt" in forms("Frankfurt am Main").short & forms("Frankfurt (Oder)").short


def test_a_title_before_or_behind_the_name_is_understood():
    assert "lutherstadt eisleben" in forms("Eisleben, Lutherstadt").short
    assert "troisdorf" in forms("Stadt Troisdorf").short


def test_towns_whose_name_begins_with_stadt_keep_it():
    assert forms("Stadt Wehlen").full == "stadt wehlen"


def test_an_empty_name_has_no_forms():
    assert forms(" ").all == {""}
    assert stored_forms("") == "|"


@pytest.mark.parametrize(
    ("official", "name", "title"),
    [
        ("Hagen, Stadt der FernUniversität", "Hagen", "Stadt der FernUniversität"),
        ("Alfter", "Alfter", ""),
        ("Sulzbach/ Saar, Stadt", "Sulzbach/Saar", "Stadt"),
        ("Bautzen / Budyšin, Stadt", "Bautzen / Budyšin", "Stadt"),
    ],
)
def test_official_names_are_split_into_name_and_title(official, name, title):
    assert split_official(official) == (name, title)


@pytest.mark.parametrize(
    ("name", "kind", "label"),
    [
        ("Rosenheim", "landkreis", "Landkreis Rosenheim"),
        ("Düren", "kreis", "Kreis Düren"),
        ("Rhein-Sieg-Kreis", "kreis", "Rhein-Sieg-Kreis"),
        ("Städteregion Aachen", "kreis", "Städteregion Aachen"),
        ("Regionalverband Saarbrücken", "regional_association", "Regionalverband Saarbrücken"),
        ("Bonn", "independent_town", "Bonn"),
    ],
)
def test_districts_are_called_in_full(name, kind, label):
    assert district_label(name, kind) == label
