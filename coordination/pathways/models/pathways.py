"""Reporting pathways (Mitteilungswege) as they are edited; what is valid is a ``Release``."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models import Network
from coordination.accounts.scope import scope_of
from coordination.directory.models.audience import ForWhom, constraints_for
from coordination.lib.models import Removable, Tracked, TrackedQuerySet
from coordination.pathways.models.legal import LegalBasis
from coordination.places.models import Land


class PathwayQuerySet(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        """What is published; for readers of drafts those of their networks, and the templates."""
        from coordination.pathways.models.releases import Release  # noqa: PLC0415 -- it points here

        reads = scope_of(user).may("pathways.view_draft")
        published = Release.objects.filter(pathway=OuterRef("pk"), state=Release.State.PUBLISHED)
        condition = Q(network__in=reads) | Q(Exists(published))
        if reads:
            condition |= Q(network__isnull=True)
        return self.filter(condition, removed_at__isnull=True)

    def templates(self) -> Self:
        return self.filter(network__isnull=True, removed_at__isnull=True)

    def of_networks(self, networks) -> Self:
        return self.filter(network__in=networks, removed_at__isnull=True)

    def editable_by(self, user) -> Self:
        return self.of_networks(scope_of(user).may("pathways.change_draft"))

    def for_people(self) -> Self:
        """Without the emergency branches, which are part of the others."""
        return self.filter(is_branch=False)


class Pathway(Tracked, Removable):
    """The way of one audience to protection for a child. Without a network: a template to adopt.

    ``branch`` is the emergency branch it leads into, itself a pathway (``is_branch``) shared by all of a network.
    Information for professionals, not legal advice, and never about a single child.
    """

    class Voice(models.TextChoices):
        PROFESSIONAL = "professional", _("for professionals and adults")
        YOUNG = "young", _("for children and young people (du, plain language)")

    network = models.ForeignKey(
        Network, models.PROTECT, null=True, blank=True, verbose_name=_("network"), related_name="pathways"
    )
    code = models.CharField(_("code"), max_length=12)
    slug = models.SlugField(_("address part"), max_length=60)
    title = models.CharField(_("title"), max_length=160)
    who = models.CharField(_("I am …"), max_length=160, help_text=_("How the audience names itself."))
    purpose = models.TextField(_("purpose"), max_length=1000, blank=True)
    land = models.ForeignKey(
        Land, models.PROTECT, null=True, blank=True, verbose_name=_("Land"), related_name="+"
    )
    voice = models.CharField(_("voice"), max_length=12, choices=Voice, default=Voice.PROFESSIONAL)
    is_branch = models.BooleanField(_("emergency branch"), default=False)
    branch = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("emergency branch"),
        related_name="used_by",
    )
    template = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, verbose_name=_("adopted from"), related_name="adopted"
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = PathwayQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("reporting pathway")
        verbose_name_plural = _("reporting pathways")
        ordering = ("code", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "slug"],
                name="pathway_slug_once",
                violation_error_message=_("There is a pathway at this address already."),
            ),
            models.UniqueConstraint(
                fields=["slug"], name="template_slug_once", condition=Q(network__isnull=True)
            ),
            models.CheckConstraint(
                name="pathway_has_title_and_code",
                condition=~Q(title="") & ~Q(code="") & ~Q(slug=""),
                violation_error_message=_("Title and code are needed."),
            ),
            models.CheckConstraint(
                name="a_branch_has_no_branch",
                condition=Q(is_branch=False) | Q(branch__isnull=True),
                violation_error_message=_("An emergency branch leads into no other."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pathways:detail", args=[self.uid])


class PathwayAudience(ForWhom):
    """For whom a pathway is."""

    part_of = ("pathway",)

    pathway = models.ForeignKey(Pathway, models.CASCADE, related_name="audience")

    class Meta(ForWhom.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audience")
        constraints = constraints_for("pathway", prefix="audience")


class PathwayBasis(Tracked):
    """A norm on which a pathway as a whole stands."""

    part_of = ("pathway",)

    pathway = models.ForeignKey(Pathway, models.CASCADE, related_name="bases")
    legal_basis = models.ForeignKey(
        LegalBasis, models.PROTECT, verbose_name=_("legal basis"), related_name="+"
    )

    class Meta:
        verbose_name = _("legal basis of a pathway")
        verbose_name_plural = _("legal bases of pathways")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["pathway", "legal_basis"], name="basis_once")]

    def __str__(self) -> str:
        return str(self.legal_basis)
