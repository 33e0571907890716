"""The tenants: networks, where they work, and which rules they have switched."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from coordination.accounts.scope import scope_of
from coordination.lib import kept
from coordination.lib.models import StoredFile, Tracked, TrackedQuerySet
from coordination.places.models import Land, Municipality


class NetworkQuerySet(TrackedQuerySet):
    def of(self, user) -> NetworkQuerySet:
        """Networks in which the user has any role today."""
        return self.filter(pk__in=scope_of(user).networks)

    def at_host(self, host: str) -> NetworkQuerySet:
        """The active network that answers at a host; with one network on the machine every host is its."""
        here = NetworkHost.objects.filter(host=host.split(":")[0].lower())
        others = Network.objects.filter(is_active=True).exclude(pk=OuterRef("pk"))
        named, alone = Exists(here.filter(network=OuterRef("pk"))), ~Exists(here) & ~Exists(others)
        return self.filter(named | alone, is_active=True)


class Network(Tracked):
    """A child-protection network (Netzwerk Kinderschutz, § 3 KKG): the tenant to whom everything belongs.

    Not the same as one youth office: a network may span several (§ 9 NRW act); their districts stand in the directory.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    slug = models.SlugField(_("address part"), max_length=60, unique=True)
    land = models.ForeignKey(Land, models.PROTECT, verbose_name=_("Land"), related_name="networks")
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    legal_basis_url = models.URLField(_("link to the legal basis"), blank=True)
    host_body = models.CharField(_("responsible body"), max_length=160, blank=True)
    insofa_label = models.CharField(
        _("name of the specialist"),
        max_length=40,
        default="InsoFa",
        help_text=_(
            "How the insoweit erfahrene Fachkraft is called here: InsoFa, iseF, Kinderschutzfachkraft …"
        ),
    )
    contact_name = models.CharField(_("coordination office"), max_length=120, blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    contact_address = models.CharField(_("postal address"), max_length=200, blank=True)
    logo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name=_("logo"), related_name="+"
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = NetworkQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    def has_rule(self, rule: str) -> bool:
        """Whether a switchable rule is on; every rule is, until a row says otherwise."""
        return not self.rules.filter(rule=rule, is_on=False).exists()


class NetworkHost(models.Model):
    """A host name under which the public pages of a network answer."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="hosts")
    host = models.CharField(
        _("host"), max_length=120, unique=True, validators=[RegexValidator(r"^[a-z0-9.-]+$")]
    )

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        ordering = ("host", "id")

    def __str__(self) -> str:
        return self.host


@receiver((post_save, post_delete), sender=NetworkHost)
def _ask_anew_who_answers(**kwargs) -> None:
    """Hosts bring no change set, under which the network of a host is kept (``context.network_here``)."""
    kept.forget()


class CatchmentMunicipality(Tracked):
    """A municipality for which a network works."""

    part_of = ("network",)

    network = models.ForeignKey(Network, models.CASCADE, related_name="catchment")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="networks")

    class Meta:
        verbose_name = _("municipality of the network")
        verbose_name_plural = _("municipalities of the network")
        ordering = ("municipality__sort_key", "id")
        constraints = [
            models.UniqueConstraint(fields=["network", "municipality"], name="municipality_once_per_network")
        ]

    def __str__(self) -> str:
        return str(self.municipality)


class NetworkRule(Tracked):
    """A rule that a network has switched off (or on again), with the reason it gave."""

    part_of = ("network",)

    class Rule(models.TextChoices):
        FOUR_EYES_PUBLISH = "four_eyes_publish", _("Publishing a pathway needs four eyes")
        FOUR_EYES_EXPORT = "four_eyes_export", _("Exporting many contacts needs four eyes")
        NOTICE_MAIL = "notice_mail", _("Newly entered people are told by mail (Art. 14 GDPR)")
        FOUR_EYES_PROTECTED = "four_eyes_protected", _("Lifting the protection of a place needs four eyes")

    network = models.ForeignKey(Network, models.CASCADE, related_name="rules")
    rule = models.CharField(_("rule"), max_length=30, choices=Rule)
    is_on = models.BooleanField(_("switched on"), default=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rule of the network")
        verbose_name_plural = _("rules of the network")
        ordering = ("rule", "id")
        constraints = [
            models.UniqueConstraint(fields=["network", "rule"], name="rule_once_per_network"),
            models.CheckConstraint(
                name="rule_off_needs_reason",
                condition=models.Q(is_on=True) | ~models.Q(reason=""),
                violation_error_message=_("Switching a rule off needs a reason."),
            ),
            models.CheckConstraint(
                name="protection_keeps_four_eyes",
                condition=~models.Q(rule="four_eyes_protected") | models.Q(is_on=True),
                violation_error_message=_("The protection of a place always needs four eyes."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_rule_display()
