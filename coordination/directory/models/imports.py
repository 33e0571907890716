"""Imports: the uploaded sheet, what was found in each row, what was decided, what came of it."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of
from coordination.directory.models.institutions import Institution
from coordination.lib.models import ChangeSet, Job, StoredFile


class ImportProfileQuerySet(models.QuerySet["ImportProfile"]):
    def visible_to(self, user) -> Self:
        return self.filter(network__in=scope_of(user).may("directory.view_importrun"))


class ImportProfile(models.Model):
    """How the columns of a kind of sheet are read, kept for the next time."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, models.CASCADE, related_name="import_profiles")
    name = models.CharField(_("name"), max_length=80)
    mapping = models.JSONField(_("columns"), default=dict)
    defaults = models.JSONField(_("for all rows"), default=dict)

    objects = ImportProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("import profile")
        verbose_name_plural = _("import profiles")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "name"],
                name="profile_name_once",
                violation_error_message=_("There is already a profile with this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user) -> Self:
        return self.filter(network__in=scope_of(user).may("directory.view_importrun"))

    def editable_by(self, user) -> Self:
        return self.filter(network__in=scope_of(user).may("directory.add_importrun"))

    def of(self, subject: str) -> Self:
        """Imports of institutions, or of what an upper room brings in on the same way."""
        return self.filter(subject=subject)

    def waiting(self) -> Self:
        """Checked, and waiting for somebody to take them over."""
        return self.filter(state=ImportRun.State.CHECKED)


class ImportRun(models.Model):
    """One sheet on its way into the directory of one network, or into what an upper room keeps (``subject``)."""

    class Subject(models.TextChoices):
        INSTITUTIONS = "institutions", _("institutions")
        RELATIONS = "relations", _("relations")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("columns to be matched")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        TAKING = "taking", _("being taken over")
        TAKEN = "taken", _("taken over")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        DISCARDED = "discarded", _("discarded")
        FAILED = "failed", _("stopped")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, verbose_name=_("network"), related_name="imports")
    subject = models.CharField(
        _("what it brings"), max_length=16, choices=Subject, default=Subject.INSTITUTIONS, editable=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UPLOADED)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(_("columns"), default=dict)
    defaults = models.JSONField(_("for all rows"), default=dict)
    profile = models.ForeignKey(ImportProfile, models.SET_NULL, null=True, blank=True, related_name="runs")
    counts = models.JSONField(default=dict)
    facets = models.JSONField(default=dict)  # mark of a row → how many rows bear it (importing/marks.py)
    problem = models.TextField(blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    change_set = models.ForeignKey(ChangeSet, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_by = models.ForeignKey(ChangeSet, models.SET_NULL, null=True, blank=True, related_name="+")
    conflicts = models.JSONField(default=list)
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-made_at", "-id")
        indexes = [models.Index(fields=["network", "-made_at"], name="importrun_network")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return self.step_url("detail")

    def step_url(self, step: str) -> str:
        """The address of one of its pages: detail, take, undo, discard, decide, errors."""
        room = "directory:import" if self.subject == self.Subject.INSTITUTIONS else "network:relation-import"
        return reverse(f"{room}-{step}", args=[self.uid])

    @property
    def urls(self) -> dict[str, str]:
        """The same for templates."""
        return {step: self.step_url(step) for step in ("take", "undo", "discard", "decide", "errors")}

    @property
    def has_stopped(self) -> bool:
        """Whether its background work has ended without a result."""
        return self.job is not None and self.job.is_over and self.job.state != Job.State.DONE


class ImportRow(models.Model):
    """One row of the sheet: what stood there, what is wrong with it, what it would change."""

    class Outcome(models.TextChoices):
        ERROR = "error", _("error")
        DOUBLE = "double", _("double?")
        CHANGED = "changed", _("changed")
        NEW = "new", _("new")
        SAME = "same", _("unchanged")
        REPEAT = "repeat", _("repeated")

    class Decision(models.TextChoices):
        TAKE = "take", _("take over")
        SKIP = "skip", _("skip")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("result"), max_length=8, choices=Outcome)
    decision = models.CharField(_("decision"), max_length=4, choices=Decision, default=Decision.TAKE)
    name = models.CharField(_("name"), max_length=200, blank=True)
    raw = models.JSONField(default=list)  # the cells as they stood in the file, in the order of its columns
    clean = models.JSONField(default=dict)  # field → normalised value, empty when the row errs
    corrected = models.JSONField(default=dict)  # field → text put in on the page instead of the file's cell
    problems = models.JSONField(default=list)  # see importing/rows.py, Problem
    notes = models.JSONField(
        default=list
    )  # [[field, normalised value or ""; sentence if it is no plain value]]
    differences = models.JSONField(default=dict)  # field → [stored, new]
    candidates = models.JSONField(
        default=list
    )  # [[id, name, likeness in percent, why, facts]]: what a double may be
    repeats = models.PositiveIntegerField(null=True, blank=True)  # the row of this sheet that says the same
    marks = models.TextField(blank=True)  # what the filters ask for, in words of importing/marks.py
    keys = models.TextField(blank=True)  # by which it has to do with other rows (importing/kin.py)
    search_text = models.TextField(blank=True)
    kept = models.JSONField(default=list)  # fields whose stored value shall stay although the file differs
    # No key in the database: an undone import takes its institutions away, the row of the import stays.
    institution = models.ForeignKey(
        Institution,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ("number", "id")
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="row_once_per_import"),
            models.CheckConstraint(
                name="row_with_error_has_a_reason", condition=~Q(outcome="error") | ~Q(problems=[])
            ),
        ]
        indexes = [models.Index(fields=["run", "outcome", "number"], name="importrow_outcome")]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"
