"""Uploaded and generated files: the row knows everything, the file has a random name."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def outlived(self) -> StoredFileQuerySet:
        """Past the end of their retention."""
        return self.filter(delete_after__lte=timezone.now())


class StoredFile(models.Model):
    """A file below MEDIA_ROOT, never addressed by its place: only ``lib:file`` hands it out, if its purpose allows."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=150)
    place = models.CharField(max_length=64, unique=True, editable=False)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="files")
    network_id = models.BigIntegerField(null=True)  # the tenants stand above this room: a number, not a key
    created_at = models.DateTimeField(default=timezone.now)
    delete_after = models.DateTimeField(null=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(fields=["delete_after"], name="storedfile_outlived"),
            models.Index(fields=["sha256"], name="storedfile_sha256"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("lib:file", args=[self.uid])

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.place


@receiver(post_delete, sender=StoredFile)
def remove_from_disk(instance: StoredFile, **kwargs: Any) -> None:
    """However the row goes (also by cascade), the file follows once that is certain."""
    transaction.on_commit(lambda: instance.path.unlink(missing_ok=True))
