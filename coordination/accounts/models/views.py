"""Saved views of lists."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models.networks import Network
from coordination.accounts.scope import scope_of


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user) -> SavedViewQuerySet:
        """Own views and those shared in one of the user's networks."""
        return self.filter(
            Q(owner=getattr(user, "pk", None)) | Q(is_shared=True, network__in=scope_of(user).networks)
        )


class SavedView(models.Model):
    """A list with its filters, order and columns under a name."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    network = models.ForeignKey(Network, models.CASCADE, related_name="+")
    page = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(_("filters"), blank=True)
    is_shared = models.BooleanField(_("for everybody in the network"), default=False)
    is_start = models.BooleanField(_("open the list with this view"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("views")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page", "name"],
                name="view_name_once_per_list",
                violation_error_message=_("You already have a view with this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name
