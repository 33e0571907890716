"""The log in sentences: who did what to whom, with names and links, instead of the words it is kept in.

A line of the log keeps a verb, the kind and uid of what it is about, and a short detail. Names are looked up when the
log is read and only as far as the reader may see the record: a name that was erased or hidden is told by nobody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.accounts.models import AuditEntry, Network, NetworkRule, User
from coordination.accounts.roles import Role
from coordination.lib.numbers import grouped

Did = AuditEntry.Did

# What the export of a list is called: noun → one, many.
LISTS = {
    "institution": (gettext_lazy("institution"), gettext_lazy("institutions")),
    "person": (gettext_lazy("person"), gettext_lazy("people")),
    "service": (gettext_lazy("service"), gettext_lazy("services")),
    "log": (gettext_lazy("log entry"), gettext_lazy("log entries")),
    "coverage": (gettext_lazy("line of coverage"), gettext_lazy("lines of coverage")),
}
KINDS = {"xlsx": "Excel", "csv": "CSV", "ods": "OpenDocument", "vcf": "vCard"}
_EXPORT = re.compile(r"(\w+) (\w+) (\d+)(?:: (.*))?$", re.DOTALL)
_RIGHT = re.compile(r"([\w.]+): ([0-9a-f-]{36})$")
_RULE = re.compile(r"(\w+): (on|off)$")

# Verbs whose sentence names what they are about.
ABOUT = {
    Did.PROTECTED: gettext_lazy("marked %(what)s as a protected place"),
    Did.UNPROTECT_ASKED: gettext_lazy("asked to lift the protection of %(what)s"),
    Did.UNPROTECTED: gettext_lazy("lifted the protection of %(what)s"),
    Did.REMOVED: gettext_lazy("put %(what)s into the bin"),
    Did.RESTORED: gettext_lazy("restored %(what)s"),
    Did.CHANGED_NETWORK: gettext_lazy("changed the details of %(what)s"),
    Did.FACTOR_RESET: gettext_lazy("removed the lost second factor of %(what)s"),
    Did.DEACTIVATED: gettext_lazy("deactivated the account of %(what)s"),
    Did.REACTIVATED: gettext_lazy("opened the account of %(what)s again"),
    Did.UNLOCKED: gettext_lazy("unlocked the sign-in of %(what)s"),
    Did.ADDRESS_CHANGED: gettext_lazy("changed the e-mail address of %(what)s"),
    Did.PERSON_EXPORTED: gettext_lazy("handed out all data of %(what)s"),
    Did.READ: gettext_lazy("read protected data of %(what)s"),
    Did.UNDID: gettext_lazy("took back a change of %(what)s"),
    Did.IMPORTED: gettext_lazy("took over an import"),
    Did.TOKEN_MADE: gettext_lazy("made a token of %(what)s for the interface"),
    Did.TOKEN_REVOKED: gettext_lazy("revoked a token of %(what)s for the interface"),
    Did.CONCERN: gettext_lazy("moved the concern “%(what)s” on"),
}
# How somebody signed in: word of allauth → what people call it.
WAYS_IN = {
    "password": gettext_lazy("password"),
    "totp": gettext_lazy("code of the app"),
    "webauthn": gettext_lazy("passkey"),
    "recovery_codes": gettext_lazy("spare code"),
    "password_reset": gettext_lazy("link for a new password"),
    "socialaccount": gettext_lazy("server of the authority"),
}
# Where the detail is a plain text that may be shown below the sentence as it stands.
TELLS = {
    Did.CHANGED_NETWORK,
    Did.FACTOR_RESET,
    Did.IMPORTED,
    Did.ERASED,
    Did.PERSON_EXPORTED,
    Did.READ,
    Did.TOKEN_MADE,
    Did.TOKEN_REVOKED,
    Did.CONSENT_TEXT,
    Did.EXPORT_ASKED,
    Did.EXPORT_GRANTED,
    Did.EXPORT_REFUSED,
    Did.EXPORT_WITHDRAWN,
}


@dataclass(frozen=True)
class Thing:
    """What a line is about, as far as the reader may know it."""

    name: str
    url: str = ""

    def __html__(self) -> str:
        if self.url:
            return format_html('<a href="{}">{}</a>', self.url, self.name)
        return format_html("{}", self.name)


@dataclass(frozen=True)
class Line:
    """One line as people read it; ``sentence`` without the subject, ``more`` stands small below."""

    who: str
    sentence: SafeString
    more: str
    plain: str


def lines_of(entries: Iterable[AuditEntry], *, reader: Any) -> list[tuple[AuditEntry, Line]]:
    """Turn entries into sentences with a fixed number of questions: one for people, one or two per kind of thing."""
    rows = list(entries)
    named = {UUID(found[2]) for row in rows if (found := _RIGHT.match(row.detail))}
    people = User.objects.in_bulk({row.user_id for row in rows if row.user_id})
    acting = {row.acting_network_id for row in rows if row.acting_network_id}
    networks = Network.objects.in_bulk(acting) if acting else {}
    by_uid = {user.uid: user for user in User.objects.filter(uid__in=named)} if named else {}
    things = _things(rows, reader)
    who = {row.pk: people.get(row.user_id) or networks.get(row.acting_network_id) for row in rows}
    return [(row, _line(row, who[row.pk], things, by_uid)) for row in rows]


def _things(rows: list[AuditEntry], reader: Any) -> dict[UUID, Thing]:
    """Look up what the lines are about, kind by kind, through what the reader may see."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if row.to_kind and row.to_uid:
            wanted[row.to_kind].add(row.to_uid)
    found: dict[UUID, Thing] = {}
    for kind, uids in wanted.items():
        try:
            model: Any = apps.get_model(kind)
        except LookupError:
            continue
        manager = model._default_manager
        if kind == "accounts.user":
            sets = [manager.all()]
        elif hasattr(manager.all(), "visible_to"):
            sets = [manager.all().visible_to(reader)]
            if hasattr(manager.all(), "in_bin_of"):
                sets.append(manager.all().in_bin_of(reader))
        else:
            sets = [manager.filter(pk__in=[])] if kind != "accounts.network" else [manager.all()]
        for place, seen in enumerate(sets):
            for one in seen.filter(uid__in=uids):
                url = one.get_absolute_url() if place == 0 and hasattr(one, "get_absolute_url") else ""
                found[one.uid] = Thing(str(one), url)
    return found


def _line(
    row: AuditEntry, who: User | Network | None, things: dict[UUID, Thing], people: dict[UUID, User]
) -> Line:
    what = things.get(row.to_uid) if row.to_uid else None
    text, values, more = _said(row, what, people)
    plain = text % {key: value.name if isinstance(value, Thing) else value for key, value in values.items()}
    form = text.replace("{", "{{").replace("}", "}}") % dict.fromkeys(values, "{}")
    sentence = format_html(form, *_in_order(text, values)) if values else escape(plain)
    return Line(_called(who), sentence, more, plain)


def _called(who: User | Network | None) -> str:
    """Who did it: a person of the own network, another network, or nobody: then the machine."""
    if isinstance(who, Network):
        return _("%(network)s (another network)") % {"network": who}
    return str(who) if who else "Schutznetz"


def _in_order(text: str, values: dict[str, Any]) -> list[Any]:
    return [values[name] for name in re.findall(r"%\((\w+)\)s", text)]


def _said(row: AuditEntry, what: Thing | None, people: dict[UUID, User]) -> tuple[str, dict[str, Any], str]:
    """Return the sentence with its places, what is put in there, and what stands below."""
    did, detail = Did(row.did), row.detail
    if found := _EXPORT.match(detail) if did.value.startswith("export") else None:
        return _export(did, found)
    if did is Did.INVITED and detail in Role.values:
        return _("invited somebody as %(role)s"), {"role": Role(detail).label}, ""
    if did in {Did.GRANTED, Did.ENDED}:
        return _right(did, detail, what, people)
    if did is Did.SWITCHED and (found := _RULE.match(detail)):
        known = dict(NetworkRule.Rule.choices)
        text = (
            _("switched on the rule “%(rule)s”")
            if found[2] == "on"
            else _("switched off the rule “%(rule)s”")
        )
        return text, {"rule": str(known.get(found[1], found[1]))}, ""
    if did in {Did.REMOVED, Did.UNDID} and detail.isdigit():
        n = int(detail)
        if did is Did.REMOVED:
            text = ngettext("put %(n)s institution into the bin", "put %(n)s institutions into the bin", n)
        else:
            text = ngettext("took back a change of %(n)s entry", "took back a change of %(n)s entries", n)
        return text, {"n": grouped(n)}, ""
    if did is Did.UNDID and row.to_kind.endswith("importrun"):
        return _("took back the import “%(file)s”"), {"file": detail}, ""
    more = detail if did in TELLS else ""
    if did is Did.SIGNED_IN:
        more = ", ".join(str(WAYS_IN[way]) for way in detail.split() if way in WAYS_IN)
    if did is Did.DEACTIVATED and detail:
        more = str(dict(User.Closed.choices).get(detail, ""))
    if did in ABOUT:
        text = str(ABOUT[did])
        return (text, {"what": what or _unseen(row)}, more) if "%(what)s" in text else (text, {}, more)
    if what is not None:
        return "%(did)s: %(what)s", {"did": did.label, "what": what}, more
    return "%(did)s", {"did": did.label}, more


def _unseen(row: AuditEntry) -> Thing:
    if row.to_kind == "accounts.user":
        return Thing(_("somebody"))
    return Thing(_("an entry that is gone or that you do not see"))


def _export(did: Did, found: re.Match[str]) -> tuple[str, dict[str, Any], str]:
    noun, kind, count, reason = found.groups()
    one, many = LISTS.get(noun, (noun, noun))
    values = {
        "n": grouped(int(count)),
        "what": str(one if count == "1" else many),
        "kind": KINDS.get(kind, kind),
    }
    text = {
        Did.EXPORTED: _("exported %(n)s %(what)s as %(kind)s"),
        Did.EXPORT_ASKED: _("asked to export %(n)s %(what)s as %(kind)s"),
        Did.EXPORT_GRANTED: _("agreed to an export of %(n)s %(what)s as %(kind)s"),
        Did.EXPORT_REFUSED: _("refused an export of %(n)s %(what)s as %(kind)s"),
        Did.EXPORT_WITHDRAWN: _("withdrew the request to export %(n)s %(what)s as %(kind)s"),
    }[did]
    return text, values, reason or ""


def _right(
    did: Did, detail: str, what: Thing | None, people: dict[UUID, User]
) -> tuple[str, dict[str, Any], str]:
    """A role given or ended, or the right on one entry."""
    if found := _RIGHT.match(detail):
        user = people.get(UUID(found[2]))
        text = (
            _("let %(whom)s edit %(what)s")
            if did is Did.GRANTED
            else _("no longer lets %(whom)s edit %(what)s")
        )
        entry = what or Thing(_("an entry that is gone or that you do not see"))
        return text, {"whom": str(user) if user else _("somebody"), "what": entry}, ""
    whom = what or Thing(_("somebody"))
    word, _colon, seat = detail.partition(": ")  # a role by a seat says which
    role = str(Role(word).label) if word in Role.values else detail
    more = seat if role != detail else ""
    if did is Did.GRANTED:
        return _("gave %(whom)s the role “%(role)s”"), {"whom": whom, "role": role}, more
    return _("ended the role “%(role)s” of %(whom)s"), {"whom": whom, "role": role}, more
