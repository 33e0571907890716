"""A protected place has no address anywhere, also when it had one."""

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from coordination.accounts.models import AuditEntry
from coordination.directory.models import Hours, ImportRow, ImportRun, Institution
from coordination.directory.services.institutions import add_institution, change_institution
from coordination.directory.services.protection import ask_to_lift, decide_lift, protect
from coordination.lib import guards, history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import OutboxMail, StoredFile
from tests.factories.directory import (
    ContactPointFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
    ServiceFactory,
)
from tests.factories.lib import OutboxMailFactory

pytestmark = pytest.mark.django_db


def everything_stored() -> str:
    """Every value of every column of every table, and every file below the media folder."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(value) for row in cursor.fetchall() for value in row]
    media = settings.MEDIA_ROOT
    if media.exists():
        found += [path.read_text("utf-8", "replace") for path in media.rglob("*") if path.is_file()]
    text = "\n".join(found)
    return text + text.encode().decode("unicode_escape", "replace")


def a_place_that_was_open(network, street, number="17b", by=None):
    """An entry with a past: history, import with file, export, mails, free texts."""
    with history.changes(by=by, source="import", reason=f"Liste {street}.csv"):
        place = InstitutionFactory(
            name="Schutzhaus", street=street, house_number=number, postcode="53840", city="Troisdorf",
            description=f"Eingang über {street} {number}.",
        )  # fmt: skip
        ListingFactory(institution=place, network=network, notes=f"Schlüssel liegt {street} {number}")
        ContactPointFactory(institution=place, note=f"Post an {street}"[:160])
        service = ServiceFactory(provider=place, description=f"{street} {number}, zweiter Stock")
        Hours.objects.create(service=service, osm="Mo 09:00-10:00", note=f"Klingel {street}"[:160])
    place.street = f"{street} Hinterhof"[:120]
    place.save()
    files = {}
    for purpose in ("import", "export"):
        file = StoredFile(
            name="liste.csv", place=f"{purpose}-{place.pk}", content_type="text/csv", size=1, sha256="0" * 64,
            purpose=purpose, network_id=network.pk,
        )  # fmt: skip
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.path.write_text(f"Schutzhaus;{street};{number}", "utf-8")
        file.save()
        files[purpose] = file
    run = ImportRun.objects.create(
        conflicts=[f"{street} {number}"],
        network=network, file=files["import"], file_name="liste.csv", file_hash="0" * 64, state="taken",
        sample=[["Schutzhaus", street]], notes=[street],
    )  # fmt: skip
    told = {"raw": [street, number], "clean": {"street": street}, "notes": [["street", street]]}
    changed = {"street": ["", street]}
    ImportRow.objects.create(run=run, number=1, outcome="new", institution=place, differences=changed, **told)
    said = [[0, "street", f"„{street}“ …"]]
    ImportRow.objects.create(run=run, number=2, outcome="error", problems=said, raw=[f"{street} {number}"])
    OutboxMailFactory(
        subject="Bestätigen Sie", text=f"Ihre Anschrift: {street} {number}", html=f"<p>{street} {number}</p>"
    )
    return place


CANARY = "Kanarienvogelstieg"


def test_nothing_remembers_the_address_once_the_place_is_protected(
    network, ada, django_capture_on_commit_callbacks
):
    place = a_place_that_was_open(network, CANARY, by=ada)
    assert CANARY in everything_stored()

    with django_capture_on_commit_callbacks(execute=True):
        protect(by=ada, institution=place, reason=f"Zuflucht, war {CANARY}")

    assert CANARY.casefold()[:10] not in everything_stored().casefold()
    place = Institution.objects.get(pk=place.pk)
    assert place.protected_place
    assert place.address == ""
    assert AuditEntry.objects.filter(did=AuditEntry.Did.PROTECTED, network=network.pk).count() == 1


streets = st.text(
    st.characters(codec="utf-8", categories=["Lu", "Ll", "Nd"], include_characters=" -.äöüß"),
    min_size=4,
    max_size=20,
).map(lambda text: f"Qx{text.strip()}vj")


@examples(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(street=streets, end=st.sampled_from(["", "straße", "str.", "gasse", " Weg"]))
def test_whatever_the_street_is_called_it_is_gone(
    network, ada, django_capture_on_commit_callbacks, street, end
):
    with transaction.atomic():
        place = a_place_that_was_open(network, f"{street}{end}", by=ada)
        with django_capture_on_commit_callbacks(execute=True):
            protect(by=ada, institution=place)

        assert street.casefold() not in everything_stored().casefold()
        transaction.set_rollback(True)


def test_a_shelter_is_protected_from_its_first_moment_and_what_was_typed_is_not_kept(network, ada):
    shelter = InstitutionTypeFactory(code="shelter", name="Frauenhaus", protected_by_default=True)
    place = InstitutionFactory.build(type=shelter, street=CANARY, house_number="3", city="Troisdorf")

    add_institution(by=ada, institution=place, traits={}, listings=[ListingFactory.build(network=network)])

    assert Institution.objects.get().protected_place
    assert CANARY not in everything_stored()


def test_an_address_typed_into_a_protected_place_leaves_no_trace(network, ada):
    place = InstitutionFactory(protected_place=True)
    place.street, place.name = CANARY, "Neuer Name"

    change_institution(by=ada, institution=place, traits={}, listings=[])

    assert Institution.objects.get().name == "Neuer Name"
    assert CANARY not in everything_stored()


def test_an_entry_that_becomes_a_shelter_by_its_type_loses_its_address(
    network, ada, django_capture_on_commit_callbacks
):
    place = a_place_that_was_open(network, CANARY, by=ada)
    place = Institution.objects.get(pk=place.pk)
    place.type = InstitutionTypeFactory(code="shelter", name="Frauenhaus", protected_by_default=True)

    with django_capture_on_commit_callbacks(execute=True):
        change_institution(by=ada, institution=place, traits={}, listings=[])

    assert Institution.objects.get(pk=place.pk).protected_place
    assert CANARY.casefold() not in everything_stored().casefold()


def test_changing_the_flag_off_by_the_form_has_no_effect(network, ada):
    place = InstitutionFactory(protected_place=True)
    place.protected_place = False

    change_institution(by=ada, institution=place, traits={}, listings=[])

    assert Institution.objects.get().protected_place


def test_history_of_a_protected_place_still_finds_its_former_names(network, ada):
    place = a_place_that_was_open(network, CANARY, by=ada)

    protect(by=ada, institution=place)

    assert "schutzhaus" in place.history.earliest("history_id").search_text


def test_neighbours_in_the_same_street_keep_their_rows_and_mails(network, ada):
    place = a_place_that_was_open(network, CANARY)
    run = ImportRun.objects.create(
        network=network, file_name="andere.csv", file_hash="1" * 64, state="checked"
    )
    clean = {"name": "Kita Nebenan", "street": CANARY, "house_number": "99"}
    row = ImportRow.objects.create(
        run=run, number=1, outcome="new", raw=["Kita Nebenan", CANARY, "99"], clean=clean
    )
    mail = OutboxMailFactory(text=f"Kita Nebenan, {CANARY} 99")

    protect(by=ada, institution=place)

    row.refresh_from_db()
    mail.refresh_from_db()
    assert row.clean == clean
    assert mail.text == f"Kita Nebenan, {CANARY} 99"


def test_mails_to_others_stay_as_they_are(network, ada):
    other = OutboxMailFactory(text="Ihre Anschrift: Blumenweg 3")
    protect(by=ada, institution=a_place_that_was_open(network, CANARY, by=ada))

    assert OutboxMail.objects.get(pk=other.pk).text == "Ihre Anschrift: Blumenweg 3"


# --- Four eyes --------------------------------------------------------------------------------------------------------


def test_two_people_lift_a_protection(network, ada, ben):
    place = InstitutionFactory(protected_place=True)
    lift = ask_to_lift(by=ada, institution=place, reason="Umgezogen, jetzt Beratungsstelle")

    decide_lift(by=ben, lift=lift, grant=True)

    assert not Institution.objects.get().protected_place
    assert guards.missing() == set()


def test_whoever_asked_does_not_decide(network, ada):
    lift = ask_to_lift(by=ada, institution=InstitutionFactory(protected_place=True), reason="Umgezogen")

    with pytest.raises(RuleBroken) as broken:
        decide_lift(by=ada, lift=lift, grant=True)

    assert broken.value.code == "four_eyes"
    assert Institution.objects.get().protected_place


def test_a_refused_request_leaves_the_place_protected(network, ada, ben):
    place = InstitutionFactory(protected_place=True)
    decide_lift(by=ben, lift=ask_to_lift(by=ada, institution=place, reason="Umgezogen"), grant=False)

    assert Institution.objects.get().protected_place
    assert ask_to_lift(by=ada, institution=place, reason="Noch einmal")


@pytest.mark.parametrize(
    ("reason", "protected", "code"), [(" ", True, "reason_missing"), ("Ja", False, "not_protected")]
)
def test_a_request_needs_a_reason_and_a_protected_place(ada, reason, protected, code):
    with pytest.raises(RuleBroken) as broken:
        ask_to_lift(by=ada, institution=InstitutionFactory(protected_place=protected), reason=reason)

    assert broken.value.code == code


def test_there_is_one_open_request_and_each_is_decided_once(ada, ben):
    place = InstitutionFactory(protected_place=True)
    lift = ask_to_lift(by=ada, institution=place, reason="Umgezogen")
    with pytest.raises(RuleBroken) as broken:
        ask_to_lift(by=ben, institution=place, reason="Auch ich")
    assert broken.value.code == "already_asked"
    decide_lift(by=ben, lift=lift, grant=False)

    with pytest.raises(RuleBroken) as broken:
        decide_lift(by=ben, lift=lift, grant=True)

    assert broken.value.code == "already_decided"


# --- What the database itself refuses ---------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["street", "house_number", "address_extra", "postcode", "city", "part"])
def test_raw_sql_cannot_give_a_protected_place_an_address(column):
    place = InstitutionFactory(protected_place=True)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE directory_institution SET {column} = '12345' WHERE id = %s", [place.pk])


def test_raw_sql_cannot_mark_a_place_whose_address_still_stands():
    place = InstitutionFactory(street="Blumenweg")

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE directory_institution SET protected_place = true WHERE id = %s", [place.pk])


def test_a_guard_that_was_dropped_is_found_missing_and_then_raw_sql_could_lift_the_protection():
    """Counter-check: without the trigger the fault is there."""
    place = InstitutionFactory(protected_place=True)
    name = "directory_protection_stays"
    with transaction.atomic(), connection.cursor() as cursor:
        on = " ON directory_institution" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")

        assert guards.missing() == {name}
        cursor.execute("UPDATE directory_institution SET protected_place = false WHERE id = %s", [place.pk])
        assert not Institution.objects.get().protected_place
        transaction.set_rollback(True)

    assert guards.missing() == set()


def test_without_the_purge_the_canary_would_be_seen(network, ada):
    """Counter-check of the canary: the flag alone leaves the address in history, imports, files and mails."""
    place = a_place_that_was_open(network, CANARY, by=ada)
    place.protected_place = True
    for name in ("street", "house_number", "postcode", "city"):
        setattr(place, name, "")
    place.save()

    assert CANARY in everything_stored()
