"""What people say is wrong in an entry; the coordination decides."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of
from coordination.directory.models.institutions import ADDRESS_OF_PROTECTED, Institution
from coordination.lib.fold import fold


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user) -> Self:
        """Proposals that came to networks whose proposals the user reads; never of what lies in the bin."""
        rows = self.filter(network__in=scope_of(user).may("directory.view_proposal"))
        return rows.filter(institution__removed_at__isnull=True)

    def decidable_by(self, user) -> Self:
        """Open ones of networks in which the user decides."""
        return (
            self.visible_to(user).open().filter(network__in=scope_of(user).may("directory.change_proposal"))
        )

    def open(self) -> Self:
        return self.filter(state=Proposal.State.OPEN)


class Proposal(models.Model):
    """A hint that an entry is wrong, from anybody, to one network: a text, and new values of single fields.

    No account and no name is needed; a mail address only to get the answer, and it is deleted with the answer.
    ``changes``: rows of {what, old, new}; ``what`` is a column of the institution or „contact:<uid>“.
    """

    MOST_OPEN = 20  # open ones about one entry; more of them tell nobody anything new

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("taken over")
        DECLINED = "declined", _("declined")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(
        Institution, models.CASCADE, verbose_name=_("institution"), related_name="proposals"
    )
    network = models.ForeignKey(Network, models.CASCADE, verbose_name=_("network"), related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("received"), default=timezone.now)
    text = models.TextField(_("what is wrong"), max_length=2000, blank=True)
    changes = models.JSONField(_("new values"), default=list, blank=True)
    reply_to = models.EmailField(_("mail address for the answer"), blank=True)
    language = models.CharField(max_length=2, default="de")
    fingerprint = models.CharField(max_length=64, editable=False)
    times = models.PositiveIntegerField(_("how often"), default=1)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("made_at", "id")
        constraints = [
            models.CheckConstraint(
                name="proposal_says_something",
                condition=~Q(text="") | ~Q(changes=[]),
                violation_error_message=_("Please write what is wrong, or change one of the values."),
            ),
            models.CheckConstraint(
                name="proposal_decided_has_time",
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposal_declined_has_reason",
                condition=~Q(state="declined") | ~Q(answer=""),
                violation_error_message=_("Please say why the proposal is not taken over."),
            ),
            models.CheckConstraint(
                name="proposal_decided_forgets_address", condition=Q(state="open") | Q(reply_to="")
            ),
            models.UniqueConstraint(
                fields=["institution", "network", "fingerprint"],
                condition=Q(state="open"),
                name="proposal_open_once",
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "made_at"], name="proposal_waiting")]

    def __str__(self) -> str:
        return str(_("Proposal for %(entry)s") % {"entry": self.institution})

    def get_absolute_url(self) -> str:
        return reverse("directory:proposal", args=[self.uid])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def seal(self) -> None:
        """Set the fingerprint by which the same hint is known again."""
        told = [[one["what"], one["new"]] for one in self.changes]
        text = json.dumps([fold(self.text), sorted(told), self.reply_to.lower()], ensure_ascii=False)
        self.fingerprint = hashlib.sha256(text.encode()).hexdigest()

    def decide(self, state: str, *, by: Any, answer: str) -> None:
        """The only writer of ``state``; the address for the answer is not needed any more."""
        self.state, self.decided_by, self.decided_at = state, by, timezone.now()
        self.answer, self.reply_to = answer, ""
        self.save(update_fields=["state", "decided_by", "decided_at", "answer", "reply_to"])

    def lose_address(self, clean: Callable[[str], str]) -> None:
        """The place has become a protected one: its address goes from here as well; ``clean``: text → text."""
        self.changes = [
            one | {name: clean(one[name]) for name in ("old", "new")}
            for one in self.changes
            if one["what"] not in ADDRESS_OF_PROTECTED
        ]
        self.text, self.answer = clean(self.text), clean(self.answer)
        if not self.text and not self.changes:
            self.text = "–"
        self.save(update_fields=["changes", "text", "answer"])
