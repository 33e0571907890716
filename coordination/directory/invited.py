"""Multipliers and editors are invited for institutions: the question in the form, and what the yes writes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.accounts.models import Link, Network, User
from coordination.accounts.permissions import scope_of
from coordination.accounts.roles import Role
from coordination.directory.forms.picks import InstitutionPick
from coordination.directory.models import Affiliation, Institution, Listing, Person
from coordination.directory.services.editors import name_editor
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level

FIELDS = ("institution", "institution_2", "institution_3")
NEEDS = {Role.MULTIPLIER, Role.INSTITUTION_EDITOR}


def fields(user: User) -> dict[str, Any]:
    """Up to three institutions; more can be named on the pages of the institutions."""
    mine = Institution.objects.in_lists_of(user).listed_in(scope_of(user).may("accounts.add_membership"))
    found = {}
    for place, name in enumerate(FIELDS):
        field = InstitutionPick(
            required=False,
            label=gettext_lazy("Further institution") if place else gettext_lazy("Institution"),
            help_text=""
            if place
            else gettext_lazy(
                "For multipliers and institution editors: for which institution? Type a few letters and choose."
            ),
        )
        field.queryset = mine
        found[name] = field
    return found


def data(cleaned: dict[str, Any]) -> dict[str, Any]:
    chosen = [one for name in FIELDS if (one := cleaned.get(name))]
    if cleaned.get("role") not in NEEDS:
        return {}
    if not chosen:
        raise RuleBroken(
            _("Please say for which institution: the role follows from it."), code="institution_missing"
        )
    for one in chosen:
        if not Listing.objects.filter(institution=one, network=cleaned["network"]).exists():
            raise RuleBroken(_("“%(name)s” is not listed in this network.") % {"name": one}, code="not_here")
    return {"institutions": [str(one.uid) for one in dict.fromkeys(chosen)]}


def accepted(*, link: Link, user: User) -> None:
    """Write what the role means at each institution: a multiplier works there, an editor may change the entry.

    What has gone meanwhile, or whoever invited may no longer give, is left out: the invitation holds all the same.
    """
    if (network := link.network) is None:
        return
    rows = Institution.objects.in_use().filter(uid__in=link.data.get("institutions", []))
    for institution in rows.listed_in([network.pk]).order_by("sort_key", "id"):
        if link.data["role"] == Role.MULTIPLIER:
            _works_at(institution, user=user, network=network)
        elif link.data["role"] == Role.INSTITUTION_EDITOR and link.made_by is not None:
            try:
                name_editor(by=link.made_by, institution=institution, user=user, network=network)
            except (RuleBroken, PermissionDenied):
                continue


def _works_at(institution: Institution, *, user: User, network: Network) -> None:
    person = Person.objects.filter(user=user).first()
    if person is None:
        name = user.last_name or user.email
        person = Person(
            first_name=user.first_name, last_name=name, user=user, network=network, level=Level.NETWORK
        )
        person.save()
    there = Affiliation.objects.in_force().filter(person=person, institution=institution, network=network)
    if not there.exists():
        Affiliation.objects.create(person=person, institution=institution, network=network)
