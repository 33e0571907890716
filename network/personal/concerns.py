"""What concerns hold of people: who raised and who joined them, until some time after the answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.lib.personal.shapes import Activity, Before, Fate, Free, Holding, Mention, Period
from network.models import Concern, ConcernStep, ConcernSupporter


def _user(column: str) -> Any:
    return lambda subject: Q(**{column: subject.user_id}) if subject.user_id else None


ACTIVITIES = [
    Activity(
        key="concerns",
        title=_("Concerns of practice"),
        purpose=_("To take up what practice asks of the network and to bring the answer back to who asked."),
        ground=_("Public task (Art. 6(1)(e) GDPR with § 3 KKG)"),
        people=_("Who raises, joins or answers a concern"),
        recipients=_("The coordination; the own institution"),
    )
]

_KEPT = _("24 months after the answer; then the concern remains without names")
_WHY = _("Who acted remains answerable; the name is gone with the account.")

HOLDINGS = [
    Holding(
        model="network.Concern", activity="concerns", fields=["raised_by", "title", "text"], derived=["search_text"],
        find=_user("raised_by"), fate=Fate.EMPTY, empty={"raised_by": None}, kept=_KEPT, order=18,
        why=_("The concern remains, without a name."),
    ),
    Holding(
        model="network.Concern", activity="concerns", fields=["released_by"], only=True,
        find=_user("released_by"), fate=Fate.STAY, kept=_KEPT, why=_WHY,
    ),
    Holding(
        model="network.ConcernSupporter", activity="concerns", fields=["user"], find=_user("user"),
        fate=Fate.DELETE, kept=_KEPT, order=17,
    ),
    Holding(
        model="network.ConcernStep", activity="concerns", fields=["by"], only=True, find=_user("by"),
        fate=Fate.STAY, kept=_KEPT, why=_WHY,
    ),
]  # fmt: skip

MENTIONS = [
    Mention(
        model="network.Concern", fields=["title", "text", "group_name", "decision", "answer", "reason", "search_text"],
        why=_("Concerns of practice"),
    ),
    Mention(model="network.ConcernStep", fields=["text", "label"], why=_("Concerns of practice")),
]  # fmt: skip
FREE = [Free(model="network.Concern", fields=["no_case"], why="A word of ours: the answer to the hint.")]


def _old(before: Before, networks: Collection[int]) -> QuerySet[Concern]:
    condition = Q(pk=None)
    for pk in networks:
        condition |= Q(network=pk) & (Q(answered_at__lt=before(pk)) | Q(declined_at__lt=before(pk)))
    named = Q(raised_by__isnull=False) | Q(supporters__isnull=False) | Q(steps__by__isnull=False)
    return Concern.objects.closed().filter(pk__in=Concern.objects.filter(condition & named).values("pk"))


def _forget(rows: QuerySet[Concern]) -> int:
    """Take the names out; who joined is not kept at all."""
    ids = list(rows.order_by().values_list("pk", flat=True))
    ConcernSupporter.objects.filter(concern__in=ids).delete()
    ConcernStep.objects.filter(concern__in=ids).update(by=None)
    return Concern.objects.filter(pk__in=ids).update(raised_by=None, released_by=None)


PERIODS = [
    Period(
        key="network.concerns", activity="concerns", title=_("Names at answered concerns"),
        months=24, least=6, most=60, due=_old, act=_forget,
        of_network=lambda rows, network: rows.filter(network=network), does=_("are taken out"),
    )
]  # fmt: skip
