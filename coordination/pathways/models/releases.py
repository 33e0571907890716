"""Frozen versions of pathways: what was checked, approved by a second person, published, and retired."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.scope import scope_of
from coordination.lib.models import Tracked, TrackedQuerySet
from coordination.pathways.models.pathways import Pathway


class ReleaseQuerySet(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        """What is or was published is everybody's; the rest is for readers of the network's drafts."""
        states = Release.State
        public = Q(state=states.PUBLISHED) | Q(state=states.RETIRED, published_at__isnull=False)
        reads = scope_of(user).may("pathways.view_draft")
        return self.filter(public | Q(pathway__network__in=reads), pathway__removed_at__isnull=True)

    def in_force(self, day: dt.date | None = None) -> Self:
        """The one version of each pathway that holds on a day."""
        day = day or timezone.localdate()
        return self.filter(state=Release.State.PUBLISHED, valid_from__lte=day)

    def open(self) -> Self:
        """On its way: neither published nor retired."""
        states = Release.State
        return self.filter(state__in=[states.DRAFT, states.IN_REVIEW, states.APPROVED])


class Release(Tracked):
    """One version. ``content`` is empty while it is a draft, then frozen (``pathways/flow.py`` reads it).

    Its state goes draft → in review → approved → published → retired, by the methods below alone; who may call them
    and that two people are needed is the business of ``services/releases.py``.
    """

    part_of = ("pathway",)

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    pathway = models.ForeignKey(Pathway, models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    content = models.JSONField(_("content"), default=dict, blank=True)
    change_note = models.CharField(_("what has changed"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    review_due = models.DateField(_("next review until"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("submitted by"),
        related_name="+",
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("approved by"),
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approval_note = models.CharField(
        _("decided by"),
        max_length=200,
        blank=True,
        help_text=_("For example: steering group on 24 September 2026."),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    retired_reason = models.CharField(_("why retired"), max_length=300, blank=True)

    objects = ReleaseQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("version of a pathway")
        verbose_name_plural = _("versions of pathways")
        ordering = ("pathway", "-number")
        permissions = [("publish_release", "Can publish a version of a pathway")]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "number"], name="release_number_once"),
            models.UniqueConstraint(
                fields=["pathway"], name="one_published_release", condition=Q(state="published")
            ),
            models.UniqueConstraint(
                fields=["pathway"],
                name="one_open_release",
                condition=Q(state__in=["draft", "in_review", "approved"]),
                violation_error_message=_("There is a version on its way already."),
            ),
            models.CheckConstraint(
                name="submitted_release_has_its_time",
                condition=Q(state="draft") | Q(state="retired") | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approved_release_has_time_and_dates",
                condition=~Q(state__in=["approved", "published"])
                | Q(approved_at__isnull=False, valid_from__isnull=False, review_due__isnull=False),
                violation_error_message=_("Approving needs the first day and the day of the next review."),
            ),
            models.CheckConstraint(
                name="published_release_has_its_time",
                condition=~Q(state="published") | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="retired_release_has_time_and_reason",
                condition=~Q(state="retired") | (Q(retired_at__isnull=False) & ~Q(retired_reason="")),
                violation_error_message=_("Retiring needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s, version %(number)s") % {"title": self.pathway, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("pathways:release", args=[self.uid])

    @property
    def is_due(self) -> bool:
        """The day of its next review has passed."""
        return bool(self.review_due and self.review_due < timezone.localdate())

    def submit_by(self, user: Any, content: dict[str, Any], change_note: str) -> None:
        self.state, self.content, self.change_note = self.State.IN_REVIEW, content, change_note
        self.submitted_by, self.submitted_at = user, timezone.now()
        self.save()

    def send_back(self) -> None:
        """Open it for editing again; what was frozen thaws."""
        self.state, self.content = self.State.DRAFT, {}
        self.submitted_by = self.submitted_at = self.approved_by = self.approved_at = None
        self.valid_from = self.review_due = None
        self.approval_note = ""
        self.save()

    def approve_by(self, user: Any, *, valid_from: dt.date, review_due: dt.date, note: str) -> None:
        self.state, self.approved_by, self.approved_at = self.State.APPROVED, user, timezone.now()
        self.valid_from, self.review_due, self.approval_note = valid_from, review_due, note
        self.save()

    def publish(self) -> None:
        self.state, self.published_at = self.State.PUBLISHED, timezone.now()
        self.save()

    def retire(self, reason: str) -> None:
        self.state, self.retired_at, self.retired_reason = self.State.RETIRED, timezone.now(), reason
        self.save()
