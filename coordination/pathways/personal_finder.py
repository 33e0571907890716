"""What the finder keeps of those who ask: nothing. Of drafts: who is asked for remarks, and who made them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.lib.personal.shapes import Activity, Fate, Free, Holding, Mention


def _user(column: str) -> Any:
    return lambda subject: Q(**{column: subject.user_id}) if subject.user_id else None


ACTIVITIES = [
    Activity(
        key="remarks",
        title=_("Remarks on drafts of reporting pathways"),
        purpose=_("To have drafts looked at by those who will work with them, before they are approved."),
        ground=_("Public task (Art. 6(1)(e) GDPR with § 3 KKG)"),
        people=_("Members of the network who are asked for remarks, and those who ask"),
        recipients=_("The coordination; members who were asked for the same draft"),
    )
]

_KEPT = _("As long as the pathway")
_WHY = _("The remark remains, without a name.")

HOLDINGS = [
    Holding(
        model="pathways.Reviewer", activity="remarks", fields=["user"], find=_user("user"), fate=Fate.DELETE,
        kept=_KEPT, order=20,
    ),
    Holding(
        model="pathways.Reviewer", activity="remarks", fields=["asked_by"], only=True, find=_user("asked_by"),
        fate=Fate.STAY, kept=_KEPT, why=_("Who asked is gone with the account."),
    ),
    Holding(
        model="pathways.Remark", activity="remarks", fields=["author", "text"], find=_user("author"),
        fate=Fate.EMPTY, empty={"author": None}, kept=_KEPT, why=_WHY, order=19,
    ),
]  # fmt: skip
MENTIONS = [
    Mention(model="pathways.Remark", fields=["text"], why=_("Remarks on drafts of reporting pathways"))
]
FREE = [
    Free(model="pathways.DeadEnds", fields=["result"], why="Times and keys of places; computed from hours."),
    Free(model="pathways.Remark", fields=["step_code"], why="A word of ours."),
]
