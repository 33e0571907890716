"""Adding, changing and deleting people, functions, services, contacts, agreements: the rules of the pages hold."""

from __future__ import annotations

import pytest

from coordination.directory.models import Affiliation, Agreement, ContactPoint, Institution, Person, Service
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet
from tests.api import Program, is_problem
from tests.factories.directory import (
    AffiliationFactory,
    AgreementFactory,
    ContactPointFactory,
    InstitutionTypeFactory,
    PersonFactory,
    ServiceFactory,
    ServiceKindFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(ada):
    return Program(ada)


def places(problem) -> set[str]:
    return {error["pointer"] for error in problem["errors"]}


# --- institutions


def test_what_is_read_can_be_sent_back_whole(kita, program):
    address = f"institutions/{kita.uid}"
    read = program.get(address)

    sent = program.put(address, read.json(), If_Match=read["ETag"])

    assert sent.status_code == 200, sent.content
    assert sent["ETag"] == read["ETag"]
    assert kita.history.count() == 1


def test_put_empties_what_is_not_sent_and_patch_leaves_it(kita, program):
    address = f"institutions/{kita.uid}"

    patched = program.change(address, {"short_name": "Sonne"}).json()
    put = program.put(
        address, {"name": "Kita Sonnenblume", "type": "daycare"}, If_Match=program.get(address)["ETag"]
    )

    assert (patched["street"], patched["listings"][0]["level"]) == ("Blumenweg", "public")
    assert (put.json()["street"], put.json()["short_name"]) == ("", "")
    assert put.json()["listings"][0]["notes"] == "Schlüssel beim Hausmeister"


def test_the_bare_version_is_a_valid_match_and_a_star_is_none(kita, program):
    address = f"institutions/{kita.uid}"

    assert program.patch(address, {"part": "Sieglar"}, If_Match='"1"').status_code == 200
    is_problem(program.patch(address, {"part": "Bergheim"}, If_Match="*"), 428)
    is_problem(program.patch(address, {"part": "Bergheim"}, If_Match='"1"'), 412)


def test_an_entry_in_the_network_is_guarded_too(kita, network, ada, program):
    address = f"institutions/{kita.uid}"
    tag = program.get(address)["ETag"]
    listing = kita.listings.get()
    listing.notes = "Neuer Schlüssel"
    listing.save()

    late = program.patch(address, {"listings": [{"network": network.slug, "notes": "Alt"}]}, If_Match=tag)

    assert is_problem(late, 412)["current"]["listings"][0]["notes"] == "Neuer Schlüssel"


def test_a_race_between_reading_and_writing_is_seen(kita, program, monkeypatch):
    from coordination.directory.api import pages

    opened = pages.opened

    def overtaken(*args, **kwargs):
        other = Institution.objects.get(pk=kita.pk)
        other.short_name = "Schneller"
        other.save()
        return opened(*args, **kwargs)

    monkeypatch.setattr(pages, "opened", overtaken)
    late = program.patch(f"institutions/{kita.uid}", {"name": "Langsam"}, If_Match='"1"')

    assert is_problem(late, 412)["current"]["short_name"] == "Schneller"
    kita.refresh_from_db()
    assert kita.name == "Kita Sonnenblume"


def test_every_wrong_member_is_named(network, program):
    InstitutionTypeFactory()
    wrong = {
        "name": "x" * 10_000,
        "type": "raumschiff",
        "age_from": "alt",
        "topics": ["nichts"],
        "color": "rot",
    }

    problem = is_problem(program.post("institutions", wrong), 400, "invalid")
    rules = is_problem(
        program.post("institutions", {"name": "x" * 10_000, "type": "daycare", "postcode": "5384"}), 400
    )

    assert "/color" in places(problem)
    del wrong["color"]
    assert places(is_problem(program.post("institutions", wrong), 400)) == {"/type", "/age_from", "/topics"}
    assert places(rules) == {"/name", "/postcode"}
    assert "daycare" in str(is_problem(program.post("institutions", wrong), 400))


def test_a_similar_name_is_asked_about(kita, network, program):
    body = {"name": "Kita Sonnenblumen", "type": "daycare"}

    problem = is_problem(program.post("institutions", body), 409, "similar")
    meant = program.post("institutions", body | {"similar_seen": True})

    assert problem["similar"] == [{"uid": str(kita.uid), "name": "Kita Sonnenblume"}]
    assert meant.status_code == 201, meant.content


def test_an_unclear_postcode_is_asked_and_answered_by_key(towns, network, program):
    InstitutionTypeFactory()
    body = {"name": "Haus", "type": "daycare", "street": "Weg", "postcode": "53840", "city": ""}

    unclear = is_problem(program.post("institutions", body), 400)
    clear = program.post("institutions", body | {"municipality": "05382068"})
    wrong = is_problem(program.post("institutions", body | {"name": "X", "municipality": "05382999"}), 400)

    assert places(unclear) == {"/municipality"}
    assert clear.json()["municipality_name"] == "Troisdorf"
    assert places(wrong) == {"/municipality"}


def test_a_protected_place_loses_its_address_and_takes_none(kita, program):
    address = f"institutions/{kita.uid}"

    protected = program.change(address, {"protected_place": True}).json()
    again = program.change(address, {"street": "Geheimweg", "protected_place": False})

    assert (protected["protected_place"], protected["street"], protected["city"]) == (True, "", "")
    assert "Geheimweg" not in again.content.decode()
    assert program.get(address).json()["protected_place"] is True


def test_removing_needs_a_reason_and_leads_into_the_bin(kita, program):
    address = f"institutions/{kita.uid}"
    tag = program.get(address)["ETag"]

    is_problem(program.delete(address), 428)
    is_problem(program.delete(address, If_Match=tag), 409, "reason_missing")
    gone = program.delete(f"{address}?reason=Geschlossen", If_Match=tag)

    assert gone.status_code == 204
    is_problem(program.get(address), 404)
    kita.refresh_from_db()
    assert kita.removed_at is not None
    assert kita.history.latest("history_id").change_set.source == ChangeSet.Source.API


def test_a_foreign_network_is_no_place_for_an_entry(kita, other_network, program):
    body = {"listings": [{"network": other_network.slug, "level": "public"}]}

    problem = is_problem(program.patch(f"institutions/{kita.uid}", body, If_Match='"1"'), 400)

    assert places(problem) == {"/listings/0/network"}
    assert kita.listings.count() == 1


# --- people and functions


def test_a_person_is_added_with_the_first_function(kita, network, program):
    body = {"last_name": "Muster", "affiliation": {"institution": str(kita.uid), "is_contact": True}}

    made = program.post("people", body)
    again = is_problem(program.post("people", body), 409, "similar")
    known = program.post("people", body | {"known": again["similar"][0]["uid"]})

    assert made.status_code == 201, made.content
    assert made.json()["affiliations"][0]["institution_name"] == "Kita Sonnenblume"
    is_problem(known, 409, "already_there")
    assert Person.objects.count() == 1


def test_a_person_without_a_function_is_refused(program):
    problem = is_problem(program.post("people", {"last_name": "Muster"}), 400)

    assert places(problem) == {"/affiliation/institution"}


def test_a_function_is_added_changed_and_deleted(kita, network, program):
    person = PersonFactory(network=network)
    AffiliationFactory(person=person, institution=kita, network=network)
    body = {
        "person": str(person.uid),
        "institution": str(kita.uid),
        "is_deputy": True,
        "valid_until": "2026-12-31",
    }

    made = program.post("affiliations", body)
    address = f"affiliations/{made.json()['uid']}"
    wrong = program.patch(address, {"valid_from": "2027-01-01"}, If_Match=made["ETag"])
    moved = program.patch(address, {"person": str(kita.uid)}, If_Match=made["ETag"])
    changed = program.change(address, {"valid_until": "2026-11-30"})
    deleted = program.delete(address, If_Match=changed["ETag"])

    assert made.status_code == 201, made.content
    is_problem(wrong, 400)
    assert is_problem(moved, 400)["errors"][0]["code"] == "not_movable"
    assert changed.json()["valid_until"] == "2026-11-30"
    assert deleted.status_code == 204
    assert Affiliation.objects.count() == 1


# --- contacts, services, agreements


def test_a_contact_is_kept_in_its_normal_form(kita, program):
    body = {"institution": str(kita.uid), "kind": "phone", "value": "030 23125-001", "level": "network"}

    made = program.post("contact-points", body)
    wrong = is_problem(program.post("contact-points", body | {"value": "abc"}), 400)
    nobody = is_problem(program.post("contact-points", {"kind": "mail", "value": "a@example.org"}), 400)

    assert made.status_code == 201, made.content
    assert made.json()["value"] == "+493023125001"
    assert ContactPoint.objects.get().level == Level.NETWORK
    assert places(wrong) == {"/value"}
    assert nobody["errors"][0]["code"] == "one_owner"


def test_a_contact_is_changed_and_deleted(kita, network, program):
    contact = ContactPointFactory(
        institution=kita, network=network, value="+493023125002", display="030 23125002"
    )
    address = f"contact-points/{contact.uid}"

    changed = program.change(address, {"purpose": "Zentrale", "verified_on": "2026-11-01"})
    deleted = program.delete(address, If_Match=changed["ETag"])

    assert changed.json()["purpose"] == "Zentrale"
    assert changed.json()["value"] == "+493023125002"
    assert deleted.status_code == 204


def test_a_service_names_its_places(kita, towns, network, program):
    ServiceKindFactory()
    network.catchment.create(municipality=towns[0])
    body = {
        "provider": str(kita.uid), "name": "Beratung", "kind": "insofa_consultation", "catchment": "areas",
        "municipalities": ["05382068"], "postcodes": ["53842"], "level": "network",
    }  # fmt: skip

    made = program.post("services", body)
    address = f"services/{made.json().get('uid')}"
    changed = program.change(address, {"waiting_time": "3 Wochen", "waiting_as_of": "2026-11-01"})
    wrong = program.patch(address, {"waiting_as_of": None}, If_Match=changed["ETag"])

    assert made.status_code == 201, made.content
    assert (made.json()["municipalities"], made.json()["postcodes"]) == (["05382068"], ["53842"])
    assert changed.json()["municipalities"] == ["05382068"]
    assert places(is_problem(wrong, 400)) == {"/waiting_as_of"}
    assert Service.objects.get().areas.count() == 2


def test_an_agreement_is_added_once_per_kind(kita, program):
    body = {"institution": str(kita.uid), "kind": "8a4", "signed_on": "2026-01-15", "note": "Ordner 3"}

    made = program.post("agreements", body)
    twice = is_problem(program.post("agreements", body), 400)
    changed = program.change(f"agreements/{made.json()['uid']}", {"valid_until": "2025-01-01"})

    assert made.json()["note"] == "Ordner 3"
    assert places(twice) == {"/kind"}
    is_problem(changed, 400)
    assert Agreement.objects.count() == 1


def test_every_noun_goes_round_unchanged(kita, network, program):
    things = {
        "people": PersonFactory(network=network),
        "services": ServiceFactory(provider=kita, network=network),
        "contact-points": ContactPointFactory(institution=kita, network=network),
        "agreements": AgreementFactory(institution=kita, network=network),
    }
    things["affiliations"] = AffiliationFactory(person=things["people"], institution=kita, network=network)

    for noun, thing in things.items():
        read = program.get(f"{noun}/{thing.uid}")
        sent = program.put(f"{noun}/{thing.uid}", read.json(), If_Match=read["ETag"])
        assert (sent.status_code, sent.json()) == (200, read.json()), noun


def test_whoever_runs_two_networks_says_for_which(kita, network, other_network, ada):
    from tests.factories.accounts import MembershipFactory
    from tests.factories.directory import ListingFactory

    MembershipFactory(user=ada, network=other_network)
    ListingFactory(institution=kita, network=other_network)
    program = Program(ada)
    body = {"institution": str(kita.uid), "kind": "mail", "value": "kita@example.org"}

    unsaid = is_problem(program.post("contact-points", body), 400)
    foreign = is_problem(program.post("contact-points", body | {"network": "fremd"}), 400)
    made = program.post("contact-points", body | {"network": other_network.slug})
    moved = is_problem(program.change(f"contact-points/{made.json()['uid']}", {"network": network.slug}), 400)

    assert unsaid["errors"][0]["code"] == foreign["errors"][0]["code"] == "unknown_network"
    assert made.json()["network"] == other_network.slug
    assert places(moved) == {"/network"}


def test_a_consent_names_its_wording_and_day(kita, program):
    from coordination.directory.models import ConsentText

    ConsentText.objects.create(version="2026-1", text="Ich bin einverstanden.")
    body = {
        "institution": str(kita.uid),
        "kind": "mail",
        "value": "ina@example.org",
        "legal_ground": "consent",
    }

    without = is_problem(program.post("contact-points", body), 400)
    unknown = is_problem(program.post("contact-points", body | {"consent_text": "1999"}), 400)
    made = program.post("contact-points", body | {"consent_text": "2026-1", "given_on": "2026-10-01"})

    assert places(without) == {"/consent_text", "/given_on"}
    assert places(unknown) == {"/consent_text"}
    assert (made.json()["consent_text"], made.json()["given_on"]) == ("2026-1", "2026-10-01")
