"""One briefing on its way into one institution, and what became of it. The reminders and mails that went out."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.directory.models import Institution, Person
from coordination.lib.models import Tracked, TrackedQuerySet
from network.models.appointments import Appointment, institutions_of
from network.models.briefings import Briefing


class RelayQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Relays of the user's networks; multipliers and editors see those of their own institutions."""
        scope, pk = scope_of(user), getattr(user, "pk", None)
        everything = scope.may("network.view_relay")
        condition = Q(briefing__network__in=everything)
        if inside := scope.may("network.view_relay", reach=Reach.OWN) - everything:
            condition |= Q(institution__in=institutions_of(user), briefing__network__in=inside)
        if pk:
            condition |= Q(appointment__person__user=pk, briefing__network__in=scope.networks)
        return self.filter(condition)

    def of_user(self, user: Any) -> Self:
        """What this person is to carry, now or ever."""
        return self.filter(appointment__person__user=user.pk)

    def waiting(self) -> Self:
        """Not answered yet, and the briefing is still on its way."""
        return self.filter(state__in=Relay.WAITING, briefing__state=Briefing.State.ISSUED)

    def needing_help(self) -> Self:
        return self.filter(state=Relay.State.NEEDS_HELP, briefing__state=Briefing.State.ISSUED)

    def without_multiplier(self) -> Self:
        return self.filter(appointment__isnull=True)

    def overdue(self, day: dt.date | None = None) -> Self:
        return self.waiting().filter(briefing__due_on__lt=day or timezone.localdate())


class Relay(Tracked):
    """A briefing for one institution, carried by one multiplier. Nobody there: ``appointment`` is empty, a gap.

    It counts heads as a band, no names. Questions are about structures, never about a child.
    """

    part_of = ("briefing",)

    class State(models.TextChoices):
        OPEN = "open", _("open")
        PLANNED = "planned", _("planned")
        DONE = "done", _("passed on")
        NOT_RELEVANT = "not_relevant", _("not relevant here")
        NEEDS_HELP = "needs_help", _("needs help")

    class Format(models.TextChoices):
        TEAM = "team", _("Team meeting")
        STAFF = "staff", _("Staff conference")
        NOTICE = "notice", _("Notice")
        MAIL = "mail", _("E-mail")
        TRAINING = "training", _("In-house training")
        TALK = "talk", _("Single talks")
        OTHER = "other", _("Otherwise")

    class Reach(models.TextChoices):
        R1 = "1-5", _("1 to 5 people")
        R2 = "6-15", _("6 to 15 people")
        R3 = "16-40", _("16 to 40 people")
        R4 = "41-100", _("41 to 100 people")
        R5 = "101+", _("more than 100 people")

    WAITING = (State.OPEN, State.PLANNED, State.NEEDS_HELP)
    ANSWERED = (State.DONE, State.NOT_RELEVANT)
    # The lower border of each band: reach is never made bigger than what was said.
    AT_LEAST = {Reach.R1: 1, Reach.R2: 6, Reach.R3: 16, Reach.R4: 41, Reach.R5: 101}

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="relays")
    institution = models.ForeignKey(
        Institution, models.CASCADE, verbose_name=_("institution"), related_name="relays"
    )
    appointment = models.ForeignKey(
        Appointment,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("multiplier"),
        related_name="relays",
    )
    through = models.ForeignKey(
        Institution,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("through the provider"),
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN, editable=False)
    planned_for = models.DateField(_("planned for"), null=True, blank=True)
    done_on = models.DateField(_("passed on on"), null=True, blank=True)
    format = models.CharField(_("how"), max_length=10, choices=Format, blank=True)
    reach = models.CharField(_("people reached"), max_length=8, choices=Reach, blank=True)
    questions = models.TextField(_("questions that came up"), max_length=1000, blank=True)
    why = models.CharField(_("why it does not fit here"), max_length=300, blank=True)
    help_text = models.CharField(_("what help is needed"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    moved_at = models.DateTimeField(null=True, editable=False)

    objects = RelayQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("relay")
        verbose_name_plural = _("relays")
        ordering = ("institution__sort_key", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["briefing", "institution", "appointment"], name="relay_once_per_multiplier"
            ),
            models.CheckConstraint(
                name="done_relay_has_day_and_time",
                condition=~Q(state="done") | Q(done_on__isnull=False, answered_at__isnull=False),
                violation_error_message=_("Please say on which day it was passed on."),
            ),
            models.CheckConstraint(
                name="planned_relay_has_its_day",
                condition=~Q(state="planned") | Q(planned_for__isnull=False),
                violation_error_message=_("Please say for which day it is planned."),
            ),
            models.CheckConstraint(
                name="not_relevant_relay_says_why",
                condition=~Q(state="not_relevant") | (~Q(why="") & Q(answered_at__isnull=False)),
                violation_error_message=_("Please say why it does not fit here."),
            ),
        ]
        indexes = [models.Index(fields=["appointment", "state"], name="relay_of_multiplier")]

    def __str__(self) -> str:
        return f"{self.briefing}: {self.institution}"

    def get_absolute_url(self) -> str:
        return reverse("network:relay", args=[self.uid])

    @property
    def is_answered(self) -> bool:
        return self.state in self.ANSWERED

    @property
    def is_overdue(self) -> bool:
        return not self.is_answered and self.briefing.is_overdue()

    def plan_for(self, day: dt.date) -> None:
        self.state, self.planned_for = self.State.PLANNED, day
        self.save()

    def finish(self, *, on: dt.date, how: str, reach: str, questions: str) -> None:
        self.state, self.done_on, self.answered_at = self.State.DONE, on, timezone.now()
        self.format, self.reach, self.questions = how, reach, questions
        self.save()

    def call_irrelevant(self, why: str) -> None:
        self.state, self.why, self.answered_at = self.State.NOT_RELEVANT, why, timezone.now()
        self.save()

    def ask_for_help(self, text: str) -> None:
        self.state, self.help_text = self.State.NEEDS_HELP, text
        self.save()

    def move_to(self, appointment_id: int | None) -> None:
        """Another multiplier carries it from now on, from the beginning; None: nobody is there yet."""
        self.appointment_id, self.moved_at = appointment_id, timezone.now()
        self.state, self.planned_for = self.State.OPEN, None
        self.save()

    def reopen(self) -> None:
        self.state, self.answered_at, self.done_on = self.State.OPEN, None, None
        self.save()


class RelayReminder(models.Model):
    """A reminder that went out for a relay; each kind once."""

    class Kind(models.TextChoices):
        SOON = "soon", _("due soon")
        LATE = "late", _("overdue")

    relay = models.ForeignKey(Relay, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reminder of a relay")
        verbose_name_plural = _("reminders of relays")
        ordering = ("sent_at", "id")
        constraints = [models.UniqueConstraint(fields=["relay", "kind"], name="reminded_once_of_each_kind")]

    def __str__(self) -> str:
        return f"{self.relay}: {self.get_kind_display()}"


class WeeklyMail(models.Model):
    """The „five minutes“ of one multiplier in one network: the Monday of the last one, and whether they are wanted."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    week = models.DateField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("weekly mail")
        verbose_name_plural = _("weekly mails")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["network", "person"], name="weekly_mail_once")]

    def __str__(self) -> str:
        return f"{self.network}: {self.person}"
