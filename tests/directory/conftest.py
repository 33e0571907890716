"""A Kita of our network and two towns that share a postcode."""

import hashlib
import json

import pytest

from coordination.lib import history
from coordination.lib.levels import Level
from coordination.lib.sheets import reader
from coordination.places.models import District, Land, Municipality, Postcode, PostcodePlace
from tests.factories.directory import (
    InstitutionFactory,
    ListingFactory,
)

_read: dict[str, tuple[bytes, int]] = {}


@pytest.fixture(autouse=True)
def _the_same_sheet_is_read_once(monkeypatch):
    """The same bytes give the same table: the child that reads them (tried in tests/lib) is started once for them."""
    run = reader._run

    def once(source, answer, given, limits):
        key = hashlib.sha256(source.read() + json.dumps(given, sort_keys=True).encode()).hexdigest()
        source.seek(0)
        if key not in _read:
            code = run(source, answer, given, limits)
            answer.seek(0)
            _read[key] = answer.read(), code
            return code
        said, code = _read[key]
        answer.write(said)
        return code

    monkeypatch.setattr(reader, "_run", once)


@pytest.fixture
def kita(network, ada):
    with history.changes(by=ada):
        kita = InstitutionFactory(
            name="Kita Sonnenblume", street="Blumenweg", house_number="3", city="Troisdorf"
        )
        ListingFactory(
            institution=kita, network=network, level=Level.PUBLIC, notes="Schlüssel beim Hausmeister"
        )
    return kita


@pytest.fixture
def towns(network):
    """Two municipalities that share a postcode."""
    district = District.objects.create(
        key="05382", name="Rhein-Sieg-Kreis", land=Land.objects.get(key="05"), kind="district"
    )
    made = []
    shared, own = Postcode.objects.create(code="53840"), Postcode.objects.create(code="53842")
    for ags, name in (("05382068", "Troisdorf"), ("05382056", "Niederkassel")):
        town = Municipality.objects.create(ags=ags, name=name, kind="town", district=district)
        PostcodePlace.objects.create(postcode=shared, municipality=town, name=name)
        made.append(town)
    PostcodePlace.objects.create(postcode=own, municipality=made[0], name="Troisdorf")
    return made
