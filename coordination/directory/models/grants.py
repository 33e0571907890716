"""Exceptions on single institutions: who edits an entry without working there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.accounts.grants import UserGrant
from coordination.directory.models.institutions import Institution


class InstitutionUserObjectPermission(UserGrant):
    """One person may change one institution. It counts in networks where the person is an institution editor."""

    content_object = models.ForeignKey(Institution, models.CASCADE, related_name="grants")

    class Meta(UserGrant.Meta):
        verbose_name = _("editor of one entry")
        verbose_name_plural = _("editors of one entry")
