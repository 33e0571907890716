"""What has changed between a printed handout and what would be printed today: values in, differences out.

A difference is plain JSON: kind, what it is about, old and new in the words of the directory; pages say it in the
language of their reader. What is no longer public is not repeated: of a contact that is gone only its kind is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from coordination.pathways.flow import Flow, FlowStep

Change = dict[str, str]
Content = Mapping[str, Any]
LONGEST = 400
_PUBLISHER = ("name", "body", "contact", "phone", "email", "address")
_STEP_FACTS = (
    "responsible",
    "time_code",
    "time_days",
    "is_proposal",
    "norm",
    "documents",
    "slots",
    "exits",
    "kind",
)


def change(kind: str, what: str = "", old: str = "", new: str = "") -> Change:
    return {"kind": kind, "what": what[:200], "old": old[:LONGEST], "new": new[:LONGEST]}


def differences(old: Content, new: Content, flows: tuple[Flow, Flow]) -> list[Change]:
    """Return what somebody with the old paper in hand does not know, the numbers first."""
    return [
        *_contacts(old, new),
        *_version(old, new),
        *(_steps(*flows) if flows[0] != flows[1] else ()),
        *([change("texts")] if old.get("texts") != new.get("texts") else ()),
        *_rest(old, new),
    ]


def expired(content: Content, today: dt.date) -> list[Change]:
    """The day printed as „valid until“ has passed."""
    until = content["release"]["valid_until"]
    return [change("expired", old=until)] if until and dt.date.fromisoformat(until) < today else []


def _contacts(old: Content, new: Content) -> Iterator[Change]:
    there = {one["uid"]: one for one in new["contacts"]}
    before = {one["uid"]: one for one in old["contacts"]}
    for uid, one in before.items():
        if uid not in there:
            kind = next((slot["name"] for slot in old["slots"].values() if uid in slot["contacts"]), "")
            yield change("gone", kind)
            continue
        now = there[uid]
        if one["number"] != now["number"]:
            if now["number"]:
                yield change("number", now["name"], one["number"], now["number"])
            else:
                yield change("number_gone", now["name"])
        if (one["osm"], one["hours"]) != (now["osm"], now["hours"]):
            yield change("hours", now["name"], _hours(one), _hours(now))
        if one["name"] != now["name"]:
            yield change("name", one["name"], one["name"], now["name"])
        if one["provider"] != now["provider"]:
            yield change("provider", now["name"], one["provider"], now["provider"])
        if one["anonymous"] != now["anonymous"]:
            yield change("anonymous", now["name"])
    for uid, one in there.items():
        if uid not in before:
            yield change("new", one["name"], new=one["number"])


def _hours(one: Mapping[str, Any]) -> str:
    """The stored text, which pages put into words, and the note behind a bar."""
    return f"{one['osm']}|{one['hours']}"


def _version(old: Content, new: Content) -> Iterator[Change]:
    before, now = old["release"], new["release"]
    if before["uid"] != now["uid"]:
        yield change("version", old=str(before["number"]), new=str(now["number"]))
    elif before["valid_until"] != now["valid_until"]:
        yield change("until", old=before["valid_until"], new=now["valid_until"])


def _steps(old: Flow, new: Flow) -> Iterator[Change]:
    for step in old.steps:
        if step.code not in new:
            yield change("step_gone", _named(step))
            continue
        now = new[step.code]
        if step.title != now.title:
            yield change("step", _named(step), step.title, now.title)
        if step.body != now.body:
            yield change("step", _named(now), step.body, now.body)
        if any(getattr(step, name) != getattr(now, name) for name in _STEP_FACTS):
            yield change("step_facts", _named(now))
    for step in new.steps:
        if step.code not in old:
            yield change("step_new", _named(step), new=step.body)
    if (old.title, old.who) != (new.title, new.who):
        yield change("title", new.title, old.title, new.title)
    if old.norms != new.norms:
        yield change("law")


def _named(step: FlowStep) -> str:
    return f"{step.number} {step.title}".strip()


def _rest(old: Content, new: Content) -> Iterator[Change]:
    before, now = old["network"], new["network"]
    if any(before[name] != now[name] for name in _PUBLISHER):
        if before["phone"] != now["phone"] and now["phone"]:
            yield change("publisher", now["name"], before["phone"], now["phone"])
        else:
            yield change("publisher", now["name"])
    if old.get("for") != new.get("for"):
        yield change("house")  # neither name nor address: the page behind the code is for everybody
    elif old["place"]["municipality"] != new["place"]["municipality"]:
        yield change("place", "", old["place"]["municipality"], new["place"]["municipality"])
