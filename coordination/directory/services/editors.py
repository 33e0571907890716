"""Naming people who keep one entry true without working there."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.accounts.grants import grant_exception, revoke_exception
from coordination.accounts.models import Network, User
from coordination.accounts.roles import Role
from coordination.accounts.services.people import grant
from coordination.directory.models import Institution
from coordination.lib.errors import RuleBroken

MAY_CHANGE = "directory.change_institution"


@transaction.atomic
def name_editor(
    *, by: User, institution: Institution, user: User, network: Network, until: dt.date | None = None
) -> None:
    """Let a person edit one entry of the network, up to and including a day; the role it needs is given with it."""
    _must_stand_in(institution, network)
    if not user.memberships.in_force().filter(network=network, role=Role.INSTITUTION_EDITOR).exists():
        grant(by=by, user=user, network=network, role=Role.INSTITUTION_EDITOR)
    grant_exception(by=by, user=user, permission=MAY_CHANGE, obj=institution, network=network, until=until)


def dismiss_editor(*, by: User, institution: Institution, user: User, network: Network) -> None:
    """Take the entry back from a person; the role stays, as it may serve other entries."""
    _must_stand_in(institution, network)
    revoke_exception(by=by, user=user, permission=MAY_CHANGE, obj=institution, network=network)


def _must_stand_in(institution: Institution, network: Network) -> None:
    if not Institution.objects.in_use().listed_in([network.pk]).filter(pk=institution.pk).exists():
        raise RuleBroken(_("This institution is not one of your network."), code="not_here")
