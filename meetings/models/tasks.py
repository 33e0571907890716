"""Tasks of groups: who sees to what until when. (Background work is a ``Job``.)"""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.directory.models import Institution, Person
from coordination.lib.models import Tracked, TrackedQuerySet
from meetings.models.decisions import Decision
from meetings.models.groups import Group, reached
from meetings.models.seats import Seat, SeatTerm
from meetings.models.sittings import AgendaItem, Meeting


class TaskQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """All as coordination, the group's as its chair, one's own, those of seats of one's institution.

        Tasks from a confidential item are for members of the group and who has to do them.
        """
        scope = scope_of(user)
        everywhere = scope.may("meetings.view_task")
        led = Group.objects.led_by(user).values("pk")
        condition = Q(group__network__in=everywhere) | Q(group__in=led)
        if own := scope.may("meetings.view_task", reach=Reach.INSTITUTION) - everywhere:
            kept = Institution.objects.kept_by(user, own).values("pk")
            condition |= Q(group__network__in=own, seat__institution__in=kept)
        members = Group.objects.of(user).values("pk")
        open_item = Q(item__isnull=True) | Q(item__is_confidential=False) | Q(group__in=members)
        mine = scope.may("meetings.view_task", reach=Reach.OWN)
        return self.filter((condition & open_item) | (_mine(user) & Q(group__network__in=mine)))

    def of_group(self, group: Group, user: Any, *, leads: bool) -> Self:
        """What ``visible_to`` shows of one group; who leads it sees them all, which needs no look at seats."""
        rows = self.filter(group=group)
        return rows if leads else rows.visible_to(user)

    def mine(self, user: Any) -> Self:
        """Tasks the person has to see to today, by the rule of ``meetings/doers.py``."""
        return self.filter(_mine(user))

    def in_groups_of(self, user: Any) -> Self:
        """What a group's members find in agenda and minutes."""
        return self.filter(reached(user, "meetings.view_draft"))

    def to_do(self) -> Self:
        return self.exclude(state=Task.State.DONE)

    def done(self) -> Self:
        return self.filter(state=Task.State.DONE)

    def overdue(self, day: dt.date | None = None) -> Self:
        return self.to_do().filter(due__lt=day or timezone.localdate())

    def with_holder(self) -> Self:
        """Each row says whether somebody sits on the seat today (``is_held``)."""
        held = SeatTerm.objects.in_force().holders().filter(seat=OuterRef("seat"))
        return self.annotate(is_held=Exists(held))


class Task(Tracked):
    """Something a seat or a person has taken on. With the seat it goes to whoever sits there next."""

    part_of = ("group",)

    class State(models.TextChoices):
        OPEN = "open", _("open")
        POSTPONED = "postponed", _("postponed")
        DONE = "done", _("done")

    group = models.ForeignKey(Group, models.PROTECT, editable=False, related_name="tasks")
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, editable=False, related_name="tasks"
    )
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, editable=False, related_name="tasks"
    )
    decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, editable=False, related_name="tasks"
    )
    title = models.CharField(
        _("task"), max_length=200, help_text=_("No details of individual children or families.")
    )
    seat = models.ForeignKey(
        Seat, models.SET_NULL, null=True, blank=True, verbose_name=_("seat"), related_name="tasks"
    )
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, verbose_name=_("person"), related_name="tasks"
    )
    due = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    result = models.CharField(_("what came of it"), max_length=500, blank=True, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    times_postponed = models.PositiveSmallIntegerField(default=0, editable=False)
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    escalated_on = models.DateField(null=True, blank=True, editable=False)

    objects = TaskQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ("due", "id")
        indexes = [models.Index(fields=["group", "state", "due"], name="task_group_state_due")]
        constraints = [
            models.CheckConstraint(
                name="task_of_seat_or_person",
                condition=Q(seat__isnull=True) | Q(person__isnull=True),
                violation_error_message=_("A task belongs to a seat or to a person, not to both."),
            ),
            models.CheckConstraint(
                name="done_task_has_its_time",
                condition=~Q(state="done") | Q(done_at__isnull=False),
            ),
            models.CheckConstraint(
                name="open_task_has_no_end", condition=Q(state="done") | Q(done_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:task-detail", args=[self.uid])

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def is_overdue(self) -> bool:
        return not self.is_done and self.due is not None and self.due < timezone.localdate()

    def finish(self, result: str) -> None:
        self.state, self.result, self.done_at = self.State.DONE, result, timezone.now()
        self.save()

    def reopen(self) -> None:
        self.state, self.done_at = self.State.OPEN, None
        self.save()

    def postpone(self, until: dt.date) -> None:
        self.state, self.due = self.State.POSTPONED, until
        self.times_postponed += 1
        self.reminded_on = None
        self.save()

    def note_reminded(self, day: dt.date) -> None:
        self.reminded_on = day
        self.save()

    def note_escalated(self, day: dt.date) -> None:
        self.escalated_on = day
        self.save()


def _mine(user: Any) -> Q:
    """By name with a seat in the group, by seat, as deputy of a vacant seat, as chair for what nobody sees to."""
    pk = getattr(user, "pk", None)
    if not pk:
        return Q(pk=None)
    running = SeatTerm.objects.in_force()
    own, seat, group = running.of(user), Q(seat=OuterRef("seat")), Q(group=OuterRef("group"))
    by_name = Exists(own.filter(group, person=OuterRef("person")))
    holds = Exists(own.holders().filter(seat))
    stands_in = Exists(own.filter(seat, is_deputy=True)) & ~Exists(running.holders().filter(seat))
    chair, vice = Q(office=SeatTerm.Office.CHAIR), Q(office=SeatTerm.Office.DEPUTY_CHAIR)
    chairs = Exists(own.filter(group, chair)) | (
        Exists(own.filter(group, vice)) & ~Exists(running.filter(group, chair))
    )
    nobody = ~Exists(running.filter(seat)) & ~Exists(running.filter(group, person=OuterRef("person")))
    return Q(by_name) | Q(holds) | Q(stands_in) | Q(chairs & nobody)
