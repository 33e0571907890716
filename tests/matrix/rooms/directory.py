"""Canaries of the directory: one of everything at each level, in each field that a page, list or file may show."""

import datetime as dt
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from coordination.accounts.roles import Role
from coordination.directory.models import (
    Affiliation,
    Agreement,
    CatchmentPart,
    ConsentText,
    DataRequest,
    ExportRequest,
    Fallback,
    Hours,
    Identifier,
    ImportProfile,
    ImportRun,
    OnCallShift,
    PrivateContact,
    ProtectionLift,
)
from coordination.directory.services.photos import set_photo
from coordination.directory.services.proposals import propose
from coordination.lib import history
from coordination.lib.levels import Level
from coordination.places.models import Municipality
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import (
    ContactPointFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)


def fill(world, network):
    boss = world.coordinator(network)
    with history.changes(by=boss):
        house = _institution(world, network, Level.PUBLIC)
        for level in Level:
            institution = house if level == Level.PUBLIC else _institution(world, network, level)
            _parts(world, network, house, level)
            world.keep(institution, network, level)
        _special(world, network)
    _papers(world, network, boss)
    _asked(world, network)


def _institution(world, network, level):
    institution = InstitutionFactory(
        name=world.canary("institution.name", level, network),
        street=world.canary("institution.street", level, network),
        house_number="3",
        city="Musterstadt",
    )
    listing = ListingFactory(
        institution=institution,
        network=network,
        level=level,
        notes=world.canary("listing.notes", Level.COORDINATION, network),
        source=world.canary("listing.source", level, network),
    )
    world.keep(listing, network, level)
    number = Identifier.objects.create(
        institution=institution, scheme="schulnummer", value=world.canary("identifier.value", level, network)
    )
    world.keep(number, network, level)
    return institution


def _parts(world, network, house, level):
    """What belongs to a house that everybody sees, each at a level of its own."""
    mail = f"{world.canary('contact.value', level, network).lower()}@example.org"
    contact = ContactPointFactory(
        institution=house,
        network=network,
        level=level,
        kind="mail",
        value=mail,
        purpose=world.canary("contact.purpose", level, network),
    )
    person = PersonFactory(
        network=network,
        first_name=world.canary("person.first_name", level, network),
        last_name=world.canary("person.last_name", level, network),
        specialisms=world.canary("person.specialisms", level, network),
        note=world.canary("person.note", Level.COORDINATION, network),
        level=level,
    )
    place = Affiliation.objects.create(person=person, institution=house, network=network, is_contact=True)
    service = ServiceFactory(
        provider=house,
        network=network,
        name=world.canary("service.name", level, network),
        description=world.canary("service.description", level, network),
        level=level,
    )
    ContactPointFactory(
        institution=None,
        person=person,
        network=network,
        level=level,
        purpose=world.canary("contact.purpose", level, network),
    )
    ContactPointFactory(
        institution=None,
        service=service,
        network=network,
        level=level,
        purpose=world.canary("contact.purpose", level, network),
    )
    hours = Hours.objects.create(
        service=service, osm="Mo-Fr 08:00-16:00", note=world.canary("hours.note", level, network)
    )
    shift = OnCallShift.objects.create(
        service=service,
        starts_at=timezone.now(),
        ends_at=timezone.now() + dt.timedelta(days=7),
        holder=world.canary("shift.holder", max(level, Level.PROFESSIONALS), network),
    )
    other = ServiceFactory(provider=house, network=network, name=f"Vertretung {level}", level=level)
    fallback = Fallback.objects.create(service=service, then=other)
    part = CatchmentPart.objects.create(
        service=service,
        municipality=Municipality.objects.get(district__land=network.land),
        street=world.canary("part.street", level, network),
    )
    for thing in (contact, person, place, service, hours, shift, fallback, part):
        world.keep(thing, network, level)


def _special(world, network):
    """Records that some pages open for only: a youth office, an entry in the bin, a protected place in question."""
    hidden = Level.COORDINATION
    office = InstitutionFactory(
        name=world.canary("office.name", hidden, network),
        type=InstitutionTypeFactory(code="youth_office", name="Jugendamt", short_name="Jugendamt"),
    )
    ListingFactory(institution=office, network=network, level=hidden)
    world.keep(office, network, hidden, state="office")

    shelter = InstitutionFactory(name=world.canary("shelter.name", hidden, network), protected_place=True)
    ListingFactory(institution=shelter, network=network, level=hidden)
    world.keep(shelter, network, hidden, state="in question")
    lift = ProtectionLift.objects.create(
        institution=shelter,
        asked_by=MembershipFactory(role=Role.COORDINATOR, network=network).user,
        reason=world.canary("lift.reason", hidden, network),
    )
    world.keep(lift, network, hidden)

    removed = {"removed_at": timezone.now()}
    gone = InstitutionFactory(name=world.canary("bin.institution", hidden, network), **removed)
    ListingFactory(institution=gone, network=network, level=hidden)
    house = world.things[network]["directory.Institution"][Level.PUBLIC]
    person = PersonFactory(
        network=network, last_name=world.canary("bin.person", hidden, network), level=hidden, **removed
    )
    Affiliation.objects.create(person=person, institution=house, network=network)
    service = ServiceFactory(
        provider=house,
        network=network,
        name=world.canary("bin.service", hidden, network),
        level=hidden,
        **removed,
    )
    for thing in (gone, person, service):
        world.keep(thing, network, hidden, state="in the bin")
    _restricted(world, network, house)


def _restricted(world, network, house):
    """Entries of which processing is restricted: one the coordinator handles, one somebody else handles."""
    boss, colleague = (
        world.coordinator(network),
        MembershipFactory(role=Role.COORDINATOR, network=network).user,
    )
    for by, state in ((boss, "restricted"), (colleague, "restricted by a colleague")):
        person = PersonFactory(
            network=network,
            last_name=world.canary(state, Level.PUBLIC, network, owner=by),
            level=Level.PUBLIC,
            removed_at=timezone.now(),
            restricted_at=timezone.now(),
            restricted_ground="disputed",
            restricted_by=by,
        )
        Affiliation.objects.create(person=person, institution=house, network=network)
        world.keep(person, network, Level.COORDINATION, state=state)


def _papers(world, network, boss):
    """What the coordination works with: requests, imports, agreements."""
    imports = "directory.view_importrun"
    house = world.things[network]["directory.Institution"][Level.PUBLIC]
    profile = ImportProfile.objects.create(
        network=network, name=world.canary("profile.name", Level.PUBLIC, network, right=imports)
    )
    things = [
        Agreement.objects.create(institution=house, network=network, kind="8a4", signed_on="2026-01-01"),
        ExportRequest.objects.create(
            network=network,
            asked_by=boss,
            noun="institution",
            kind="xlsx",
            count=200,
            reason=world.canary("export.reason", Level.PUBLIC, network, right="directory.view_export"),
            expires_at=timezone.now() + ExportRequest.LIFETIME,
        ),
        profile,
        ImportRun.objects.create(
            network=network,
            by=boss,
            profile=profile,
            file_hash="0",
            header=["Name", "Ort"],
            sample=[["Kita Probe", "Troisdorf"]],
            counts={"rows": 1},
            file_name=world.canary("import.file_name", Level.PUBLIC, network, right=imports) + ".csv",
        ),
    ]
    for thing in things:
        level = Level.NETWORK if isinstance(thing, Agreement) else Level.COORDINATION
        world.keep(thing, network, level)


def _picture():
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40)).save(buffer, "PNG")
    return SimpleUploadedFile("haus.png", buffer.getvalue(), content_type="image/png")


def _asked(world, network):
    """What people gave or asked: a private number, a request about one's own data, a hint that an entry is wrong."""
    hidden = Level.COORDINATION
    house = world.things[network]["directory.Institution"][Level.PUBLIC]
    place = world.things[network]["directory.Affiliation"][Level.PUBLIC]
    boss = world.coordinator(network)
    place.person.user = boss
    place.person.save()
    set_photo(
        by=boss, institution=house, upload=_picture(), alt=world.canary("photo_alt", Level.PUBLIC, network)
    )
    world.keep(house, network, Level.PUBLIC, state="with photo")
    private = PrivateContact.objects.create(
        network=network,
        person=place.person,
        affiliation=place,
        kind="mobile",
        value=world.canary("private.value", hidden, network, owner=boss),
        consent_text=ConsentText.objects.get_or_create(
            version=f"{network.slug}-1", text="Probe", network=network
        )[0],
        consented_at=timezone.now(),
        channel="paper",
    )
    request = DataRequest.objects.create(
        network=network,
        person=place.person,
        kind="correct",
        text=world.canary("request.text", Level.PUBLIC, network, right="directory.change_person"),
    )
    sender = world.canary("proposal.reply_to", Level.PUBLIC, network, right="directory.view_proposal")
    street = world.canary("proposal.changes", Level.PUBLIC, network, right="directory.view_proposal")
    proposal = propose(
        by=None,
        institution=house,
        network=network,
        changes=[{"what": "street", "old": house.street, "new": street}],
        text=world.canary("proposal.text", Level.PUBLIC, network, right="directory.view_proposal"),
        reply_to=f"{sender}@example.org",
    )
    for thing in (private, private.consent_text, request, proposal):
        world.keep(thing, network, hidden)
