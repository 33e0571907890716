"""Exceptions on single objects: the one door to guardian. Rights over many objects are roles, never rows here.

A model that knows exceptions has a table of its own with a direct foreign key (guardian finds it by itself):

    class InstitutionUserObjectPermission(UserGrant):
        content_object = models.ForeignKey(Institution, models.CASCADE, related_name="grants")

and its QuerySet asks ``Exists(grants_of(user, "directory.change_institution", InstitutionUserObjectPermission))``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase
from guardian.shortcuts import assign_perm, remove_perm
from guardian.utils import get_user_obj_perms_model

from coordination.accounts.models import AuditEntry, Network, User
from coordination.accounts.permissions import require
from coordination.accounts.services.audit import record
from coordination.lib.errors import RuleBroken


class UserGrant(UserObjectPermissionBase):
    """One right of one person on one object, up to and including its last day (none: until it is taken back)."""

    valid_until = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


def grants_of(user: Any, permission: str, table: Any, *, day: dt.date | None = None) -> models.QuerySet:
    """Return the exceptions valid on a day in a ``table`` of UserGrants, tied to the row outside for an ``Exists``."""
    room, codename = permission.split(".")
    day = day or timezone.localdate()
    return table.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        content_object=OuterRef("pk"),
        user=getattr(user, "pk", None),
        permission__codename=codename,
        permission__content_type__app_label=room,
    )


def grant_exception(
    *,
    by: User,
    user: User,
    permission: str,
    obj: models.Model,
    network: Network,
    until: dt.date | None = None,
) -> None:
    """Give a member of the network one right on one object; given again, the new last day holds.

    The caller makes sure that ``obj`` belongs to ``network``. Raises RuleBroken; PermissionDenied for who may not
    give roles there.
    """
    require(by, "accounts.add_membership", network)
    if user == by:
        raise RuleBroken(_("Nobody gives a right to themselves."), code="self_elevation")
    if not user.is_active or not user.memberships.in_force().filter(network=network).exists():
        raise RuleBroken(_("This person has no role in the network."), code="not_here")
    if until is not None and until < timezone.localdate():
        raise RuleBroken(_("The last day lies in the past."), code="past")
    with transaction.atomic():
        assign_perm(permission, user, obj)
        _rows(user, permission, obj).update(valid_until=until, granted_by=by)
        record(by=by, did=AuditEntry.Did.GRANTED, to=obj, network=network, detail=f"{permission}: {user.uid}")


def revoke_exception(*, by: User, user: User, permission: str, obj: models.Model, network: Network) -> None:
    """Take the right back; it is gone at the next request. Without one nothing happens."""
    require(by, "accounts.change_membership", network)
    with transaction.atomic():
        if not _rows(user, permission, obj).exists():
            return
        remove_perm(permission, user, obj)
        record(by=by, did=AuditEntry.Did.ENDED, to=obj, network=network, detail=f"{permission}: {user.uid}")


def _rows(user: User, permission: str, obj: models.Model) -> models.QuerySet:
    table: Any = get_user_obj_perms_model(obj)
    if not issubclass(table, UserGrant):
        raise TypeError(f"{type(obj).__name__} has no table of exceptions (a subclass of UserGrant)")
    codename = permission.rpartition(".")[2]
    return table.objects.filter(user=user, permission__codename=codename, content_object=obj)
