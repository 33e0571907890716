"""Who is signed in where: one row per session, for the person's own list and for ending sessions from outside."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    def running(self) -> UserSessionQuerySet:
        """Begun not longer ago than a session may last."""
        oldest = timezone.now() - dt.timedelta(hours=settings.SESSION_HOURS)
        return self.filter(began_at__gt=oldest)

    def end(self) -> int:
        """Delete the rows and their sessions; return how many. Whoever uses one is out at the next click."""
        keys = list(self.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        self.delete()
        return len(keys)


class UserSession(models.Model):
    """One signed-in browser. Device and address are coarse: enough to know one's own again, not to follow people."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    began_at = models.DateTimeField(_("signed in"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    device = models.CharField(_("device"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=40, blank=True)

    objects = UserSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("-seen_at", "-id")

    def __str__(self) -> str:
        return f"{self.device} {self.began_at:%Y-%m-%d %H:%M}"
