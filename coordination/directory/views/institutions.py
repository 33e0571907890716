"""The record of an institution."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.models import (
    TRAITS,
    Affiliation,
    Agreement,
    ContactPoint,
    Identifier,
    Institution,
    Listing,
    Person,
    ProtectionLift,
    Service,
)
from coordination.directory.reading import asked, level_in, marked
from coordination.directory.views.records import (
    INSTITUTION,
    NEWEST,
    crumbs_to,
    is_latest_asked,
    latest_card,
    story_of,
    tabs_of,
)
from coordination.lib.levels import Level
from coordination.lib.written import ANY_ID, ANY_UID, Written


def counted(rows: QuerySet, key: str) -> Coalesce:
    """How many ``rows`` point to the outer institution, as a column."""
    mine = rows.filter(**{key: OuterRef("pk")}).order_by().annotate(n=Func(F("pk"), function="COUNT"))
    return Coalesce(Subquery(mine.values("n"), output_field=IntegerField()), Value(0))


@cache
def _listings() -> Written:
    """The entries of a record; for everybody alike."""
    rows = Listing.objects.filter(institution=ANY_ID)
    return Written(rows.select_related("network").order_by("network_id"))


@cache
def _traits() -> Written:
    """Names of what describes a record, and its numbers in lists, in one query; shared facts, for everybody alike."""
    branches = [
        model.objects.filter(institution=ANY_ID)
        .order_by()
        .annotate(trait=Value(name), place=F(f"{key}__sort_order"), called=F(f"{key}__name"))
        .values_list("trait", "place", "called")
        for name, (model, key) in TRAITS.items()
    ]
    numbers = (
        Identifier.objects.filter(institution=ANY_ID)
        .order_by()
        .annotate(
            trait=Value("identifiers"),
            place=Value(0, output_field=IntegerField()),
            called=Concat("scheme", Value(" "), "value", output_field=CharField()),
        )
    )
    branches.append(numbers.values_list("trait", "place", "called"))
    return Written(branches[0].union(*branches[1:], all=True))


class InstitutionRecord(MayRequired, View):
    """What it is, how to reach it, what it offers, who works there, where it is used, what changed."""

    permission = "directory.view_institution"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = asked("record", request.user, self.rows, {ANY_UID: kwargs["uid"]})
        if not found:
            raise Http404
        self.record = found[0]
        self.listings = _listings().fetch({ANY_ID: self.record.pk})
        self.networks = {listing.network_id for listing in self.listings}
        self.level = level_in(request.user, self.networks)
        scope = scope_of(request.user)
        self.sees_agreements = bool(self.networks & scope.may("directory.view_agreement"))
        self.sees_story = self.level > Level.PUBLIC
        if is_latest_asked(request):
            changes = self.record.may_change
            return latest_card(request, self.record, may_change=changes, networks=self.networks)
        sections = {
            "angebote": lambda: self.offered,
            "personen": lambda: self.working,
            "vereinbarungen": self.agreements,
            "verlauf": self.timeline,
        }
        section = request.GET.get("bereich", "")
        section = "verlauf" if section == NEWEST else section
        if section not in sections or (section == "vereinbarungen" and not self.sees_agreements):
            section = ""
        self.look_around()
        context = self.head() | {"tabs": self.tabs(section), "section": section}
        context |= sections[section]() if section else self.overview()
        return render(request, "directory/institution_detail.html", context)

    def rows(self) -> QuerySet[Institution]:
        user = self.request.user
        editable = Institution.objects.editable_by(user).filter(pk=OuterRef("pk"))
        parents = Institution.objects.visible_to(user).filter(pk=OuterRef("parent"))
        return (
            INSTITUTION.visible_to(user)
            .filter(uid=ANY_UID)
            .select_related("type", "parent", "municipality__district", "photo")
            .annotate(
                may_change=Exists(editable),
                shows_parent=Exists(parents),
                agreement_count=counted(Agreement.objects.visible_to(user), "institution"),
                house_count=counted(Institution.objects.visible_to(user), "parent"),
            )
        )

    def look_around(self) -> None:
        """Fetch services and people once: the tabs count them, the cards show them."""
        today = timezone.localdate()
        self.offered, self.working = self.services(), self.people()
        self.record.service_count = len(self.offered["services"])
        self.record.people_count = sum(
            1 for row in self.working["people"] if row.seen and (row.valid_from or today) <= today
        )

    def sees_person(self) -> Exists:
        """Whether the reader sees the person of an affiliation."""
        return Exists(Person.objects.visible_to(self.request.user).filter(pk=OuterRef("person")))

    def head(self) -> dict[str, Any]:
        scope = scope_of(self.request.user)
        mine = [one for one in self.listings if one.network_id in scope.networks]
        noted = [one for one in mine if scope.reads_in(one.network_id) >= Level.COORDINATION]
        return {
            "record": self.record,
            "may_change": self.record.may_change,
            "edit_url": INSTITUTION.url("edit", self.record.uid),
            "may_propose": bool(self.networks & scope.may("directory.add_proposal")),
            "may_manage": self.may_manage(),
            "may_add_agreement": self.record.may_change
            and bool(self.networks & scope.may("directory.add_agreement")),
            "may_lead_again": any(
                one.status != Listing.Status.ACTIVE
                and one.network_id in scope.may("directory.change_institution")
                for one in mine
            ),
            "listings": mine,
            "noted": noted,
            "several_networks": len(mine) > 1,
            "crumbs": crumbs_to(self.record),
            "tabs_label": _("Parts of the record"),
        }

    def may_manage(self) -> bool:
        """Whether there is an entry of the reader's networks to end, or the institution to put into the bin."""
        networks = scope_of(self.request.user).may("directory.delete_institution")
        mine = [one for one in self.listings if one.network_id in networks]
        alone = len(mine) == len(self.listings)
        return bool(mine) and (alone or any(one.status != Listing.Status.ENDED for one in mine))

    def tabs(self, current: str) -> list[dict[str, Any]]:
        found = [
            ("", _("Overview"), None),
            ("angebote", _("Services"), self.record.service_count),
            ("personen", _("People"), self.record.people_count),
        ]
        if self.sees_agreements:
            found.append(("vereinbarungen", _("Agreements"), self.record.agreement_count))
        if self.sees_story:
            found.append(("verlauf", _("Timeline"), None))
        return tabs_of(self.record, found, current)

    # --- Sections -----------------------------------------------------------------------------------------------------

    def overview(self) -> dict[str, Any]:
        lift = None
        if self.record.protected_place and self.record.may_change:
            lift = (
                ProtectionLift.objects.open()
                .filter(institution=self.record)
                .select_related("asked_by")
                .first()
            )
        return {
            "contacts": self.asked("contacts of a record", self.contacts),
            "traits": self.traits(),
            "has_story": self.sees_story,
            "lift": lift,
            "may_decide": bool(lift and lift.asked_by_id != self.request.user.pk),
            **self.offered,
            **self.working,
        }

    def traits(self) -> dict[str, list[str]]:
        """Names of topics, target groups, languages, accessibility, and numbers in lists; one query for all."""
        found: dict[str, list[str]] = {name: [] for name in (*TRAITS, "identifiers")}
        for name, _place, called in sorted(_traits().fetch({ANY_ID: self.record.pk}), key=lambda row: row[1]):
            found[name].append(called)
        return found

    def asked(self, name: str, make: Callable[[], QuerySet]) -> list[Any]:
        """What belongs to this record, of what the reader may see."""
        return asked(name, self.request.user, make, {ANY_ID: self.record.pk})

    def contacts(self) -> QuerySet[ContactPoint]:
        user = self.request.user
        rows = marked(ContactPoint.objects.visible_to(user, owner="institution"), user)
        return rows.filter(institution=ANY_ID).order_by("sort_order", "id")

    def provided(self) -> QuerySet[Service]:
        user = self.request.user
        rows = marked(Service.objects.visible_to(user), user).filter(provider=ANY_ID)
        return rows.select_related("kind").order_by("sort_key", "id")

    def services(self) -> dict[str, Any]:
        return {"services": self.asked("services of a record", self.provided)}

    def affiliations(self) -> QuerySet[Affiliation]:
        user = self.request.user
        return (
            marked(Affiliation.objects.readable_by(user), user)
            .filter(person__removed_at__isnull=True, institution=ANY_ID)
            .select_related("person__profession", "function")
            .annotate(
                seen=self.sees_person(),
                hidden=Case(When(person__threat_flag=True, then=True), default=False),
            )
            .order_by("-is_contact", "is_deputy", "person__sort_key", "id")
        )

    def people(self) -> dict[str, Any]:
        """Who works here; a threatened person without the name; and the seat of a deputy that nobody holds."""
        today = timezone.localdate()
        now, past = [], []
        for row in self.asked("people of a record", self.affiliations):
            ended = row.valid_until is not None and row.valid_until < today
            (past if ended else now).append(row)
        has_contact = any(row.is_contact and not row.is_deputy for row in now)
        vacant = has_contact and not any(row.is_deputy for row in now)
        since = max((row.valid_until for row in past if row.is_deputy), default=None)
        return {
            "people": [row for row in now if row.seen or row.hidden],
            "former": [row for row in past if row.seen],
            "vacant": vacant and self.level >= Level.NETWORK,
            "vacant_since": since,
        }

    def agreements(self) -> dict[str, Any]:
        user = self.request.user
        rows = marked(Agreement.objects.visible_to(user), user).filter(institution=self.record)
        scope, agreements = scope_of(user), list(rows.order_by("kind", "id"))
        for agreement in agreements:
            if scope.reads_in(agreement.network_id) < Level.COORDINATION:
                agreement.note = ""
        return {"agreements": agreements}

    def timeline(self) -> dict[str, Any]:
        story = story_of(self.request, self.record, may_change=self.record.may_change, networks=self.networks)
        return {"entries": story.entries if story else [], "page_obj": story.page if story else None}
