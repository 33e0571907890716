"""P01 to P16 as they are handed out: complete, checked, each with source and date, told apart by their law."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from coordination.directory.models import InstitutionType, Profession, ServiceKind
from coordination.directory.reference import load_reference
from coordination.lib.reference import FixtureBroken
from coordination.pathways.checks import findings
from coordination.pathways.freezing import flow_of
from coordination.pathways.models import LegalBasis, Pathway, Step, StepVariant
from coordination.pathways.reference import load_pathways
from coordination.pathways.services.adopting import adopt
from tests.factories.places import LandFactory

pytestmark = pytest.mark.django_db
FIXTURES = Path(settings.BASE_DIR) / "fixtures"
CODES = [f"P{number:02}" for number in range(1, 17)]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The lists and templates once for all tests of this module; each test's own changes are taken back as ever."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        LandFactory()
        load_reference(FIXTURES / "reference")
        load_pathways(FIXTURES / "pathways")
        yield
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def templates(loaded, db):
    return {row.code: row for row in Pathway.objects.templates().for_people()}


def test_all_sixteen_are_there_pass_the_checks_and_are_not_loaded_twice(templates):
    from django.utils import timezone

    assert sorted(templates) == CODES
    for code, row in templates.items():
        flow = flow_of(row)
        assert findings(flow, today=timezone.localdate()) == [], code
        assert flow.branch, code
        assert all(step.source and step.checked_on for step in flow.steps), code
    assert load_pathways(FIXTURES / "pathways")["unchanged"] > 50
    assert load_pathways(FIXTURES / "pathways") == Counter(
        created=0, updated=0, unchanged=LegalBasis.objects.count() + Pathway.objects.count()
    )


def test_only_law_speaks_without_a_mark(templates):
    """Only „unverzüglich“ and „zeitnah“ are statutory: every day is a proposal, and „unverzüglich“ has its norm."""
    for step in Step.objects.select_related("legal_basis"):
        assert step.is_proposal == (step.time_code in Step.LOCAL), step
        if step.time_code == Step.Time.WITHOUT_UNDUE_DELAY:
            assert step.legal_basis is not None, step


def test_what_the_law_tells_apart_has_its_own_words(templates):
    """Heilberufe „sollen unverzüglich“, others are „befugt“, Träger must; citizens get no feedback."""
    report = {row.code: flow_of(row) for row in templates.values()}
    assert report["P04"]["unverzueglich"].norm.citation == "§ 4 Abs. 3 Satz 3 KKG"
    assert all(step.time_code != "without_undue_delay" for step in report["P05"].steps)
    assert (
        report["P02"]["insofa"].norm.citation
        == report["P02"]["mitteilung"].norm.citation
        == "§ 8a Abs. 4 SGB VIII"
    )
    assert report["P03"]["insofa"].norm.citation == "§ 8a Abs. 5 SGB VIII"
    assert not [step for step in report["P09"].steps if step.kind == "feedback"]
    assert report["P10"]["meldung"].norm.citation == "§ 47 SGB VIII"
    assert report["P13"].voice == "young"
    bodies = Counter(
        step.body for flow in report.values() for step in flow.main if step.kind in {"report", "feedback"}
    )
    twice = [body for body, count in bodies.items() if count > 1]
    assert twice == []


def test_the_land_of_the_network_speaks_in_the_copy(templates, network, ada):
    assert StepVariant.objects.filter(step__pathway=templates["P01"]).exists()
    made = adopt(by=ada, network=network, template=templates["P01"])
    flow = flow_of(made)

    assert "jedem Anschein" in flow["team"].body
    assert flow["team"].norm.citation == "§ 42 Abs. 6 SchulG NRW"
    assert "jedem Anschein" not in flow_of(templates["P01"])["team"].body
    assert made.branch.network == network
    again = adopt(by=ada, network=network, template=templates["P02"])
    assert again.branch == made.branch


def test_every_word_a_file_may_name_is_known(templates):
    known = {
        *InstitutionType.objects.values_list("code", flat=True),
        *Profession.objects.values_list("code", flat=True),
    }
    for row in templates.values():
        flow = flow_of(row)
        assert {*flow.types, *flow.professions} <= known
        assert set(flow.slots) <= set(ServiceKind.objects.values_list("code", flat=True))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: observe", "kind: wegsehen"),
        ("time: same_day", "time: bald"),
        ("law: kkg-4-2", "law: kkg-99"),
        ("slots: [insofa_consultation]", "slots: [zauberei]"),
        ("E0 | Sofort", "nirgends | Sofort"),
        ("responsible: Schulleitung\n", "verantwortlich: Schulleitung\n"),
    ],
)
def test_a_broken_file_names_itself_and_the_entry(templates, tmp_path, old, new):
    for name in ("legal_bases", "e0_notfall", "p01_schule"):
        text = (FIXTURES / "pathways" / f"{name}.yaml").read_text("utf-8")
        (tmp_path / f"{name}.yaml").write_text(text.replace(old, new, 1) if name == "p01_schule" else text)
    before = Step.objects.count()
    with pytest.raises(FixtureBroken, match=r"p01_schule\.yaml.*P01"):
        load_pathways(tmp_path)
    assert Step.objects.count() == before
