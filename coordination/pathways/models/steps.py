"""Steps of a pathway: what is done, by whom, until when, on which law, with whose help, and where it leads."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coordination.accounts.scope import scope_of
from coordination.directory.models import ServiceKind
from coordination.lib.models import Tracked, TrackedQuerySet
from coordination.pathways.models.legal import LegalBasis
from coordination.pathways.models.pathways import Pathway
from coordination.places.models import Land


class OfPathway(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        """Steps of drafts and templates the user reads; the public reads releases, not steps."""
        reads = scope_of(user).may("pathways.view_draft")
        if not reads:
            return self.none()
        mine = Q(pathway__network__in=reads) | Q(pathway__network__isnull=True)
        return self.filter(mine, pathway__removed_at__isnull=True)


class Step(Tracked):
    """One step or decision. Times other than „unverzüglich“ and „zeitnah“ are proposals until the network sets them.

    ``time_is_set``: the network has set the time. „At once“ in danger is no deadline and carries no mark.
    """

    part_of = ("pathway",)

    class Kind(models.TextChoices):
        OBSERVE = "observe", _("observe")
        DOCUMENT = "document", _("document")
        CONSULT_TEAM = "consult_team", _("consult the team")
        CONSULT_INSOFA = "consult_insofa", _("consult the specialist")
        TALK_CHILD = "talk_child", _("talk with the child")
        TALK_PARENTS = "talk_parents", _("talk with the parents")
        OFFER_HELP = "offer_help", _("offer help")
        DECIDE = "decide", _("decide")
        INFORM_SUPERIOR = "inform_superior", _("inform the superior")
        REPORT = "report", _("report")
        EMERGENCY = "emergency", _("emergency")
        FEEDBACK = "feedback", _("feedback")
        FOLLOW_UP = "follow_up", _("follow up")
        CLOSE = "close", _("close")

    class Time(models.TextChoices):
        NONE = "", _("no deadline")
        IMMEDIATE = "immediate", _("at once")
        WITHOUT_UNDUE_DELAY = "without_undue_delay", _("without undue delay (“unverzüglich”)")
        PROMPTLY = "promptly", _("promptly (zeitnah)")
        SAME_DAY = "same_day", _("on the same day")
        NEXT_WORKING_DAY = "next_working_day", _("on the next working day")
        WITHIN_DAYS = "within_days", _("within days")
        AGREED_DATE = "agreed_date", _("on the agreed date")

    STATUTORY = frozenset({Time.WITHOUT_UNDUE_DELAY, Time.PROMPTLY})
    LOCAL = frozenset({Time.SAME_DAY, Time.NEXT_WORKING_DAY, Time.WITHIN_DAYS})

    pathway = models.ForeignKey(Pathway, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("order"))
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(
        _("text"),
        max_length=5000,
        blank=True,
        help_text=_("No details of individual children or families."),
    )
    responsible = models.CharField(_("who does it"), max_length=120, blank=True)
    time_code = models.CharField(_("by when"), max_length=20, choices=Time, blank=True, default="")
    time_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    time_is_set = models.BooleanField(_("this time is set by our network"), default=False)
    legal_basis = models.ForeignKey(
        LegalBasis, models.PROTECT, null=True, blank=True, verbose_name=_("legal basis"), related_name="+"
    )
    documents = models.TextField(
        _("forms and papers"),
        max_length=1000,
        blank=True,
        help_text=_("One per line: title, or title | web address. Forms are linked, never filled in here."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = OfPathway.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["pathway", "code"], name="step_code_once"),
            models.CheckConstraint(
                name="step_has_code_and_title",
                condition=~Q(code="") & ~Q(title=""),
                violation_error_message=_("The title is missing."),
            ),
            models.CheckConstraint(
                name="days_only_with_within_days",
                condition=Q(time_code="within_days", time_days__isnull=False)
                | (~Q(time_code="within_days") & Q(time_days__isnull=True)),
                violation_error_message=_("“Within days” needs a number of days, and only that."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_proposal(self) -> bool:
        """The deadline is local agreement, and this network has not set it yet."""
        return self.time_code in self.LOCAL and not self.time_is_set


class OfStep(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        field = "from_step" if hasattr(self.model, "from_step") else "step"
        return self.filter(Exists(Step.objects.visible_to(user).filter(pk=OuterRef(field))))


class StepSlot(Tracked):
    """A kind of service whose contact stands at a step; who it is depends on place and moment."""

    part_of = ("step",)

    step = models.ForeignKey(Step, models.CASCADE, related_name="slots")
    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name=_("kind of service"), related_name="+")
    position = models.PositiveSmallIntegerField(default=1)

    objects = OfStep.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("contact at a step")
        verbose_name_plural = _("contacts at steps")
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=["step", "kind"], name="slot_once")]

    def __str__(self) -> str:
        return str(self.kind)


class Transition(Tracked):
    """An exit of a step: to another step, or into the emergency branch. A way back must say that it is one."""

    part_of = ("from_step",)

    class Kind(models.TextChoices):
        NEXT = "next", _("next")
        YES = "yes", _("Yes")
        NO = "no", _("No")
        EMERGENCY = "emergency", _("in danger")

    from_step = models.ForeignKey(Step, models.CASCADE, related_name="exits")
    to_step = models.ForeignKey(Step, models.CASCADE, null=True, blank=True, related_name="entries")
    to_branch = models.BooleanField(_("into the emergency branch"), default=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEXT)
    label = models.CharField(_("words"), max_length=200, blank=True)
    is_loop = models.BooleanField(_("a way back, on purpose"), default=False)

    objects = OfStep.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("exit")
        verbose_name_plural = _("exits")
        ordering = ("from_step__position", "-kind", "id")
        constraints = [
            models.UniqueConstraint(fields=["from_step", "kind"], name="exit_kind_once"),
            models.CheckConstraint(
                name="exit_leads_to_one_thing",
                condition=Q(to_step__isnull=False, to_branch=False) | Q(to_step__isnull=True, to_branch=True),
                violation_error_message=_("An exit leads to a step or into the emergency branch."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.label}" if self.label else self.get_kind_display()


class StepVariant(Tracked):
    """How a step of a template reads in one Land; adopting puts it in the place of the general words."""

    part_of = ("step",)

    step = models.ForeignKey(Step, models.CASCADE, related_name="variants")
    land = models.ForeignKey(Land, models.PROTECT, verbose_name=_("Land"), related_name="+")
    body = models.TextField(_("text"), max_length=5000, blank=True)
    time_code = models.CharField(_("by when"), max_length=20, choices=Step.Time, blank=True, default="")
    legal_basis = models.ForeignKey(
        LegalBasis, models.PROTECT, null=True, blank=True, verbose_name=_("legal basis"), related_name="+"
    )
    source = models.CharField(_("source"), max_length=300)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = OfStep.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("step in one Land")
        verbose_name_plural = _("steps in single Länder")
        ordering = ("land__name", "id")
        constraints = [models.UniqueConstraint(fields=["step", "land"], name="variant_once")]

    def __str__(self) -> str:
        return f"{self.step} ({self.land.abbreviation})"
