"""What was said, decided and put right: minutes per item, remarks on the draft, amendments."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.lib.errors import EditConflict
from meetings.models.groups import reached
from meetings.models.sittings import AgendaItem


class _OfItem(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(item__in=AgendaItem.objects.visible_to(user).values("pk"))


class Minutes(models.Model):
    """The text of one item, in Markdown. ``version`` guards against two writers: nobody's words are lost.

    Approved with the meeting they never change again, also against raw SQL (``meetings/guards.py``).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="minute")
    text = models.TextField(_("what was discussed"), max_length=20_000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("saved"), default=timezone.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = _OfItem.as_manager()

    class Meta:
        verbose_name = _("minutes of an item")
        verbose_name_plural = _("minutes of items")
        ordering = ("item", "id")
        permissions = [("publish_minutes", "Can approve minutes")]

    def __str__(self) -> str:
        return str(self.item)

    def write(self, text: str, *, by: Any, version: int) -> None:
        """Replace the text if it is still the ``version`` the writer has seen; else raise EditConflict."""
        now = timezone.now()
        rows = Minutes.objects.filter(pk=self.pk, version=version)
        if not rows.update(text=text, version=F("version") + 1, updated_at=now, updated_by=by):
            raise EditConflict(Minutes.objects.filter(pk=self.pk).select_related("updated_by").first())
        self.text, self.version, self.updated_at, self.updated_by = text, version + 1, now, by


class MinutesComment(models.Model):
    """A remark of a member on the draft, before it is approved."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("author"), related_name="+"
    )
    text = models.TextField(_("remark"), max_length=2000)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = _OfItem.as_manager()

    class Meta:
        verbose_name = _("remark on minutes")
        verbose_name_plural = _("remarks on minutes")
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return self.text[:60]

    def settle(self) -> None:
        self.settled_at = timezone.now()
        self.save(update_fields=["settled_at"])


class AmendmentQuerySet(_OfItem):
    def published_to(self, user: Any) -> Self:
        return self.filter(reached(user, "meetings.view_minutes", group="item__meeting__group"))


class Amendment(models.Model):
    """What is put right in approved minutes. It stands beside the text, which stays; nothing amends an amendment."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="amendments")
    text = models.TextField(_("correction"), max_length=3000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("corrected by"), related_name="+"
    )
    made_at = models.DateTimeField(_("corrected"), default=timezone.now)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return self.text[:60]
