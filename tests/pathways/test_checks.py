"""What blocks publishing, each with its place. Pure: no database."""

import datetime as dt
from dataclasses import replace

import pytest

from coordination.pathways.checks import findings
from coordination.pathways.flow import Exit, Flow, FlowStep, Norm, numbered, read

TODAY = dt.date(2026, 11, 21)
LAW = Norm("§ 4 Abs. 3 KKG")
DANGER = Exit("emergency", "E0.notruf")


def step(code, kind, *ways, danger=True, **more):
    exits = tuple(Exit(kind_of, to) for kind_of, to in ways) + ((DANGER,) if danger else ())
    return FlowStep(code=code, kind=kind, title=code.title(), exits=exits, **more)


def flow(*changes, norms=(LAW,)):
    steps = {
        "sehen": step("sehen", "observe", ("next", "akut")),
        "akut": step("akut", "decide", ("yes", "E0.notruf"), ("no", "melden")),
        "melden": step("melden", "report", ("next", "ende"), norm=LAW),
        "ende": step("ende", "close"),
        "E0.notruf": step("E0.notruf", "emergency", danger=False, in_branch=True),
    }
    steps |= {one.code: one for one in changes}
    rows = [replace(one, number=number) for one, number in numbered(list(steps.values()))]
    return Flow(code="P01", title="Weg", norms=norms, steps=tuple(rows))


def codes(one, **more):
    return [found.code for found in findings(one, today=TODAY, **more)]


def test_a_good_pathway_has_no_findings():
    assert codes(flow()) == []


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (step("insel", "observe", ("next", "ende")), "unreachable", "insel"),
        (step("akut", "decide", ("no", "melden")), "one_exit", "akut"),
        (step("akut", "decide", ("yes", "melden"), ("no", "melden")), "one_exit", "akut"),
        (step("sehen", "observe"), "no_end", "sehen"),
        (step("melden", "report", ("next", "ende")), "step_without_law", "melden"),
        (step("melden", "report", ("next", "sehen"), norm=LAW), "loop", "melden"),
        (step("melden", "report", ("next", "nirgends"), norm=LAW), "exit_nowhere", "melden"),
        (step("ende", "close", danger=False), "danger_far", "ende"),
        (
            step("melden", "report", ("next", "ende"), norm=Norm("§ 1", valid_until=dt.date(2026, 1, 1))),
            "law_past",
            "melden",
        ),
    ],
)
def test_each_fault_is_found_at_its_place(change, code, place):
    found = [(one.code, one.step) for one in findings(flow(change), today=TODAY)]
    assert (code, place) in found


def test_every_finding_is_a_sentence_that_names_the_step():
    for one in findings(flow(step("insel", "observe", ("next", "ende"))), today=TODAY):
        assert "Insel" in one.sentence


def test_a_marked_way_back_is_no_fault():
    back = FlowStep(
        "melden",
        "report",
        "Melden",
        norm=LAW,
        exits=(Exit("next", "ende"), Exit("no", "sehen", is_loop=True), DANGER),
    )
    assert "loop" not in codes(flow(back))


def test_a_circle_without_an_end_is_found_however_long():
    rows = [step(f"s{n}", "observe", ("next", f"s{(n + 1) % 30}")) for n in range(30)]
    branch = step("E0.notruf", "emergency", danger=False, in_branch=True)
    round_about = Flow(code="P", title="Kreis", norms=(LAW,), steps=(*rows, branch))
    assert "loop" in codes(round_about)


def test_without_law_and_without_steps_it_says_so():
    assert "no_legal_basis" in codes(flow(norms=()))
    assert "law_past" in codes(flow(norms=(Norm("§ 9", valid_until=dt.date(2025, 1, 1)),)))
    assert codes(Flow(code="P", title="leer")) == ["no_steps"]


def test_a_passed_review_blocks():
    assert "review_passed" in codes(flow(), review_due=dt.date(2026, 11, 20))
    assert codes(flow(), review_due=TODAY) == []


def test_a_way_that_never_reports_is_told():
    seeing = FlowStep("sehen", "observe", "Sehen", exits=(Exit("next", "ende"),))
    only = Flow(code="P", title="Weg", norms=(LAW,), steps=(seeing, FlowStep("ende", "close", "Ende")))
    assert {"no_report", "danger_far"} <= set(codes(only))


def test_a_frozen_flow_reads_back_the_same():
    import json

    one = flow(step("melden", "report", ("next", "ende"), norm=Norm("§ 1", valid_until=dt.date(2027, 1, 1))))
    assert read(json.loads(json.dumps(one.content()))) == one
