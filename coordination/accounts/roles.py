"""Who may do what: the roles and the one table of rights (matrix of the field study, chapter 9), as data.

A cell is written as in the matrix: V view, C create, E edit, E+ edit all, P publish, each with its reach after a
colon (``V:own``). Pages, API, exports and the admin read it through ``permissions.scope_of``.
"""

from __future__ import annotations

from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.lib.levels import Level


class Role(models.TextChoices):
    PROFESSIONAL = "professional", _("Registered professional")
    MULTIPLIER = "multiplier", _("Multiplier")
    INSTITUTION_EDITOR = "institution_editor", _("Institution editor")
    GROUP_MEMBER = "group_member", _("Group member")
    GROUP_CHAIR = "group_chair", _("Group chair")
    COORDINATOR = "coordinator", _("Coordinator")
    STATE = "state", _("State level")
    AUDITOR = "auditor", _("Auditor, data protection officer")
    OPERATOR = "operator", _("Operator")


class Reach(IntEnum):
    """How far a right goes inside a network."""

    OWN = 1  # what the person made or is
    INSTITUTION = 2  # what belongs to the person's institution
    GROUP = 3  # what belongs to the person's group
    ALL = 9


REACH = {"own": Reach.OWN, "inst": Reach.INSTITUTION, "group": Reach.GROUP, "": Reach.ALL}

# Prose beside each role, for the page "people and roles".
MEANING = {
    Role.PROFESSIONAL: _("Sees what is meant for professionals, may raise concerns and register for events."),
    Role.MULTIPLIER: _("Carries information into the own institution and brings concerns back."),
    Role.INSTITUTION_EDITOR: _("Keeps the entries of the own institution up to date."),
    Role.GROUP_MEMBER: _("Follows from a seat in a group."),
    Role.GROUP_CHAIR: _("Follows from the chair of a group."),
    Role.COORDINATOR: _("Runs the network: directory, events, groups, pathways, people and roles."),
    Role.STATE: _("Sees released figures and the public directories of all networks of a Land."),
    Role.AUDITOR: _("Reads everything, including the logs; changes nothing."),
    Role.OPERATOR: _("Runs the machine; sees no protected data."),
}

# Up to which publication level a role reads in its network.
READS = {
    Role.PROFESSIONAL: Level.PROFESSIONALS,
    Role.MULTIPLIER: Level.NETWORK,
    Role.INSTITUTION_EDITOR: Level.NETWORK,
    Role.GROUP_MEMBER: Level.NETWORK,
    Role.GROUP_CHAIR: Level.NETWORK,
    Role.COORDINATOR: Level.COORDINATION,
    Role.STATE: Level.PROFESSIONALS,
    Role.AUDITOR: Level.COORDINATION,
    Role.OPERATOR: Level.PUBLIC,
}

NEEDS_SECOND_FACTOR = {Role.COORDINATOR, Role.STATE, Role.AUDITOR, Role.OPERATOR}
FOLLOWS_FROM_SEAT = {Role.GROUP_MEMBER, Role.GROUP_CHAIR}

_P, _M, _I, _G, _H, _C, _S, _A = (
    Role.PROFESSIONAL,
    Role.MULTIPLIER,
    Role.INSTITUTION_EDITOR,
    Role.GROUP_MEMBER,
    Role.GROUP_CHAIR,
    Role.COORDINATOR,
    Role.STATE,
    Role.AUDITOR,
)

MATRIX: dict[str, dict[Role, str]] = {
    # directory
    "directory.institution": {
        _P: "V",
        _M: "V",
        _I: "V E:inst",
        _G: "V",
        _H: "V",
        _C: "V E+ P",
        _S: "V",
        _A: "V",
    },
    "directory.proposal": {_M: "C", _I: "C", _G: "C", _H: "C", _C: "V E+", _A: "V"},
    "directory.service": {_P: "V", _M: "V", _I: "V E:inst", _G: "V", _H: "V", _C: "V E+ P", _S: "V", _A: "V"},
    "directory.contactpoint": {
        _P: "V",
        _M: "V",
        _I: "V E:inst",
        _G: "V",
        _H: "V",
        _C: "V E+ P",
        _S: "V",
        _A: "V",
    },
    "directory.person": {_P: "V", _M: "V", _I: "V E:inst", _G: "V", _H: "V", _C: "V E+", _S: "V", _A: "V"},
    "directory.privatecontact": {_M: "V:own E:own", _C: "V E+"},
    "directory.threatened": {_C: "V"},
    "directory.affiliation": {
        _P: "V",
        _M: "V:inst",
        _I: "C:inst",
        _G: "V:group",
        _H: "V:group",
        _C: "V E+ P",
        _A: "V",
    },
    "directory.agreement": {_M: "V", _I: "V", _G: "V", _H: "V", _C: "V E+", _A: "V"},
    "directory.importrun": {_C: "V E+", _A: "V"},
    "directory.export": {_C: "V C", _A: "V"},
    # pathways
    "pathways.release": {_P: "V", _M: "V", _I: "V", _G: "V", _H: "V", _C: "V P", _S: "V", _A: "V"},
    "pathways.draft": {_M: "V:own", _I: "V:own", _G: "V", _H: "V E:group", _C: "V E+", _A: "V"},
    "pathways.handout": {_M: "V", _I: "V", _G: "V", _H: "V", _C: "V E+", _A: "V"},
    # library
    "library.resource": {
        _P: "V",
        _M: "V C",
        _I: "V C",
        _G: "V C",
        _H: "V C",
        _C: "V E+ P",
        _S: "V E+ P:own",
        _A: "V",
    },
    # network
    "network.relation": {_M: "V:inst", _I: "V:inst", _G: "V:group", _H: "V:group", _C: "V E+", _A: "V"},
    "network.graph": {_M: "V:inst", _I: "V:inst", _G: "V:group", _H: "V:group", _C: "V", _A: "V"},
    "network.appointment": {_M: "V:inst", _I: "V:inst C:inst", _G: "V:group", _H: "V", _C: "V E+", _A: "V"},
    "network.briefing": {_M: "V:own", _I: "V:inst", _H: "C", _C: "V E+", _A: "V"},
    "network.relay": {_M: "V:own E:own", _I: "V:inst", _C: "V E+", _A: "V"},
    "network.concern": {
        _P: "C",
        _M: "C V:own",
        _I: "C V:inst",
        _G: "V:group",
        _H: "V:group E:group",
        _C: "V E+",
        _A: "V",
    },
    # meetings
    "meetings.event": {
        _P: "V",
        _M: "V",
        _I: "V",
        _G: "V",
        _H: "V C",
        _C: "V E+ P",
        _S: "C V:own E:own",
        _A: "V",
    },
    "meetings.participant": {
        _P: "V:own",
        _M: "V:inst",
        _I: "V:inst",
        _G: "V:own",
        _H: "V:own",
        _C: "V E+",
        _A: "V",
    },
    "meetings.specialneed": {_P: "V:own", _M: "V:own", _C: "V"},
    "meetings.certificate": {_P: "V:own", _M: "V:own", _I: "V:inst", _C: "V E+", _A: "V"},
    "meetings.group": {_M: "V", _I: "V", _G: "V", _H: "V E:group", _C: "V E+", _A: "V"},
    "meetings.feedback": {_C: "V E+", _A: "V"},
    "meetings.draft": {_M: "V:group", _G: "V:group", _H: "V:group E:group P:group", _C: "V", _A: "V"},
    "meetings.minutes": {
        _P: "V:own",
        _M: "V",
        _I: "V",
        _G: "V",
        _H: "V P:group",
        _C: "V P",
        _S: "V:own",
        _A: "V",
    },
    "meetings.task": {_M: "V:own", _I: "V:inst", _G: "V:own", _H: "V:group E:group", _C: "V E+", _A: "V"},
    # overview and accounts
    "overview.report": {
        _M: "V:own",
        _I: "V:own",
        _G: "V:group",
        _H: "V:group",
        _C: "V E+ P",
        _S: "V",
        _A: "V",
    },
    "overview.barrier": {_C: "V E+", _A: "V"},
    # The state level knows networks and their coordination offices, not who holds which role, nor what was done there.
    "accounts.membership": {_I: "C:inst", _H: "V:group", _C: "V E+", _S: "V:own", _A: "V"},
    "accounts.network": {_C: "V E:own", _S: "V", _A: "V"},
    "accounts.networktext": {_C: "V E+ P", _A: "V"},
    "accounts.audit": {_C: "V", _S: "V:own", _A: "V"},
}

_VERBS = {"V": ("view",), "C": ("add",), "E": ("view", "change"), "P": ("publish",)}
_VERBS["E+"] = ("view", "add", "change", "delete")


def _read(noun: str, cell: str) -> dict[str, Reach]:
    room, name = noun.split(".")
    rights: dict[str, Reach] = {}
    for word in cell.split():
        verb, _colon, reach = word.partition(":")
        for action in _VERBS[verb]:
            permission = f"{room}.{action}_{name}"
            rights[permission] = max(rights.get(permission, Reach.OWN), REACH[reach])
    return rights


MAY: dict[Role, dict[str, Reach]] = {role: {} for role in Role}
for _noun, _cells in MATRIX.items():
    for _role, _cell in _cells.items():
        MAY[_role].update(_read(_noun, _cell))


def permissions() -> set[str]:
    """Return every word of permission that some role has."""
    return {permission for rights in MAY.values() for permission in rights}
