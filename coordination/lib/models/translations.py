"""Texts in other languages and in Leichte Sprache. German stays in its column, these stand beside it."""

from __future__ import annotations

import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.lib.models.history import Tracked


def mark_of(german: str) -> str:
    """A short mark of a German text: a translation belongs to exactly these words."""
    return hashlib.sha256(german.strip().encode()).hexdigest()[:32]


class Translation(Tracked):
    """One text of one row (``of``: its uid) in one language. It is outdated as soon as the German words are others."""

    class State(models.TextChoices):
        TO_CHECK = "to_check", _("to be checked")
        CHECKED = "checked", _("checked")

    of = models.UUIDField(_("of"), editable=False)
    field = models.CharField(_("text"), max_length=20, editable=False)
    language = models.CharField(_("language"), max_length=20)  # tag by BCP 47: „tr“, „ar“, „de-simple“
    text = models.TextField(_("text"), max_length=5000)
    german_mark = models.CharField(max_length=32, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TO_CHECK)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ("language", "id")
        constraints = [
            models.UniqueConstraint(fields=["of", "field", "language"], name="translation_once"),
            models.CheckConstraint(
                name="translation_has_text",
                condition=~Q(text="") & ~Q(language=""),
                violation_error_message=_("The translation is empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def is_of(self, german: str) -> bool:
        """Whether it translates these words, and not what stood there before."""
        return self.german_mark == mark_of(german)
