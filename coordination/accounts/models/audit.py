"""What happened that must be answerable later: who read, exported, granted, published what."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models.networks import Network
from coordination.accounts.scope import scope_of


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, user) -> AuditQuerySet:
        return self.filter(Q(network__in=scope_of(user).may("accounts.view_audit")))


class AuditEntry(models.Model):
    """One line of the log. Append-only, also against raw SQL (``accounts/guards.py``); kept 24 months.

    ``network`` is whose log it stands in. Where somebody of another network did it, ``acting_network`` stands in place
    of the person (ADR 32).
    """

    class Did(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        INVITED = "invited", _("invited a person")
        GRANTED = "granted", _("gave a role")
        ENDED = "ended", _("ended a role")
        IMPORTED = "imported", _("took over an import")
        UNDID = "undid", _("took a change back")
        EXPORTED = "exported", _("exported a list")
        EXPORT_ASKED = "export_asked", _("asked to export a list")
        EXPORT_GRANTED = "export_granted", _("agreed to an export")
        EXPORT_REFUSED = "export_refused", _("refused an export")
        EXPORT_WITHDRAWN = "export_withdrawn", _("withdrew the request for an export")
        READ = "read", _("read protected data")
        PROTECTED = "protected", _("marked a protected place")
        UNPROTECT_ASKED = "unprotect_asked", _("asked to lift the protection of a place")
        UNPROTECTED = "unprotected", _("lifted the protection of a place")
        REMOVED = "removed", _("put an entry into the bin")
        RESTORED = "restored", _("restored an entry")
        SWITCHED = "switched", _("switched a rule")
        CHANGED_NETWORK = "changed_network", _("changed the network's details")
        FACTOR_RESET = "factor_reset", _("removed a lost second factor")
        DEACTIVATED = "deactivated", _("deactivated an account")
        REACTIVATED = "reactivated", _("opened an account again")
        UNLOCKED = "unlocked", _("unlocked a sign-in")
        ADDRESS_CHANGED = "address_changed", _("changed the own e-mail address")
        PERSON_EXPORTED = "person_exported", _("handed out all data of a person")
        ERASED = "erased", _("erased a person")
        CORRECTED = "corrected", _("decided on a request of a person")
        WITHDRAWN = "withdrawn", _("noted the withdrawal of a consent")
        PERIOD_CHANGED = "period_changed", _("changed a retention period")
        CONSENT_TEXT = "consent_text", _("published the wording of a consent")
        TOKEN_MADE = "token_made", _("made a token for the interface")
        TOKEN_REVOKED = "token_revoked", _("revoked a token of the interface")
        CONCERN = "concern", _("moved a concern on")
        RESTRICTED = "restricted", _("restricted the processing of an entry")
        LIFTED = "restriction_lifted", _("lifted a restriction of processing")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    network = models.ForeignKey(Network, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    acting_network = models.ForeignKey(
        Network,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("acting network"),
    )
    did = models.CharField(_("what"), max_length=20, choices=Did)
    to_kind = models.CharField(_("kind of entry"), max_length=40, blank=True)
    to_uid = models.UUIDField(_("entry"), null=True, blank=True)
    detail = models.CharField(_("detail"), max_length=300, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["network", "-at"], name="audit_network_at")]
        constraints = [
            models.CheckConstraint(
                name="log_of_another_network_names_nobody",
                condition=Q(acting_network__isnull=True) | Q(user__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_did_display()}"
