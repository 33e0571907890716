"""A seat belongs to an institution, a type of institutions or a profession; a person fills it for a term."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.scope import scope_of
from coordination.directory.models import Institution, InstitutionType, Person, Profession
from coordination.lib.models import Tracked, TrackedQuerySet
from meetings.models.groups import Group


class SeatQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(group__network__in=scope_of(user).may("meetings.view_group"))

    def standing(self, day: dt.date | None = None) -> Self:
        """Seats that the group has on a day."""
        day = day or timezone.localdate()
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))

    def voting(self) -> Self:
        return self.filter(is_voting=True)


class Seat(Tracked):
    """A place in a group. It stays when the person goes: vacancy is seen, and tasks go to who comes next."""

    part_of = ("group",)

    group = models.ForeignKey(Group, models.CASCADE, editable=False, related_name="seats")
    label = models.CharField(_("seat of"), max_length=100, help_text=_("For example: day-care centres."))
    institution = models.ForeignKey(
        Institution,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("institution"),
        related_name="seats",
    )
    institution_type = models.ForeignKey(
        InstitutionType,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("type of institution"),
        related_name="+",
    )
    profession = models.ForeignKey(
        Profession, models.PROTECT, null=True, blank=True, verbose_name=_("profession"), related_name="+"
    )
    is_voting = models.BooleanField(_("has a vote"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1, editable=False)
    ended_on = models.DateField(_("last day"), null=True, blank=True, editable=False)

    objects = SeatQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ("group", "position", "id")
        constraints = [
            models.CheckConstraint(
                name="seat_belongs_to_one",
                condition=Q(institution_type__isnull=True, profession__isnull=True)
                | Q(institution__isnull=True, profession__isnull=True)
                | Q(institution__isnull=True, institution_type__isnull=True),
                violation_error_message=_(
                    "A seat belongs to one institution, one type of institutions or one profession."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def end(self, day: dt.date) -> None:
        self.ended_on = day
        self.save()


class SeatTermQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(group__network__in=scope_of(user).may("meetings.view_group"))

    def in_force(self, day: dt.date | None = None) -> Self:
        """Terms running on a day; first and last day count."""
        day = day or timezone.localdate()
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)

    def coming(self, day: dt.date | None = None) -> Self:
        return self.filter(valid_from__gt=day or timezone.localdate())

    def of(self, user: Any) -> Self:
        pk = getattr(user, "pk", None)
        return self.filter(person__user=pk) if pk else self.none()

    def leading(self) -> Self:
        """Who prepares and minutes: chair, deputy chair, minute taker."""
        return self.exclude(office=SeatTerm.Office.NONE)

    def holders(self) -> Self:
        return self.filter(is_deputy=False)


class SeatTerm(Tracked):
    """One person in one seat, from day to day, as its holder or as the deputy; perhaps with an office.

    No two holders of a seat and no two chairs of a group at once, also against raw SQL (``meetings/guards.py``).
    """

    part_of = ("group",)

    class Office(models.TextChoices):
        NONE = "none", _("member")
        CHAIR = "chair", _("chair")
        DEPUTY_CHAIR = "deputy_chair", _("deputy chair")
        SECRETARY = "secretary", _("minute taker")

    group = models.ForeignKey(Group, models.CASCADE, editable=False, related_name="terms")
    seat = models.ForeignKey(Seat, models.CASCADE, verbose_name=_("seat"), related_name="terms")
    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("person"), related_name="terms")
    is_deputy = models.BooleanField(_("stands in for the holder"), default=False)
    office = models.CharField(_("office"), max_length=12, choices=Office, default=Office.NONE)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = SeatTermQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("term of a seat")
        verbose_name_plural = _("terms of seats")
        ordering = ("seat", "is_deputy", "valid_from", "id")
        indexes = [models.Index(fields=["group", "valid_from"], name="seatterm_group")]
        constraints = [
            models.CheckConstraint(
                name="term_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                name="chair_holds_the_seat",
                condition=~Q(office="chair", is_deputy=True),
                violation_error_message=_("The chair holds a seat; a deputy of a seat cannot be chair."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.person}"

    @property
    def leads(self) -> bool:
        return self.office != self.Office.NONE

    def end(self, day: dt.date) -> None:
        self.valid_until = day
        self.save()
