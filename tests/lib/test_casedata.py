"""The hint at case data: how much it recognises, how quick it is, what it offers, and that it keeps nothing refused."""

from __future__ import annotations

import logging
import re
import time
from pathlib import Path

import pytest
from django import forms

from coordination.lib.casedata import look
from coordination.lib.casedata.field import digest
from coordination.lib.forms import PlainLineField, PlainTextField

SETS = Path(__file__).parent / "casedata"
CHILD = "Lena M., 7, hat seit gestern blaue Flecken. Die Sitzung ist am Montag."


def sentences(name: str) -> list[str]:
    return (SETS / f"{name}.txt").read_text("utf-8").splitlines()


def recognised(name: str) -> float:
    found = sentences(name)
    return sum(look(one).is_told for one in found) / len(found)


# --- Measured ---------------------------------------------------------------------------------------------------------


ROWS = {  # as the manual calls them
    "first": "dev",
    "second": "second",
    "third": "third",
    "fourth": "fourth",
    "fifth": "fifth",
    "voices, open half": "voices_open",
    "voices, sealed half": "voices_sealed",
    "held back": "held",
}


@pytest.mark.parametrize("row", ROWS)
def test_the_figures_of_the_manual_are_those_measured(root, row):
    told, alarms = recognised(f"{ROWS[row]}_with"), recognised(f"{ROWS[row]}_without")
    manual = (root / "docs" / "casedata.md").read_text("utf-8")
    printed = re.search(rf"\| {row}[^|]*\| (\d+) \| (\d+) \| ([\d.]+) % \| ([\d.]+) % \|", manual)

    assert printed, f"docs/casedata.md has no line for {row}"
    sizes = len(sentences(f"{ROWS[row]}_with")), len(sentences(f"{ROWS[row]}_without"))
    assert (int(printed[1]), int(printed[2])) == sizes == (200, 500)
    assert (float(printed[3]), float(printed[4])) == (round(told * 100, 1), round(alarms * 100, 1))
    assert alarms <= 0.05
    assert told >= (0.75 if row == "held back" else 0.9)  # the older set misses the goal; the manual says so


def test_shapes_tell_where_no_word_of_a_case_stands():
    assert look("Unser Torwart, zwölf, will nach dem Training nie nach Hause.").is_told
    assert not look("Wir suchen einen Torwart für das Turnier der Einrichtungen.").is_told


@pytest.mark.parametrize(
    "unit", ["a", "1", "Ein Kind ", "A. ", "wohnt in ", "12-", "geb. ", "((", "Lena M., 7 ", "\n"]
)
def test_no_text_keeps_it_busy(unit):
    """10 kB in less than 50 ms of this processor; ten times as much takes at most twenty times as long."""
    short, long = unit * (10_000 // len(unit)), unit * (50_000 // len(unit))
    look(short)
    began = time.process_time()
    look(short)
    once = time.process_time() - began
    began = time.process_time()
    look(long)

    assert once < 0.15  # 50 ms on a quiet machine
    assert time.process_time() - began < max(20 * once, 0.5)


# --- In a form --------------------------------------------------------------------------------------------------------


class Note(forms.Form):
    text = PlainTextField(required=False)
    reason = PlainLineField(required=False)


def test_a_text_about_a_child_is_asked_about_and_marked():
    form = Note({"text": CHILD})

    assert not form.is_valid()
    assert form.errors.as_data()["text"][0].code == "case_data"
    page = str(form["text"])
    assert "<mark>Lena M., 7, hat seit gestern blaue Flecken. </mark>" in page
    assert page.count('type="radio"') == 6


def test_a_text_about_the_work_goes_through():
    form = Note(
        {"text": "Frau Müller leitet die Sitzung am Montag.", "reason": "Nachgefragt bei der Leitung"}
    )

    assert form.is_valid()
    assert "sn-told" not in str(form["text"])


def test_taking_it_out_shows_the_rest_to_read_once_more():
    form = Note({"text": CHILD, "text-fall": "remove"})

    assert form.errors.as_data()["text"][0].code == "case_data_changed"
    assert "Lena" not in str(form["text"])
    assert Note({"text": form["text"].value()}).is_valid()


def test_saying_it_in_general_takes_names_and_ages():
    form = Note({"text": "Tim ist 7 Jahre alt und weint oft.", "text-fall": "general"})

    assert form.errors.as_data()["text"][0].code == "case_data_changed"
    assert "Tim" not in form["text"].value()
    assert "7" not in form["text"].value()


def test_it_is_about_no_child_holds_for_exactly_this_text():
    answer = {"text-fall": "invented", "text-zu": digest(CHILD)}

    assert Note({"text": CHILD, **answer}).is_valid()
    assert not Note({"text": CHILD + " Ihr Bruder Tim ist 9 Jahre alt und weint.", **answer}).is_valid()
    assert not Note({"text": CHILD, "text-fall": "weil ich will", "text-zu": digest(CHILD)}).is_valid()


def test_what_stood_there_before_is_not_asked_about_again():
    assert Note({"text": CHILD}, initial={"text": CHILD}).is_valid()


def test_a_single_line_is_asked_about_too():
    assert (
        Note({"reason": "Familie Yilmaz wohnt in der Gasse 3"}).errors.as_data()["reason"][0].code
        == "case_data"
    )


def test_a_refused_text_is_never_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        Note({"text": CHILD}).is_valid()

    assert "Lena" not in caplog.text


def test_markup_in_a_refused_text_stays_text():
    page = str(Note({"text": "<script>x</script> Lena M., 7, hat blaue Flecken."})["text"])

    assert "<script>" not in page
