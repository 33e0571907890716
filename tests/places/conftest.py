"""Small official tables, written as they are published: BOM, quoted names, blanks in numbers, decimal commas."""

from pathlib import Path

import pytest

from tests.places.official import POSTCODES, REGISTER, write_postcodes, write_register

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "places"


@pytest.fixture
def register(tmp_path):
    return write_register(tmp_path / "register.csv", REGISTER)


@pytest.fixture
def postcodes(tmp_path):
    return write_postcodes(tmp_path / "postcodes.csv", POSTCODES)


@pytest.fixture
def real_files():
    """The published tables beside the checkout; a clone without them skips."""
    files = DATA / "AuszugGV4QAktuell.csv", DATA / "zuordnung_plz_ort_landkreis.csv"
    if not all(file.exists() for file in files):
        pytest.skip("the published tables are not beside the checkout")
    return files
