"""Lists of boxes: a few in a row, many in columns under headings; what is typed into them is told as text."""

import pytest
from django import forms
from django.utils.safestring import SafeString

GROUPS = [
    ("Schule <b>", [(f"s{n}", f"Schule {n}") for n in range(6)]),
    ("Amt", [("a1", "Amt & Rat"), ("a2", "Kreis")]),
]


def drawn(choices, chosen=()) -> SafeString:
    class Sample(forms.Form):
        many = forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)

    return Sample(initial={"many": list(chosen)})["many"].as_widget()


@pytest.mark.parametrize(("count", "is_long"), [(3, False), (8, False), (9, True), (60, True)])
def test_many_stand_in_columns_with_a_search_and_few_in_a_row(count, is_long):
    page = drawn([(str(n), f"Wort {n}") for n in range(count)], ["1"])
    assert ("data-boxes-find" in page) == is_long
    assert page.count('type="checkbox"') == count
    assert page.count(" checked") == 1
    assert page.count(" hidden") == (2 if is_long else 0)  # the search and „alle“ wait for the script


def test_headings_stand_over_theirs_once_and_name_their_group():
    page = drawn([*GROUPS, ("Rest", [("r", "Rest")])])
    assert page.count('role="group"') == 3
    assert "Schule &lt;b&gt;" in page
    assert "Amt &amp; Rat" in page
    assert page.index("Kreis") < page.index("Rest")
    assert page.count("data-boxes-tick") == 4
