"""Who comes: registrations with numbered places, places in workshops, waiting lists, and what people answered.

These rows are about people and live short: no history beside ``RegistrationNote``; retention in
``meetings/personal/events.py``. Written by ``services/registering.py`` and ``services/places.py`` alone, each time
under the lock of the event's row. docs/adr/0029-numbered-places.md
"""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.roles import Reach, Role
from coordination.accounts.scope import scope_of
from coordination.directory.models import Affiliation, Institution, Person, Profession
from meetings.models.events import Event


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user) -> Self:
        """Of own networks for the coordination and the data protection officer; one's own; of one's institution.

        Editors see who comes from their institution, multipliers those of them who agreed to a list of participants.
        """
        scope = scope_of(user)
        rows = Q(event__network__in=scope.may("meetings.view_participant"))
        if getattr(user, "is_authenticated", False):
            rows |= Q(user=user.pk)
            if scope.may("meetings.view_participant", reach=Reach.INSTITUTION):
                editor = {network for network, role in scope.roles if role == Role.INSTITUTION_EDITOR}
                multiplier = {network for network, role in scope.roles if role == Role.MULTIPLIER}
                at = Exists(
                    Affiliation.objects.in_force().filter(
                        person__user=user.pk,
                        institution=OuterRef("institution"),
                        network=OuterRef("event__network"),
                    )
                )
                rows |= Q(at) & (
                    Q(event__network__in=editor) | Q(event__network__in=multiplier, consent_list=True)
                )
        return self.filter(rows, event__removed_at__isnull=True)

    def live(self) -> Self:
        """Neither cancelled nor declined nor lapsed."""
        return self.filter(state__in=Registration.LIVE)

    def with_place(self) -> Self:
        """Who has a place, be it one that is only offered still."""
        return self.filter(place_no__isnull=False)

    def admitted(self) -> Self:
        """Who comes: a place, and the mail address is confirmed. What badges, check-in, certificates start from."""
        return self.filter(state=Registration.State.ADMITTED, confirmed_at__isnull=False)


class Registration(models.Model):
    """One person registered for one event. ``place_no`` is the number of the place, unique per event and mode.

    States: *requested* waits for approval; *waiting* stands on the waiting list; *offered* has a place until
    ``hold_until`` to accept; *admitted* has a place. Without ``confirmed_at`` the mail address is not proved yet: a
    place is kept until ``hold_until``, then the registration lapses. What ends it: declined, cancelled, lapsed.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("waits for approval")
        WAITING = "waiting", _("on the waiting list")
        OFFERED = "offered", _("place offered")
        ADMITTED = "admitted", _("has a place")
        DECLINED = "declined", _("not admitted")
        CANCELLED = "cancelled", _("cancelled")
        LAPSED = "lapsed", _("lapsed")

    LIVE = (State.REQUESTED, State.WAITING, State.OFFERED, State.ADMITTED)
    WITH_PLACE = (State.OFFERED, State.ADMITTED)

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        ONLINE = "online", _("online")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="registrations")
    form_key = models.UUIDField(
        default=uuid.uuid4, editable=False
    )  # the same form sent twice is one registration
    link_no = models.PositiveSmallIntegerField(default=1, editable=False)  # counted up, older links are dead

    state = models.CharField(_("state"), max_length=10, choices=State)
    mode = models.CharField(_("form"), max_length=8, choices=Mode, default=Mode.ON_SITE)
    place_no = models.PositiveIntegerField(_("number of the place"), null=True, blank=True)
    hold_until = models.DateTimeField(_("kept until"), null=True, blank=True)

    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail address"), blank=True)  # empty: entered by the office, gets paper
    mail_key = models.CharField(max_length=254, editable=False)  # folded: one live registration per address
    sort_key = models.CharField(max_length=80, editable=False)
    institution = models.ForeignKey(
        Institution, models.SET_NULL, null=True, blank=True, verbose_name=_("institution"), related_name="+"
    )
    institution_name = models.CharField(_("institution"), max_length=200, blank=True)
    profession = models.ForeignKey(
        Profession, models.SET_NULL, null=True, blank=True, verbose_name=_("profession"), related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="registrations")
    language = models.CharField(max_length=5, default="de", editable=False)
    consent_list = models.BooleanField(_("may stand on the list of participants"), default=False)
    consent_photo = models.BooleanField(_("agrees to photographs"), default=False)

    registered_at = models.DateTimeField(_("registered"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("sort_key", "id")
        constraints = [
            models.UniqueConstraint(fields=["event", "mode", "place_no"], name="place_given_once"),
            models.UniqueConstraint(
                fields=["event", "mail_key"],
                name="one_live_registration_per_mail",
                condition=Q(state__in=["requested", "waiting", "offered", "admitted"]),
            ),
            models.UniqueConstraint(fields=["event", "form_key"], name="form_sent_once"),
            models.CheckConstraint(
                name="place_goes_with_its_state",
                condition=Q(state__in=["offered", "admitted"], place_no__isnull=False, place_no__gte=1)
                | (~Q(state__in=["offered", "admitted"]) & Q(place_no__isnull=True)),
            ),
            models.CheckConstraint(
                name="offer_has_its_end", condition=~Q(state="offered") | Q(hold_until__isnull=False)
            ),
            models.CheckConstraint(
                name="ended_registration_has_its_time",
                condition=Q(state__in=["requested", "waiting", "offered", "admitted"], ended_at__isnull=True)
                | Q(state__in=["declined", "cancelled", "lapsed"], ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["event", "sort_key", "id"], name="registration_by_name"),
            models.Index(fields=["event", "state"], name="registration_by_state"),
            models.Index(
                fields=["hold_until"], name="registration_held", condition=Q(hold_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def save(self, *args, **kwargs) -> None:
        from coordination.lib.fold import sort_key  # noqa: PLC0415 -- models stay light

        self.mail_key = self.email.strip().lower() or f"ohne-adresse-{self.uid}"
        self.sort_key = sort_key(f"{self.last_name} {self.first_name}")
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "mail_key", "sort_key"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("meetings:registration-detail", args=[self.uid])

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def house(self) -> str:
        """The institution in the directory, or as the person wrote it."""
        return self.institution.name if self.institution_id and self.institution else self.institution_name


class RegistrationNote(models.Model):
    """What happened to a registration, in order: the words come from ``what`` and ``detail`` (meetings/wording.py)."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="notes")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # None: the person's own link, or the machine
    what = models.CharField(max_length=20)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("note on a registration")
        verbose_name_plural = _("notes on registrations")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.what


class Invitation(models.Model):
    """That an institution was invited to an event by mail, once."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitations")
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("invitation to an event")
        verbose_name_plural = _("invitations to events")
        ordering = ("sent_at", "id")
        constraints = [models.UniqueConstraint(fields=["event", "institution"], name="invited_to_event_once")]

    def __str__(self) -> str:
        return str(self.institution)
