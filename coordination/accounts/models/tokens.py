"""Tokens for programs that speak to the interface in the name of a person. The token itself is never stored."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models.links import digest

BEGINNING = "sn_"
SHOWN = 8  # signs of a token that stay to be seen, so that it can be told from others; 150 bits stay secret
HOUR = dt.timedelta(hours=1)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user) -> ApiTokenQuerySet:
        """One's own: nobody sees the tokens of others."""
        return self.filter(user=getattr(user, "pk", None))

    def usable(self) -> ApiTokenQuerySet:
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True)

    def of_token(self, token: str) -> ApiTokenQuerySet:
        return self.filter(digest=digest(token))


class ApiToken(models.Model):
    """What a program may do for its owner: never more than the owner may today, often less, always until a day."""

    class Scope(models.TextChoices):
        """Verb × room; what the owner's roles do not allow stays closed whatever stands here."""

        DIRECTORY_READ = "directory:read", _("Read the directory: institutions, people, services")
        DIRECTORY_WRITE = "directory:write", _("Change the directory, import lists")
        PATHWAYS_READ = "pathways:read", _("Read reporting pathways, who answers, dead ends")
        NETWORK_READ = "network:read", _("Read the network: multipliers, relays, concerns, ties")
        NETWORK_WRITE = "network:write", _("Answer relays, raise concerns and move them on")
        MEETINGS_READ = "meetings:read", _("Read events, groups, decisions and tasks")
        MEETINGS_WRITE = "meetings:write", _("Finish tasks and put them off")
        SEARCH_READ = "search:read", _("Search")
        ACCOUNTS_READ = "accounts:read", _("Read roles and the log")

    LONGEST = dt.timedelta(days=366)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("beginning"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scope"), default=list)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ("-made_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="token_ends_after_it_begins",
                condition=Q(expires_at__gt=F("made_at")),
                violation_error_message=_("The last day lies in the past."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def make(cls, **fields: object) -> tuple[ApiToken, str]:
        """Return a new token's row and the token of 192 bits; only its digest and its beginning are kept."""
        secret = BEGINNING + secrets.token_urlsafe(24)
        return cls.objects.create(prefix=secret[:SHOWN], digest=digest(secret), **fields), secret

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def last_day(self) -> dt.date:
        """The day up to and including which it is valid."""
        return timezone.localdate(self.expires_at - dt.timedelta(seconds=1))

    @property
    def scope_labels(self) -> list[str]:
        return [str(self.Scope(each).label) for each in self.scopes if each in self.Scope.values]

    def note_use(self) -> None:
        """Remember the day and hour of the last use; at most one write an hour."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at > HOUR:
            self.last_used_at = now
            type(self).objects.filter(pk=self.pk).update(last_used_at=now)

    def revoke(self) -> None:
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])
