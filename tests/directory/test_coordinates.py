"""Coordinates belong to an address: with another one they go, and the person is told."""

from decimal import Decimal

import pytest

from coordination.directory.models import Identifier
from coordination.directory.services.institutions import change_institution
from tests.directory.filling import edit, url_of
from tests.factories.directory import InstitutionTypeFactory
from tests.factories.imports import checked, row, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed(kita):
    kita.latitude, kita.longitude = Decimal("50.815700"), Decimal("7.159800")
    kita.save()
    return kita


def changed(by, institution):
    return change_institution(by=by, institution=institution, traits={}, listings=[])


@pytest.mark.parametrize(("field", "value"), [("house_number", "4"), ("street", "Neuweg"), ("city", "Köln")])
def test_another_address_drops_the_coordinates_and_says_so(ada, placed, field, value):
    setattr(placed, field, value)

    written = changed(ada, placed)

    written.refresh_from_db()
    assert (written.latitude, written.longitude) == (None, None)
    assert len(written.notices) == 1


def test_coordinates_that_come_with_the_address_stay(ada, placed):
    placed.street, placed.latitude, placed.longitude = "Neuweg", Decimal("50.8"), Decimal("7.1")

    written = changed(ada, placed)

    written.refresh_from_db()
    assert written.latitude == Decimal("50.8")
    assert not written.notices


def test_without_another_address_they_stay(ada, placed):
    placed.short_name = "Sonne"

    assert not changed(ada, placed).notices
    placed.refresh_from_db()
    assert placed.latitude is not None


def test_the_page_shows_the_note_beside_what_was_saved(client, ada, placed):
    answer = edit(client, ada, url_of("institution-edit", placed), house_number="4")
    page = client.get(answer.url)

    assert len(page.context["messages"]) == 2, "that it was saved, and that the coordinates went"
    placed.refresh_from_db()
    assert (placed.house_number, placed.latitude) == ("4", None)


def test_an_import_with_another_address_says_so_before_and_drops_them(ada, network, placed):
    InstitutionTypeFactory()
    Identifier(institution=placed, scheme="liste", value="1").save()
    sheet = [row(street="Neuweg 7", city="Troisdorf")]
    run = checked(ada, network, sheet)
    assert any("oordinat" in text for _key, text in run.rows.get().notes)

    taken(ada, network, sheet)

    placed.refresh_from_db()
    assert (placed.street, placed.latitude, placed.longitude) == ("Neuweg", None, None)
