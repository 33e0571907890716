"""What a network says about itself on its public pages: about, contact, imprint, data protection, accessibility."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.models.networks import Network
from coordination.lib.models import Tracked, TrackedQuerySet


class NetworkTextQuerySet(TrackedQuerySet):
    def published(self) -> NetworkTextQuerySet:
        return self.exclude(text="")


class NetworkText(Tracked):
    """One page of a network in one variant, as Markdown. Without a row the page shows the text that comes with us.

    ``text`` is what everybody reads, ``draft`` what is being written; its history is the history of the page.
    """

    part_of = ("network",)
    LONGEST = 50_000

    class Page(models.TextChoices):
        ABOUT = "about", _("About the network")
        CONTACT = "contact", _("Contact")
        IMPRINT = "imprint", _("Imprint")
        PRIVACY = "privacy", _("Data protection")
        ACCESSIBILITY = "accessibility", _("Accessibility")

    class Variant(models.TextChoices):
        STANDARD = "standard", _("German")
        EASY = "easy", _("Easy language")
        ENGLISH = "english", _("English")

    network = models.ForeignKey(Network, models.CASCADE, verbose_name=_("network"), related_name="texts")
    page = models.CharField(_("page"), max_length=20, choices=Page)
    variant = models.CharField(_("variant"), max_length=10, choices=Variant, default=Variant.STANDARD)
    text = models.TextField(_("text"), max_length=LONGEST, blank=True)
    draft = models.TextField(_("draft"), max_length=LONGEST, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    objects = NetworkTextQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("text of a public page")
        verbose_name_plural = _("texts of public pages")
        ordering = ("page", "variant", "id")
        constraints = [
            models.UniqueConstraint(fields=["network", "page", "variant"], name="one_text_per_page"),
            models.CheckConstraint(
                name="text_published_has_day", condition=Q(text="") | Q(published_on__isnull=False)
            ),
            models.CheckConstraint(name="text_says_something", condition=~Q(text="") | ~Q(draft="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_page_display()} ({self.get_variant_display()})"

    @property
    def editable(self) -> str:
        """What the editor begins with: the draft, if there is one."""
        return self.draft or self.text

    def publish(self, text: str) -> None:
        self.text, self.draft, self.published_on = text, "", timezone.localdate()
        self.save()

    def keep_draft(self, text: str) -> None:
        self.draft = "" if text == self.text else text
        self.save()
