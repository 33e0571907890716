"""Seven families of institutions: what the map tells apart by shape, colour and word, and the answers by profession."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

_KITA = {"daycare", "childminder", "after_school_care"}


@dataclass(frozen=True)
class Family:
    key: str
    label: Any
    css: str  # static/css/map.css
    colour: str  # the same on paper
    shape: str
    groups: tuple[str, ...]


FAMILIES = (
    Family("jugendhilfe", _("Youth welfare"), "t-ja", "#2044aa", "diamond", ("youth_welfare", "early_support")),
    Family("kita", _("Day care"), "t-kita", "#a35c00", "square", ()),
    Family("schule", _("School"), "t-schule", "#006b8c", "circle", ("education",)),
    Family("gesundheit", _("Health"), "t-ges", "#2f6f2f", "triangle", ("health", "integration")),
    Family("beratung", _("Counselling"), "t-ber", "#8a1f6f", "hexagon", ("counselling",)),
    Family("justiz", _("Police, justice, offices"), "t-jus", "#454b6b", "wedge", ("police_justice", "administration")),
    Family("ehrenamt", _("Volunteers, church, politics"), "t-ehr", "#00705c", "star", ()),
)  # fmt: skip
KEYS = tuple(family.key for family in FAMILIES)
_OF_GROUP = {group: at for at, family in enumerate(FAMILIES) for group in family.groups}


def family_of(code: str, group: str) -> int:
    """The place of a type's family in ``FAMILIES``; what no family names belongs to the last."""
    if code in _KITA:
        return KEYS.index("kita")
    return _OF_GROUP.get(group, len(FAMILIES) - 1)
