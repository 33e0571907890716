"""Who changed what, when and why: change sets, and the base of every model that people edit.

All changes of one request or one import belong to one :class:`ChangeSet`; every tracked row has a history row
(django-simple-history) that points to it. Writing in bulk goes through ``coordination.lib.history`` only.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from coordination.lib.errors import EditConflict


class ChangeSet(models.Model):
    """All changes of one request, import, link or undo. Kept as long as the history rows that point to it."""

    class Source(models.TextChoices):
        FORM = "form", _("Form")
        IMPORT = "import", _("Import")
        API = "api", _("Interface")
        LINK = "link", _("Link from a mail")
        PROPOSAL = "proposal", _("Proposal")
        UNDO = "undo", _("Undone")
        DEMO = "demo", _("Sample data")
        SYSTEM = "system", _("Schutznetz")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.SYSTEM)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="undone_by")

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.at:%Y-%m-%d %H:%M}"


class HistoryRow(models.Model):
    """What every history row carries besides the values: its change set."""

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class TrackedQuerySet(models.QuerySet):
    """Refuses what would write without leaving history. The door for bulk work is ``coordination.lib.history``."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__} is tracked: only coordination.lib.history writes it in bulk.")

    update = bulk_create = bulk_update = _refuse


class Tracked(models.Model):
    """A row that people edit: public id, version against overwriting, history with change sets.

    ``part_of`` names the foreign keys to the records whose time line shows this row and with which it is undone;
    ``for_good`` the columns of which a change is not taken back.
    """

    part_of: ClassVar[tuple[str, ...]] = ()
    for_good: ClassVar[tuple[str, ...]] = ()

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(inherit=True, bases=[HistoryRow])
    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raises EditConflict if the stored row no longer has the version this object was read with."""
        if self._state.adding or kwargs.get("force_insert"):
            with transaction.atomic():  # row, history and what follows from it come together
                super().save(*args, **kwargs)
            return
        with transaction.atomic():
            rows = type(self)._base_manager.filter(pk=self.pk, version=self.version)
            if not rows.update(version=F("version") + 1):
                raise EditConflict(type(self)._base_manager.filter(pk=self.pk).first())
            self.version += 1
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "version"}
            try:
                super().save(*args, **kwargs)
            except BaseException:
                self.version -= 1
                raise


class Removable(models.Model):
    """A record that goes into the bin for 30 days before it is gone; ``visible_to`` hides what lies in the bin."""

    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
