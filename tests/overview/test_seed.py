import datetime as dt
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from coordination.accounts.demo import PASSWORD, logins
from coordination.accounts.log_words import lines_of
from coordination.accounts.models import AuditEntry, Membership, Network, User
from coordination.accounts.roles import NEEDS_SECOND_FACTOR, Role
from coordination.directory.models import Affiliation, ContactPoint, Institution, Listing, Person, Service
from coordination.lib.models import ChangeSet
from coordination.places.models import Municipality
from network.gaps import counts, with_speakers, without_multiplier
from network.models import Appointment

DEMO = Path(settings.BASE_DIR) / "fixtures" / "demo"
# What the Bundesnetzagentur keeps free for films, in E.164.
DRAMA = (
    "+493023125",
    "+496990009",
    "+494066969",
    "+492214710",
    "+498999998",
    "+4915228817386",
    "+4917139200",
    "+4917604069",
)


def seed(*parts):
    out = io.StringIO()
    call_command("seed", *parts, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The whole demo, loaded once; each test works in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed("reference", "demo")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(seeded, db):
    pass


def test_a_second_run_changes_nothing_and_says_so(demo):
    versions = Counter(Institution.objects.values_list("version", flat=True))
    change_sets = ChangeSet.objects.count()

    told = seed("reference", "demo")

    assert "changed" in told or "geändert" in told
    assert Counter(Institution.objects.values_list("version", flat=True)) == versions
    assert ChangeSet.objects.count() == change_sets


def test_the_second_run_leaves_what_people_have_changed(demo):
    kita = Institution.objects.get(identifiers__scheme="demo", identifiers__value="kita-goldammer")
    kita.name = "Kita Umbenannt"
    kita.save()

    seed("demo")

    kita.refresh_from_db()
    assert kita.name == "Kita Umbenannt"


def test_the_log_of_the_demo_reads_like_months_of_work(demo):
    auditor = User.objects.get(email="david.schutz@example.org")
    rows = AuditEntry.objects.visible_to(auditor).filter(at__lt=timezone.now() - dt.timedelta(days=1))

    lines = [line for _row, line in lines_of(rows.order_by("-at"), reader=auditor)]

    assert len(lines) >= 15
    assert {"Petra Muster", "Sven Probe", "Sabine Beispielsberg"} <= {line.who for line in lines}
    assert any("Lohmar-Much" in line.who for line in lines)
    assert not any(word in line.plain for line in lines for word in ("multiplier", "xlsx", "coordinator"))


def test_the_demo_never_loads_in_production(db, settings):
    settings.PRODUCTION = True
    before = User.objects.count()

    with pytest.raises(CommandError):
        seed("demo")

    assert User.objects.count() == before


def test_a_broken_file_ends_in_one_sentence_and_nothing_half(db, tmp_path):
    (tmp_path / "reference").mkdir()
    for path in (DEMO.parent / "reference").glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("code: neglect", "cod: neglect")
        (tmp_path / "reference" / path.name).write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=r"topics\.yaml"):
        call_command("seed", "reference", folder=tmp_path, stdout=io.StringIO())


def test_every_role_that_is_written_has_a_login(demo):
    roles = {role.role for _user, held, _code in logins() for role in held}

    assert roles == set(Role)


def test_logins_work_and_have_their_second_factor(demo, client):
    for user, roles, code in logins():
        assert user.check_password(PASSWORD)
        assert bool(code) == bool(NEEDS_SECOND_FACTOR & {Role(role.role) for role in roles}), user.email
        assert not code or len(code) == 6


def test_the_deputy_has_a_last_day_and_a_former_role_gives_nothing(demo):
    assert Membership.objects.get(is_deputy=True).valid_until is not None
    assert not Membership.objects.in_force().filter(user__email="ehemals.probe@example.org").exists()


def test_two_networks_share_one_institution_each_with_its_own_notes(demo):
    shared = [row for row in Institution.objects.all() if row.listings.count() == 2]

    assert [row.short_name for row in shared] == ["Lichtblick"]
    notes = dict(shared[0].listings.values_list("network__slug", "notes"))
    assert notes["troisdorf"]
    assert notes["lohmar-much"]
    assert notes["troisdorf"] != notes["lohmar-much"]


def test_a_coordinator_reads_the_notes_of_her_own_network_only(demo):
    sabine = User.objects.get(email="sabine.beispielsberg@example.org")

    networks = set(Listing.objects.visible_to(sabine).values_list("network__slug", flat=True))

    assert networks == {"lohmar-much"}


def test_protected_places_have_no_address(demo):
    protected = Institution.objects.filter(protected_place=True)

    assert protected.count() == 2
    assert not protected.exclude(street="", postcode="", city="", latitude=None).exists()
    assert not Institution.objects.filter(type__protected_by_default=True, protected_place=False).exists()


def test_numbers_are_invented_or_public_emergency_numbers(demo):
    numbers = ContactPoint.objects.filter(kind__in=["phone", "mobile", "fax"]).exclude(
        service__provider=None, service__isnull=False
    )

    assert [n.value for n in numbers if not n.value.startswith(DRAMA) and n.value != "110"] == []


def test_mails_and_websites_are_at_example_org(demo):
    contacts = ContactPoint.objects.filter(kind__in=["mail", "web"]).exclude(
        service__provider=None, service__isnull=False
    )

    assert [c.value for c in contacts if not c.value.rstrip("/").endswith("example.org")] == []


def test_the_demo_is_large_enough_to_be_believable(demo):
    troisdorf = Network.objects.get(slug="troisdorf")
    listed = Institution.objects.listed_in([troisdorf])

    assert listed.count() >= 95
    assert listed.filter(type__code="daycare").count() >= 30
    assert listed.filter(type__code__in=["school", "special_school", "vocational_school"]).count() >= 18
    assert Person.objects.count() >= 60
    assert Service.objects.exclude(provider=None).count() >= 35
    assert Person.objects.filter(threat_flag=True).count() == 1
    assert {row.light() for row in troisdorf.listings.all()} == {"ok", "due", "old", "none"}
    assert Affiliation.objects.filter(institution__in=listed).in_force().exists()


def test_the_demos_network_has_a_story(demo):
    """Two thirds covered, some by their provider, the clear gap in one part of the town."""
    troisdorf = Network.objects.get(slug="troisdorf")
    found = counts([troisdorf.pk])
    gaps = Counter(without_multiplier([troisdorf.pk]).values_list("part", flat=True))
    there = Counter(with_speakers([troisdorf.pk]).values_list("part", flat=True))

    assert 0.6 < (found["one"] + found["more"]) / sum(found.values()) < 0.75
    assert min(found["through"], found["one"], found["more"]) >= 10
    assert gaps["Spich"] / there["Spich"] > 0.6
    assert gaps["Mitte"] / there["Mitte"] < 0.2
    assert Appointment.objects.filter(network=troisdorf, state="ended").count() >= 5


def test_each_postcode_of_the_town_has_exactly_one_asd_in_charge(demo):
    town = Municipality.objects.get(ags="05382068")
    for code in ("53840", "53842", "53844"):
        serving = Service.objects.of_kind("asd_intake").serving(municipality=town, postcode=code)
        assert serving.count() == 1


def test_the_time_line_tells_who_changed_what_and_why(demo):
    edits = ChangeSet.objects.filter(source="form")

    assert edits.count() == 7
    assert not edits.filter(reason="").exists()
    assert not edits.filter(user=None).exists()
    phone = ContactPoint.objects.get(institution__short_name="JuZe Bauhof", kind="phone")
    assert [row.history_type for row in phone.history.order_by("history_date")] == ["+", "~"]


def test_demo_logins_prints_every_login(demo, settings):
    out = io.StringIO()
    call_command("demo_logins", stdout=out)

    assert PASSWORD in out.getvalue()
    for user in User.objects.all():
        assert user.email in out.getvalue()


def test_the_list_with_mistakes_has_the_form_and_the_defects_of_the_real_one():
    rows = json.loads((DEMO / "schulliste_mit_fehlern.json").read_text(encoding="utf-8"))
    words = {"name", "id", "address", "school_type", "fax", "phone", "website", "email"}

    assert 30 <= len(rows) <= 40
    assert {frozenset(row.keys() - {"location"}) for row in rows} == {frozenset(words)}
    assert all(row["email"] != row["email"].strip() or "@@" in row["email"] for row in rows)
    assert max(Counter(row["id"] for row in rows).values()) == 2
    assert any("location" not in row for row in rows)
    assert any("Kindergartten" in row["school_type"] for row in rows)
    assert any(not row["name"].strip() for row in rows)


def test_the_editor_of_the_demo_changes_the_own_kita_and_nothing_else(demo):
    cem = User.objects.get(email="cem.muster@example.org")

    assert [row.short_name for row in Institution.objects.editable_by(cem)] == ["Kita Wolkenschaf"]


def test_the_threatened_person_is_hidden_from_all_but_the_coordination(demo):
    threatened = Person.objects.get(threat_flag=True)
    petra, miriam = (
        User.objects.get(email=f"{name}@example.org") for name in ("petra.muster", "miriam.fabel")
    )

    assert threatened in Person.objects.visible_to(petra)
    assert threatened not in Person.objects.visible_to(miriam)
