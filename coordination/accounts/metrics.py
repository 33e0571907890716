"""Counts of accounts for the monitor."""

from collections.abc import Iterable

from django.db.models import Count

from coordination.accounts.models import Membership, User
from coordination.lib.metrics import Labelled, figure


@figure("users", "Accounts that may sign in")
def _users() -> Iterable[Labelled]:
    return [("", User.objects.filter(is_active=True).count())]


@figure("memberships", "Roles held today by role", label="role")
def _roles() -> Iterable[Labelled]:
    rows = Membership.objects.in_force().filter(user__is_active=True).order_by()
    return rows.values("role").annotate(n=Count("id")).values_list("role", "n")
