"""Links in mails: what they open, for whom, until when. The token itself is never stored."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models.networks import Network


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class LinkQuerySet(models.QuerySet["Link"]):
    def usable(self) -> LinkQuerySet:
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now())

    def of_token(self, token: str) -> LinkQuerySet:
        return self.filter(digest=digest(token))


class Link(models.Model):
    """A link with a purpose. GET shows what it would do, POST does it: mail scanners follow every GET."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        ADDRESS = "address", _("New e-mail address")
        HANDOUT = "handout", _("Notice about a printed handout")
        TASK = "task", _("Task of a group")
        RELAY = "relay", _("Relay")
        TERM = "term", _("Term of a multiplier")
        WEEKLY = "weekly", _("Weekly mail")

    LIFETIMES = {
        Purpose.INVITATION: dt.timedelta(days=7),
        Purpose.ADDRESS: dt.timedelta(days=1),
        Purpose.HANDOUT: dt.timedelta(days=60),
        Purpose.TASK: dt.timedelta(days=90),
        Purpose.RELAY: dt.timedelta(days=90),
        Purpose.TERM: dt.timedelta(days=60),
        Purpose.WEEKLY: dt.timedelta(days=365),
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    recipient = models.EmailField(_("recipient"))
    network = models.ForeignKey(Network, models.CASCADE, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.recipient}"

    @classmethod
    def make(
        cls, purpose: str, *, recipient: str, expires_at: dt.datetime | None = None, **fields: object
    ) -> tuple[Link, str]:
        """Return a new link and its token of 128 bits; only the digest is kept.

        It ends after the lifetime of its purpose, or at ``expires_at``: 30 days after something is due.
        """
        token = secrets.token_urlsafe(16)
        link = cls.objects.create(
            purpose=purpose,
            digest=digest(token),
            recipient=recipient,
            expires_at=expires_at or timezone.now() + cls.LIFETIMES[cls.Purpose(purpose)],
            **fields,
        )
        return link, token

    @property
    def is_usable(self) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > timezone.now()

    def use_up(self) -> None:
        self.used_at = timezone.now()
        self.save(update_fields=["used_at"])

    def revoke(self) -> None:
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])
