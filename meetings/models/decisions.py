"""The register of decisions."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.lib.models import Tracked, TrackedQuerySet
from meetings.models.groups import Group, reached
from meetings.models.seats import Seat
from meetings.models.sittings import AgendaItem, Meeting


class DecisionQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Members and coordination at once; the network with the approved minutes; everybody else what is released.

        A decision on a confidential item is for the members of the group alone, until it is released.
        """
        scope = scope_of(user)
        approved = Q(
            meeting__minutes_state=Meeting.Minutes.APPROVED,
            group__network__in=scope.may("meetings.view_minutes"),
        )
        open_item = Q(item__is_confidential=False) | Q(group__in=Group.objects.of(user).values("pk"))
        released = Q(
            published_at__isnull=False, group__network__in=scope.may("meetings.view_minutes", reach=Reach.OWN)
        )
        return self.filter(((reached(user, "meetings.view_draft") | approved) & open_item) | released)

    def due_for_review(self, day: dt.date | None = None) -> Self:
        return self.current().filter(review_on__lte=day or timezone.localdate())

    def current(self) -> Self:
        """Accepted, and no later decision has taken their place."""
        return self.filter(superseded_by__isnull=True).exclude(result=Decision.Result.REJECTED)

    def released(self) -> Self:
        return self.filter(published_at__isnull=False)


class Decision(Tracked):
    """What a group has decided: word for word, with votes, who sees to it, until when, when it is looked at again."""

    part_of = ("group",)

    class Result(models.TextChoices):
        UNANIMOUS = "unanimous", _("unanimous")
        MAJORITY = "majority", _("by majority")
        REJECTED = "rejected", _("rejected")

    group = models.ForeignKey(Group, models.PROTECT, editable=False, related_name="decisions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, editable=False, related_name="decisions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, editable=False, related_name="decisions")
    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveSmallIntegerField(editable=False)
    number = models.CharField(_("number"), max_length=20, editable=False)
    text = models.TextField(
        _("decision"),
        max_length=3000,
        help_text=_("Word for word. No details of individual children or families."),
    )
    result = models.CharField(_("result"), max_length=10, choices=Result, default=Result.UNANIMOUS)
    votes_for = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    votes_abstain = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    votes_present = models.PositiveSmallIntegerField(_("votes there"), editable=False)
    has_quorum = models.BooleanField(_("with a quorum"), editable=False)
    responsible = models.ForeignKey(
        Seat, models.SET_NULL, null=True, blank=True, verbose_name=_("responsible"), related_name="+"
    )
    due = models.DateField(_("to be done until"), null=True, blank=True)
    review_on = models.DateField(_("looked at again on"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("replaces"),
        related_name="superseded_by",
    )
    published_at = models.DateTimeField(_("released"), null=True, blank=True, editable=False)
    decided_on = models.DateField(_("decided on"), editable=False)

    objects = DecisionQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-decided_on", "-serial", "-id")
        indexes = [models.Index(fields=["group", "-decided_on"], name="decision_group_day")]
        constraints = [
            models.UniqueConstraint(fields=["group", "year", "serial"], name="decision_number_once"),
            models.CheckConstraint(
                name="votes_are_of_those_there",
                condition=Q(votes_for__isnull=True, votes_against__isnull=True, votes_abstain__isnull=True)
                | Q(
                    votes_present__gte=models.F("votes_for")
                    + models.F("votes_against")
                    + models.F("votes_abstain")
                ),
                violation_error_message=_("There are more votes than people with a vote were there."),
            ),
            models.CheckConstraint(
                name="votes_together",
                condition=Q(votes_for__isnull=True, votes_against__isnull=True, votes_abstain__isnull=True)
                | Q(votes_for__isnull=False, votes_against__isnull=False, votes_abstain__isnull=False),
                violation_error_message=_("Please give all three numbers of votes, or none."),
            ),
            models.CheckConstraint(
                name="decision_not_of_itself",
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("meetings:decision-detail", args=[self.uid])

    @property
    def note(self) -> str:
        """Number and day, as other papers cite it."""
        return f"{self.number}, {self.group}, {date_format(self.decided_on, 'd.m.Y')}"

    @property
    def is_accepted(self) -> bool:
        return self.result != self.Result.REJECTED

    def release(self) -> None:
        self.published_at = timezone.now()
        self.save()

    def withdraw_release(self) -> None:
        self.published_at = None
        self.save()
