"""The demo's multipliers, briefings and relays (``fixtures/demo/multipliers.yaml``)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Network, User
from coordination.directory.demo.edits import put_back
from coordination.directory.demo.institutions import by_key
from coordination.directory.demo.words import uid_of
from coordination.directory.models import Institution, Person
from coordination.lib import history
from coordination.lib.reference import broken, day
from network.audience import addressed
from network.carriers import carriers
from network.models import Appointment, AppointmentInstitution, Briefing, Relay
from network.services.mails import send_weekly

FILE = "multipliers.yaml"
BEGAN = dt.timedelta(days=110)
PLAIN = ("named_by", "email", "note", "end_reason", "end_note", "minutes_a_week", "is_shown", "wants_to_stay")
S = Relay.State


@transaction.atomic
def load_demo(folder: Path) -> Counter[str]:
    """Create what is not there yet; what stands there stays. Without the demo's institutions nothing happens."""
    path = folder / FILE
    done: Counter[str] = Counter(created=0, unchanged=0)
    if not path.exists():
        return done
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = _Words(path)
    with history.changes(by=None, source="demo") as frame:
        for entry in data["appointments"]:
            done[_appointment(entry, words)] += 1
        _successors(data["appointments"])
        for entry in data["briefings"]:
            done[_briefing(entry, words)] += 1
    if frame.change_set is not None:
        put_back(frame.change_set, timezone.localdate() - BEGAN)
    if done["created"]:
        send_weekly()
    return done


class _Words:
    """Rows by the keys of the demo's files; an unknown one names the entry."""

    def __init__(self, path: Path) -> None:
        self.path, self.today = path, timezone.localdate()
        self.institutions = by_key()
        self.networks = {one.slug: one for one in Network.objects.all()}
        self.users = {one.email: one for one in User.objects.all()}

    def of(self, known: dict[str, Any], word: str, entry: dict[str, Any]) -> Any:
        if word not in known:
            sentence = _("“%(word)s” is not known here.") % {"word": word}
            raise broken(self.path, entry["key"], sentence, code="word_unknown")
        return known[word]

    def institution(self, word: str, entry: dict[str, Any]) -> Institution:
        return self.of(self.institutions, word, entry)

    def person(self, word: str, entry: dict[str, Any]) -> Person:
        found = Person.objects.filter(uid=uid_of("person", word)).first()
        return self.of({word: found} if found else {}, word, entry)

    def moment(self, text: str | None) -> dt.datetime | None:
        found = day(text, today=self.today)
        return timezone.make_aware(dt.datetime.combine(found, dt.time(10))) if found else None

    def day(self, text: str | None) -> dt.date | None:
        return day(text, today=self.today)


def _appointment(entry: dict[str, Any], words: _Words) -> str:
    uid = uid_of("appointment", entry["key"])
    if Appointment.objects.filter(uid=uid).exists():
        return "unchanged"
    first, state = words.day(entry["valid_from"]), entry["state"]
    held = state in {"active", "paused", "ended"}
    one = Appointment(
        uid=uid,
        network=words.of(words.networks, entry["network"], entry),
        person=words.person(entry["person"], entry),
        state=state,
        valid_from=first,
        valid_until=words.day(entry["valid_until"]),
        named_on=first if entry.get("named_by") else None,
        activated_at=words.moment(entry["valid_from"]) if held else None,
        kit_done_on=first if state == "active" and entry.get("kit", True) else None,
        paused_on=words.today - dt.timedelta(days=45) if state == "paused" else None,
        ended_on=words.day(entry.get("ended_on")),
        **{name: entry[name] for name in PLAIN if name in entry},
    )
    one.save()
    for row in entry["institutions"]:
        institution = words.institution(row["institution"], entry)
        AppointmentInstitution(appointment=one, institution=institution, role=row["role"]).save()
    return "created"


def _successors(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        if following := entry.get("successor"):
            one = Appointment.objects.get(uid=uid_of("appointment", entry["key"]))
            if one.successor_id is None:
                one.successor = Appointment.objects.filter(uid=uid_of("appointment", following)).first()
                one.save()


def _briefing(entry: dict[str, Any], words: _Words) -> str:
    uid = uid_of("briefing", entry["key"])
    if Briefing.objects.filter(uid=uid).exists():
        return "unchanged"
    network = words.of(words.networks, entry["network"], entry)
    by = words.of(words.users, entry["by"], entry)
    plain = ("title", "key_points", "body", "mail_text", "link", "source_kind", "is_duty", "audience")
    briefing = Briefing(
        uid=uid,
        network=network,
        state="closed" if "closed" in entry else "issued",
        proposed_by=by,
        issued_by=by,
        issued_at=words.moment(entry["issued"]),
        closed_at=words.moment(entry.get("closed")),
        due_on=words.day(entry.get("due_on")),
        **{name: entry[name] for name in plain if name in entry},
    )
    briefing.save()
    ids = addressed(network, briefing.audience).order_by("id").values_list("pk", flat=True)
    # What is closed was carried by whoever stood there then; what is open has moved to who stands there now.
    then = timezone.localdate(briefing.issued_at) if briefing.closed_at and briefing.issued_at else None
    history.bulk_create(
        [
            Relay(
                uid=uid_of("relay", f"{entry['key']}/{one.institution}/{one.appointment}"),
                briefing=briefing,
                institution_id=one.institution,
                appointment_id=one.appointment,
                through_id=one.through,
            )
            for one in carriers(network.pk, list(ids), day=then)
        ]
    )
    sent: dict[int, Relay] = {}
    for relay in briefing.relays.order_by("-id"):
        sent[relay.institution_id] = relay
    for answer in entry["relays"]:
        for word in answer.get("institutions") or [answer["institution"]]:
            known = {word: sent[pk]} if (pk := words.institution(word, entry).pk) in sent else {}
            _answer(words.of(known, word, entry), answer, words)
    return "created"


def _answer(relay: Relay, answer: dict[str, Any], words: _Words) -> None:
    on, text = words.day(answer.get("day")), answer.get("text", "")
    match answer["state"]:
        case S.DONE:
            relay.finish(
                on=on or words.today,
                how=answer.get("format", ""),
                reach=answer.get("reach", ""),
                questions=answer.get("questions", ""),
            )
        case S.PLANNED:
            relay.plan_for(on or words.today)
        case S.NOT_RELEVANT:
            relay.call_irrelevant(text)
        case _:
            relay.ask_for_help(text)
    if relay.answered_at and on:
        relay.answered_at = words.moment(answer["day"])
        relay.save()
