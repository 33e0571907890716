"""Remarks on a pathway that is being edited, and the members of the network who are asked for theirs."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.pathways.models.pathways import Pathway

DRAFT = "pathways.view_draft"


class _OfDraft(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """For those who read the drafts of the network, and for members who were asked, as long as they are members."""
        return self.filter(pathway__in=open_to(user).values("pk"))


class RemarkQuerySet(_OfDraft):
    def unsettled(self) -> Self:
        return self.filter(settled_at__isnull=True)


def open_to(user: Any) -> models.QuerySet[Pathway]:
    """The pathways whose drafts somebody may remark on."""
    scope = scope_of(user)
    asked = Reviewer.objects.filter(pathway=OuterRef("pk"), user=getattr(user, "pk", None))
    invited = Q(network__in=scope.may(DRAFT, reach=Reach.OWN)) & Q(Exists(asked))
    rows = Pathway.objects.filter(Q(network__in=scope.may(DRAFT)) | invited)
    return rows.filter(removed_at__isnull=True)


class Reviewer(models.Model):
    """A member of the network who is asked to remark on a draft. Withdrawn by deleting."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = models.ForeignKey(Pathway, models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("member"), related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("asked by"), related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects = _OfDraft.as_manager()

    class Meta:
        verbose_name = _("reviewer of a draft")
        verbose_name_plural = _("reviewers of drafts")
        ordering = ("asked_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "user"],
                name="reviewer_once",
                violation_error_message=_("This person has been asked already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class Remark(models.Model):
    """What somebody remarks on a step (by its code; empty: on the whole). About the way, never about a child."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = models.ForeignKey(Pathway, models.CASCADE, related_name="remarks")
    step_code = models.SlugField(_("step"), max_length=40, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("author"), related_name="+"
    )
    text = models.TextField(_("remark"), max_length=2000)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark on a draft")
        verbose_name_plural = _("remarks on drafts")
        ordering = ("made_at", "id")
        constraints = [
            models.CheckConstraint(
                name="remark_has_text",
                condition=~Q(text=""),
                violation_error_message=_("The remark is empty."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def settle(self) -> None:
        self.settled_at = timezone.now()
        self.save(update_fields=["settled_at"])
