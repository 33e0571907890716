"""Issued handouts: what was printed, for which place, whether it still holds; and who asked to be told."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of
from coordination.directory.models import Institution, Listing
from coordination.lib import codes
from coordination.lib.models import StoredFile
from coordination.pathways.models.releases import Release
from coordination.places.models import Municipality


class HandoutQuerySet(models.QuerySet["Handout"]):
    def visible_to(self, user) -> Self:
        """The register of a network's handouts is for its people; a single one is opened by everybody with its code.

        One made for an institution shows its name: only who may read its entry sees it.
        """
        rows = self.filter(network__in=scope_of(user).may("pathways.view_handout"))
        entry = Listing.objects.readable_by(user).filter(institution=OuterRef("institution"))
        general = Q(institution__isnull=True, content__for__isnull=True)
        return rows.filter(general | Q(Exists(entry)))

    def in_circulation(self) -> Self:
        """What may hang on a wall: everything issued that was not withdrawn nor replaced."""
        return self.filter(withdrawn_at__isnull=True, replaced_by__isnull=True)

    def outdated(self) -> Self:
        return self.in_circulation().filter(state=Handout.State.OUTDATED)

    def unchecked(self, stamp: str) -> Self:
        """What was last compared before the change ``stamp``."""
        return self.in_circulation().exclude(checked_stamp=stamp)


class Handout(models.Model):
    """One printed sheet: a version of a pathway with the contacts of a place, in one format, under one code.

    One made for an ``institution`` carries its name and the contacts at its address (``pathways/houses.py``).

    ``content`` is what stood on it at the day of issue (``pathways/handout.py``), with public contacts alone; the same
    content at the same place is the same handout, whoever asks for it. Of readers only numbers are counted.
    """

    class Format(models.TextChoices):
        FLOW = "flow", _("flow chart, A4")
        TABLE = "table", _("table, A4")
        POSTER = "poster", _("poster, A3")
        FLYER = "flyer", _("flyer, DIN long")
        CARD = "card", _("wallet cards, 85 × 54 mm")
        LARGE = "large", _("large print, A4")

    class State(models.TextChoices):
        CURRENT = "current", pgettext_lazy("handout", "current")
        OUTDATED = "outdated", pgettext_lazy("handout", "outdated")
        WITHDRAWN = "withdrawn", pgettext_lazy("handout", "withdrawn")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=codes.new, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, verbose_name=_("network"), related_name="handouts")
    release = models.ForeignKey(Release, models.PROTECT, verbose_name=_("version"), related_name="handouts")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="+"
    )
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    part = models.CharField(_("part of the town"), max_length=80, blank=True)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    institution = models.ForeignKey(
        Institution,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("institution"),
        related_name="handouts",
        help_text=_("For which it was made; empty: for everybody at this place."),
    )
    content = models.JSONField(_("content"))
    content_hash = models.CharField(max_length=64, editable=False)
    phrase = models.CharField(_("check phrase"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CURRENT)
    changes = models.JSONField(_("what has changed"), default=list, blank=True)
    outdated_at = models.DateTimeField(_("outdated since"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaces")
    issued_at = models.DateTimeField(_("issued on"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    views = models.PositiveIntegerField(_("views"), default=0)
    prints = models.PositiveIntegerField(_("prints"), default=0)
    last_seen_on = models.DateField(_("last looked up on"), null=True, blank=True)
    checked_at = models.DateTimeField(_("compared on"), default=timezone.now)
    checked_stamp = models.CharField(max_length=36, blank=True, editable=False)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+")
    drawn_as = models.CharField(max_length=64, blank=True, editable=False)
    drawing_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = HandoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("handout")
        verbose_name_plural = _("handouts")
        ordering = ("-issued_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "format", "municipality", "postcode", "part", "content_hash"],
                name="handout_once_per_content",
                condition=~Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="outdated_handout_has_its_time",
                condition=~Q(state="outdated") | Q(outdated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawn_handout_has_time_and_reason",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False, withdrawn_reason__gt="")
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                violation_error_message=_("Withdrawing needs a reason; whoever holds the paper reads it."),
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "-issued_at"], name="handout_of_network")]

    def __str__(self) -> str:
        return codes.shown(self.code)

    def get_absolute_url(self) -> str:
        return reverse("pathways:handout", args=[self.uid])

    @property
    def shown(self) -> str:
        return codes.shown(self.code)

    @property
    def where(self) -> str:
        """The place as it stands on the paper; no question to the database."""
        place = self.content.get("place", {})
        words = f"{place.get('postcode', '')} {place.get('municipality', '')}".strip()
        return f"{words}, {self.part}" if self.part else words

    @property
    def house(self) -> str:
        """The institution whose name stands on the paper; empty on one for everybody. Never on a public page."""
        return self.content.get("for", {}).get("name", "")

    @property
    def is_current(self) -> bool:
        return self.state == self.State.CURRENT

    def hold(self, stamp: str) -> None:
        """Compared and found right; what was right again after a change back is current again."""
        self.state, self.changes, self.outdated_at = self.State.CURRENT, [], None
        self._compared(stamp)

    def outdate(self, changes: list[dict[str, Any]], stamp: str) -> None:
        """Something printed on it is no longer so. The time is that at which it was first seen."""
        self.state, self.changes = self.State.OUTDATED, changes
        self.outdated_at = self.outdated_at or timezone.now()
        self._compared(stamp)

    def _compared(self, stamp: str) -> None:
        self.checked_at, self.checked_stamp = timezone.now(), stamp
        self.save(update_fields=["state", "changes", "outdated_at", "checked_at", "checked_stamp"])

    def withdraw(self, reason: str, *, by: Any) -> None:
        self.state, self.withdrawn_at, self.withdrawn_reason = self.State.WITHDRAWN, timezone.now(), reason
        self.withdrawn_by = by
        self.save(update_fields=["state", "withdrawn_at", "withdrawn_reason", "withdrawn_by"])

    def replace_by(self, other: Handout | None) -> None:
        self.replaced_by = other
        self.save(update_fields=["replaced_by"])

    def forget_contacts(self) -> None:
        """After years only the verdict is kept, not whose number once stood here; the drawn sheet goes too."""
        self.content = {**self.content, "contacts": [], "slots": {}}
        self.changes = [one for one in self.changes if one.get("kind") in {"version", "retired", "expired"}]
        self.save(update_fields=["content", "changes"])

    def forget_house(self, reason: str, hashed: Callable[[dict[str, Any]], str]) -> StoredFile | None:
        """Withdraw it as a sheet of the town that names nobody: no house, no street's team; return what was drawn."""
        file, place = self.file, self.content.get("place", {})
        content = {key: value for key, value in self.content.items() if key != "for"}
        self.content = {
            **content,
            "contacts": [],
            "slots": {},
            "place": {**place, "postcode": "", "part": ""},
        }
        self.content_hash = hashed(self.content)
        self.institution, self.postcode, self.part, self.changes = None, "", "", []
        self.file, self.drawn_as = None, ""
        if self.withdrawn_at is None:
            self.state, self.withdrawn_at = self.State.WITHDRAWN, timezone.now()
        self.withdrawn_reason = reason
        self.save()
        return file

    def keep_file(self, file: StoredFile, drawn_as: str) -> None:
        self.file, self.drawn_as = file, drawn_as
        self.save(update_fields=["file", "drawn_as"])

    def ask_drawing(self, *, again_after: dt.timedelta) -> bool:
        """Note that it is being drawn; False if it already was asked for a moment ago, whoever asked."""
        now = timezone.now()
        free = Q(drawing_since__isnull=True) | Q(drawing_since__lt=now - again_after)
        return bool(Handout.objects.filter(free, pk=self.pk).update(drawing_since=now))

    def count_view(self) -> None:
        """One more look-up by code: a number and a day, nothing of who it was."""
        Handout.objects.filter(pk=self.pk).update(views=F("views") + 1, last_seen_on=timezone.localdate())

    def count_print(self) -> None:
        Handout.objects.filter(pk=self.pk).update(prints=F("prints") + 1)


class NoticeQuerySet(models.QuerySet["HandoutNotice"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)


class HandoutNotice(models.Model):
    """Somebody who holds a handout wants a mail when it is outdated. An account, or an address that was confirmed.

    The mail address serves this alone; it goes with the last mail, with one click, or unconfirmed after 60 days.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    handout = models.ForeignKey(Handout, models.CASCADE, related_name="notices")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=5, default="de", editable=False)
    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice about a handout")
        verbose_name_plural = _("notices about handouts")
        ordering = ("asked_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["handout", "user"], name="notice_once_per_user", condition=Q(user__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["handout", "email"], name="notice_once_per_address", condition=~Q(email="")
            ),
            models.CheckConstraint(
                name="notice_goes_to_somebody",
                condition=Q(user__isnull=False, email="") | (Q(user__isnull=True) & ~Q(email="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.handout)

    @property
    def address(self) -> str:
        return self.user.email if self.user is not None else self.email

    def confirm(self) -> None:
        self.confirmed_at = self.confirmed_at or timezone.now()
        self.save(update_fields=["confirmed_at"])

    def follow_to(self, other: Handout) -> None:
        """The wish goes on with the handout that took the place of the old one."""
        self.handout = other
        self.save(update_fields=["handout"])
