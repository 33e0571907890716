"""The pages of the import: for whom, with how many questions to the database, and without script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.directory.models import ImportRun, Institution
from coordination.directory.services import imports
from coordination.directory.services.protection import protect
from tests.factories.directory import InstitutionFactory, InstitutionTypeFactory, ListingFactory
from tests.factories.imports import begun, checked, row, sheet, taken


@pytest.fixture(autouse=True)
def types(db):
    InstitutionTypeFactory()


def page(client, url, **query):
    response = client.get(url, query)
    assert response.status_code == 200, response
    return response.content.decode()


def test_the_whole_way_by_hand(client, ada, network):
    client.force_login(ada)

    upload = sheet([row(mail="x@"), row("2", "Kita Mond")])
    columns = client.post(reverse("directory:import-upload"), {"sheet": upload}, follow=True)
    run = ImportRun.objects.get()
    assert columns.redirect_chain[-1][0] == reverse("directory:import-columns", args=[run.uid])
    assert "Kita Sonnenblume" in columns.content.decode()

    data = {f"column-{index}": key for index, key in run.mapping.items()}
    data |= {"status": "active", "level": 40, "contact_level": 40, "scheme": "liste"}
    found = client.post(
        reverse("directory:import-columns", args=[run.uid]), data, follow=True
    ).content.decode()
    assert "sn-cellerr" in found
    assert "x@" in found

    after = client.post(reverse("directory:import-take", args=[run.uid]), follow=True).content.decode()
    assert Institution.objects.get().name == "Kita Mond"
    assert reverse("directory:import-undo", args=[run.uid]) in after

    assert "1" in page(client, reverse("directory:import-undo", args=[run.uid]))
    client.post(reverse("directory:import-undo", args=[run.uid]))
    assert not Institution.objects.exists()
    assert run.file_name in page(client, run.get_absolute_url())
    assert run.file_name in page(client, reverse("directory:import-list"))


def test_differences_stand_as_old_and_new(client, ada, network):
    taken(ada, network, [row(phone="02241 900-0")])
    run = checked(ada, network, [row(phone="02241 900-5")])
    client.force_login(ada)

    shown = page(client, run.get_absolute_url())

    assert '<del class="sn-is">02241 900-0</del>' in shown
    assert '<ins class="sn-is">02241 900-5</ins>' in shown


def test_what_was_made_uniform_is_shown(client, ada, network):
    run = checked(ada, network, [row(name="Kita   Sonnenblume", phone="02241/900-0")])
    client.force_login(ada)

    text = " ".join(page(client, run.get_absolute_url()).split())
    assert '<q>02241/900-0</q> → 02241 900-0 <span class="muted num">+4922419000</span>' in text
    assert "<q>Kita Sonnenblume</q> → Kita Sonnenblume" in text  # the blanks of HTML do not count
    assert dict(run.rows.get().notes) == {
        "name": "Kita Sonnenblume",
        "street": "Kirchweg | 3a",
        "phone": "02241 900-0",
    }


def questions(client, url) -> int:
    """How often a page asks the database, once everything is warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_page_of_rows_asks_the_database_equally_often(client, ada, network):
    one = checked(ada, network, [row(mail="x@")])
    three = checked(ada, network, [row(str(n), f"Kita {n}", mail="x@") for n in range(3)])
    client.force_login(ada)

    assert questions(client, one.get_absolute_url()) == questions(client, three.get_absolute_url()) <= 10


def test_the_list_of_imports_asks_the_database_equally_often(client, ada, network):
    client.force_login(ada)
    checked(ada, network, [row()])
    one = questions(client, reverse("directory:import-list"))
    for _n in range(2):
        checked(ada, network, [row()])

    assert one == questions(client, reverse("directory:import-list")) <= 10


@pytest.mark.parametrize(
    "step", ["detail", "columns", "decide", "double", "take", "undo", "discard", "errors"]
)
def test_an_import_of_another_network_is_not_there(client, ada, noor, network, step):
    run = checked(ada, network, [row(mail="x@")])
    client.force_login(noor)
    url = reverse(f"directory:import-{step}", args=[run.uid])
    missing = reverse(f"directory:import-{step}", args=["00000000-0000-4000-8000-000000000000"])

    assert client.post(url).status_code == client.post(missing).status_code
    assert client.get(url).status_code == client.get(missing).status_code
    assert 404 in {client.get(url).status_code, client.post(url).status_code}
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED


@pytest.mark.parametrize("step", ["columns", "decide", "double", "take", "undo", "discard"])
def test_an_auditor_reads_an_import_but_changes_nothing(client, ada, auditor, network, step):
    run = checked(ada, network, [row()])
    client.force_login(auditor)

    assert client.get(run.get_absolute_url()).status_code == 200
    assert client.post(reverse(f"directory:import-{step}", args=[run.uid])).status_code == 403
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED


@pytest.mark.parametrize("person", ["mira", "lang"])
def test_who_has_nothing_to_do_with_imports_stays_outside(client, request, person):
    client.force_login(request.getfixturevalue(person))

    assert client.get(reverse("directory:import-list")).status_code == 403
    assert client.get(reverse("directory:import-upload")).status_code == 403


def test_a_bad_file_is_told_beside_the_field(client, ada, network):
    client.force_login(ada)

    response = client.post(reverse("directory:import-upload"), {"sheet": sheet([])})

    assert response.status_code == 200
    assert response.context["form"].errors["sheet"]
    assert not ImportRun.objects.exists()


def test_boxes_decide_about_rows_also_by_htmx(client, ada, network):
    run = checked(ada, network, [row(), row("2", "Kita Mond")])
    client.force_login(ada)
    url = reverse("directory:import-decide", args=[run.uid])

    response = client.post(url, {"shown": [2, 3], "take": [3]}, headers={"HX-Request": "true"})

    assert 'hx-swap-oob="true"' in response.content.decode()
    assert dict(run.rows.values_list("number", "decision")) == {2: "skip", 3: "take"}
    client.post(url, {"all": "take", "zeigen": "alle"})
    assert set(run.rows.values_list("decision", flat=True)) == {"take"}


def test_rows_with_errors_come_back_as_a_sheet_that_can_be_read_again(client, ada, network):
    from coordination.lib import sheets

    run = checked(ada, network, [row(mail="x@"), row("2", "Kita Mond")])
    client.force_login(ada)

    response = client.get(reverse("directory:import-errors", args=[run.uid]))

    again = sheets.read(response.content, name="fehler.xlsx")
    assert again.header == run.header
    assert [one.values[1] for one in again.rows] == ["Kita Sonnenblume"]


def test_the_template_is_understood_by_the_import(client, ada, network):
    from coordination.directory.columns import COLUMNS
    from coordination.directory.importing.guess import guess
    from coordination.lib import sheets

    client.force_login(ada)
    response = client.get(reverse("directory:import-template"))

    with pytest.raises(sheets.SheetRefused) as refused:
        sheets.read(response.content, name="vorlage.xlsx")
    assert refused.value.code == "only_header"
    headings = [str(column.heading) for column in COLUMNS]
    assert list(guess(headings, []).values()) == [column.key for column in COLUMNS if column.key != "address"]


def test_a_double_is_asked_about_side_by_side(client, ada, network):
    there = ListingFactory(
        network=network, institution=InstitutionFactory(name="Kita St. Anna", street="Kirchweg")
    ).institution
    run = checked(ada, network, [row("", "Kita Sankt Annas", street="Neuweg 3")])
    client.force_login(ada)

    shown = page(client, run.get_absolute_url())
    assert "Kita St. Anna" in shown
    client.post(
        reverse("directory:import-double", args=[run.uid]),
        {"row": 2, "answer": "same", "d-name": "a", "d-street": "b"},
    )
    client.post(reverse("directory:import-take", args=[run.uid]))

    there.refresh_from_db()
    assert (there.name, there.street, there.house_number) == ("Kita St. Anna", "Neuweg", "3")
    assert Institution.objects.count() == 1


def test_two_different_institutions_become_two(client, ada, network):
    ListingFactory(network=network, institution=InstitutionFactory(name="Kita St. Anna"))
    run = checked(ada, network, [row("", "Kita Sankt Annas")])
    client.force_login(ada)

    client.post(reverse("directory:import-double", args=[run.uid]), {"row": 2, "answer": "different"})
    client.post(reverse("directory:import-take", args=[run.uid]))

    assert Institution.objects.count() == 2


def test_one_network_at_upload_is_not_asked_several_are(client, ada, network, other_network):
    from coordination.accounts.permissions import forget_scope
    from coordination.accounts.roles import Role
    from tests.factories.accounts import MembershipFactory

    client.force_login(ada)
    assert 'name="network"' not in page(client, reverse("directory:import-upload"))
    MembershipFactory(user=ada, network=other_network, role=Role.COORDINATOR)
    forget_scope(ada)

    assert 'name="network"' in page(client, reverse("directory:import-upload"))
    client.post(reverse("directory:import-upload"), {"sheet": sheet([row()]), "network": other_network.pk})
    assert ImportRun.objects.get().network == other_network


def test_the_progress_page_of_a_stopped_check_offers_a_way_on(client, ada, network):
    run = begun(ada, network, [row()])
    run.file.path.unlink()
    client.force_login(ada)
    data = {"column-1": "name", "level": 40, "contact_level": 40, "status": "active"}

    shown = client.post(
        reverse("directory:import-columns", args=[run.uid]), data, follow=True
    ).content.decode()

    assert reverse("directory:import-columns", args=[run.uid]) in shown


def test_a_word_for_a_type_is_explained_once_and_kept_with_the_profile(client, ada, network):
    client.force_login(ada)
    client.post(reverse("directory:import-upload"), {"sheet": sheet([row(kind="Spielhaus")])})
    run = ImportRun.objects.get()
    columns = reverse("directory:import-columns", args=[run.uid])
    assert "Spielhaus" in page(client, columns)

    kita = InstitutionTypeFactory()
    data = {f"column-{index}": key for index, key in run.mapping.items()}
    data |= {
        "level": 40,
        "contact_level": 40,
        "status": "active",
        "scheme": "liste",
        "save_as": "Spielhäuser",
    }
    client.post(columns, data | {"word-0": kita.pk})

    run.refresh_from_db()
    assert (run.counts["new"], run.counts["error"]) == (1, 0)
    again = begun(ada, network, [row("2", kind="Spielhaus"), row("3", kind="Spielplatz")])
    assert again.defaults["types"] == {"Spielhaus": kita.pk}
    assert again.defaults["unknown_types"] == ["Spielhaus", "Spielplatz"]


@pytest.mark.parametrize(
    ("protected", "says"), [(True, "1 Eintrag ist geblieben"), (False, "1 Eintrag bleibt")]
)
def test_an_undo_with_a_rest_never_says_that_all_is_as_before(client, ada, network, protected, says):
    run = taken(ada, network, [row(), row("2", "Kita Mond")])
    kita = Institution.objects.get(name="Kita Sonnenblume")
    kita.description = "Seither geändert"
    kita.save()
    imports.undo_import(by=ada, run=run)
    if protected:
        kita.refresh_from_db()
        protect(by=ada, institution=kita)
    client.force_login(ada)

    shown = page(client, run.get_absolute_url())

    assert says in shown
    assert "wieder wie vorher" not in shown
