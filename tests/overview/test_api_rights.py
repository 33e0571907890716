"""Who sees what through the interface: every noun × every role, with data in it that could leak.

The nouns come from the roof: a new one is in these tests by itself.
"""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from coordination.accounts.models import AuditEntry
from coordination.accounts.roles import Role
from coordination.accounts.services.audit import record
from coordination.api import NOUNS
from coordination.directory.models import ConsentText, ImportRun
from coordination.directory.services.proposals import propose
from coordination.lib import codes
from coordination.lib.levels import Level
from coordination.lib.models import Job
from coordination.pathways.models import Handout
from tests.api import Program, is_problem
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import (
    AffiliationFactory,
    AgreementFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)
from tests.factories.hours import HoursFactory
from tests.factories.meetings_day import AttendanceFactory, CertificateFactory
from tests.factories.meetings_events import (
    EventFactory,
    RegistrationFactory,
    SessionFactory,
    SpeakerFactory,
    VenueFactory,
)
from tests.factories.meetings_groups import (
    DecisionFactory,
    GroupFactory,
    ItemFactory,
    MeetingFactory,
    TaskFactory,
)
from tests.factories.network_concerns import ConcernFactory
from tests.factories.network_graph import RelationFactory
from tests.factories.network_multipliers import AppointmentFactory, BriefingFactory, RelayFactory
from tests.factories.pathways import in_force, pathway
from tests.factories.places import place

pytestmark = pytest.mark.django_db

OWNED = [
    "institutions", "people", "affiliations", "services", "contact-points", "agreements", "imports", "networks",
    "memberships", "audit", "jobs",
]  # fmt: skip
WRITTEN = ["institutions", "people", "affiliations", "services", "hours", "contact-points", "agreements"]


def filled(network, by, *, level=Level.COORDINATION, word="Geheim") -> dict[str, uuid.UUID]:
    """One of everything in a network, each with the canary in its texts; return noun → public id."""
    institution = InstitutionFactory(name=f"{word} Kita", description=f"{word} Text")
    ListingFactory(institution=institution, network=network, level=level, notes=f"{word} Notiz")
    person = PersonFactory(last_name=f"{word}person", network=network, level=level, note=f"{word} Vermerk")
    affiliation = AffiliationFactory(person=person, institution=institution, network=network)
    service = ServiceFactory(provider=institution, network=network, name=f"{word} Beratung", level=level)
    contact = ContactPointFactory(
        institution=institution, network=network, display=f"{word} 0228", value="+49302312599", level=level
    )
    agreement = AgreementFactory(institution=institution, network=network, note=f"{word} Papier")
    run = ImportRun.objects.create(
        network=network, by=by, file_name=f"{word}.csv", file_hash="0", counts={"rows": 0}
    )
    job = Job.objects.create(owner=by, title=f"{word} Arbeit")
    record(by=by, did=AuditEntry.Did.READ, network=network, detail=f"{word} Zeile")
    things = [institution, person, affiliation, service, contact, agreement, run, network]
    uids = dict(zip(OWNED, [thing.uid for thing in things], strict=False))
    way = in_force(pathway(network, slug=f"{word}-weg".lower(), code="P01", title=f"{word} Weg"))
    made = at_the_desk(network, institution, service, word) | of_ways(network, way, word)
    made |= of_the_net(network, institution, by, level, word) | of_meetings(network, word)
    uids |= {noun: thing.uid for noun, thing in made.items()}
    return uids | {"memberships": by.memberships.get().uid, "jobs": job.uid}


def at_the_desk(network, institution, service, word):
    gone = InstitutionFactory(name=f"{word} Kram", removed_at=timezone.now())
    ListingFactory(institution=gone, network=network)
    return {
        "hours": HoursFactory(service=service, note=f"{word} Zeit"),
        "proposals": propose(by=None, institution=institution, network=network, text=f"{word} Hinweis"),
    }


def of_ways(network, way, word):
    town = place("53840", "05382068", "Troisdorf")
    handout = Handout.objects.create(
        release=way.releases.get(), network=network, municipality=town, postcode="53840", part=f"{word} Teil",
        format="flow", code=codes.new(), phrase="", content={}, content_hash=word,
    )  # fmt: skip
    return {"pathways": way, "handouts": handout}


def of_the_net(network, institution, by, level, word):
    house = InstitutionFactory(name=f"{word} Haus")
    ListingFactory(institution=house, network=network, level=level)
    speaker = PersonFactory(last_name=f"{word}weiter", network=network, level=level)
    appointment = AppointmentFactory(network=network, person=speaker, at=house)
    briefing = BriefingFactory(network=network, title=f"{word} Nachricht")
    return {
        "appointments": appointment,
        "briefings": briefing,
        "relays": RelayFactory(appointment=appointment, briefing=briefing),
        "concerns": ConcernFactory(
            network=network, institution=house, raised_by=by, title=f"{word} Anliegen"
        ),
        "relations": RelationFactory(source=institution, target=house, network=network, note=f"{word} Band"),
        "tie-imports": ImportRun.objects.create(
            network=network,
            by=by,
            subject="relations",
            file_name=f"{word}.csv",
            file_hash="0",
            counts={"rows": 0},
        ),
    }


def of_meetings(network, word):
    event = EventFactory(network=network, title=f"{word} Fachtag")
    guest = RegistrationFactory(event=event, last_name=f"{word}gast")
    group = GroupFactory(network=network, name=f"{word} Gruppe")
    meeting = MeetingFactory(group=group)
    item = ItemFactory(meeting=meeting, title=f"{word} Punkt")
    return {
        "events": event,
        "venues": VenueFactory(network=network, name=f"{word} Haus"),
        "sessions": SessionFactory(event=event, title=f"{word} Vortrag"),
        "speakers": SpeakerFactory(event=event, name=f"{word} Rede"),
        "registrations": guest,
        "attendance": AttendanceFactory(registration=guest),
        "certificates": CertificateFactory(registration=guest),
        "groups": group,
        "group-meetings": meeting,
        "agenda-items": item,
        "decisions": DecisionFactory(item=item, text=f"{word} Beschluss"),
        "tasks": TaskFactory(group=group, title=f"{word} Aufgabe"),
    }


@pytest.fixture
def theirs(noor, other_network):
    return filled(other_network, noor, word="Fremd")


@pytest.fixture
def ours(ada, network):
    return filled(network, ada, word="Unser")


def holder(role, network):
    place = {"network": None, "land": network.land} if role == Role.STATE else {"network": network}
    place = {"network": None} if role == Role.OPERATOR else place
    return MembershipFactory(role=role, **place).user


ROLES = [role for role in Role if role not in {Role.GROUP_MEMBER, Role.GROUP_CHAIR}]


@pytest.mark.parametrize("role", ROLES)
def test_no_role_sees_anything_of_another_network(role, network, theirs, ours, other_network):
    user = holder(role, network)
    if role == Role.STATE:  # sees the public directories of all networks of a Land, and only those
        other_network.land = type(network.land).objects.create(key="06", name="Hessen", abbreviation="HE")
        other_network.save()
    program = Program(user)

    for noun in NOUNS:
        listed = program.get(f"{noun}?page_size=1000")
        assert listed.status_code in {200, 403}, (noun, listed.content)
        assert "Fremd" not in listed.content.decode(), noun
        if noun in theirs:
            foreign = program.get(f"{noun}/{theirs[noun]}")
            missing = program.get(f"{noun}/{uuid.uuid4()}")
            assert foreign.status_code in {403, 404}, noun
            assert foreign.content == missing.content, noun


@pytest.mark.parametrize("noun", WRITTEN)
def test_nobody_writes_into_another_network(noun, ada, theirs, ours):
    program = Program(ada)
    for method in ("put", "patch", "delete"):
        body = {} if method != "delete" else None
        foreign = program.send(method, f"{noun}/{theirs[noun]}", body, If_Match='"1"')
        missing = program.send(method, f"{noun}/{uuid.uuid4()}", body, If_Match='"1"')
        assert is_problem(foreign, 404) == is_problem(missing, 404), method


@pytest.mark.parametrize(
    "role", [Role.PROFESSIONAL, Role.MULTIPLIER, Role.AUDITOR, Role.STATE, Role.OPERATOR]
)
def test_who_only_reads_writes_nothing(role, network, ada):
    uids = filled(network, ada, level=Level.PUBLIC, word="Offen")
    program = Program(holder(role, network))

    for noun in WRITTEN:
        for method in ("put", "patch", "delete"):
            body = None if method == "delete" else {}
            answer = program.send(method, f"{noun}/{uids[noun]}", body, If_Match='"1"')
            assert is_problem(answer, 403, "forbidden"), (noun, method)
        assert program.post(noun, {}).status_code in {400, 403}


def test_a_multiplier_reads_up_to_the_network_and_no_notes(network, ada, mira):
    hidden = filled(network, ada, word="Geheim")
    seen = filled(network, ada, level=Level.NETWORK, word="Netz")
    program = Program(mira)

    for noun in ("institutions", "people", "services", "contact-points"):
        text = program.get(noun).content.decode()
        assert "Netz" in text, noun
        assert "Geheim" not in text, noun
        assert program.get(f"{noun}/{hidden[noun]}").status_code == 404
    row = program.get(f"institutions/{seen['institutions']}").json()
    assert row["listings"][0]["notes"] is None
    assert program.get(f"people/{seen['people']}").json()["note"] is None
    agreements = program.get("agreements").json()["results"]
    assert all(row["note"] is None for row in agreements)


def test_a_threatened_person_and_a_withdrawn_number_stay_hidden(network, ada, mira):
    institution = InstitutionFactory()
    ListingFactory(institution=institution, network=network, level=Level.PUBLIC)
    person = PersonFactory(last_name="Bedroht", network=network, level=Level.PUBLIC, threat_flag=True)
    AffiliationFactory(person=person, institution=institution, network=network)
    text = ConsentText.objects.create(version="1", text="Ja")
    ContactPointFactory(
        institution=institution, network=network, level=Level.PUBLIC, value="Widerrufen", display="Widerrufen",
        legal_ground="consent", consent_text=text, consented_at=timezone.now(), withdrawn_at=timezone.now(),
    )  # fmt: skip

    for address in ("people", "affiliations", "contact-points", "institutions"):
        assert "Bedroht" not in Program(mira).get(address).content.decode(), address
        assert "Widerrufen" not in Program(ada).get(address).content.decode(), address


def test_nobody_without_a_token_gets_anything(network, ours):
    for noun in NOUNS:
        problem = is_problem(Program().get(noun), 401)
        assert "Unser" not in str(problem), noun


def test_the_root_lists_what_one_may(ada, lang):
    assert "audit" in Program(ada).get("").json()["links"]
    links = Program(lang).get("").json()["links"]
    assert "institutions" in links
    assert "audit" not in links
    narrow = Program(ada, "search:read").get("").json()["links"]
    assert {"institutions", "audit"}.isdisjoint(narrow)
    assert "search" in narrow


def test_a_token_does_not_reach_beyond_its_scope(ada, ours):
    reader = Program(ada, "directory:read")

    assert reader.get("institutions").status_code == 200
    assert is_problem(reader.get("audit"), 403, "scope_missing")["scope"] == "accounts:read"
    written = reader.patch(f"institutions/{ours['institutions']}", {"name": "Neu"}, If_Match='"1"')
    assert is_problem(written, 403, "scope_missing")["scope"] == "directory:write"
    assert is_problem(reader.get("search?q=kita"), 403, "scope_missing")


def test_a_token_can_do_no_more_than_its_owner_today(ada, ours):
    program = Program(ada)
    membership = ada.memberships.get()
    membership.valid_until = timezone.localdate() - dt.timedelta(days=1)
    membership.save()

    assert is_problem(program.get("institutions"), 403, "forbidden")
    assert is_problem(program.get("audit"), 403, "forbidden")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_more_rows_ask_the_database_no_oftener(noun, rows, network, ada, django_assert_max_num_queries):
    for number in range(rows):
        filled(network, ada, word=f"Nr{number}")
    program = Program(ada)
    program.get(noun)  # words of filters are kept in the process

    with django_assert_max_num_queries(12) as asked:
        response = program.get(noun)

    assert response.status_code == 200
    assert len(asked) == BUDGET.setdefault(noun, len(asked))


BUDGET: dict[str, int] = {}
