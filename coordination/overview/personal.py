"""What reports of barriers hold of people: addresses until they are answered."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.lib.personal.shapes import Activity, Before, Fate, Free, Holding, Mention, Period, Subject
from coordination.overview.models import Barrier


def _reported(subject: Subject) -> Q | None:
    found = Q(pk=None)
    for mail in subject.mails:
        found |= Q(reply_to__iexact=mail)
    return found


def _answered(subject: Subject) -> Q | None:
    return Q(done_by=subject.user_id) if subject.user_id else None


ACTIVITIES = [
    Activity(
        key="barriers",
        title=_("Reported barriers"),
        purpose=_("To remove barriers on these pages and to answer who reports one."),
        ground=_(
            "Legal obligation (Art. 6(1)(c) GDPR with the acts on equality of people with disabilities)"
        ),
        people=_("Whoever reports a barrier and leaves an address"),
        recipients=_("The coordination"),
    )
]

_YEAR = _("12 months after the answer; the mail address until the answer")

HOLDINGS = [
    Holding(
        model="overview.Barrier", activity="barriers", fields=["reply_to", "text", "page", "answer"],
        find=_reported, fate=Fate.EMPTY, empty={"reply_to": ""}, kept=_YEAR, order=17,
        why=_("What was reported remains, without a name."),
    ),
    Holding(
        model="overview.Barrier", activity="barriers", fields=["done_by"], only=True, find=_answered,
        fate=Fate.STAY, kept=_YEAR, why=_("Who answered is an erased account then."),
    ),
]  # fmt: skip

MENTIONS = [
    Mention(model="overview.Barrier", fields=["text", "page", "answer"], why=_("Reported barriers")),
    Mention(model="accounts.NetworkText", fields=["text", "draft"], why=_("Texts of the public pages")),
]
FREE = [Free(model="overview.Barrier", fields=["language"], why="The language of the form.")]


def _old(before: Before, networks: Collection[int]) -> QuerySet[Barrier]:
    condition = Q(pk=None)
    for pk in networks:
        condition |= Q(network=pk, done_at__lt=before(pk))
    return Barrier.objects.filter(condition)


PERIODS = [
    Period(
        key="overview.barriers", activity="barriers", title=_("Answered reports of barriers"),
        months=12, least=1, most=36, due=_old, act=lambda rows: rows.order_by().delete()[0],
        of_network=lambda rows, network: rows.filter(network=network), does=_("are deleted"),
    )
]  # fmt: skip
