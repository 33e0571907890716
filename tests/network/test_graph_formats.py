"""Files of the graph, read back by independent readers; what goes out is what the page shows, and it is logged."""

import csv
import io
import json
import re

import pytest
from django.urls import reverse

from coordination.accounts.models import AuditEntry
from coordination.lib.levels import Level
from network import loading
from network.formats import FORMATS
from network.views.map_files import PAPER
from tests.factories.directory import AffiliationFactory, PersonFactory
from tests.factories.network_graph import listed, tied

pytestmark = pytest.mark.django_db
NAMES = ['Kita "Löwe" & <Söhne>', "=SUMME(A1)", "Schule\x0bNord", "Frauenhaus Windfang"]


@pytest.fixture(autouse=True)
def _nothing_kept():
    loading.forget()


@pytest.fixture
def houses(network):
    found = [listed(network, name) for name in NAMES[:3]]
    found.append(listed(network, NAMES[3], level=Level.COORDINATION))
    tied(network, (found[0], found[1]), (found[1], found[2]), (found[2], found[3]))
    tied(network, (found[0], found[1]), kind="refers")
    return found


def fetched(client, user, kind, **query):
    client.force_login(user)
    return client.get(reverse("network:map-export", args=[kind]), query)


def test_graphml_is_read_back_by_igraph(client, ada, houses, tmp_path):
    igraph = pytest.importorskip("igraph")
    path = tmp_path / "netz.graphml"
    path.write_bytes(fetched(client, ada, "graphml").content)

    graph = igraph.Graph.Read_GraphML(str(path))

    assert (graph.vcount(), graph.ecount(), graph.is_directed()) == (4, 4, True)
    assert set(graph.vs["label"]) == {NAMES[0], NAMES[1], "SchuleNord", NAMES[3]}
    assert sorted(graph.es["kind"]) == ["cooperation", "cooperation", "cooperation", "refers"]


def test_edge_ids_of_graphml_are_our_own(client, ada, houses):
    text = fetched(client, ada, "graphml").content.decode()

    ids = re.findall('<edge [^>]*id="([^"]*)"', text)
    assert sorted(ids) == ["e0", "e1", "e2", "e3"]


def test_gexf_is_xml_whatever_the_names_hold(client, ada, houses):
    from defusedxml.ElementTree import fromstring

    root = fromstring(fetched(client, ada, "gexf").content)

    labels = {node.get("label") for node in root.iter("{http://www.gexf.net/1.2draft}node")}
    assert NAMES[0] in labels


def test_csv_speaks_gephis_words_and_holds_no_formula(client, ada, houses):
    nodes = fetched(client, ada, "knoten.csv").content.decode("utf-8-sig")
    ties = fetched(client, ada, "kanten.csv").content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(nodes), delimiter=";"))
    edges = list(csv.DictReader(io.StringIO(ties), delimiter=";"))
    assert {row["Label"] for row in rows} >= {NAMES[0], "'=SUMME(A1)"}
    assert {row["Source"] for row in edges} <= {row["Id"] for row in rows}
    assert sorted(row["Type"] for row in edges) == ["Directed", "Undirected", "Undirected", "Undirected"]


def test_kumu_gets_elements_and_connections(client, ada, houses):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(fetched(client, ada, "kumu.xlsx").content))

    elements = list(book["Elements"].values)
    connections = list(book["Connections"].values)
    assert elements[0][:3] == ("ID", "Label", "Type")
    assert connections[0][:2] == ("From", "To")
    assert (len(elements), len(connections)) == (5, 5)
    assert {row[0] for row in connections[1:]} <= {row[0] for row in elements[1:]}


@pytest.mark.parametrize("kind", ["cytoscape.json", "node-link.json"])
def test_json_holds_nodes_and_ties(client, ada, houses, kind):
    found = json.loads(fetched(client, ada, kind).content)

    nodes = found["elements"]["nodes"] if "elements" in found else found["nodes"]
    ties = found["elements"]["edges"] if "elements" in found else found["links"]
    assert (len(nodes), len(ties)) == (4, 4)


def test_the_picture_is_svg_of_its_own(client, ada, houses):
    from defusedxml.ElementTree import fromstring

    answer = fetched(client, ada, "svg")

    root = fromstring(answer.content)
    assert root.tag.endswith("svg")
    text = answer.content.decode()
    assert "class=" not in text
    assert "opacity" not in text  # paper ignores it and draws such lines over every name
    assert text.count('<rect fill="#f7f8fb"') >= 4  # a ground behind each name keeps lines off it
    assert "attachment" in answer["Content-Disposition"]


def test_paper_says_what_its_lines_mean(client, ada, houses, monkeypatch):
    seen = {}
    monkeypatch.setattr(
        "network.views.map_files.render_pdf", lambda template, context: seen.update(context) or b"%PDF"
    )

    fetched(client, ada, "pdf-a4")

    assert {one["css"] for one in seen["lines"]} == {"k-strong"}
    assert [one["arrow"] for one in seen["lines"]] == [False, True]
    assert all(one["style"] in seen["picture"] for one in seen["lines"])


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(PAPER))
def test_paper_keeps_the_rules_of_pdf_ua(client, ada, houses, kind):
    import page

    report = page.validate_pdf_bytes(fetched(client, ada, kind).content)

    assert report.is_compliant, report


def test_the_picture_is_png_wide_enough_for_a_slide(client, ada, houses):
    from PIL import Image

    answer = fetched(client, ada, "png")

    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.width == 2400
        colours = picture.convert("RGB").getcolors(1 << 24)
    assert max(colours)[1] in {
        (255, 255, 255),
        (247, 248, 251),
    }  # the ground of sheet or field, and much besides
    assert len(colours) > 50


@pytest.mark.parametrize("kind", [*FORMATS, "svg", "png"])
def test_a_multiplier_takes_out_what_the_page_shows(client, mira, network, houses, kind):
    AffiliationFactory(
        person=PersonFactory(user=mira, network=network), institution=houses[2], network=network
    )

    answer = fetched(client, mira, kind)

    assert answer.status_code == 200
    assert b"Windfang" not in answer.content
    assert str(houses[3].uid).encode() not in answer.content


def test_files_of_another_network_are_not_found(client, noor, network, houses):
    assert fetched(client, noor, "graphml", netz=network.slug).status_code == 404
    assert fetched(client, noor, "unbekannt").status_code == 404


def test_each_file_is_logged(client, ada, network, houses):
    fetched(client, ada, "graphml")

    entry = AuditEntry.objects.get(did=AuditEntry.Did.EXPORTED)
    assert (entry.user_id, entry.network_id) == (ada.pk, network.pk)
    assert "graphml" in entry.detail


def test_an_empty_network_has_files_but_no_picture(client, ada, network):
    assert fetched(client, ada, "graphml").status_code == 200
    assert fetched(client, ada, "svg").status_code == 302
