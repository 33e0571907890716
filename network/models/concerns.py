"""What practice asks of the network, and how far it has come."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.roles import Reach, Role
from coordination.accounts.scope import scope_of
from coordination.directory.models import Institution
from coordination.lib.fold import fold, search_text
from coordination.lib.search.following import follow_row
from network.groups_above import with_groups_of


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, user: Any) -> Self:
        """One's own, those of one's institution, those one joined, all as coordination; released ones: who may raise.

        Who raised it and where is told only in what is ``known_to`` the user.
        """
        released = Q(released_at__isnull=False, network__in=scope_of(user).may("network.add_concern"))
        return self.filter(_known(user) | _joined(user) | _with_group(user) | released)

    def known_to(self, user: Any) -> Self:
        """Whose institution and author the user may read: own, own institution's, all as coordination."""
        return self.filter(_known(user))

    def marked_for(self, user: Any) -> Self:
        """Each row says whether author and institution may be shown (``is_known``) and whether it is joined."""
        return self.annotate(
            is_known=Case(When(_known(user), then=Value(True)), default=Value(False)),
            is_joined=Case(When(_joined(user), then=Value(True)), default=Value(False)),
        )

    def editable_by(self, user: Any) -> Self:
        """Those of networks in which the user takes concerns up and answers them."""
        return self.filter(network__in=scope_of(user).may("network.change_concern"))

    def waiting(self) -> Self:
        """Raised, and nobody has taken it up."""
        return self.filter(state=Concern.State.RAISED)

    def open(self) -> Self:
        """Neither answered nor declined."""
        return self.exclude(state__in=Concern.CLOSED)

    def closed(self) -> Self:
        return self.filter(state__in=Concern.CLOSED)

    def older_than(self, age: dt.timedelta) -> Self:
        return self.filter(raised_at__lt=timezone.now() - age)

    def overdue(self, day: dt.date | None = None) -> Self:
        """Open ones whose promised day has gone by; the day itself still counts."""
        return self.open().filter(promised_on__lt=day or timezone.localdate())

    def searched(self, text: str) -> Self:
        """Each word of ``text`` occurs in title, text, decision or answer, folded; never in who raised it."""
        return self.filter(search_text__holds=fold(text))

    def with_voices(self) -> Self:
        """Each row says how many joined (``joined``) and whether it is done (``is_done``: 0 or 1, for sorting)."""
        done = Case(When(state__in=Concern.CLOSED, then=Value(1)), default=Value(0))
        return self.annotate(joined=Count("supporters"), is_done=done)

    def with_end(self) -> Self:
        """Each row says when it was answered or declined (``ended_at``)."""
        return self.annotate(ended_at=Coalesce(F("answered_at"), F("declined_at")))


class Concern(models.Model):
    """What practice asks of the network: about structures, never about a child.

    No names, no case details. Case data stays with the youth welfare office (§§ 61 ff. SGB VIII); this tool holds none.
    Nobody but author, own institution and coordination reads it before a second person has released it.
    """

    class State(models.TextChoices):
        RAISED = "raised", _("raised")
        TAKEN_UP = "taken_up", _("taken up")
        WITH_GROUP = "with_group", _("with the group")
        DECIDED = "decided", _("decided")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("declined")

    CLOSED = (State.ANSWERED, State.DECLINED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, models.CASCADE, verbose_name=_("network"), related_name="concerns")
    institution = models.ForeignKey(
        Institution, models.SET_NULL, null=True, verbose_name=_("institution"), related_name="concerns"
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("raised by"), related_name="+"
    )
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    relay = models.ForeignKey(
        "network.Relay", models.SET_NULL, null=True, blank=True, editable=False, related_name="concerns"
    )
    title = models.CharField(_("in one sentence"), max_length=140)
    text = models.TextField(_("concern"), max_length=3000)
    no_case = models.CharField(_("why it is about no child"), max_length=12, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RAISED)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    promised_on = models.DateField(_("answer promised until"), null=True, blank=True)
    told_late = models.PositiveSmallIntegerField(_("how often told that it is late"), default=0)

    group_name = models.CharField(_("group"), max_length=120, blank=True)
    meeting_on = models.DateField(_("meeting on"), null=True, blank=True)
    source_uid = models.UUIDField(_("agenda item"), null=True, blank=True, editable=False)
    decision = models.TextField(_("decision"), max_length=3000, blank=True)
    is_public = models.BooleanField(_("decision may be published"), default=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=3000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reason = models.TextField(_("why it was declined"), max_length=3000, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    search_text = models.TextField(editable=False, default="")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        ordering = ("raised_at", "id")
        constraints = [
            models.CheckConstraint(
                name="concern_says_something",
                condition=~Q(title="") & ~Q(text=""),
                violation_error_message=_("Please write what the network should see to."),
            ),
            models.CheckConstraint(
                name="concern_with_group_names_it",
                condition=~Q(state="with_group") | ~Q(group_name=""),
                violation_error_message=_("Please say which group deals with it."),
            ),
            models.CheckConstraint(
                name="decided_concern_has_decision_and_time",
                condition=~Q(state="decided") | (~Q(decision="") & Q(decided_at__isnull=False)),
                violation_error_message=_("A decided concern needs the decision and the time of it."),
            ),
            models.CheckConstraint(
                name="answered_concern_has_answer_and_time",
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_at__isnull=False)),
                violation_error_message=_("An answered concern needs its answer and the time of it."),
            ),
            models.CheckConstraint(
                name="declined_concern_has_reason_and_time",
                condition=~Q(state="declined") | (~Q(reason="") & Q(declined_at__isnull=False)),
                violation_error_message=_("A declined concern needs the reason and the time of it."),
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "raised_at"], name="concern_waiting")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = search_text(self.title, self.text, self.decision, self.answer)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text"}
        super().save(*args, **kwargs)
        follow_row("network.concern", self.pk)

    def get_absolute_url(self) -> str:
        return reverse("network:concern-detail", args=[self.uid])

    @property
    def is_open(self) -> bool:
        return self.state not in self.CLOSED

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.promised_on is not None and self.promised_on < timezone.localdate()

    # --- the only writers of ``state``
    def take_up(self) -> None:
        self.state = self.State.TAKEN_UP
        self.save(update_fields=["state"])

    def put_on_agenda(self, group_name: str, meeting_on: dt.date, source_uid: uuid.UUID | None) -> None:
        self.state, self.group_name = self.State.WITH_GROUP, group_name
        self.meeting_on, self.source_uid = meeting_on, source_uid
        self.save(update_fields=["state", "group_name", "meeting_on", "source_uid"])

    def decide(self, text: str, *, publish: bool) -> None:
        self.state, self.decision, self.is_public = self.State.DECIDED, text, publish
        self.decided_at = timezone.now()
        self.save(update_fields=["state", "decision", "is_public", "decided_at"])

    def answer_with(self, text: str) -> None:
        self.state, self.answer, self.answered_at = self.State.ANSWERED, text, timezone.now()
        self.save(update_fields=["state", "answer", "answered_at"])

    def decline_with(self, reason: str) -> None:
        self.state, self.reason, self.declined_at = self.State.DECLINED, reason, timezone.now()
        self.save(update_fields=["state", "reason", "declined_at"])

    # --- beside the state
    def release(self, by: Any) -> None:
        """A second person has read it: others of the network may, too."""
        self.released_at, self.released_by = timezone.now(), by
        self.save(update_fields=["released_at", "released_by"])

    def promise(self, day: dt.date) -> None:
        self.promised_on, self.told_late = day, 0
        self.save(update_fields=["promised_on", "told_late"])

    def take_text_out(self, instead: str) -> None:
        """The words go for good, also from the columns that repeat them; the course of the concern stays."""
        self.title, self.text = instead, "–"
        for name in ("decision", "answer", "reason"):
            setattr(self, name, "–" if getattr(self, name) else "")
        self.save(update_fields=["title", "text", "decision", "answer", "reason"])

    def note_lateness(self, times: int) -> None:
        self.told_late = times
        self.save(update_fields=["told_late"])


def _known(user: Any) -> Q:
    """The condition „own, of the own institution, or all as coordination“."""
    scope = scope_of(user)
    everything = scope.may("network.view_concern")
    condition = Q(network__in=everything)
    if not scope.networks:
        return condition
    condition |= Q(raised_by=user.pk, network__in=scope.networks)
    if own := scope.may("network.view_concern", reach=Reach.INSTITUTION) - everything:
        kept = Institution.objects.kept_by(user, own).values("pk")
        condition |= Q(network__in=own, institution__in=kept)
    return condition


def _with_group(user: Any) -> Q:
    """The condition „lies with a group of the user's“; such a group reads it whatever has been released."""
    scope = scope_of(user)
    roles = {Role.GROUP_MEMBER, Role.GROUP_CHAIR}
    networks = frozenset(network for network, role in scope.roles if role in roles)
    return Q(with_groups_of(user), network__in=networks) if networks else Q(pk=None)


def _joined(user: Any) -> Q:
    """The condition „joined by the user, who still belongs to the network“."""
    networks = scope_of(user).networks
    if not networks:
        return Q(pk=None)
    mine = ConcernSupporter.objects.filter(concern=OuterRef("pk"), user=user.pk)
    return Q(Exists(mine), network__in=networks)


class ConcernSupporter(models.Model):
    """Somebody who says „me too“: hears of every hop and of the answer, like the one who raised it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    concern = models.ForeignKey(Concern, models.CASCADE, verbose_name=_("concern"), related_name="supporters")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("account"), related_name="+"
    )
    institution = models.ForeignKey(
        Institution, models.SET_NULL, null=True, blank=True, verbose_name=_("institution"), related_name="+"
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    class Meta:
        verbose_name = _("supporter of a concern")
        verbose_name_plural = _("supporters of a concern")
        ordering = ("joined_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "user"],
                name="concern_joined_once",
                violation_error_message=_("You have already joined this concern."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.concern}"
