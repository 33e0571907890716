"""What is kept about a person is handed out whole, and is forgotten whole: database, history, index, files."""

from __future__ import annotations

import json
import re

import pytest
from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext

from coordination.accounts.models import AuditEntry, Membership
from coordination.accounts.services.erasure import erase_account
from coordination.directory.models import Institution, Listing, Person
from coordination.directory.services.erasure import erase_person, export_person
from coordination.lib import erasures
from coordination.lib.errors import RuleBroken
from coordination.lib.models import Erasure, SearchWord, StoredFile
from coordination.lib.personal import sweep
from coordination.lib.personal.erase import preview
from coordination.lib.personal.export import everything
from tests.directory.seeded import dump, media, seed
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import ContactPointFactory, ListingFactory, PersonFactory
from tests.factories.lib import OutboxMailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla(network, ada):
    """Somebody about whom every table holds something."""
    return seed(network, "zqc", ada)


@pytest.fixture
def other(network, ada):
    return seed(network, "wvo", ada)


def canaries(text: str, mark: str = "zqc") -> set[str]:
    return set(re.findall(rf"{mark}\w+", text))


def beyond(text: str, carla) -> set[str]:
    """The canaries of ``text`` that should be gone. A word that stays stands in the index of the search as its stem."""
    return {word for word in canaries(text) if not any(kept.startswith(word) for kept in carla.stays)}


# --- Handing out -----------------------------------------------------------------------------------------------------


def test_an_export_holds_every_canary_of_every_column(carla):
    text = everything(carla.subject).as_json()

    assert {canary for canary in carla.shown if canary not in text} == set()


def test_an_export_holds_no_secret_and_nobody_else(carla, other):
    text = everything(carla.subject).as_json()

    assert {canary for canary in carla.secret if canary in text} == set()
    assert canaries(text, "wvo") == set()
    assert "schluessel" not in text
    assert not re.search(r"\bAda\b|ada@", text)  # she entered, decided and asked


def test_a_person_without_account_is_handed_out_by_the_coordination_with_a_line_in_the_log(ada, network):
    person = PersonFactory(first_name="Ohne", last_name="Konto", network=network)
    ContactPointFactory(institution=None, person=person, network=network, kind="mail", value="ok@example.org")
    OutboxMailFactory(to="ok@example.org", subject="An Ohne Konto")

    text = export_person(by=ada, person=person, reason="Anfrage vom 3. Mai, Ausweis gesehen").as_json()

    assert {"Ohne", "Konto", "ok@example.org", "An Ohne Konto"} <= set(re.findall(r'"([^"]*)"', text))
    assert json.loads(text)["format"] == "schutznetz-person/1"
    entry = AuditEntry.objects.get(did="person_exported")
    assert (entry.to_uid, entry.user_id) == (person.uid, ada.pk)


def test_an_export_needs_a_reason(ada, network):
    with pytest.raises(RuleBroken) as broken:
        export_person(by=ada, person=PersonFactory(network=network), reason="  ")

    assert broken.value.code == "reason_missing"


# --- Forgetting ------------------------------------------------------------------------------------------------------


def test_the_reason_of_an_erasure_is_searched_too(carla, ada):
    erase_person(by=ada, person=carla.person, reason="zqcvor zqcnach wünscht es", with_account=True)

    assert AuditEntry.objects.get(did="erased").detail.endswith("wünscht es")
    assert canaries(AuditEntry.objects.get(did="erased").detail) == set()


def statistics() -> dict[str, object]:
    """What the figures are made of."""
    return {
        "entries": Listing.objects.count(),
        "institutions": Institution.objects.count(),
        "roles": list(Membership.objects.order_by("role").values_list("role").annotate(n=Count("id"))),
        "log": AuditEntry.objects.exclude(did="erased").count(),
    }


def mention(carla, ada, network) -> None:
    """Others wrote about Carla: in a note, in its history, in a mail."""
    words = f"Frau {carla.person.first_name} {carla.person.last_name}, {carla.user.email}"
    listing = ListingFactory(network=network, notes=words, confirmed_by=words)
    listing.notes = f"Neu: {words}"
    listing.save()
    OutboxMailFactory(to="wer@example.org", subject=words, text=words, html=f"<p>{words}</p>")
    somebody = PersonFactory(network=network, note=words)
    somebody.save()


def test_nothing_of_an_erased_person_is_left_in_database_index_and_files(
    carla, other, ada, network, settings
):
    from coordination.lib.search.writing import true_up

    mention(carla, ada, network)
    true_up()
    before, found = statistics(), dump()
    assert canaries(found) >= carla.shown - {"zqcmail@example.org"}
    uploads = str(list(StoredFile.objects.filter(owner=other.user).values("name", "content_type")))
    theirs = canaries(found, "wvo") - canaries(
        uploads, "wvo"
    )  # uploaded lists go: they can be uploaded again

    erase_person(by=ada, person=carla.person, reason="Art. 17", with_account=True)

    left = dump()
    assert beyond(left, carla) == set()  # words about the network stay, in rows that now name nobody
    assert canaries(left) >= carla.stays
    assert canaries(media(settings.MEDIA_ROOT)) == set()
    assert canaries(left, "wvo") >= theirs
    assert statistics() == before
    assert beyond(" ".join(SearchWord.objects.values_list("word", flat=True)), carla) == set()
    true_up()
    assert beyond(dump(), carla) == set()


def test_without_the_sweep_texts_of_others_would_still_tell(carla, ada, network, monkeypatch):
    """The counter-check."""
    mention(carla, ada, network)
    monkeypatch.setattr(sweep, "take_out", lambda subject: 0)

    erase_person(by=ada, person=carla.person, reason="Art. 17", with_account=True)

    assert beyond(dump(), carla)


def test_what_a_backup_brings_back_goes_again(carla, ada, network):
    """The journal of erasures, end to end: the rows of an older backup are erased anew by their public ids."""
    person, user = carla.person.uid, carla.user.uid
    erase_person(by=ada, person=carla.person, reason="Art. 17", with_account=True)
    assert set(Erasure.objects.values_list("kind", "uid")) == {
        ("directory.person", person),
        ("accounts.user", user),
    }
    restored = PersonFactory(first_name="zqcvor", last_name="zqcnach", network=network)
    Person._base_manager.filter(pk=restored.pk).update(uid=person)
    carla.user.refresh_from_db()
    type(carla.user).objects.filter(pk=carla.user.pk).update(email="zqcmail@example.org", last_name="zqcnach")

    done = erasures.reapply(erasures.read())

    assert (done.erased, done.gone, done.unknown) == (2, 0, ())
    assert canaries(dump()) == carla.stays
    assert erasures.reapply(erasures.read()).erased == 0


def test_the_log_keeps_a_number_and_no_name(carla, ada, network):
    erase_person(by=ada, person=carla.person, reason="Art. 17", with_account=True)

    carla.user.refresh_from_db()
    assert AuditEntry.objects.filter(user=carla.user.pk).exists()
    assert carla.user.get_full_name() == gettext("Erased account")
    assert not carla.user.is_active
    assert not carla.user.has_usable_password()
    assert not carla.user.memberships.in_force().exists()


def test_the_preview_says_what_goes_and_what_stays_and_changes_nothing(carla):
    before = dump()

    lines = {(line.title, line.fate.value): line for line in preview(carla.subject)}

    assert (capfirst(str(Person._meta.verbose_name_plural)), "delete") in lines
    assert lines[capfirst(str(AuditEntry._meta.verbose_name_plural)), "stay"].why
    assert dump() == before


def test_an_account_goes_alone_and_the_entry_of_the_directory_stays(carla, ada):
    erase_account(by=carla.user, user=carla.user, reason="Ich höre auf.")

    carla.person.refresh_from_db()
    assert carla.person.last_name == "zqcnach"
    assert carla.person.contacts.filter(value__startswith="zqc").exists()
    carla.user.refresh_from_db()
    assert "zqc" not in carla.user.email


def test_the_last_coordinator_is_not_erased(ada, network, ben):
    ben.memberships.get().delete()

    with pytest.raises(RuleBroken) as broken:
        erase_account(by=ada, user=ada, reason="Ich höre auf.")

    assert broken.value.code == "last_coordinator"


def test_with_a_second_coordinator_the_first_may_go(ada, network):
    MembershipFactory(network=network)

    erase_account(by=ada, user=ada, reason="Ich höre auf.")

    assert not ada.is_active


def test_another_network_erases_nobody_here(noor, carla):
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        erase_person(by=noor, person=carla.person, reason="x")
    with pytest.raises(PermissionDenied):
        erase_account(by=noor, user=carla.user, reason="x")
    with pytest.raises(PermissionDenied):
        export_person(by=noor, person=carla.person, reason="x")
