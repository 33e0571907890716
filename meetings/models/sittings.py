"""Meetings of groups, their agenda, and who was there."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.accounts.scope import scope_of
from coordination.lib.models import Tracked, TrackedQuerySet
from meetings.models.groups import Group, reached


class MeetingQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """All to who reads drafts there (members, coordination); to the network once the minutes are approved."""
        reads = scope_of(user).may("meetings.view_minutes")
        approved = Q(minutes_state=Meeting.Minutes.APPROVED, group__network__in=reads)
        return self.filter(reached(user, "meetings.view_draft") | approved)

    def led_by(self, user: Any) -> Self:
        return self.filter(group__in=Group.objects.led_by(user).values("pk"))

    def coming(self, now: dt.datetime | None = None) -> Self:
        """Still to be held, soonest first."""
        states = Meeting.State
        running = Q(state=states.RUNNING)
        ahead = Q(state__in=[states.PLANNED, states.INVITED], ends_at__gte=now or timezone.now())
        return self.filter(running | ahead).order_by("starts_at", "id")

    def held(self) -> Self:
        return self.filter(state=Meeting.State.CLOSED).order_by("-starts_at", "-id")


class Meeting(Tracked):
    """A sitting of a group, from the plan to approved minutes."""

    part_of = ("group",)

    class State(models.TextChoices):
        PLANNED = "planned", gettext_lazy("planned")
        INVITED = "invited", gettext_lazy("invited")
        RUNNING = "running", gettext_lazy("running")
        CLOSED = "closed", gettext_lazy("held")
        CANCELLED = "cancelled", gettext_lazy("called off")

    class Minutes(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("minutes", "draft")
        COMMENTS = "comments", gettext_lazy("open for comments")
        APPROVED = "approved", pgettext_lazy("minutes", "approved")

    group = models.ForeignKey(Group, models.PROTECT, editable=False, related_name="meetings")
    number = models.PositiveIntegerField(gettext_lazy("number"), editable=False)
    starts_at = models.DateTimeField(gettext_lazy("begins"))
    ends_at = models.DateTimeField(gettext_lazy("ends"))
    place = models.CharField(gettext_lazy("place"), max_length=160, blank=True)
    online_link = models.URLField(
        gettext_lazy("link for taking part online"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("Shown to members only."),
    )
    state = models.CharField(
        gettext_lazy("state"), max_length=10, choices=State, default=State.PLANNED, editable=False
    )
    minutes_state = models.CharField(
        gettext_lazy("minutes"), max_length=10, choices=Minutes, default=Minutes.DRAFT, editable=False
    )
    invited_at = models.DateTimeField(gettext_lazy("invited"), null=True, editable=False)
    opened_at = models.DateTimeField(gettext_lazy("opened"), null=True, editable=False)
    closed_at = models.DateTimeField(gettext_lazy("closed"), null=True, editable=False)
    comments_until = models.DateField(gettext_lazy("comments until"), null=True, editable=False)
    approved_at = models.DateTimeField(gettext_lazy("approved"), null=True, editable=False)
    approved_in = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="approves"
    )

    objects = MeetingQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = gettext_lazy("meeting")
        verbose_name_plural = gettext_lazy("meetings")
        ordering = ("-starts_at", "-id")
        indexes = [
            models.Index(fields=["group", "-starts_at"], name="meeting_group_start"),
            models.Index(fields=["state", "starts_at"], name="meeting_state_start"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="meeting_number_once"),
            models.CheckConstraint(
                name="meeting_ends_after_it_begins",
                condition=Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=gettext_lazy("The meeting ends before it begins."),
            ),
            models.CheckConstraint(
                name="closed_meeting_has_its_time",
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approved_minutes_have_their_time",
                condition=~Q(minutes_state="approved") | Q(approved_at__isnull=False, state="closed"),
            ),
        ]

    def __str__(self) -> str:
        return _("%(group)s, meeting %(number)s") % {"group": self.group, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting-detail", args=[self.uid])

    @property
    def day(self) -> dt.date:
        return timezone.localtime(self.starts_at).date()

    @property
    def span(self) -> str:
        """„Thursday, 12.11.2026, 14:00 to 16:00“."""
        begins, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return _("%(day)s, %(begins)s to %(ends)s") % {
            "day": date_format(begins, "l, d.m.Y"),
            "begins": date_format(begins, "H:i"),
            "ends": date_format(ends, "H:i"),
        }

    @property
    def is_approved(self) -> bool:
        return self.minutes_state == self.Minutes.APPROVED

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.CLOSED, self.State.CANCELLED}

    # --- the only writers of ``state``
    def note_invited(self) -> None:
        self.state, self.invited_at = self.State.INVITED, timezone.now()
        self.save()

    def open(self) -> None:
        self.state, self.opened_at = self.State.RUNNING, timezone.now()
        self.save()

    def close(self, *, comments_until: dt.date) -> None:
        self.state, self.closed_at = self.State.CLOSED, timezone.now()
        self.minutes_state, self.comments_until = self.Minutes.COMMENTS, comments_until
        self.save()

    def cancel(self) -> None:
        self.state = self.State.CANCELLED
        self.save()

    def approve_minutes(self, at: Meeting | None) -> None:
        self.minutes_state, self.approved_at = self.Minutes.APPROVED, timezone.now()
        self.approved_in = at
        self.save()


class AgendaItemQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """What one reads of a meeting; confidential items are for members of the group alone, whatever the role."""
        meetings = Meeting.objects.visible_to(user).values("pk")
        return self.filter(meeting__in=meetings).open_to(user)

    def open_to(self, user: Any) -> Self:
        mine = Group.objects.of(user).values("pk")
        return self.filter(Q(is_confidential=False) | Q(meeting__group__in=mine))

    def agreed(self) -> Self:
        """On the agenda, in its order; proposals wait beside it."""
        return self.filter(is_proposal=False).order_by("position", "id")


class AgendaItem(Tracked):
    """One point of the agenda. Where it comes from stands in ``source``: a concern, a version of a pathway …"""

    part_of = ("meeting",)

    class Kind(models.TextChoices):
        INFO = "info", gettext_lazy("information")
        DISCUSSION = "discussion", gettext_lazy("discussion")
        DECISION = "decision", pgettext_lazy("agenda", "decision")
        FORMALITY = "formality", gettext_lazy("formality")

    class Source(models.TextChoices):
        NONE = "", gettext_lazy("none")
        CONCERN = "network.concern", gettext_lazy("concern")
        RELEASE = "pathways.release", gettext_lazy("version of a pathway")
        MINUTES = "meetings.meeting", gettext_lazy("minutes of the last meeting")
        DECISION = "meetings.decision", gettext_lazy("decision due for review")
        TASKS = "meetings.task", gettext_lazy("open tasks")
        STANDING = "meetings.group", gettext_lazy("standing item")

    meeting = models.ForeignKey(Meeting, models.CASCADE, editable=False, related_name="items")
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), editable=False)
    title = models.CharField(gettext_lazy("title"), max_length=160)
    text = models.TextField(
        gettext_lazy("what it is about"),
        max_length=3000,
        blank=True,
        help_text=gettext_lazy("No details of individual children or families."),
    )
    kind = models.CharField(gettext_lazy("kind"), max_length=12, choices=Kind, default=Kind.DISCUSSION)
    minutes = models.PositiveSmallIntegerField(gettext_lazy("minutes planned"), default=15)
    is_confidential = models.BooleanField(
        gettext_lazy("confidential"),
        default=False,
        help_text=gettext_lazy("Only members of the group read it; each reading is logged."),
    )
    source_kind = models.CharField(max_length=20, choices=Source, blank=True, editable=False)
    source_uid = models.UUIDField(null=True, blank=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    is_proposal = models.BooleanField(default=False, editable=False)
    done_at = models.DateTimeField(gettext_lazy("dealt with"), null=True, blank=True, editable=False)

    objects = AgendaItemQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = gettext_lazy("agenda item")
        verbose_name_plural = gettext_lazy("agenda items")
        ordering = ("meeting", "position", "id")
        indexes = [models.Index(fields=["source_kind", "source_uid"], name="agendaitem_source")]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "source_kind", "source_uid"],
                name="agendaitem_source_once",
                condition=Q(source_uid__isnull=False),
                violation_error_message=gettext_lazy("This stands on the agenda already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('meetings:minutes', args=[self.meeting.uid])}?punkt={self.uid}"

    def accept(self) -> None:
        self.is_proposal = False
        self.save()

    def tick(self) -> None:
        """Dealt with; ticked again it is open once more."""
        self.done_at = None if self.done_at else timezone.now()
        self.save()
