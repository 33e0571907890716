"""Coverage counts what stands in the directory and who speaks for it; the law's list names who is missing."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import AuditEntry
from coordination.accounts.roles import Role
from coordination.lib.levels import Level
from network.coverage import Row, matrix
from network.participants import Participant, Present, compare, lists_for, participants
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import (
    ContactPointFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
)
from tests.factories.network_multipliers import AppointmentFactory

PAGE = "/arbeit/netz/abdeckung/"


def row(kind, place, speakers, order=1):
    return Row(kind, kind, order, place, speakers)


# --- counting
def test_each_cell_says_how_many_have_nobody_and_one_alone():
    found = matrix(
        [row("Kita", "Spich", 0), row("Kita", "Spich", 1), row("Kita", "Mitte", 2), row("Schule", "Spich", 1)]
    )

    (kita, kita_cells), (school, school_cells) = found.rows()
    assert found.places == ["Mitte", "Spich"]
    assert [(cell.total, cell.nobody, cell.single, cell.look) for _place, cell in kita_cells] == [
        (1, 0, 0, "good"),
        (2, 1, 1, "gap"),
    ]
    assert [cell.look for _place, cell in school_cells] == ["none", "risk"]
    assert (kita.total.covered, school.total.covered, found.total.percent) == (2, 1, 75)


def test_whom_the_provider_reaches_is_no_gap_but_a_risk():
    found = matrix([Row("Kita", "Kita", 1, "Spich", 0, carried=True), row("Kita", "Spich", 2)])

    assert (found.total.nobody, found.total.through, found.total.covered) == (0, 1, 1)
    assert (found.total.look, found.total.percent) == ("risk", 50)


def test_what_has_no_place_comes_last_and_nothing_is_no_error():
    assert matrix([row("Kita", "", 1), row("Kita", "Zell", 1)]).places == ["Zell", ""]
    empty = matrix([])
    assert (empty.places, empty.lines, empty.total.percent) == ([], [], 0)


def test_the_types_with_most_gaps_come_first():
    found = matrix([row("A", "x", 0), *(row("B", "x", 0) for _n in range(3)), row("C", "x", 1)])

    assert [line.type for line in found.worst()] == ["B", "A"]


# --- the law's list
def wanted(**more):
    given = {"code": "x", "land": "", "citation": "§ 3 KKG", "name": "Probe", "types": (), "source": "Probe"}
    return Participant(**{**given, "checked_on": dt.date(2026, 1, 1), "verified_on": None, **more})


def test_a_participant_is_there_silent_or_missing():
    rows = [
        Present(1, "school", frozenset({"SCHOOL"}), "Grundschule", 1),
        Present(2, "police", frozenset({"LEG"}), "Polizei", 0),
        Present(3, "social_office", frozenset(), "Jobcenter Mitte", 0),
    ]
    asked = [
        wanted(types=("school",)),
        wanted(types=("police",)),
        wanted(types=("family_court",)),
        wanted(types=(), standing=("LEG",)),
        wanted(types=("social_office",), words=("Jobcenter",)),
        wanted(types=("social_office",), words=("Sozialamt",)),
    ]

    assert [line.state for line in compare(asked, rows)] == [
        "there", "silent", "missing", "silent", "silent", "missing",
    ]  # fmt: skip


def test_a_land_without_a_list_has_the_federal_one():
    assert [citation for citation, _rows in lists_for("HB")] == ["§ 3 KKG"]
    assert [citation for citation, _rows in lists_for("NW")] == ["§ 9 Abs. 4 LKSG NRW", "§ 3 KKG"]
    assert lists_for("SL")[0][0].startswith("Saarländisches")


def test_every_entry_has_source_and_day():
    assert all(one.source and one.checked_on and (one.types or one.standing) for one in participants())


@pytest.mark.django_db
def test_the_file_knows_only_types_that_exist(root, tmp_path):
    from coordination.directory.reference import load_reference as load_types
    from coordination.lib.reference import FixtureBroken
    from network.participants import load_reference

    load_types(root / "fixtures" / "reference")
    assert load_reference(root / "fixtures" / "reference")["unchanged"] > 40

    text = (root / "fixtures" / "reference" / "participants.yaml").read_text("utf-8")
    (tmp_path / "participants.yaml").write_text(text.replace("[police]", "[polizei]"), "utf-8")
    with pytest.raises(FixtureBroken, match="polizei"):
        load_reference(tmp_path)


# --- the pages
@pytest.fixture
def houses(network):
    kita = InstitutionTypeFactory()
    school = InstitutionTypeFactory(code="school", name="Schule", short_name="Schule")
    made = []
    for name, kind, part in (
        ("Kita Eins", kita, "Spich"),
        ("Kita Zwei", kita, "Mitte"),
        ("Schule Drei", school, "Spich"),
    ):
        house = InstitutionFactory(name=name, type=kind, part=part)
        ListingFactory(institution=house, network=network, level=Level.PUBLIC)
        made.append(house)
    return made


def active(network, house):
    today = timezone.localdate()
    return AppointmentFactory(
        network=network, at=house, state="active",
        valid_from=today - dt.timedelta(days=30), valid_until=today + dt.timedelta(days=300),
    )  # fmt: skip


@pytest.mark.django_db
def test_the_page_names_gaps_with_whom_to_call(client, network, ada, houses):
    active(network, houses[0])
    ContactPointFactory(institution=houses[1], kind="phone", value="+492214710999", level=Level.PUBLIC)
    client.force_login(ada)

    page = client.get(PAGE)

    assert [row.name for row in page.context["page_obj"]] == ["Kita Zwei", "Schule Drei"]
    assert "4710999" in page.content.decode().replace(" ", "").replace("-", "")
    total = page.context["matrix"].total
    assert (total.total, total.nobody, total.single) == (3, 2, 1)
    risks = client.get(f"{PAGE}?was=eine").context["page_obj"]
    assert [row.name for row in risks] == ["Kita Eins"]


@pytest.mark.django_db
def test_the_provider_alone_is_listed_apart_here_and_among_the_multipliers(client, network, ada, houses):
    provider = InstitutionFactory(name="Träger", type=houses[2].type)
    ListingFactory(institution=provider, network=network, level=Level.PUBLIC)
    houses[0].parent = provider
    houses[0].save()
    active(network, provider)
    client.force_login(ada)

    page = client.get(PAGE)
    through = client.get(f"{PAGE}?was=traeger").context["page_obj"]
    gaps = client.get(reverse("network:appointment-gaps"), {"art": "traeger"})

    assert [row.name for row in page.context["page_obj"]] == ["Kita Zwei", "Schule Drei"]
    assert "1 nur über den Träger" in page.context["facts"]
    assert [row.name for row in through] == [row.name for row in gaps.context["page_obj"]] == ["Kita Eins"]
    assert client.get(reverse("network:appointment-list")).context["stats"]["through"] == 1


@pytest.mark.django_db
def test_of_a_list_that_is_not_complete_nobody_says_that_nobody_is_missing(client, network, ada, houses):
    network.land.abbreviation = "SH"
    network.land.save()
    InstitutionTypeFactory(code="gp_gynaecologist", name="Arztpraxis")
    client.force_login(ada)

    lists = client.get(reverse("network:participants")).context["lists"]

    assert [one["is_incomplete"] for one in lists] == [True, False]
    assert "unvollständig" not in lists[0]["citation"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("art=school", ["Schule Drei"]),
        ("nach=teil&ort=Spich", ["Kita Eins", "Schule Drei"]),
        ("ort=-", ["Kita Eins", "Kita Zwei", "Schule Drei"]),
        ("nach=teil&ort=-", []),
        ("art=%00&ort=%00&page=99&nach=x", ["Kita Eins", "Kita Zwei", "Schule Drei"]),
        ("art=unsinn", []),
    ],
)
def test_a_cell_leads_to_its_gaps(client, ada, houses, query, names):
    client.force_login(ada)

    assert sorted(row.name for row in client.get(f"{PAGE}?{query}").context["page_obj"]) == names


@pytest.mark.django_db
def test_only_who_reads_the_whole_graph_opens_it(client, houses, mira, lang, noor, auditor):
    for user, status in ((auditor, 200), (noor, 200), (mira, 403), (lang, 403)):
        client.force_login(user)
        for name in ("network:coverage", "network:participants"):
            assert client.get(reverse(name)).status_code == status
    client.force_login(noor)
    assert client.get(PAGE).context["matrix"].total.total == 0


@pytest.mark.django_db
def test_the_file_holds_the_numbers_of_the_page_and_is_logged(client, network, ada, houses):
    active(network, houses[0])
    client.force_login(ada)

    book = client.get(f"{PAGE}?nach=teil&ausgabe=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    plain = b"".join(client.get(f"{PAGE}?ausgabe=csv").streaming_content).decode("utf-8-sig")

    assert sorted(lines) == [
        ["Kita", "Mitte", 1, 0, 1, 0, 0], ["Kita", "Spich", 1, 1, 0, 0, 1], ["Schule", "Spich", 1, 0, 1, 0, 0],
    ]  # fmt: skip
    assert plain.count("\n") == 3
    assert AuditEntry.objects.filter(did="exported", network=network).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 5])
def test_the_page_asks_equally_often(client, network, ada, rows, django_assert_max_num_queries):
    for _row in range(rows):
        house = InstitutionFactory()
        ListingFactory(institution=house, network=network)
        ContactPointFactory(institution=house)
    client.force_login(ada)

    with django_assert_max_num_queries(12):
        assert client.get(PAGE).status_code == 200


@pytest.mark.django_db
def test_the_legal_list_says_who_is_missing(client, network, ada, houses):
    active(network, houses[2])
    client.force_login(ada)

    lists = client.get(reverse("network:participants")).context["lists"]

    state = {line.participant.code: line.state for one in lists for line in one["lines"]}
    assert (state["nrw9-schule"], state["kkg3-frei"], state["kkg3-polizei"]) == ("there", "silent", "missing")


@pytest.mark.django_db
def test_several_networks_are_shown_together_or_one_by_one(client, network, other_network, ada, houses):
    MembershipFactory(user=ada, network=other_network, role=Role.COORDINATOR)
    theirs = InstitutionFactory(name="Kita Nebenan")
    ListingFactory(institution=theirs, network=other_network, level=Level.PUBLIC)
    client.force_login(ada)

    assert client.get(PAGE).context["matrix"].total.total == 4
    assert client.get(f"{PAGE}?netzwerk={other_network.slug}").context["matrix"].total.total == 1
    assert client.get(f"{PAGE}?netzwerk=unsinn").context["matrix"].total.total == 4
