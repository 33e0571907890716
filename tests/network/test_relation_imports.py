"""A list of ties becomes relations: every error of every row, differences, take-over and the way back."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coordination.directory.models import ImportRun
from coordination.lib.errors import RuleBroken
from network.comparing import _ring
from network.models import Relation
from network.services import relation_imports
from tests.factories.network_graph import listed, tied

pytestmark = pytest.mark.django_db
HEAD = "Von;Nach;Art;gültig ab;gültig bis;Hinweis"


def file(*lines, name="ties.csv"):
    return SimpleUploadedFile(name, "\n".join(lines).encode())


def walked(by, network, *lines, nodes=None, **more):
    upload = more.pop("upload", None) or file(HEAD, *lines)
    run = relation_imports.begin(by=by, network=network, upload=upload, nodes=nodes, kind="cooperation")
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED, run.job.error
    return run


def told(run):
    return {row.number: (row.outcome, [one[2] for one in row.problems]) for row in run.rows.all()}


@pytest.fixture
def houses(network):
    names = ("Kita Nord", "Grundschule „Am Berg“ <Süd>", "Praxis O'Neill", "Träger A", "Träger B")
    return [listed(network, name) for name in names]


def test_every_error_of_every_row_stands_with_its_place(ada, network, houses):
    listed(network, "Kita Mond")
    listed(network, "Kita Mond")

    run = walked(
        ada,
        network,
        "Kita Nord;Kita Nort;Kooperation;;;",
        "Kita Nord;Kita Nord;verweist an;;;",
        "Kita Nord;Praxis O'Neill;heiratet;;;",
        "Kita Nord;Praxis O'Neill;verweist an;32.13.2026;;",
        "Kita Nord;Praxis O'Neill;verweist an;01.02.2026;01.01.2026;",
        "Kita Nord;Kita Mond;verweist an;;;",
        ";Kita Nord;verweist an;;;Lena Meyer, geb. 3.5.2016, wird geschlagen.",
    )
    found = told(run)

    assert {outcome for outcome, _problems in found.values()} == {"error"}
    assert "Kita Nord" in found[2][1][0]  # the likely one is named
    assert "two different" in found[3][1][0] or "zwei" in found[3][1][0]
    assert "heiratet" in found[4][1][0]
    assert len(found[5][1]) == 1
    assert run.rows.get(number=6).problems[0][1] == "valid_until"
    assert "2" in found[7][1][0]
    assert [one[1] for one in run.rows.get(number=8).problems] == ["source", "note"]
    assert run.counts["error"] == 7


def test_a_list_is_taken_over_and_taken_back_whole(client, ada, network, houses):
    nord, berg, praxis, _a, _b = houses
    (stays,) = tied(network, (berg, praxis), kind="refers", valid_from=dt.date(2025, 1, 1))
    client.force_login(ada)

    sent = client.post(
        reverse("network:relation-import"),
        {
            "sheet": file(
                HEAD,
                f"{nord.uid};Grundschule „Am Berg“ <Süd>;Kooperation;01.01.2026;;aus der Liste",
                "Grundschule „Am Berg“ <Süd>;Kita Nord;Kooperation;;;",
                "Grundschule „Am Berg“ <Süd>;Praxis O'Neill;verweist an;;31.12.2026;",
                "Kita Nord;Praxis O'Neill;gemeinsame Multiplikatorin;;;",
                "Kita Nord;Träger A;gehört zu;;;",
            ),
            "kind": "cooperation",
            "level": "30",
        },
        follow=True,
    )
    run = ImportRun.objects.get()
    page = sent.content.decode()
    assert "&lt;Süd&gt;" in page
    assert "<Süd>" not in page
    assert {n: row[0] for n, row in told(run).items()} == {
        2: "new",
        3: "repeat",
        4: "changed",
        5: "error",
        6: "new",
    }

    client.post(run.urls["take"], follow=True)
    run.refresh_from_db()
    assert (run.counts["taken_new"], run.counts["taken_changed"]) == (2, 1)
    nord.refresh_from_db()
    stays.refresh_from_db()
    assert nord.parent == houses[3]
    assert stays.valid_until == dt.date(2026, 12, 31)
    assert stays.valid_from == dt.date(2025, 1, 1)  # an empty cell keeps what is stored
    assert Relation.objects.get(kind="cooperation").note == "aus der Liste"

    assert client.get(run.urls["undo"]).status_code == 200
    client.post(run.urls["undo"])
    nord.refresh_from_db()
    stays.refresh_from_db()
    assert (nord.parent, stays.valid_until) == (None, None)
    assert not Relation.objects.filter(kind="cooperation").exists()


def test_providers_never_go_round_in_a_circle(ada, network, houses):
    _nord, _berg, _praxis, one, other = houses
    one.parent = other
    one.save()

    found = told(
        walked(
            ada,
            network,
            "Kita Nord;Träger A;gehört zu;;;",
            "Träger B;Kita Nord;gehört zu;;;",
            "Grundschule „Am Berg“ <Süd>;Träger A;gehört zu;;;",
            "Grundschule „Am Berg“ <Süd>;Träger B;gehört zu;;;",
        )
    )

    assert "Träger B → Kita Nord → Träger A → Träger B" in found[3][1][0]
    assert found[2][0] == "error"  # together with row 3 it closes the ring
    assert "5" in found[4][1][0]
    assert "4" in found[5][1][0]
    assert _ring(1, {1: 2, 2: 3, 3: 2}) == []  # a ring further up is not this house's


def test_ids_of_the_file_are_read_with_the_list_of_nodes(ada, network, houses):
    ties = file("Source;Target;Type", "n1;n2;Directed", "n1;n9;Directed")
    nodes = file("Id;Label", "n1;Kita Nord", "n2;Praxis O'Neill", name="nodes.csv")

    run = walked(ada, network, upload=ties, nodes=nodes)

    assert told(run)[2] == ("new", [])
    assert "n9" in told(run)[3][1][0]


def test_what_the_map_exports_comes_back_unchanged(client, ada, network, houses):
    nord, berg, praxis, provider, _b = houses
    tied(network, (nord, berg), kind="cooperation")
    tied(network, (berg, praxis), kind="refers")
    nord.parent = provider
    nord.save()
    client.force_login(ada)

    for kind in ("graphml", "kanten.csv"):
        content = client.get(reverse("network:map-export", args=[kind])).content
        run = walked(ada, network, upload=SimpleUploadedFile(f"netz.{kind}", content))
        assert {row[0] for row in told(run).values()} == {"same"}, kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<?xml version="1.0"?><graphml><graph><edge source="a"', "damaged_xml"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><graphml></graphml>', "entities"),
        (b"<graphml></graphml>", "no_edges"),
        (b"Name;Ort\nKita;Spich\n", "no_ends"),
    ],
)
def test_files_that_hold_no_ties_are_refused_with_a_sentence(ada, network, content, code):
    with pytest.raises(RuleBroken) as broken:
        relation_imports.begin(
            by=ada, network=network, upload=SimpleUploadedFile("x.graphml", content), kind="other"
        )

    assert broken.value.code == code


def test_others_neither_see_nor_take_an_import(client, ada, mira, noor, network, houses):
    run = walked(ada, network, "Kita Nord;Praxis O'Neill;verweist an;;;")

    for reader in (mira, noor):
        client.force_login(reader)
        assert client.get(run.get_absolute_url()).status_code in {403, 404}
        assert client.post(run.urls["take"]).status_code in {403, 404}
    assert not Relation.objects.exists()
    client.force_login(ada)  # nor does the directory's import know it
    assert client.get(reverse("directory:import-detail", args=[run.uid])).status_code == 404
