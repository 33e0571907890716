"""Who carries information into which institution and its concerns back: multipliers, named for a term."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.directory.models import Affiliation, Institution, Person
from coordination.lib.levels import Level
from coordination.lib.models import Tracked, TrackedQuerySet

LEAVING = dt.timedelta(days=60)


class AppointmentQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Appointments of the user's networks, of people whose name the user may read; one's own in any case.

        Who did not agree to be shown is seen by the coordination and by colleagues of the same institution alone.
        """
        scope = scope_of(user)
        everything = scope.may("network.view_appointment")
        silent = frozenset(n for n in everything if scope.reads_in(n) >= Level.COORDINATION)
        condition = Q(network__in=silent) | Q(network__in=everything, is_shown=True)
        if inside := scope.may("network.view_appointment", reach=Reach.INSTITUTION) - everything:
            at = AppointmentInstitution.objects.filter(appointment=OuterRef("pk"))
            condition |= Q(Exists(at.filter(institution__in=institutions_of(user))), network__in=inside)
        condition &= Q(person__in=Person.objects.visible_to(user))
        if pk := getattr(user, "pk", None):
            condition |= Q(person__user=pk)
        return self.filter(condition, person__removed_at__isnull=True)

    def editable_by(self, user: Any) -> Self:
        return self.filter(
            network__in=scope_of(user).may("network.change_appointment"), person__removed_at__isnull=True
        )

    def active(self, day: dt.date | None = None) -> Self:
        """Multipliers who speak for an institution on a day; first and last day count, pauses do not."""
        day = day or timezone.localdate()
        states = Appointment.State
        return self.filter(
            Q(state=states.ACTIVE)
            | Q(state=states.PAUSED, paused_on__gt=day)
            | Q(state=states.ENDED, activated_at__isnull=False, ended_on__gt=day),
            valid_from__lte=day,
            valid_until__gte=day,
        )

    def of_institution(self, ids: Any) -> Self:
        """Appointments for one of these institutions (ids, rows or a QuerySet)."""
        at = AppointmentInstitution.objects.filter(appointment=OuterRef("pk"), institution__in=ids)
        return self.filter(Exists(at))

    def running(self) -> Self:
        """Neither ended nor only proposed: somebody holds it, or will."""
        states = Appointment.State
        return self.filter(state__in=[states.CONFIRMED, states.ACTIVE, states.PAUSED])

    def ending_within(self, period: dt.timedelta = LEAVING, day: dt.date | None = None) -> Self:
        """Held today, and the last day of the term lies within the period; also what is past and not yet ended."""
        day = day or timezone.localdate()
        return self.filter(
            state__in=[Appointment.State.ACTIVE, Appointment.State.PAUSED], valid_until__lte=day + period
        )

    def past(self, day: dt.date | None = None) -> Self:
        """The term is over and nobody has ended it."""
        return self.running().filter(valid_until__lt=day or timezone.localdate())


class Appointment(Tracked):
    """A person whom the head of an institution named as its multiplier in one network, for a term.

    No case advice follows from it: a multiplier carries information and concerns about structures, never about a child.
    The state goes proposed → confirmed → active ⇄ paused → ended, by the methods below alone
    (``services/appointments.py``).
    """

    part_of = ("person",)

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")

    class EndReason(models.TextChoices):
        TERM = "term", _("End of the term")
        LEFT = "left", _("Left the institution")
        TASK = "task", _("Other task in the institution")
        WISH = "wish", _("Own wish")
        CLOSED = "closed", _("Institution closed")
        WITHDRAWN = "withdrawn", _("Proposal withdrawn")

    network = models.ForeignKey(
        Network, models.PROTECT, editable=False, verbose_name=_("network"), related_name="appointments"
    )
    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("person"), related_name="appointments")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED, editable=False)
    named_by = models.CharField(
        _("named by"),
        max_length=120,
        blank=True,
        help_text=_("The head of the institution, who names the multiplier."),
    )
    named_on = models.DateField(_("named on"), null=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    email = models.EmailField(
        _("mail address for relays"),
        blank=True,
        help_text=_("Where relays go, if there is no account or another address is meant."),
    )
    is_shown = models.BooleanField(
        _("may be shown in the network"),
        default=False,
        help_text=_("The person agreed that the network sees whom to turn to."),
    )
    minutes_a_week = models.PositiveSmallIntegerField(
        _("time budget in minutes a week"), null=True, blank=True, validators=[MaxValueValidator(2400)]
    )
    note = models.CharField(_("note of the coordination"), max_length=300, blank=True)
    kit_done_on = models.DateField(_("introduced on"), null=True, blank=True, editable=False)
    activated_at = models.DateTimeField(null=True, editable=False)
    paused_on = models.DateField(_("paused since"), null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    end_reason = models.CharField(_("reason of the end"), max_length=10, choices=EndReason, blank=True)
    end_note = models.CharField(_("remark on the end"), max_length=200, blank=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("successor"),
        related_name="predecessors",
    )
    wants_to_stay = models.BooleanField(_("would go on"), null=True, editable=False)

    objects = AppointmentQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("multiplier")
        verbose_name_plural = _("multipliers")
        ordering = ("person__sort_key", "id")
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                name="confirmed_appointment_has_term_and_name",
                condition=~Q(state__in=["confirmed", "active", "paused"])
                | (Q(valid_from__isnull=False, valid_until__isnull=False) & ~Q(named_by="")),
                violation_error_message=_(
                    "Confirming needs the term and the name of the head who named the multiplier."
                ),
            ),
            models.CheckConstraint(
                name="held_appointment_has_its_time",
                condition=~Q(state__in=["active", "paused"]) | Q(activated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="paused_appointment_has_its_day",
                condition=~Q(state="paused") | Q(paused_on__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_appointment_has_day_and_reason",
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                violation_error_message=_("Ending needs a day and a reason."),
            ),
            models.CheckConstraint(
                name="activated_appointment_keeps_its_term",
                condition=Q(activated_at__isnull=True)
                | Q(valid_from__isnull=False, valid_until__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_follows_themselves",
                condition=Q(successor__isnull=True) | ~Q(successor=models.F("pk")),
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "valid_until"], name="appointment_network_state")]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("network:appointment-detail", args=[self.uid])

    @property
    def is_running(self) -> bool:
        return self.state in {self.State.CONFIRMED, self.State.ACTIVE, self.State.PAUSED}

    @property
    def leaves_soon(self) -> bool:
        """Active or paused, and the term ends within 60 days."""
        held = self.state in {self.State.ACTIVE, self.State.PAUSED}
        return bool(held and self.valid_until and self.valid_until <= timezone.localdate() + LEAVING)

    @property
    def address(self) -> str:
        """Where mails go: the address named for relays, else that of the account; may be empty."""
        if self.email:
            return self.email
        account = self.person.user
        return account.email if account is not None and account.is_active else ""

    def confirm(self, *, named_by: str, named_on: dt.date, valid_from: dt.date, valid_until: dt.date) -> None:
        self.state, self.named_by, self.named_on = self.State.CONFIRMED, named_by, named_on
        self.valid_from, self.valid_until = valid_from, valid_until
        self.save()

    def activate(self) -> None:
        self.state, self.paused_on = self.State.ACTIVE, None
        self.activated_at = self.activated_at or timezone.now()
        self.save()

    def pause(self) -> None:
        self.state, self.paused_on = self.State.PAUSED, timezone.localdate()
        self.save()

    def announce_end(self, *, last_day: dt.date, reason: str, note: str) -> None:
        """Somebody leaves on a day to come: held until then, handed over meanwhile."""
        self.valid_until, self.end_reason, self.end_note = last_day, reason, note
        self.save()

    def end(self, *, last_day: dt.date | None, reason: str, note: str) -> None:
        if last_day is not None and self.valid_from is not None:
            self.valid_until = max(last_day, self.valid_from)
        self.state, self.ended_on = self.State.ENDED, timezone.localdate()
        self.end_reason, self.end_note, self.paused_on = reason, note, None
        self.save()

    def renew(self, *, named_by: str, named_on: dt.date, valid_until: dt.date) -> None:
        """A further term, confirmed by the head again."""
        self.named_by, self.named_on, self.valid_until = named_by, named_on, valid_until
        self.end_reason, self.end_note, self.wants_to_stay = "", "", None
        self.save()


class AppointmentInstitution(Tracked):
    """An institution for which an appointment holds, as main or as deputy.

    The same person cannot stand twice for one institution on one day: ``network/guards.py``.
    """

    part_of = ("institution", "appointment")

    class Role(models.TextChoices):
        MAIN = "main", _("main")
        DEPUTY = "deputy", _("deputy")

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="institutions")
    institution = models.ForeignKey(
        Institution, models.CASCADE, verbose_name=_("institution"), related_name="multipliers"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MAIN)

    class Meta:
        verbose_name = _("institution of a multiplier")
        verbose_name_plural = _("institutions of multipliers")
        ordering = ("institution__sort_key", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "institution"],
                name="institution_once_per_appointment",
                violation_error_message=_(
                    "This person already stands for this institution: main or deputy, not both."
                ),
            )
        ]
        indexes = [models.Index(fields=["institution", "role"], name="multiplier_of_institution")]

    def __str__(self) -> str:
        return f"{self.institution} ({self.get_role_display()})"


def institutions_of(user: Any) -> models.QuerySet[Institution]:
    """Where a person works today or speaks for: the „own institutions“ of the table of rights."""
    works = Affiliation.objects.in_force().filter(person__user=user.pk, institution=OuterRef("pk"))
    speaks = AppointmentInstitution.objects.filter(
        appointment__in=Appointment.objects.active().filter(person__user=user.pk),
        institution=OuterRef("pk"),
    )
    return Institution.objects.filter(Exists(works) | Exists(speaks)).order_by()
