"""Writing an institution with its traits and its place in networks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from coordination.directory.models import ADDRESS_OF_PROTECTED, TRAITS, ContactPoint, Institution, Listing
from coordination.directory.services.contacts import save_contact
from coordination.directory.services.protection import protect
from coordination.lib import history
from coordination.lib.models import ChangeSet

ADDRESS = ("street", "house_number", "postcode", "city")
COORDINATES = ("latitude", "longitude")
Traits = Mapping[str, Collection[models.Model]]


def add_institution(
    *,
    by: Any,
    institution: Institution,
    traits: Traits,
    listings: Collection[Listing],
    contacts: Collection[ContactPoint] = (),
    reason: str = "",
) -> Institution:
    """Take a new institution into one or more networks. The type says whether it is a protected place.

    ``contacts`` belong to the first of these networks.
    """
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        if institution.type.protected_by_default:
            institution.protected_place = True
        if institution.protected_place:
            _without_address(institution)
        institution.save()
        _set_traits(institution, traits)
        for listing in listings:
            listing.institution = institution
            listing.save()
        for contact in contacts:
            contact.institution, contact.network = institution, next(iter(listings)).network
            save_contact(by=by, contact=contact)
    return institution


def change_institution(
    *, by: Any, institution: Institution, traits: Traits, listings: Collection[Listing], reason: str = ""
) -> Institution:
    """Write what was changed. ``institution`` carries the version the person had read: EditConflict if it is older.

    A place that becomes a protected one loses its address everywhere (§ see services/protection.py). The other way
    there is no way here: that needs two people. ``notices`` of the result are sentences for the person.
    """
    institution.notices = ()
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        becomes_protected = institution.protected_place or institution.type.protected_by_default
        stored = Institution.objects.only("protected_place", *ADDRESS, *COORDINATES).get(pk=institution.pk)
        if becomes_protected or stored.protected_place:
            institution.protected_place = stored.protected_place
            _keep_stored_address(institution)
        elif _moves(institution, stored):
            institution.latitude = institution.longitude = None
            institution.notices = (
                _(
                    "The coordinates belonged to the former address and have been removed: until there are new ones, "
                    "it is missing on the map."
                ),
            )
        institution.save()
        _set_traits(institution, traits)
        for listing in listings:
            listing.institution = institution
            listing.save()
        if becomes_protected and not stored.protected_place:
            protect(by=by, institution=institution, reason=reason)
    return institution


def _moves(institution: Institution, stored: Institution) -> bool:
    """Whether the address changes while coordinates of the former one would stay, or are dropped without new ones."""
    if stored.latitude is None:
        return False
    now = institution.latitude, institution.longitude
    if now not in {(None, None), (stored.latitude, stored.longitude)}:
        return False
    return any(getattr(institution, name) != getattr(stored, name) for name in ADDRESS)


def _without_address(institution: Institution) -> None:
    for name, nothing in ADDRESS_OF_PROTECTED.items():
        setattr(institution, name, nothing)


def _keep_stored_address(institution: Institution) -> None:
    """Whatever was typed into the address is not written: it would leave a trace in the history."""
    stored = Institution.objects.values(*ADDRESS_OF_PROTECTED).get(pk=institution.pk)
    for name, value in stored.items():
        setattr(institution, history.column(Institution, name).attname, value)


def _set_traits(institution: Institution, traits: Traits) -> None:
    """Make topics, target groups … exactly those given; only what differs is written."""
    for name, wanted in traits.items():
        model, key = TRAITS[name]
        there = dict(model.objects.filter(institution=institution).values_list(f"{key}_id", "id"))
        ids = [one.pk for one in wanted]
        history.bulk_create(
            [model(institution=institution, **{f"{key}_id": pk}) for pk in ids if pk not in there]
        )
        history.bulk_delete(model, [row for pk, row in there.items() if pk not in ids])
