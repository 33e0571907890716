"""Topics, target groups, languages and accessibility of an institution, as tracked rows of their own."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.directory.models.institutions import Institution
from coordination.directory.models.reference import Feature, Language, TargetGroup, Topic
from coordination.lib.models import Tracked


class InstitutionTopic(Tracked):
    part_of = ("institution",)

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, models.PROTECT, verbose_name=_("topic"), related_name="+")

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("topic__sort_order", "id")
        constraints = [models.UniqueConstraint(fields=["institution", "topic"], name="topic_once")]

    def __str__(self) -> str:
        return str(self.topic)


class InstitutionTargetGroup(Tracked):
    part_of = ("institution",)

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="target_groups")
    target_group = models.ForeignKey(
        TargetGroup, models.PROTECT, verbose_name=_("target group"), related_name="+"
    )

    class Meta:
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        ordering = ("target_group__sort_order", "id")
        constraints = [
            models.UniqueConstraint(fields=["institution", "target_group"], name="target_group_once")
        ]

    def __str__(self) -> str:
        return str(self.target_group)


class InstitutionLanguage(Tracked):
    part_of = ("institution",)

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="languages")
    language = models.ForeignKey(Language, models.PROTECT, verbose_name=_("language"), related_name="+")

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        ordering = ("language__sort_order", "id")
        constraints = [models.UniqueConstraint(fields=["institution", "language"], name="language_once")]

    def __str__(self) -> str:
        return str(self.language)


class InstitutionFeature(Tracked):
    part_of = ("institution",)

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="features")
    feature = models.ForeignKey(Feature, models.PROTECT, verbose_name=_("accessibility"), related_name="+")

    class Meta:
        verbose_name = _("accessibility")
        verbose_name_plural = _("accessibility")
        ordering = ("feature__sort_order", "id")
        constraints = [models.UniqueConstraint(fields=["institution", "feature"], name="feature_once")]

    def __str__(self) -> str:
        return str(self.feature)


# Field name on forms, in sheets and as related name → the model that ties it, its foreign key.
TRAITS: dict[str, tuple[type[Any], str]] = {
    "topics": (InstitutionTopic, "topic"),
    "target_groups": (InstitutionTargetGroup, "target_group"),
    "languages": (InstitutionLanguage, "language"),
    "features": (InstitutionFeature, "feature"),
}
