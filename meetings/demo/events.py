"""The demo's events: one held Fachtag with its participants, one training that is full, one draft."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Network, User
from coordination.directory.demo.institutions import by_key
from coordination.directory.demo.words import uid_of
from coordination.directory.models import InstitutionType
from coordination.lib.fold import fold
from coordination.lib.history import changes
from coordination.lib.reference import Entry, broken, day, read_entries
from meetings.forms.moments import BERLIN
from meetings.models import (
    Event,
    EventAudience,
    EventSeries,
    Registration,
    RegistrationNote,
    Session,
    SessionSpeaker,
    Speaker,
    SpecialNeed,
    Venue,
)
from meetings.services import events as verbs
from meetings.services import places, programme, venues, waiting

FILE = "events.yaml"
NEEDED = {
    "key", "network", "series", "every_months", "duty", "kind", "title", "summary", "description", "day", "from",
    "until", "end", "mode", "capacity", "capacity_online", "interdisciplinary", "venue", "audience", "sessions",
    "people",
}  # fmt: skip
VENUE = {
    "name": "Stadthalle Beispielstadt",
    "address": "Papierdrachenweg 1, 53840 Troisdorf",
    "travel": "Bus 501 bis Papierdrachenweg, fünf Minuten zu Fuß. Parkplätze am Haus, zwei davon breit.",
    "accessibility": "Eingang ebenerdig, Aufzug, barrierefreie Toilette im Erdgeschoss.",
}
ROOMS: list[dict[str, Any]] = [
    {"name": "Großer Saal", "seats": 300, "is_step_free": True, "has_hearing_loop": True, "accessibility": ""},
    {"name": "Foyer", "seats": None, "is_step_free": True, "has_hearing_loop": False, "accessibility": ""},
    {"name": "Raum 1", "seats": 30, "is_step_free": True, "has_hearing_loop": False, "accessibility": ""},
    {
        "name": "Raum 2", "seats": 24, "is_step_free": False, "has_hearing_loop": False,
        "accessibility": "drei Stufen; bitte melden Sie sich, dann wird getauscht",
    },
]  # fmt: skip
SPEAKERS = {
    "beispiel": ("Petra Muster", "Netzwerkkoordination Kinderschutz"),
    "exempel": ("Prof. Dr. Ida Exempel", "Hochschule Beispielstadt"),
    "probst": ("Tim Probst", "insoweit erfahrene Fachkraft, Beratungsstelle Siegbogen"),
}
NEEDS = {0: {"diet": "vegetarisch"}, 2: {"accessibility": "stufenloser Zugang", "interpreter": "DGS"}}


@transaction.atomic
def load_demo(folder: Path) -> Counter[str]:
    """Create what is not there yet; what stands there stays. Without the demo's networks nothing happens."""
    path = folder / FILE
    done: Counter[str] = Counter(created=0, unchanged=0)
    networks = {network.slug: network for network in Network.objects.all()}
    if not path.exists() or not networks:
        return done
    houses = by_key()
    with changes(by=None, source="demo"):
        for entry in read_entries(path, needed=NEEDED, key="key"):
            if Event.objects.filter(uid=uid_of("event", entry["key"])).exists():
                done["unchanged"] += 1
                continue
            if entry["network"] not in networks:
                sentence = _("“%(word)s” is not known here.") % {"word": entry["network"]}
                raise broken(path, entry["key"], sentence, code="network_unknown")
            _load(entry, networks[entry["network"]], houses)
            done["created"] += 1
    return done


def _moment(on: dt.date, text: str) -> dt.datetime:
    hour, minute = map(int, text.split(":"))
    return dt.datetime.combine(on, dt.time(hour, minute), BERLIN).astimezone(dt.UTC)


def _load(entry: Entry, network: Network, houses: dict[str, Any]) -> None:
    on = day(entry["day"], today=timezone.localdate())
    while on is not None and on.weekday() > 4:
        on += dt.timedelta(days=1)
    event = Event(
        uid=uid_of("event", entry["key"]),
        network=network,
        series=_series(entry, network),
        edition=str(on.year) if on else "",
        kind=entry["kind"],
        title=entry["title"],
        summary=entry["summary"],
        description=entry["description"],
        starts_at=_moment(on, entry["from"]),  # type: ignore[arg-type]
        ends_at=_moment(on, entry["until"]),  # type: ignore[arg-type]
        mode=entry["mode"],
        online_link="https://video.example.org/grundkurs" if entry["mode"] == "hybrid" else "",
        venue=_venue(network),
        capacity=entry["capacity"],
        capacity_online=entry["capacity_online"],
        is_interdisciplinary=entry["interdisciplinary"],
        slug=verbs.free_slug(network, entry["title"]),
        state=Event.State.DRAFT if entry["end"] == "draft" else Event.State.OPEN,
    )
    event.save()
    for code in entry["audience"]:
        if kind := InstitutionType.objects.filter(code=code).first():
            EventAudience(event=event, institution_type=kind).save()
    workshops = _sessions(entry, event, on)  # type: ignore[arg-type]
    if entry["sessions"]:
        programme.release_programme(
            by=User.objects.filter(email="petra.muster@example.org").first(), event=event
        )
    _people(entry, event, workshops, houses)
    if entry["end"] == "held":
        event.state = Event.State.HELD
        event.save()


def _series(entry: Entry, network: Network) -> EventSeries | None:
    if not entry["series"]:
        return None
    found = EventSeries.objects.filter(network=network, name=entry["series"]).first()
    if found is None:
        owner = User.objects.filter(email="petra.muster@example.org").first()
        found = EventSeries(
            network=network,
            name=entry["series"],
            every_months=entry["every_months"],
            duty=entry["duty"],
            owner=owner,
        )
        found.save()
    return found


def _venue(network: Network) -> Venue:
    found = Venue.objects.filter(network=network, name=VENUE["name"]).first()
    return found or venues.save_venue(by=None, venue=Venue(network=network, **VENUE), rooms=ROOMS)


def _sessions(entry: Entry, event: Event, on: dt.date) -> dict[str, Session]:
    speakers: dict[str, Speaker] = {}
    rooms = {room.name: room for room in event.venue.rooms.all()} if event.venue else {}
    workshops = {}
    for row in entry["sessions"]:
        session = Session(
            uid=uid_of("session", f"{entry['key']}/{row['key']}"),
            event=event,
            kind=row["kind"],
            title=row["title"],
            abstract=row["abstract"],
            room=rooms.get(row["room"]),
            starts_at=_moment(on, row["from"]),
            ends_at=_moment(on, row["until"]),
            capacity=row["capacity"],
        )
        session.save()
        if row["capacity"]:
            workshops[row["key"]] = session
        for position, key in enumerate(row["speakers"]):
            if key not in speakers:
                name, title = SPEAKERS[key]
                speakers[key] = Speaker(event=event, name=name, title=title)
                speakers[key].save()
            SessionSpeaker(session=session, speaker=speakers[key], position=position).save()
    return workshops


def _people(entry: Entry, event: Event, workshops: dict[str, Session], houses: dict[str, Any]) -> None:
    """Registrations in the order of the file, without mails: they were sent long ago."""
    registered = min(timezone.now(), event.starts_at) - dt.timedelta(days=20)
    for number, row in enumerate(entry["people"]):
        at = registered + dt.timedelta(hours=7 * number)
        place = places.free_place(event, Registration.Mode.ON_SITE)
        mail = fold(f"{row['first_name']}.{row['last_name']}").replace(" ", "-")
        one = Registration.objects.create(
            uid=uid_of("registration", f"{entry['key']}/{number}"),
            event=event,
            form_key=uid_of("form", f"{entry['key']}/{number}"),
            state=Registration.State.ADMITTED if place else Registration.State.WAITING,
            place_no=place,
            first_name=row["first_name"],
            last_name=row["last_name"],
            email=f"{mail}@example.org",
            institution=houses.get(row["house"]),
            consent_list=number % 4 != 0,
            registered_at=at,
            confirmed_at=at + dt.timedelta(hours=1),
        )
        RegistrationNote.objects.create(registration=one, what="registered", at=at)
        RegistrationNote.objects.create(registration=one, what="confirmed", at=at + dt.timedelta(hours=1))
        if place is None:
            waiting.queue(one)
            RegistrationNote.objects.create(
                registration=one, what="waiting", detail={"reason": "full"}, at=at
            )
        if number in NEEDS:
            SpecialNeed.objects.create(registration=one, **NEEDS[number])
        if place:
            _workshops(one, [workshops[key] for key in row["wishes"]])


def _workshops(one: Registration, wishes: list[Session]) -> None:
    """The first wish with a free place; the full ones before it are waited for."""
    for rank, session in enumerate(wishes, start=1):
        if number := places.free_in(session):
            places.book(one, session, number, rank)
            return
        waiting.queue(one, session, rank=rank)
