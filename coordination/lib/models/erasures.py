"""What was erased for good, so that a restored backup forgets it again."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """Kind and public id of something erased under Art. 17, and when. Nothing in it says who that was."""

    kind = models.CharField(max_length=60)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ("at", "id")
        constraints = [models.UniqueConstraint(fields=["kind", "uid"], name="erased_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"
