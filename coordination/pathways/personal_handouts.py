"""What handouts hold of people: who issued or withdrew one, and who wants a mail about it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.lib.personal.shapes import (
    Activity,
    Before,
    Fate,
    Fixed,
    Free,
    Holding,
    Mention,
    Period,
    Subject,
)
from coordination.pathways.models import Handout


def _user(column: str):
    return lambda subject: Q(**{column: subject.user_id}) if subject.user_id else None


def _asked(subject: Subject) -> Q | None:
    found = Q(user=subject.user_id) if subject.user_id else Q(pk=None)
    for mail in subject.mails:
        found |= Q(email__iexact=mail)
    return found


ACTIVITIES = [
    Activity(
        key="handouts",
        title=_("News about printed handouts"),
        purpose=_("To tell holders of a print that a number or a step on it no longer holds."),
        ground=_("Consent by the button behind the mail (Art. 6(1)(a) GDPR)"),
        people=_("Whoever asks to be told, with an account or an address"),
        recipients=_("Nobody; the coordination sees only how many asked"),
    )
]
_KEPT = _("Until the holder no longer wants it, or the handout is withdrawn; unconfirmed 60 days")

HOLDINGS = [
    Holding(
        model="pathways.HandoutNotice", activity="handouts", fields=["user", "email", "language"], find=_asked,
        fate=Fate.DELETE, kept=_KEPT, order=17,
    ),
    Holding(
        model="pathways.Handout", activity="pathways", fields=["issued_by"], only=True, find=_user("issued_by"),
        fate=Fate.STAY, kept=_("As long as the handout"),
        why=_("Who issued a handout remains answerable; the name is gone with the account."),
    ),
    Holding(
        model="pathways.Handout", activity="pathways", fields=["withdrawn_by"], only=True,
        find=_user("withdrawn_by"), fate=Fate.STAY, kept=_("As long as the handout"),
        why=_("Who withdrew a handout remains answerable; the name is gone with the account."),
    ),
]  # fmt: skip

MENTIONS = [Mention(model="pathways.Handout", fields=["withdrawn_reason"], why=_("Handouts"))]

_PUBLISHED = (
    "What everybody could read on the day of issue: services and the coordination office, no private data."
)
FREE = [
    Free(model="pathways.Handout", fields=["content", "changes"], why=_PUBLISHED),
    Free(
        model="pathways.Handout",
        fields=["code", "content_hash", "phrase", "checked_stamp", "drawn_as", "postcode", "part"],
        why="Signs of ours, and a place.",
    ),
]


def _old(before: Before, networks: Collection[int]) -> QuerySet[Handout]:
    """Prints that no longer hold since long; what stood on them is emptied, the code goes on answering."""
    condition = Q(pk=None)
    for pk in networks:
        border = before(pk)
        condition |= Q(network=pk) & (Q(outdated_at__lt=border) | Q(withdrawn_at__lt=border))
    return Handout.objects.filter(condition, content__has_key="contacts").exclude(content__contacts=[])


def _empty(rows: QuerySet[Handout]) -> int:
    count = 0
    for handout in rows.order_by("id").iterator():
        handout.forget_contacts()
        count += 1
    return count


PERIODS = [
    Period(
        key="pathways.handouts", activity="handouts", title=_("Contacts on handouts that no longer hold"),
        months=36, least=12, most=120, due=_old, act=_empty,
        of_network=lambda rows, network: rows.filter(network=network),
        does=_("are emptied; the code still says that the print no longer holds"),
    ),
    Fixed(
        key="pathways.notices", activity="handouts", title=_("Addresses that nobody confirmed"),
        kept=_("60 days"), does=_("are deleted"), work="pathways.notices",
    ),
]  # fmt: skip
