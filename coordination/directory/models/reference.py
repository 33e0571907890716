"""Words the directory speaks in: types of institutions, professions, topics … from ``fixtures/reference``.

These rows come from files and are updated in place by ``code``; they carry no history of their own.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.lib.fold import fold

_NOT_A_WORD = re.compile(r"[^\w]+")
_GENDER_MARKS = ("*", ":", "_", "·")


class ReferenceQuerySet(models.QuerySet[Any]):
    def get_by_natural_key(self, code: str) -> Any:
        return self.get(code=code)


class Reference(models.Model):
    """One word of a list: ``code`` for programs and files, ``name`` for people, in the order of the file."""

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=150)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["sort_order", "id"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_has_code_and_name",
                condition=~Q(code="") & ~Q(name=""),
                violation_error_message=_("An entry of a list needs a code and a name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class Standing(models.TextChoices):
    """Where a duty or right towards an endangered child comes from. One institution may stand on several."""

    AUTHORITY = "8A1", _("Authority under section 8a(1) SGB VIII")
    AGREEMENT = "8A4", _("Provider with an agreement under section 8a(4) SGB VIII")
    CHILDMINDER = "8A5", _("Childminder under section 8a(5) SGB VIII")
    ADVICE_CLAIM = "8B", _("Claim to advice under section 8b(1) SGB VIII")
    GUIDELINE_ADVICE = "8B2", _("Advises providers under section 8b(2) SGB VIII")
    OMBUDS = "9A", _("Ombuds office under section 9a SGB VIII")
    FOSTER = "37B", _("Foster care under section 37b SGB VIII")
    TAKING_INTO_CARE = "42", _("Taking into care under section 42 SGB VIII")
    LICENSED = "47", _("Licensed institution, reports under section 47 SGB VIII")
    SUPERVISION = "47TO", _("Receives reports under section 47 SGB VIII")
    CLEARANCE = "72A", _("Agreement under section 72a SGB VIII")
    SECRECY_1 = "KKG4.1", _("Health professions, section 4(1) no. 1 KKG")
    SECRECY_2 = "KKG4.2", _("Psychologists, section 4(1) no. 2 KKG")
    SECRECY_3 = "KKG4.3", _("Marriage, family, education and youth counsellors, section 4(1) no. 3 KKG")
    SECRECY_4 = "KKG4.4", _("Addiction counsellors, section 4(1) no. 4 KKG")
    SECRECY_5 = "KKG4.5", _("Pregnancy counselling, section 4(1) no. 5 KKG")
    SECRECY_6 = "KKG4.6", _("Social workers and social pedagogues, section 4(1) no. 6 KKG")
    SECRECY_7 = "KKG4.7", _("Teachers, section 4(1) no. 7 KKG")
    CUSTOMS = "KKG4ABS5", _("Customs, section 4(5) KKG")
    PROSECUTION = "KKG5", _("Informs under section 5 KKG")
    SCHOOL = "SCHOOL", _("School law of the Land")
    LEGALITY = "LEG", _("Has to investigate (principle of legality)")
    COURT = "COURT", _("Court")
    ADVISER = "ADVISER", _("Adviser under sections 8a and 8b SGB VIII")
    DISABILITY = "SGB9", _("Contract under section 125 SGB IX")
    CHURCH = "CHURCH", _("Church law")
    NONE = "NONE", _("No standing of its own")


class Target(models.TextChoices):
    """What an institution can receive. Advice is not a report: section 4 KKG knows the difference."""

    REPORTS = "J", _("Reports as the authority under section 8a")
    EMERGENCY = "E", _("Emergencies only")
    INTERNAL = "I", _("Suspicion within institutions only")
    ADVICE = "A", _("Requests for advice, no reports")


class InstitutionType(Reference):
    """What kind of place an institution is: its duties, and what may be reported to it."""

    class Group(models.TextChoices):
        YOUTH_WELFARE = "youth_welfare", _("Youth welfare")
        EDUCATION = "education", _("Education")
        COUNSELLING = "counselling", _("Counselling")
        HEALTH = "health", _("Health")
        EARLY_SUPPORT = "early_support", _("Early support")
        INTEGRATION = "integration", _("Integration assistance")
        POLICE_JUSTICE = "police_justice", _("Police and justice")
        ADMINISTRATION = "administration", _("Administration")
        CHURCH = "church", _("Church")
        SPORT_VOLUNTEERING = "sport_volunteering", _("Sport and volunteering")
        PARTICIPATION = "participation", _("Participation")
        POLITICS = "politics", _("Politics")
        OTHER = "other", _("Other")

    short_name = models.CharField(_("short name"), max_length=40)
    group = models.CharField(_("group"), max_length=20, choices=Group, db_index=True)
    standing = models.JSONField(_("legal standing"), default=list, blank=True)
    target = models.JSONField(_("can receive"), default=list, blank=True)
    protected_by_default = models.BooleanField(_("protected place by default"), default=False)
    synonyms = models.JSONField(_("other words for it"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta(Reference.Meta):
        verbose_name = _("type of institution")
        verbose_name_plural = _("types of institutions")

    def clean(self) -> None:
        for field, words in (("standing", Standing.values), ("target", Target.values)):
            value = getattr(self, field)
            unknown = [word for word in value if word not in words] if isinstance(value, list) else [value]
            if unknown:
                message = _("“%(value)s” is not known here. Known: %(known)s.")
                params = {"value": unknown[0], "known": ", ".join(words)}
                raise ValidationError({field: ValidationError(message, params=params, code="unknown_word")})

    @property
    def stands_on(self) -> list[str]:
        """Its legal standing in words; nothing where it has none of its own."""
        return [str(Standing(word).label) for word in self.standing if word != Standing.NONE]

    @property
    def receives(self) -> list[str]:
        """What may be brought to it, in words."""
        return [str(Target(word).label) for word in self.target]

    def words(self) -> set[str]:
        """Return all folded words by which a list may call this type."""
        named = {self.code, self.name, self.short_name, *self.synonyms}
        return {key for word in named for spelling in _spellings(word) for key in _keys(spelling)}


class Profession(Reference):
    """What a person has learned or does. ``kkg4_no``: number in section 4(1) KKG, null outside of it."""

    kkg4_no = models.PositiveSmallIntegerField(_("number in section 4(1) KKG"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta(Reference.Meta):
        verbose_name = _("profession")
        verbose_name_plural = _("professions")
        constraints = [
            *Reference.Meta.constraints,
            models.CheckConstraint(
                name="profession_kkg4_no_is_one_to_seven",
                condition=Q(kkg4_no__isnull=True) | Q(kkg4_no__range=(1, 7)),
                violation_error_message=_("Section 4(1) KKG has the numbers 1 to 7."),
            ),
        ]


class Topic(Reference):
    """What an institution or a service knows about."""

    class Meta(Reference.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class TargetGroup(Reference):
    """Whom an institution or a service is for."""

    class Meta(Reference.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")


class Language(Reference):
    """A language spoken or signed there; ``code`` is its tag by BCP 47 (``de``, ``sgn-DE``)."""

    class Meta(Reference.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")


class Feature(Reference):
    """One thing that makes a place reachable for people with disabilities."""

    class Meta(Reference.Meta):
        verbose_name = _("accessibility")
        verbose_name_plural = _("accessibility")


class Function(Reference):
    """What a person is at an institution: head, deputy, contact person …"""

    class Meta(Reference.Meta):
        verbose_name = _("function")
        verbose_name_plural = _("functions")


class ServiceKind(Reference):
    """What kind of help a service is. A step of a pathway asks for a ``slot``, not for one institution."""

    class Slot(models.TextChoices):
        INSOFA = "insofa", _("InsoFa consultation")
        ASD_DISTRICT = "asd_district", _("ASD in charge")
        ON_CALL = "on_call", _("On-call service")
        POLICE = "police", _("Police")
        STATE_YOUTH_OFFICE = "lja", _("State youth office")
        SPECIALISED_COUNSELLING = "specialised_counselling", _("Specialised counselling")
        MEDICAL = "cp_medical", _("Medical child protection")
        CHURCH_REPORT_OFFICE = "church_report_office", _("Report office of the church")
        CLUB_CONTACT = "club_contact", _("Contact person of the club")

    short_name = models.CharField(_("short name"), max_length=40)
    slot = models.CharField(_("slot in pathways"), max_length=30, choices=Slot, blank=True)
    description = models.TextField(_("description"), blank=True)

    class Meta(Reference.Meta):
        verbose_name = _("kind of service")
        verbose_name_plural = _("kinds of services")


def type_word(text: str) -> str:
    """Return ``text`` as :func:`known_types` keys it: folded, without hyphens, stars and other signs."""
    return _NOT_A_WORD.sub(" ", fold(text)).strip()


def known_types() -> dict[str, int]:
    """Return folded word → id of the type, for lists by people („KiTa“, „Berufskolleg“, „Kinderärzt:innen“).

    Ask with ``fold(text)`` or, more forgiving, with ``type_word(text)``.
    """
    return {
        word: kind.pk for kind in InstitutionType.objects.order_by("-sort_order") for word in kind.words()
    }


def _spellings(word: str) -> set[str]:
    spellings = {word}
    for mark in _GENDER_MARKS:
        if f"{mark}in" in word:
            spellings |= {word.replace(f"{mark}in", f"{other}in") for other in (*_GENDER_MARKS, "", "/-")}
    return spellings


def _keys(word: str) -> set[str]:
    return {fold(word), type_word(word)} - {""}
