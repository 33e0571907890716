"""Errors corrected on the page of the check: saved, checked again with all that hangs on them, nothing lost."""

import random

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from coordination.directory.importing import marks
from coordination.directory.models import Institution
from coordination.directory.services import import_correct, imports
from coordination.directory.services.import_correct import Typed, correct
from coordination.lib.errors import RuleBroken
from tests.factories.directory import InstitutionTypeFactory
from tests.factories.imports import HEADER, checked, outcomes, row, said, taken

PROVIDER = [*HEADER, "Träger"]


@pytest.fixture(autouse=True)
def types(db):
    InstitutionTypeFactory()


def typed(run, number, key, text):
    """What a browser sends for one box."""
    line = run.rows.get(number=number)
    index = next((int(index) for index, mapped in run.mapping.items() if mapped == key), None)
    return Typed(number, key, marks.short(marks.as_typed(marks.cell(line, index, key))), text)


def put(run, by, number, key, text, **more):
    done = correct(by=by, run=run, typed=[typed(run, number, key, text)], **more)
    run.refresh_from_db()
    return done


def boxes(client, run):
    """The names of all boxes of the page with what stands in them."""
    page = client.get(run.get_absolute_url())
    lines = page.context["lines"]
    found = [box for line in lines for cell in line["cells"] for box in cell["boxes"]]
    found += [box for line in lines for box in line["more"]]
    return {box["name"]: box["text"] for box in found if box["key"]}


def post(client, run, data, step="correct", **more):
    return client.post(reverse(f"directory:import-{step}", args=[run.uid]), data, **more)


# --- the verb
def test_a_corrected_cell_is_checked_again_and_the_figures_follow(ada, network):
    run = checked(ada, network, [row(mail="x@"), row("2", "Kita Mond")])

    done = put(run, ada, 2, "mail", "x@example.org")

    assert (done.right, done.wrong) == ([2], [])
    assert outcomes(run) == {2: "new", 3: "new"}
    assert (run.counts["error"], run.counts["new"], run.counts["problems"]) == (0, 2, 0)
    line = run.rows.get(number=2)
    assert (line.raw[7], line.corrected) == ("x@", {"mail": "x@example.org"})
    imports.take_over(by=ada, run=run)
    assert Institution.objects.get(name="Kita Sonnenblume").contacts.get().value == "x@example.org"


def test_a_wrong_correction_is_told_and_kept(ada, network):
    run = checked(ada, network, [row(mail="x@")])

    done = put(run, ada, 2, "mail", "y@")

    assert done.wrong == [2]
    assert "y@" in said(run)
    assert run.rows.get().corrected == {"mail": "y@"}


def test_a_field_without_a_column_can_be_put_in(ada, network):
    run = checked(ada, network, [["1", "Kita A"]], ["Nummer", "Name"])
    assert outcomes(run) == {2: "error"}

    put(run, ada, 2, "type", "Kita")

    assert outcomes(run) == {2: "new"}


def test_a_postcode_of_two_towns_is_settled_by_the_municipality_that_is_offered(ada, network, towns):
    run = checked(ada, network, [row(postcode="53840", city="")])
    problem = import_correct.problems_of(run.rows.get())[0]
    assert (problem.key, problem.fix) == ("postcode", "municipality")
    assert set(problem.offers) == {"Troisdorf", "Niederkassel"}

    put(run, ada, 2, "municipality", "Niederkassel")

    assert run.rows.get().clean["municipality"] == towns[1].pk


def test_all_rows_with_the_same_wrong_cell_are_corrected_together(ada, network):
    rows = [row(str(n), f"Kita {n}", kind="Kindergartten") for n in range(4)]
    run = checked(ada, network, [*rows, row("9", "Kita 9", kind="Kindergartn")])

    done = put(run, ada, 3, "type", "Kita", alike={(3, "type")})

    assert done.right == [2, 3, 4, 5]
    assert set(run.rows.exclude(number=6).values_list("outcome", flat=True)) == {"new"}
    assert outcomes(run)[6] == "error"
    assert run.facets["ctype"] == 1


def test_the_correction_of_many_rows_is_taken_back(client, ada, network):
    run = checked(ada, network, [row(str(n), f"Kita {n}", kind="Kindergartten") for n in range(3)])
    put(run, ada, 2, "type", "Kita", alike={(2, "type")})
    client.force_login(ada)

    url = reverse("directory:import-uncorrect", args=[run.uid])
    client.post(f"{url}?feld=type&text=Kita")

    run.refresh_from_db()
    assert set(outcomes(run).values()) == {"error"}
    assert not run.rows.exclude(corrected={}).exists()
    with pytest.raises(RuleBroken):
        import_correct.take_back(by=ada, run=run, key="type", text="Kita")


def test_many_rows_are_checked_again_in_the_background(ada, network, monkeypatch):
    monkeypatch.setattr(import_correct, "AT_ONCE", 1)
    run = checked(ada, network, [row(str(n), f"Kita {n}", kind="Kindergartten") for n in range(3)])

    done = put(run, ada, 2, "type", "Kita", alike={(2, "type")})

    assert done.job is not None
    assert run.state == "checked"
    assert set(outcomes(run).values()) == {"new"}


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(ada, ben, network):
    run = checked(ada, network, [row(mail="x@", phone="kaputt")])
    mine = typed(run, 2, "mail", "ada@example.org")
    put(run, ben, 2, "mail", "ben@example.org")

    done = correct(by=ada, run=run, typed=[mine])

    assert done.missed == [mine]
    assert run.rows.get().corrected == {"mail": "ben@example.org"}


def test_corrections_and_decisions_outlive_another_look_at_the_columns(ada, network):
    run = checked(ada, network, [row(mail="x@"), row("2", "Kita Mond")])
    put(run, ada, 2, "mail", "x@example.org")

    imports.match_columns(by=ada, run=run, mapping=run.mapping, defaults=run.defaults)

    assert set(outcomes(run).values()) == {"new"}
    assert run.rows.get(number=2).corrected == {"mail": "x@example.org"}


def test_a_row_left_out_by_hand_stays_left_out(ada, network):
    taken(ada, network, [row("1", "Kita A")])
    rows = [[*row("1", "Kita A", mail="x@"), ""], [*row("2", "Kita B"), "Kita A"]]
    run = checked(ada, network, rows, PROVIDER)
    imports.decide(by=ada, run=run, decision="skip", rows=[3])

    put(run, ada, 2, "mail", "x@example.org")

    assert outcomes(run) == {2: "changed", 3: "new"}
    assert run.rows.get(number=3).decision == "skip"


def test_an_address_of_a_protected_place_typed_in_is_refused_and_forgotten(ada, network):
    InstitutionTypeFactory(
        code="shelter", name="Frauenhaus", short_name="Frauenhaus", protected_by_default=True
    )
    run = checked(ada, network, [row(kind="Frauenhaus", street="Geheimweg 3"), row("2", kind="Frauenhauss",
                  street="Verstecktstr. 1")])  # fmt: skip

    assert put(run, ada, 2, "street", "Auch Geheim 5").wrong == [2]
    assert put(run, ada, 3, "type", "Frauenhaus").wrong == [3]

    kept = str(list(run.rows.values_list("raw", "corrected", "clean", "problems", "notes", "search_text")))
    assert not any(word in kept for word in ("Geheim", "geheim", "Versteckt", "versteckt"))
    assert put(run, ada, 2, "street", "").right == []  # untouched boxes say nothing
    sure = Typed(2, "street", typed(run, 2, "street", "").seen, "", sure=True)
    assert correct(by=ada, run=run, typed=[sure]).right == [2]
    assert "street" not in run.rows.get(number=2).clean


@pytest.mark.parametrize(
    "text", ["", "\x00", "x" * 10_000, "😀", "\u202egnp.exe", "=1+1", "<script>alert(1)</script>"]
)
def test_whatever_is_typed_ends_in_a_sentence_or_a_value(client, ada, network, text):
    run = checked(ada, network, [row(name="", kind="Kindergartten", mail="x@", phone="kaputt")])
    client.force_login(ada)

    response = post(client, run, dict.fromkeys(boxes(client, run), text), follow=True)

    assert response.status_code == 200
    assert "<script>alert(1)" not in response.content.decode()


def test_of_two_rows_with_one_number_one_can_be_said_to_count(client, ada, network):
    run = checked(ada, network, [row(), row(name="Kita Mond"), row("2")], mapping=MAPPING)
    client.force_login(ada)
    assert outcomes(run) == {2: "error", 3: "error", 4: "new"}

    post(client, run, {"nur": "3"})
    assert outcomes(run) == {2: "repeat", 3: "new", 4: "new"}
    assert run.rows.get(number=2).repeats == 3

    post(client, run, {"was": "2-repeats"}, "uncorrect")
    assert outcomes(run) == {2: "error", 3: "error", 4: "new"}
    post(client, run, {"nur": "4"})
    assert outcomes(run)[4] == "new"


# --- the same as a whole new check
MAPPING = {"0": "number", "1": "name", "2": "type", "5": "city", "7": "mail", "8": "parent"}
WORDS = ["Kita A", "Kita B", "Kita C", "Amt D"]


def any_row(dice):
    number = dice.choice(["", "1", "2", "3"])
    mail = dice.choice(["", "", "a@example.org", "x@"])
    return [number, dice.choice(WORDS), dice.choice(["Kita", "Kindergartten"]), "", "", dice.choice(["", "Bonn"]),
            "", mail, dice.choice(["", "", *WORDS, "2", "Kita Z"])]  # fmt: skip


def state(run):
    columns = (
        "number",
        "outcome",
        "problems",
        "institution_id",
        "repeats",
        "differences",
        "clean",
        "marks",
        "keys",
    )
    return list(run.rows.order_by("number").values_list(*columns))


@pytest.mark.parametrize("seed", range(5))
def test_checking_what_hangs_on_a_row_gives_the_same_as_checking_everything(ada, network, seed):
    dice = random.Random(seed)
    there = checked(ada, network, [any_row(dice) for _n in range(4)], PROVIDER, mapping=MAPPING)
    if imports.to_take(there)["rows"]:
        imports.take_over(by=ada, run=there)
    run = checked(ada, network, [any_row(dice) for _n in range(9)], PROVIDER, mapping=MAPPING)

    for _turn in range(4):
        if not (wrong := list(run.rows.filter(outcome="error").values_list("number", flat=True))):
            break
        index = dice.choice(list(MAPPING))
        put(run, ada, dice.choice(wrong), MAPPING[index], any_row(dice)[int(index)])

    step_by_step, counts, facets = state(run), run.counts, run.facets
    imports.match_columns(by=ada, run=run, mapping=run.mapping, defaults=run.defaults)
    run.refresh_from_db()
    assert state(run) == step_by_step
    assert counts.pop("checked_at") < run.counts.pop("checked_at")
    assert (run.counts, run.facets) == (counts, facets)


# --- the page
def test_every_wrong_cell_has_a_box_with_its_value_and_a_proposal_to_take_over(client, ada, network):
    run = checked(ada, network, [row(kind="Kitta", mail="x@")])
    client.force_login(ada)

    page = client.get(run.get_absolute_url()).content.decode()

    assert sorted(boxes(client, run).values()) == ["Kitta", "x@"]
    assert 'value="2-type-0"' in page
    post(client, run, {"vorschlag": "2-type-0"})
    assert run.rows.get().corrected == {"type": InstitutionTypeFactory().name}


def test_one_button_saves_what_was_typed_in_all_rows(client, ada, network):
    run = checked(ada, network, [row(mail="x@"), row("2", "Kita Mond", mail="y@")])
    client.force_login(ada)
    names = list(boxes(client, run))

    post(client, run, {names[0]: "x@example.org", names[1]: "noch@falsch"})

    assert outcomes(run) == {2: "new", 3: "error"}
    assert list(boxes(client, run).values()) == ["noch@falsch"]


def test_htmx_gets_the_rows_anew_and_a_word_for_the_screen_reader(client, ada, network):
    run = checked(ada, network, [row(mail="x@"), row("2", "Kita Mond", mail="y@")])
    client.force_login(ada)
    names = list(boxes(client, run))

    part = post(client, run, {names[0]: "x@example.org"}, headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div class="stack-m" id="pruefung"')
    assert 'id="gesagt" hx-swap-oob="innerHTML"' in part
    assert "autofocus" in part


def test_a_repeated_row_says_which_row_it_repeats(client, ada, network):
    run = checked(ada, network, [row(), row()])
    client.force_login(ada)

    page = client.get(run.get_absolute_url(), {"zeigen": "repeat"}).content.decode()

    assert outcomes(run) == {2: "new", 3: "repeat"}
    assert gettext("already stands in row %(n)s") % {"n": 2} in page


@pytest.mark.parametrize("who", ["auditor", "noor", "mira"])
def test_who_may_not_import_corrects_nothing(client, request, ada, network, who):
    run = checked(ada, network, [row(mail="x@")])
    client.force_login(request.getfixturevalue(who))

    assert post(client, run, {f"z-2-mail-{marks.short('x@')}": "x@example.org"}).status_code in {403, 404}
    assert post(client, run, {"was": "2-mail"}, "uncorrect").status_code in {403, 404}
    assert run.rows.get().corrected == {}


@pytest.mark.parametrize(
    "data",
    [{}, {"z-2-mail": "x"}, {"z-²-mail-0": "x"}, {"z-2-gibtsnicht-0": "x"}, {"z-99999999999999999999-mail-0": "x"},
     {"vorschlag": "2-type-99"}, {"vorschlag": "x"}, {"alle": "2-mail-x"}, {"alle": "9-mail"}],
)  # fmt: skip
def test_a_made_up_form_changes_nothing(client, ada, network, data):
    run = checked(ada, network, [row(mail="x@")])
    client.force_login(ada)

    assert post(client, run, data).status_code == 302
    assert run.rows.get().corrected == {}
