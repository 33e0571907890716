"""The demo's concerns: one in every state, each with its way, as the verbs would have written it."""

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
from coordination.lib.casedata import look
from coordination.lib.reference import Entry, broken, day, read_entries
from network.models import Concern, ConcernStep, ConcernSupporter

FILE = "concerns.yaml"
NEEDED = {"key", "network", "institution", "raised_by", "title", "text", "joined", "steps"}
KIND, STATE = ConcernStep.Kind, Concern.State
# Which hop leads to which state; the others leave it.
STATES = {
    KIND.TAKEN_UP: STATE.TAKEN_UP,
    KIND.WITH_GROUP: STATE.WITH_GROUP,
    KIND.DECIDED: STATE.DECIDED,
    KIND.ANSWERED: STATE.ANSWERED,
    KIND.DECLINED: STATE.DECLINED,
}


@transaction.atomic
def load_demo(folder: Path) -> Counter[str]:
    """Create what is not there yet; what stands there stays. Without the demo's institutions nothing happens."""
    path = folder / FILE
    done: Counter[str] = Counter(created=0, unchanged=0)
    if not path.exists():
        return done
    institutions = by_key()
    people = {user.email: user for user in User.objects.all()}
    networks = {network.slug: network for network in Network.objects.all()}
    for entry in read_entries(path, needed=NEEDED, key="key"):
        uid = uid_of("concern", entry["key"])
        if Concern.objects.filter(uid=uid).exists():
            done["unchanged"] += 1
            continue
        for known, word in (
            (networks, entry["network"]), (institutions, entry["institution"]), (people, entry["raised_by"]),
        ):  # fmt: skip
            if word not in known:
                sentence = _("“%(word)s” is not known here.") % {"word": word}
                raise broken(path, entry["key"], sentence, code="word_unknown")
        if look(f"{entry['title']}\n{entry['text']}").is_told:
            raise broken(path, entry["key"], _("This tells of a single case."), code="case_data")
        concern = Concern(
            uid=uid,
            network=networks[entry["network"]],
            institution=institutions[entry["institution"]],
            raised_by=people[entry["raised_by"]],
            title=entry["title"],
            text=entry["text"].strip(),
        )
        _follow(concern, entry, people)
        concern.save()
        _way(concern, entry, people, institutions)
        done["created"] += 1
    return done


def _moment(text: str) -> dt.datetime:
    """Ten in the morning of the day a file means, so that the order of the hops is the order of the file."""
    found = day(text, today=timezone.localdate())
    assert found is not None  # noqa: S101 -- every step has its day
    return dt.datetime.combine(found, dt.time(10), tzinfo=timezone.get_current_timezone())


def _follow(concern: Concern, entry: Entry, people: dict[str, User]) -> None:
    """Take over what each hop leaves on the concern."""
    for step in entry["steps"]:
        kind, at = KIND(step["kind"]), _moment(step["day"])
        concern.state = STATES.get(kind, concern.state)
        if kind == KIND.RAISED:
            concern.raised_at = at
        elif kind == KIND.RELEASED:
            concern.released_at, concern.released_by = at, people[step["by"]]
        elif kind == KIND.PROMISED:
            concern.promised_on = _day(step)
        elif kind == KIND.WITH_GROUP:
            concern.group_name, concern.meeting_on = step["label"], _day(step)
        elif kind == KIND.DECIDED:
            concern.decision, concern.decided_at = step["text"], at
            concern.is_public = step.get("publish", False)
        elif kind == KIND.ANSWERED:
            concern.answer, concern.answered_at = step["text"].strip(), at
        elif kind == KIND.DECLINED:
            concern.reason, concern.declined_at = step["text"].strip(), at


def _day(step: Entry) -> dt.date | None:
    return day(step.get("for"), today=timezone.localdate())


def _way(concern: Concern, entry: Entry, people: dict[str, User], institutions: dict[str, Any]) -> None:
    order = dt.timedelta()
    for step in entry["steps"]:
        order += dt.timedelta(minutes=5)
        ConcernStep.objects.create(
            concern=concern, kind=step["kind"], at=_moment(step["day"]) + order, by=people[step["by"]],
            text=step.get("text", "").strip(), label=step.get("label", ""), day=_day(step),
        )  # fmt: skip
    for one in entry["joined"]:
        ConcernSupporter.objects.create(
            concern=concern,
            user=people[one["user"]],
            institution=institutions.get(one.get("institution", "")),
            joined_at=_moment(one["day"]),
        )
