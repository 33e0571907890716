"""Events: Fachtage, trainings, kick-offs, network meetings; series and editions; for whom an event is."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of
from coordination.lib.models import Removable, Tracked, TrackedQuerySet
from meetings.models.series import EventSeries
from meetings.models.venues import Venue

LINK_LIVES = dt.timedelta(days=30)  # personal links live this long after the end of the event


class EventQuerySet(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        """Announced public events; those of own networks; drafts for the coordination and for who made them."""
        scope, shown = scope_of(user), ~Q(state=Event.State.DRAFT)
        rows = Q(is_public=True) & shown
        rows |= Q(network__in=scope.may("meetings.view_event")) & shown
        rows |= Q(network__in=scope.may("meetings.view_participant"))
        if getattr(user, "is_authenticated", False):
            makers = scope.may_anywhere("meetings.add_event")
            rows |= Q(made_by=user.pk, network__in=scope.networks) if makers else Q(pk=None)
        return self.filter(rows, removed_at__isnull=True)

    def public_in(self, network) -> Self:
        """What everybody finds on the public pages of one network, whoever is signed in."""
        hidden = [Event.State.DRAFT]
        return self.filter(network=network, is_public=True, removed_at__isnull=True).exclude(state__in=hidden)

    def of_networks_of(self, user) -> Self:
        """Visible events of the user's own networks: what the workspace lists."""
        return self.visible_to(user).filter(network__in=scope_of(user).networks)

    def editable_by(self, user) -> Self:
        """Events of networks whose events the user changes; the state level changes what it made."""
        scope = scope_of(user)
        mine = Q(network__in=scope.may("meetings.change_event"))
        if getattr(user, "is_authenticated", False) and scope.may_anywhere("meetings.add_event"):
            mine |= Q(made_by=user.pk, network__in=scope.networks)
        return self.filter(mine, removed_at__isnull=True)

    def upcoming(self, now: dt.datetime | None = None) -> Self:
        return self.filter(ends_at__gte=now or timezone.now())

    def past(self, now: dt.datetime | None = None) -> Self:
        return self.filter(ends_at__lt=now or timezone.now())

    def taking_registrations(self, now: dt.datetime | None = None) -> Self:
        """Open, inside the window, not yet over."""
        now = now or timezone.now()
        return self.filter(
            Q(registration_opens_at__isnull=True) | Q(registration_opens_at__lte=now),
            Q(registration_closes_at__isnull=True) | Q(registration_closes_at__gt=now),
            state=Event.State.OPEN,
            ends_at__gt=now,
        )


class Event(Tracked, Removable):
    """One event with its places. Moments are UTC, written and shown in Europe/Berlin, the end not included.

    ``capacity`` counts places on site, ``capacity_online`` those online; empty: no limit. Places are numbered rows
    (``Registration.place_no``), held unique and below the capacity by the database (meetings/guards.py).
    ``state`` changes by the methods below alone; ``version`` is the SEQUENCE of the calendar entry plus one.
    Registrations, certificates, feedback point here; the programme is ``sessions``, what the public reads of it the
    newest ``programme_releases``.
    """

    for_good = ("state", "cancel_reason")  # people were told by mail

    class Kind(models.TextChoices):
        FACHTAG = "fachtag", _("Fachtag")
        TRAINING = "training", _("Training")
        KICKOFF = "kickoff", _("Kick-off")
        NETWORK_MEETING = "network_meeting", _("Network meeting")
        CONFERENCE = "conference", _("Conference")
        OTHER = "other", _("Other event")

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("hybrid: on site and online")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ANNOUNCED = "announced", _("announced")
        OPEN = "open", _("registration open")
        CLOSED = "closed", _("registration closed")
        HELD = "held", _("held")
        DOCUMENTED = "documented", _("documented")
        CANCELLED = "cancelled", _("called off")

    class Rule(models.TextChoices):
        ALL = "all", _("everybody")
        TARGET = "target", _("the target groups only")
        MULTIPLIERS = "multipliers", _("multipliers only")

    NEXT: dict[str, tuple[str, ...]] = {
        State.DRAFT: (State.ANNOUNCED, State.OPEN),
        State.ANNOUNCED: (State.OPEN, State.DRAFT, State.CLOSED, State.CANCELLED),
        State.OPEN: (State.CLOSED, State.CANCELLED),
        State.CLOSED: (State.OPEN, State.HELD, State.CANCELLED),
        State.HELD: (State.DOCUMENTED,),
        State.DOCUMENTED: (State.HELD,),
        State.CANCELLED: (),
    }

    network = models.ForeignKey(Network, models.PROTECT, verbose_name=_("network"), related_name="events")
    series = models.ForeignKey(
        EventSeries,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("series"),
        related_name="editions",
    )
    edition = models.CharField(
        _("edition"), max_length=40, blank=True, help_text=_("For example 2026 or 3rd")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.FACHTAG)
    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(_("address part"), max_length=60)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description"), max_length=5000, blank=True, help_text=_("Markdown"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, db_index=True)
    cancel_reason = models.CharField(_("why called off"), max_length=300, blank=True)

    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    mode = models.CharField(_("form"), max_length=10, choices=Mode, default=Mode.ON_SITE)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, verbose_name=_("venue"), related_name="events"
    )
    online_link = models.URLField(
        _("link for online participants"),
        blank=True,
        help_text=_("Only people with a place online get it, and the coordination."),
    )
    is_public = models.BooleanField(
        _("public"), default=True, help_text=_("Shown on the public pages once it is announced.")
    )
    is_interdisciplinary = models.BooleanField(
        _("interdisciplinary training"),
        default=False,
        help_text=_("Counts towards the three a year (§ 9(5) LKSG NRW)."),
    )

    registration_opens_at = models.DateTimeField(_("registration from"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration until"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("places on site"), null=True, blank=True)
    capacity_online = models.PositiveIntegerField(_("places online"), null=True, blank=True)
    who_may = models.CharField(_("who may register"), max_length=12, choices=Rule, default=Rule.ALL)
    max_per_institution = models.PositiveSmallIntegerField(
        _("at most per institution"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    needs_approval = models.BooleanField(_("each registration is approved"), default=False)
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to answer an offer"),
        default=48,
        validators=[MaxValueValidator(336)],
        help_text=_(
            "Who moves up from the waiting list has this long to accept. 0: the place is given at once."
        ),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = EventQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("starts_at", "id")
        permissions = [("publish_event", "Can publish an event")]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "slug"],
                name="event_slug_once",
                violation_error_message=_("There is an event at this address already."),
            ),
            models.CheckConstraint(name="event_has_title", condition=~Q(title="") & ~Q(slug="")),
            models.CheckConstraint(
                name="event_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The event ends before it begins."),
            ),
            models.CheckConstraint(
                name="registration_window_in_order",
                condition=Q(registration_opens_at__isnull=True)
                | Q(registration_closes_at__isnull=True)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                violation_error_message=_("Registration ends before it begins."),
            ),
            models.CheckConstraint(
                name="cancelled_event_has_reason",
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                violation_error_message=_("Calling off needs a reason."),
            ),
            models.CheckConstraint(
                name="online_event_has_no_places_on_site",
                condition=~Q(mode="online") | Q(capacity__isnull=True),
            ),
            models.CheckConstraint(
                name="event_on_site_has_no_places_online",
                condition=~Q(mode="on_site") | Q(capacity_online__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["network", "starts_at"], name="event_by_network")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:event-detail", args=[self.uid])

    def get_public_url(self) -> str:
        return reverse("dates:event-detail", args=[self.slug])

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day in Berlin, both inclusive."""
        last = timezone.localtime(self.ends_at - dt.timedelta(microseconds=1))
        return timezone.localtime(self.starts_at).date(), last.date()

    @property
    def links_until(self) -> dt.datetime:
        """Until when personal links of participants work."""
        return self.ends_at + LINK_LIVES

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def takes_registrations(self) -> bool:
        now = timezone.now()
        opens, closes = self.registration_opens_at, self.registration_closes_at
        inside = (opens is None or opens <= now) and (closes is None or now < closes)
        return self.state == self.State.OPEN and inside and self.ends_at > now

    def places(self, mode: str) -> int | None:
        """How many places there are on site or online; None: no limit."""
        return self.capacity_online if mode == self.Mode.ONLINE else self.capacity

    def _go(self, state: str, **values: Any) -> None:
        from coordination.lib.errors import RuleBroken  # noqa: PLC0415 -- models stay light

        if state not in self.NEXT[self.state]:
            raise RuleBroken(
                _("From “%(now)s” there is no way to “%(next)s”.")
                % {"now": self.get_state_display(), "next": self.State(state).label},
                code="wrong_state",
            )
        self.state = state
        for name, value in values.items():
            setattr(self, name, value)
        self.save()

    def announce(self) -> None:
        self._go(self.State.ANNOUNCED)

    def open(self) -> None:
        self._go(self.State.OPEN)

    def close(self) -> None:
        self._go(self.State.CLOSED)

    def withdraw(self) -> None:
        """Back to a draft, as long as nobody could register."""
        self._go(self.State.DRAFT)

    def hold(self) -> None:
        self._go(self.State.HELD)

    def document(self) -> None:
        self._go(self.State.DOCUMENTED)

    def reopen_documentation(self) -> None:
        self._go(self.State.HELD)

    def call_off(self, reason: str) -> None:
        self._go(self.State.CANCELLED, cancel_reason=reason)
