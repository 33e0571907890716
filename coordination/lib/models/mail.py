"""The outbox: every mail is first a row, written in the transaction that wants it sent."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    def due(self) -> OutboxMailQuerySet:
        """To be sent now: waiting ones, and those whose sender vanished while sending."""
        now = timezone.now()
        return self.filter(
            models.Q(state=OutboxMail.State.QUEUED, due_at__lte=now)
            | models.Q(state=OutboxMail.State.SENDING, lease_until__lt=now)
        )

    def needing_a_human(self) -> OutboxMailQuerySet:
        return self.filter(state=OutboxMail.State.FAILED)


class OutboxMail(models.Model):
    """One mail to one person. Secrets in it (links) are blanked as soon as it is sent; the row goes after 90 days."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")
        SHOWN = "shown", _("Shown, not sent (demo)")

    class Delivery(models.TextChoices):
        """What happens if the sender dies between the server's yes and our note of it."""

        AT_LEAST_ONCE = "at_least_once", _("rather twice than never")
        AT_MOST_ONCE = "at_most_once", _("rather never than twice")

    BLANK = "••••••••"
    KEPT = timedelta(days=90)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message_id = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=200)
    to = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)  # a date to take over, as iCalendar
    tokens = models.JSONField(default=list, blank=True)
    headers = models.JSONField(default=dict, blank=True)

    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    delivery = models.CharField(max_length=14, choices=Delivery, default=Delivery.AT_MOST_ONCE)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    claim = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.CheckConstraint(
                name="outboxmail_sent_has_time",
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="outboxmail_due", condition=models.Q(state__in=["queued", "sending"])
            )
        ]

    def __str__(self) -> str:
        return self.subject

    def blank_tokens(self) -> None:
        """Replace every secret in the stored bodies; the list of secrets goes too. Not saved here."""
        for token in self.tokens:
            self.text = self.text.replace(token, self.BLANK)
            self.html = self.html.replace(token, self.BLANK)
            self.headers = {name: value.replace(token, self.BLANK) for name, value in self.headers.items()}
        self.tokens = []
