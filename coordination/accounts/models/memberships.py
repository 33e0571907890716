"""Roles of people in networks, each with its dates."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models.networks import Network
from coordination.accounts.roles import Role
from coordination.accounts.scope import scope_of
from coordination.lib.models import Tracked, TrackedQuerySet
from coordination.places.models import Land


class MembershipQuerySet(TrackedQuerySet):
    def in_force(self, day: dt.date | None = None) -> MembershipQuerySet:
        """Roles valid on a day; first and last day count."""
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )

    def visible_to(self, user) -> MembershipQuerySet:
        return self.filter(
            Q(network__in=scope_of(user).may("accounts.view_membership")) | Q(user=getattr(user, "pk", None))
        )

    def ending_before(self, day: dt.date) -> MembershipQuerySet:
        return self.in_force().filter(valid_until__lt=day)


class Membership(Tracked):
    """One role of one person, in one network (state level: in one Land; operator: on this machine).

    Group member and chair are not given by hand: they follow from seats. The verbs of the room meetings write them,
    with the days of the term, and ``follows_from`` names it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    network = models.ForeignKey(Network, models.CASCADE, null=True, blank=True, related_name="memberships")
    land = models.ForeignKey(Land, models.PROTECT, null=True, blank=True, related_name="+")
    is_deputy = models.BooleanField(_("deputy"), default=False)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    follows_from = models.UUIDField(null=True, blank=True, editable=False, db_index=True)

    objects = MembershipQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("user__last_name", "user__first_name", "role", "id")
        constraints = [
            models.CheckConstraint(
                name="role_has_its_place",
                condition=Q(role="operator", network__isnull=True, land__isnull=True)
                | Q(role="state", network__isnull=True, land__isnull=False)
                | (~Q(role__in=["operator", "state"]) & Q(network__isnull=False, land__isnull=True)),
                violation_error_message=_(
                    "This role needs a network (state level: a Land; operator: neither)."
                ),
            ),
            models.CheckConstraint(
                name="role_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                name="deputy_is_time_limited",
                condition=Q(is_deputy=False) | Q(valid_until__isnull=False),
                violation_error_message=_(
                    "A deputy is appointed for a limited time: please give the last day."
                ),
            ),
            models.CheckConstraint(
                name="seats_give_group_roles",
                condition=~Q(role__in=["group_member", "group_chair"]) | Q(follows_from__isnull=False),
                violation_error_message=_("Group member and chair follow from a seat in the group."),
            ),
        ]
        indexes = [models.Index(fields=["user", "network"], name="membership_user_network")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"
