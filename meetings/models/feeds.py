"""Secret addresses of calendars: of a person with all that concerns her, or of one group."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from meetings.models.groups import Group


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(user=getattr(user, "pk", None))


class CalendarFeed(models.Model):
    """One calendar of one person; ``group`` empty: everything of hers. A new ``nonce`` makes the old address void.

    The address is made from the installation's key and never stored, so that a copy of the database opens no calendar.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="+")
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    read_on = models.DateField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ("made_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group"], name="feed_once_per_group", condition=models.Q(group__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["user"], name="feed_once_per_person", condition=models.Q(group__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.group or '*'}"

    @property
    def secret(self) -> str:
        return self._made_with(settings.SECRET_KEY)

    def opens(self, secret: str) -> bool:
        """Whether a secret is the one of this calendar, made with the key of today or one that was replaced."""
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return any(constant_time_compare(self._made_with(key), secret) for key in keys)

    def _made_with(self, key: str) -> str:
        value = f"{self.uid}{self.nonce}"
        return salted_hmac("meetings.feed", value, secret=key, algorithm="sha256").hexdigest()[:32]

    def renew(self) -> None:
        self.nonce = uuid.uuid4()
        self.save(update_fields=["nonce"])
