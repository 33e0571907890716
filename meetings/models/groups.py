"""Steering groups, AGs, plenum: what they are for, who decided so, how they work."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.lib.models import Tracked, TrackedQuerySet


def reached(user: Any, permission: str, *, group: str = "group") -> Q:
    """Return the condition „the right holds in the whole network, or in a group in which the person has a seat“."""
    scope = scope_of(user)
    everywhere = scope.may(permission)
    condition = Q(**{f"{group}__network__in": everywhere})
    if own := scope.may(permission, reach=Reach.GROUP) - everywhere:
        mine = Group.objects.filter(network__in=own).of(user)
        condition |= Q(**{f"{group}__in": mine.values("pk")})
    return condition


class GroupQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """That a group exists, its mandate and seats: for the network. What it deals with: ``Meeting.visible_to``."""
        return self.filter(network__in=scope_of(user).may("meetings.view_group"))

    def of(self, user: Any, day: dt.date | None = None) -> Self:
        """Groups in which the person holds a seat, or stands in for who does, on a day."""
        from meetings.models.seats import SeatTerm  # noqa: PLC0415 -- seats know groups

        mine = SeatTerm.objects.in_force(day).of(user)
        return self.filter(Exists(mine.filter(group=OuterRef("pk"))))

    def led_by(self, user: Any, day: dt.date | None = None) -> Self:
        """Groups whose chair, deputy chair or minute taker the person is."""
        from meetings.models.seats import SeatTerm  # noqa: PLC0415 -- seats know groups

        mine = SeatTerm.objects.in_force(day).of(user).leading()
        return self.filter(Exists(mine.filter(group=OuterRef("pk"))))

    def editable_by(self, user: Any) -> Self:
        """Mandate and seats: coordination, and the chair in the own group."""
        everywhere = scope_of(user).may("meetings.change_group")
        return self.visible_to(user).filter(
            Q(network__in=everywhere) | Q(pk__in=Group.objects.led_by(user).values("pk"))
        )

    def active(self, day: dt.date | None = None) -> Self:
        day = day or timezone.localdate()
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))


class Group(Tracked):
    """A body of the network with a mandate: what it shall do, until when, who decided so.

    Whoever belongs to it follows from seats. It decides about structures, never about a child.
    """

    class Kind(models.TextChoices):
        STEERING = "steering", _("Steering group")
        AG78 = "ag78", _("Working group under § 78 SGB VIII")
        WORKING = "working", _("Working group")
        PROJECT = "project", _("Project group")
        PLENARY = "plenary", _("Plenum")
        PARTICIPATION = "participation", _("Participation of children and young people")

    network = models.ForeignKey(
        Network, models.PROTECT, editable=False, verbose_name=_("network"), related_name="groups"
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.STEERING)
    name = models.CharField(_("name"), max_length=100)
    short = models.CharField(
        _("short sign"), max_length=10, help_text=_("Stands in the numbers of decisions: StG-2026-07.")
    )
    mandate = models.TextField(
        _("mandate"),
        max_length=3000,
        help_text=_("What the group shall do and may decide. No details of individual children or families."),
    )
    mandate_from = models.DateField(_("mandate from"), null=True, blank=True)
    mandate_until = models.DateField(_("mandate until"), null=True, blank=True)
    decided_by = models.CharField(
        _("mandate decided by"),
        max_length=160,
        help_text=_("Who has set the group up, and when: Jugendhilfeausschuss, 12 March 2026."),
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"),
        null=True,
        blank=True,
        help_text=_("Votes that must be there. Empty: more than half of the voting seats."),
    )
    reports_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("reports to"),
        related_name="reporting",
    )
    rhythm = models.CharField(_("rhythm"), max_length=200, blank=True, editable=False)
    starts_at = models.TimeField(_("usually at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("usual length in minutes"), default=120)
    place = models.CharField(_("usual place"), max_length=160, blank=True)
    online_link = models.URLField(
        _("link for taking part online"), max_length=300, blank=True, help_text=_("Shown to members only.")
    )
    invite_days = models.PositiveSmallIntegerField(_("days of notice"), default=14)
    standing_items = models.TextField(
        _("standing items"),
        max_length=1000,
        blank=True,
        help_text=_("One per line. They come onto every agenda."),
    )
    ended_on = models.DateField(_("last day"), null=True, blank=True)

    objects = GroupQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ("network", "kind", "name", "id")
        permissions = [("publish_group", "Can publish what a group has decided")]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "short"],
                name="group_sign_once",
                violation_error_message=_("Another group of this network has this sign already."),
            ),
            models.CheckConstraint(
                name="group_mandate_in_order",
                condition=Q(mandate_from__isnull=True)
                | Q(mandate_until__isnull=True)
                | Q(mandate_until__gte=models.F("mandate_from")),
                violation_error_message=_("The mandate ends before it begins."),
            ),
            models.CheckConstraint(
                name="group_says_who_decided",
                condition=~Q(mandate="") & ~Q(decided_by=""),
                violation_error_message=_("A group needs its mandate and who has decided it."),
            ),
            models.CheckConstraint(
                name="group_quorum_positive",
                condition=Q(quorum__isnull=True) | Q(quorum__gte=1),
                violation_error_message=_("The quorum is one vote at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:group-detail", args=[self.uid])

    def has_mandate_on(self, day: dt.date) -> bool:
        starts = self.mandate_from is None or self.mandate_from <= day
        return starts and (self.mandate_until is None or day <= self.mandate_until)

    def votes_needed(self, voting_seats: int) -> int:
        """How many votes make a quorum: what the mandate says, else more than half of the voting seats."""
        return self.quorum or voting_seats // 2 + 1

    def end(self, day: dt.date) -> None:
        self.ended_on = day
        self.save()
