"""Topics, target groups, languages and accessibility of an institution, as tracked rows of their own: shared facts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.directory.models.institutions import Institution
from coordination.directory.models.reference import Feature, Language, TargetGroup, Topic
from coordination.lib.models import Tracked


class Trait(Tracked):
    """One word of a list that is true of an institution; ``word`` names the key to it.

    Tables of their own, as each holds its list by a foreign key and each word once by a constraint.
    """

    part_of = ("institution",)
    word: ClassVar[str]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, self.word))


class InstitutionTopic(Trait):
    word = "topic"

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, models.PROTECT, verbose_name=_("topic"), related_name="+")

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("topic__sort_order", "id")
        constraints = [models.UniqueConstraint(fields=["institution", "topic"], name="topic_once")]


class InstitutionTargetGroup(Trait):
    word = "target_group"

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


class InstitutionLanguage(Trait):
    word = "language"

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="languages")
    language = models.ForeignKey(Language, models.PROTECT, verbose_name=_("language"), related_name="+")

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        ordering = ("language__sort_order", "id")
        constraints = [models.UniqueConstraint(fields=["institution", "language"], name="language_once")]


class InstitutionFeature(Trait):
    word = "feature"

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="features")
    feature = models.ForeignKey(Feature, models.PROTECT, verbose_name=_("accessibility"), related_name="+")

    class Meta:
        verbose_name = _("accessibility")
        verbose_name_plural = _("accessibility")
        ordering = ("feature__sort_order", "id")
        constraints = [models.UniqueConstraint(fields=["institution", "feature"], name="feature_once")]


_MODELS: tuple[Any, ...] = (InstitutionTopic, InstitutionTargetGroup, InstitutionLanguage, InstitutionFeature)

# Field name on forms, in sheets and as related name → the model that ties it, its foreign key.
TRAITS: dict[str, tuple[type[Any], str]] = {
    model._meta.get_field("institution").remote_field.related_name: (model, model.word) for model in _MODELS
}
