"""Filters of the directory's lists; their names stand in addresses and saved views and do not change."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.permissions import scope_of
from coordination.accounts.wording import in_words_of, speaker_of
from coordination.directory.models import (
    Affiliation,
    Agreement,
    Feature,
    Institution,
    InstitutionFeature,
    InstitutionLanguage,
    InstitutionTopic,
    InstitutionType,
    Language,
    Listing,
    Profession,
    Service,
    ServiceKind,
    Topic,
)
from coordination.directory.models.listings import light_is
from coordination.directory.totals import counted, open_to
from coordination.lib.kept import kept, stamp_of
from coordination.lib.levels import Level
from coordination.places.models import Municipality

LIGHTS = [
    ("ok", _("up to date")),
    ("due", _("soon due")),
    ("old", _("overdue")),
    ("none", _("never confirmed")),
]
AGREEMENT_STATES = [
    ("valid", _("any valid")),
    ("ending", _("ends within 90 days")),
    ("ended", _("ended")),
    ("8a4", _("valid under § 8a(4)")),
    ("ohne-8a4", _("none under § 8a(4)")),
    ("72a", _("valid under § 72a")),
    ("ohne-72a", _("none under § 72a")),
    ("cooperation", _("valid cooperation agreement")),
    ("ohne-cooperation", _("no cooperation agreement")),
    ("protection_concept", _("protection concept in force")),
    ("ohne-protection_concept", _("no protection concept")),
]


# A list of words to choose from: rows, and their columns for value, label, order.
Words = tuple[QuerySet, tuple[str, str, str]]
_TOTAL = "#"
_TYPES = InstitutionType.objects.order_by("id").values_list("pk", "code", "group")


class ListFilter(django_filters.FilterSet):
    """A filter whose long lists of words come with one question to the database."""

    words: dict[str, Words] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(self.request.user)
        self.networks = scope.networks
        user = self.request.user
        choices, self.totals = kept(
            ("words of a filter", type(self).__name__, user.pk, scope),
            stamp_of(self.request),
            lambda: words_and_totals({**self.words, **self.own_words()}, user),
        )
        speaker = speaker_of(scope)
        for name, pairs in choices.items():
            self.filters[name].extra["choices"] = [(code, in_words_of(speaker, word)) for code, word in pairs]
        if "netzwerk" in self.filters:
            self.filters["netzwerk"].extra["choices"] = [(t.slug, t.label) for t in scope.tenants.values()]
            if len(scope.tenants) < 2:
                del self.filters["netzwerk"]

    def own_words(self) -> dict[str, Words]:
        """Lists of words that depend on who asks."""
        return {}

    def network_ids(self, slug: str) -> list[int]:
        """The network of this name among those of who asks."""
        tenants = scope_of(self.request.user).tenants.values()
        return [tenant.id for tenant in tenants if tenant.slug == slug]


def words_and_totals(
    lists: dict[str, Words], user: Any
) -> tuple[dict[str, list[tuple[str, str]]], dict[str, int]]:
    """Fetch several (code, name) lists at once, each in the order of its QuerySet's names, and the lists' lengths."""
    asked = [
        rows.order_by().annotate(_list=Value(name)).values_list("_list", *fields)
        for name, (rows, fields) in lists.items()
    ]
    nothing = {"_list": Value(_TOTAL), "_order": Value(0, output_field=IntegerField())}
    asked += [
        counted(owner, user)
        .annotate(**nothing, _owner=Value(owner))
        .values_list("_list", "_owner", "_total", "_order")
        for owner in open_to(user)
    ]
    first, *others = asked
    choices: dict[str, list[tuple[str, str]]] = {name: [] for name in (*lists, _TOTAL)}
    everything = first.union(*others, all=True) if others else first
    for name, code, label, _order in sorted(everything, key=lambda word: (word[3], word[2])):
        choices[name].append((code, label))
    numbers = dict(choices.pop(_TOTAL))
    return choices, {owner: int(numbers[owner]) for owner in open_to(user)}


def _reference(model: Any) -> Words:
    return model.objects.all(), ("code", "name", "sort_order")


def _types() -> Words:
    return InstitutionType.objects.all(), ("code", "short_name", "sort_order")


def sees_agreements(user: Any) -> bool:
    """Whether somebody sees the agreements of a network: they are none of the public's business."""
    return bool(scope_of(user).may("directory.view_agreement"))


class InstitutionFilter(ListFilter):
    """Filters of the list of institutions."""

    words = {
        "art": _types(),
        "thema": _reference(Topic),
        "sprache": _reference(Language),
        "barrierefrei": _reference(Feature),
    }

    art = django_filters.MultipleChoiceFilter(label=_("Type"), method="of_types", widget=forms.SelectMultiple)
    gruppe = django_filters.ChoiceFilter(
        label=_("Group"),
        method="of_types",
        choices=InstitutionType.Group.choices,
        empty_label=_("all"),
    )
    gemeinde = django_filters.ChoiceFilter(label=_("Municipality"), method="in_place", empty_label=_("all"))
    thema = django_filters.ChoiceFilter(label=_("Topic"), method="with_topic", empty_label=_("all"))
    sprache = django_filters.ChoiceFilter(label=_("Language"), method="with_language", empty_label=_("all"))
    barrierefrei = django_filters.ChoiceFilter(
        label=_("Accessibility"), method="with_feature", empty_label=_("all")
    )
    vereinbarung = django_filters.ChoiceFilter(
        label=_("Agreement"), method="with_agreement", choices=AGREEMENT_STATES, empty_label=_("all")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), method="with_listing", choices=Listing.Status.choices, empty_label=_("all")
    )
    sichtbar = django_filters.ChoiceFilter(
        label=_("Visible for"),
        method="with_listing",
        choices=[(str(value), label) for value, label in Level.choices],
        empty_label=_("all"),
    )
    aktualitaet = django_filters.ChoiceFilter(
        label=_("Freshness"), method="with_light", choices=LIGHTS, empty_label=_("all")
    )
    netzwerk = django_filters.ChoiceFilter(label=_("Network"), method="in_network", empty_label=_("all"))

    def own_words(self) -> dict[str, Words]:
        mine = Listing.objects.visible_to(self.request.user)
        here = Municipality.objects.filter(Exists(mine.filter(institution__municipality=OuterRef("pk"))))
        return {"gemeinde": (here, ("ags", "name", "id"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sees_agreements(self.request.user):
            del self.filters["vereinbarung"]
        places = sorted(self.filters["gemeinde"].extra["choices"], key=lambda place: place[1])
        self.filters["gemeinde"].extra["choices"] = [*places, ("keine", _("without municipality"))]

    def of_types(self, rows: QuerySet, name: str, wanted: list[str] | str) -> QuerySet:
        """By number: told only codes, PostgreSQL walks the names in order until fifty of the type have come."""
        types = kept("types of institutions", stamp_of(self.request), lambda: list(_TYPES.all()))
        codes, groups = (wanted, []) if isinstance(wanted, list) else ([], [wanted])
        ids = [pk for pk, code, group in types if code in codes or group in groups]
        return rows.filter(type__in=ids) if wanted else rows

    def in_place(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "keine":
            nowhere = Institution.objects.without_municipality(self.networks)
            return rows.filter(pk__in=nowhere.values("pk"))
        return rows.filter(municipality__ags=value)

    def with_topic(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Exists(InstitutionTopic.objects.filter(institution=OuterRef("pk"), topic__code=value))
        )

    def with_language(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Exists(InstitutionLanguage.objects.filter(institution=OuterRef("pk"), language__code=value))
        )

    def with_feature(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Exists(InstitutionFeature.objects.filter(institution=OuterRef("pk"), feature__code=value))
        )

    def with_agreement(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        mine = Agreement.objects.visible_to(self.request.user).filter(institution=OuterRef("pk"))
        if value in {"valid", "ending", "ended"}:
            return rows.filter(Exists(getattr(mine, value)()))
        there = Exists(mine.valid().filter(kind=value.removeprefix("ohne-")))
        return rows.filter(~there if value.startswith("ohne-") else there)

    def with_listing(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        condition = Q(level=value) if name == "sichtbar" else Q(status=value)
        return rows.filter(self._listed(condition))

    def with_light(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(self._listed(light_is(value)))

    def in_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(self._listed(Q(network__slug=value)))

    def _listed(self, condition: Q) -> Exists:
        mine = Listing.objects.visible_to(self.request.user)
        return Exists(mine.filter(condition, institution=OuterRef("pk")))


class PersonFilter(ListFilter):
    """Filters of the list of people."""

    words = {"beruf": _reference(Profession)}

    beruf = django_filters.ChoiceFilter(
        label=_("Profession"), field_name="profession__code", empty_label=_("all")
    )
    stand = django_filters.ChoiceFilter(
        label=_("Affiliation"),
        method="with_state",
        choices=[("aktiv", _("at present")), ("abwesend", _("absent today")), ("ehemalig", _("former"))],
        empty_label=_("all"),
    )
    kontakt = django_filters.ChoiceFilter(
        label=_("Contact person"), method="as_contact", choices=[("ja", _("yes"))], empty_label=_("all")
    )

    netzwerk = django_filters.ChoiceFilter(label=_("Network"), method="in_network", empty_label=_("all"))

    def in_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.working_in(self.network_ids(value))  # type: ignore[attr-defined]

    def with_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        mine = Affiliation.objects.readable_by(self.request.user).filter(person=OuterRef("pk"))
        if value == "ehemalig":
            return rows.filter(Exists(mine), ~Exists(mine.in_force()))
        if value == "abwesend":
            mine = mine.filter(absent_from__lte=today, absent_until__gte=today)
        return rows.filter(Exists(mine.in_force()))

    def as_contact(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Exists(
                Affiliation.objects.readable_by(self.request.user)
                .in_force()
                .filter(person=OuterRef("pk"), is_contact=True)
            )
        )


class ServiceFilter(ListFilter):
    """Filters of the list of services."""

    words = {"art": _reference(ServiceKind)}

    art = django_filters.ChoiceFilter(label=_("Kind"), field_name="kind__code", empty_label=_("all"))
    kosten = django_filters.ChoiceFilter(
        label=_("Cost"), field_name="fee", choices=Service.Fee.choices, empty_label=_("all")
    )
    anonym = django_filters.ChoiceFilter(
        label=_("Anonymous advice"), method="anonymous", choices=[("ja", _("possible"))], empty_label=_("all")
    )

    netzwerk = django_filters.ChoiceFilter(label=_("Network"), method="in_network", empty_label=_("all"))

    def in_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.offered_in(self.network_ids(value))  # type: ignore[attr-defined]

    def anonymous(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_anonymous=True)
