"""The demo's groups: seats and terms, meetings with minutes, decisions, tasks, as the verbs would have written them."""

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
from coordination.directory.demo.words import Words, uid_of
from coordination.directory.models import InstitutionType, Person, Profession
from coordination.lib.history import changes
from coordination.lib.hours import BERLIN
from coordination.lib.reference import Entry, broken, day, read_entries
from meetings.models import Group, Meeting, Seat, SeatTerm
from meetings.services.groups import give_role

FILE = "groups.yaml"
NEEDED = {
    "key", "network", "kind", "name", "short", "mandate", "decided_by", "mandate_from", "mandate_until", "rhythm",
    "starts_at", "minutes", "place", "standing_items", "seats", "meetings",
}  # fmt: skip


@transaction.atomic
def load_demo(folder: Path) -> Counter[str]:
    """Create what is not there yet; what stands there stays."""
    path = folder / FILE
    done: Counter[str] = Counter(created=0, unchanged=0)
    if not path.exists():
        return done
    networks = {network.slug: network for network in Network.objects.select_related("land")}
    today = timezone.localdate()
    with changes(by=None, source="demo"):
        for entry in read_entries(path, needed=NEEDED, known={"online_link", "reports_to"}, key="key"):
            if Group.objects.filter(uid=uid_of("group", entry["key"])).exists():
                done["unchanged"] += 1
                continue
            if entry["network"] not in networks:
                sentence = _("“%(word)s” is not known here.") % {"word": entry["network"]}
                raise broken(path, entry["key"], sentence, code="network_unknown")
            group = _group(entry, networks[entry["network"]], today)
            seats = _seats(path, entry, group, today)
            _meetings(path, entry, group, seats, today)
            done["created"] += 1
    return done


def _group(entry: Entry, network: Network, today: dt.date) -> Group:
    above = Group.objects.filter(uid=uid_of("group", entry.get("reports_to", ""))).first()
    group = Group(
        uid=uid_of("group", entry["key"]),
        network=network,
        reports_to=above,
        mandate_from=day(entry["mandate_from"], today=today),
        mandate_until=day(entry["mandate_until"], today=today),
        starts_at=dt.time.fromisoformat(entry["starts_at"]),
        online_link=entry.get("online_link", ""),
        **{
            name: entry[name]
            for name in ("kind", "name", "short", "mandate", "decided_by", "rhythm", "minutes", "place")
        },
        standing_items=entry["standing_items"],
    )
    group.full_clean()
    group.save()
    return group


def _seats(path: Path, entry: Entry, group: Group, today: dt.date) -> dict[str, Seat]:
    words, institutions, found = Words(path), by_key(), {}
    for place, wanted in enumerate(entry["seats"], 1):
        seat = Seat(
            group=group,
            label=wanted["label"],
            position=place,
            is_voting=wanted.get("voting", True),
            uid=uid_of("seat", f"{entry['key']}/{wanted['label']}"),
        )
        if "institution" in wanted:
            seat.institution = institutions.get(wanted["institution"])
        elif "type" in wanted:
            seat.institution_type = words.find(InstitutionType, wanted["type"], entry=entry["key"])
        else:
            seat.profession = words.find(Profession, wanted["profession"], entry=entry["key"])
        seat.save()
        found[seat.label] = seat
        if "holder" not in wanted:
            continue
        begins = day(wanted.get("from", entry["mandate_from"]), today=today) or today
        until = day(wanted.get("until"), today=today)
        for key, is_deputy in ((wanted["holder"], False), (wanted.get("deputy"), True)):
            if key is None:
                continue
            term = SeatTerm(
                group=group,
                seat=seat,
                person=_person(path, entry, key),
                is_deputy=is_deputy,
                office=SeatTerm.Office.NONE if is_deputy else wanted.get("office", SeatTerm.Office.NONE),
                valid_from=begins,
                valid_until=until,
            )
            term.save()
            give_role(term, by=None)
    return found


def _person(path: Path, entry: Entry, key: str) -> Person:
    person = Person.objects.filter(uid=uid_of("person", key)).select_related("user").first()
    if person is None:
        sentence = _("“%(word)s” is not known here.") % {"word": key}
        raise broken(path, entry["key"], sentence, code="person_unknown")
    return person


def _meetings(path: Path, entry: Entry, group: Group, seats: dict[str, Seat], today: dt.date) -> None:
    from meetings.demo.group_papers import fill  # noqa: PLC0415 -- the second half of one file

    before: Meeting | None = None
    writer = _writer(group)
    for number, wanted in enumerate(entry["meetings"], 1):
        held = day(wanted["day"], today=today) or today
        begins = dt.datetime.combine(held, group.starts_at or dt.time(14), BERLIN)
        meeting = Meeting(
            uid=uid_of("meeting", f"{entry['key']}/{number}"),
            group=group,
            number=number,
            starts_at=begins,
            ends_at=begins + dt.timedelta(minutes=group.minutes),
            place=group.place,
            online_link=group.online_link,
        )
        _state(meeting, wanted, today)
        meeting.save()
        fill(path, entry, meeting, wanted, seats=seats, before=before, writer=writer, today=today)
        if "approved" in wanted:
            _approve(meeting, wanted, today)
        before = meeting


def _state(meeting: Meeting, wanted: dict[str, Any], today: dt.date) -> None:
    if meeting.day < today:
        meeting.state = Meeting.State.CLOSED
        meeting.invited_at = meeting.starts_at - dt.timedelta(days=14)
        meeting.opened_at, meeting.closed_at = meeting.starts_at, meeting.ends_at
        meeting.minutes_state = Meeting.Minutes.COMMENTS
        meeting.comments_until = day(wanted.get("comments"), today=today) or meeting.day + dt.timedelta(
            days=14
        )
    elif "invited" in wanted:
        invited = day(wanted["invited"], today=today) or today
        meeting.state = Meeting.State.INVITED
        meeting.invited_at = dt.datetime.combine(invited, dt.time(9), BERLIN)


def _approve(meeting: Meeting, wanted: dict[str, Any], today: dt.date) -> None:
    approved = day(wanted["approved"], today=today) or today
    meeting.minutes_state = Meeting.Minutes.APPROVED
    meeting.approved_at = dt.datetime.combine(approved, dt.time(16), BERLIN)
    meeting.save()


def _writer(group: Group) -> User | None:
    term = (
        SeatTerm.objects.filter(group=group, office=SeatTerm.Office.SECRETARY)
        .select_related("person__user")
        .first()
    )
    return term.person.user if term else None
