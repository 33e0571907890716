"""The first way, as a coordinator walks it: a school list becomes a living directory, and can all be taken back."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from coordination.directory.models import ImportRun, Institution
from coordination.directory.reference import load_reference
from coordination.lib import sheets
from coordination.places.services.demo import load_demo

ROOT = Path(settings.BASE_DIR)
OURS = ROOT / "fixtures" / "demo" / "schulliste_mit_fehlern.json"
SHARED = ROOT.parent / "shared" / "data" / "schools"


@pytest.fixture
def desk(live_server, context, page, ada):
    """Ada's browser, signed in; the directory speaks its words and knows its district."""
    load_reference(ROOT / "fixtures" / "reference")
    load_demo()
    client = Client()
    client.force_login(ada)
    context.add_cookies(
        [{"name": "sitzung", "value": client.cookies["sitzung"].value, "url": live_server.url}]
    )
    page.set_default_timeout(60_000)  # a busy machine takes its time
    page.base = live_server.url
    return page


def open_page(page, name, *args, query=""):
    page.goto(f"{page.base}{reverse(name, args=args)}{query}")


def through_the_check(page, file: Path) -> None:
    """Upload, accept the guessed columns, wait for the check."""
    open_page(page, "directory:institution-list")
    page.get_by_role("link", name="Importieren").first.click()
    page.locator("main a[href$='/import/neu/']").first.click()
    page.set_input_files("input[type=file]", file)
    page.locator("main form button.kern-btn--primary").click()
    page.locator("main form button.kern-btn--primary").last.click()
    page.wait_for_selector("#take")


def count_of(page) -> int:
    return int(page.locator(".sn-chipline [role=status]").inner_text().split()[0].replace(".", ""))


@pytest.mark.both_databases
def test_a_school_list_becomes_a_living_directory(desk, network, tmp_path):
    page = desk

    # every problem of every row is seen before anything is taken over
    through_the_check(page, OURS)
    text = page.locator("main").inner_text()
    assert "Kindergartten" in text
    assert "x@" in text
    assert not Institution.objects.exists()

    # taken over
    page.locator("#take .kern-btn--primary").click()
    page.wait_for_selector(".sn-stat")
    taken = Institution.objects.count()
    assert taken > 20

    # filtered to Troisdorf
    open_page(page, "directory:institution-list", query="?gemeinde=05382068")
    in_town = count_of(page)
    assert 0 < in_town < taken
    assert page.locator("tbody tr").count() == min(in_town, 50)

    # one entry corrected
    page.locator("tbody th a").first.click()
    name = page.locator("h1").inner_text()
    page.get_by_role("link", name="Bearbeiten").first.click()
    page.locator("#id_name").fill(f"{name} (neu)")
    page.locator("#id_reason").fill("Umbenannt zum Schuljahr")
    page.locator("main form button[type=submit]").last.click()

    # who changed what
    entry = page.locator(".sn-time > li").first.inner_text()
    assert name in entry
    assert "Ada Beispiel" in entry
    assert "Umbenannt zum Schuljahr" in entry

    # the filtered list as a workbook
    open_page(page, "directory:institution-list", query="?gemeinde=05382068")
    page.locator("summary", has_text="Ausgeben").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel (XLSX)").first.click()
    file = tmp_path / "liste.xlsx"
    download.value.save_as(file)
    sheet = sheets.read(file, name=file.name)
    assert len(list(sheet.rows)) == in_town
    assert f"{name} (neu)" in {cell for row in sheet.rows for cell in row.values}

    # the import undone: all of it, but for the entry that somebody has changed since, which is named
    open_page(page, "directory:import-list")
    page.locator("tbody th a, tbody td a").first.click()
    page.get_by_role("link", name="Import rückgängig machen").click()
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_selector("#h-c")
    assert f"{name} (neu)" in page.locator("main").inner_text()
    assert [str(one) for one in Institution.objects.all()] == [f"{name} (neu)"]


def box_of(page, value: str):
    """The box in which a broken cell stands, and the row around it."""
    row = page.locator("tr", has=page.locator(f"input.sn-fix__box[value='{value}']"))
    return row.locator(f"input.sn-fix__box[value='{value}']"), row


def test_errors_are_corrected_where_they_stand(desk):
    page = desk
    through_the_check(page, OURS)
    errors = ImportRun.objects.get().counts["error"]

    # typed and saved by the keyboard alone: checked at once, without a new page
    box, row = box_of(page, "x@")
    number = row.locator("td.num").inner_text()
    assert box.get_attribute("aria-invalid") == "true"
    page.evaluate("window.same_page = true")
    box.fill("sekretariat@haferkorn.example.org")
    box.press("Enter")
    page.locator("#gesagt", has_text=f"Zeile {number}").wait_for(state="attached")
    assert page.evaluate("window.same_page") is True
    assert box_of(page, "x@")[0].count() == 0
    assert ImportRun.objects.get().counts["error"] == errors - 1

    # a wrong correction stays in its box with the reason; the right one of the same page is not lost
    box, row = box_of(page, "Kindergartten")
    number = row.locator("td.num").inner_text()
    box.fill("Kindergarden")
    row.get_by_role("button", name="Speichern").click()
    page.wait_for_selector("input.sn-fix__box[value='Kindergarden']")
    box, row = box_of(page, "Kindergarden")
    box.fill("Kindertagesstätte")
    row.get_by_role("button", name="Speichern").click()
    page.wait_for_selector("input.sn-fix__box[value='Kindergarden']", state="detached")
    assert ImportRun.objects.get().counts["error"] == errors - 2

    # what was corrected comes in, the others wait
    page.locator("#take .kern-btn--primary").click()
    page.wait_for_selector(".sn-stat")
    school = Institution.objects.get(name="Grundschule Haferkorn")
    assert school.contacts.filter(value="sekretariat@haferkorn.example.org").exists()
    corrected = ImportRun.objects.get().rows.get(number=number)
    assert Institution.objects.get(name="Bewegungskindergarten Papierdrache") == corrected.institution


@pytest.mark.real
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real school lists are not here")
@pytest.mark.parametrize("name", ["saarland_ABS_Gesamt.csv"])
def test_a_real_list_is_checked_row_by_row(desk, name):
    through_the_check(desk, SHARED / name)

    assert desk.locator("#take .kern-btn--primary").is_visible()


def test_the_pages_of_the_way_are_accessible(desk, axe):
    page = desk
    findings = []
    open_page(page, "directory:import-upload")
    findings += axe(page)
    through_the_check(page, OURS)
    findings += axe(page)
    page.emulate_media(color_scheme="dark")
    findings += axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    findings += axe(page)
    page.locator("#take .kern-btn--primary").click()
    page.wait_for_selector(".sn-stat")
    findings += axe(page)
    open_page(page, "directory:institution-list")
    findings += axe(page)

    assert findings == []
