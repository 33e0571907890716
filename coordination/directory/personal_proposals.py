"""What hints about entries hold of people: who gave one with an account, and addresses until they are answered."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.directory.models import Proposal
from coordination.lib.personal.shapes import Activity, Before, Fate, Free, Holding, Mention, Period, Subject


def _asked(subject: Subject) -> Q | None:
    found = Q(made_by=subject.user_id) if subject.user_id else Q(pk=None)
    for mail in subject.mails:
        found |= Q(reply_to__iexact=mail)
    return found


def _decided(subject: Subject) -> Q | None:
    return Q(decided_by=subject.user_id) if subject.user_id else None


ACTIVITIES = [
    Activity(
        key="proposals",
        title=_("Hints about entries"),
        purpose=_("To correct entries that somebody says are wrong, and to answer who wants an answer."),
        ground=_("Public task (Art. 6(1)(e) GDPR with § 3 KKG); accuracy of data (Art. 5(1)(d) GDPR)"),
        people=_("Whoever gives a hint and leaves an address or has an account"),
        recipients=_("The coordination"),
    )
]

_HALF_A_YEAR = _("6 months after the decision; the mail address until the answer")

HOLDINGS = [
    Holding(
        model="directory.Proposal", activity="proposals",
        fields=["made_by", "reply_to", "text", "changes", "answer"], find=_asked, fate=Fate.EMPTY,
        empty={"made_by": None, "reply_to": ""}, kept=_HALF_A_YEAR, order=17,
        why=_("What was said about the entry remains, without a name."),
    ),
    Holding(
        model="directory.Proposal", activity="proposals", fields=["decided_by"], only=True, find=_decided,
        fate=Fate.STAY, kept=_HALF_A_YEAR, why=_("Who decided is an erased account then."),
    ),
]  # fmt: skip

MENTIONS = [
    Mention(model="directory.Proposal", fields=["text", "changes", "answer"], why=_("Hints about entries"))
]
FREE = [
    Free(
        model="directory.Proposal",
        fields=["fingerprint", "language"],
        why="A check sum of the words of the hint, and the language of the form.",
    )
]


def _old(before: Before, networks: Collection[int]) -> QuerySet[Proposal]:
    condition = Q(pk=None)
    for pk in networks:
        condition |= Q(network=pk, decided_at__lt=before(pk))
    return Proposal.objects.filter(condition)


PERIODS = [
    Period(
        key="directory.proposals", activity="proposals", title=_("Decided hints about entries"),
        months=6, least=1, most=24, due=_old, act=lambda rows: rows.order_by().delete()[0],
        of_network=lambda rows, network: rows.filter(network=network), does=_("are deleted"),
    )
]  # fmt: skip
