"""People and their functions in institutions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from coordination.directory.models import Affiliation, Person
from coordination.directory.services.ownership import settle
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet


def add_person(*, by: Any, person: Person, affiliation: Affiliation, reason: str = "") -> Person:
    """Take in a person together with the first function; nobody stands in the directory without an institution.

    Both belong to the network that enters them.
    """
    settle(by=by, row=affiliation, institution=affiliation.institution)
    person.network = affiliation.network
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        person.save()
        affiliation.person = person
        affiliation.save()
    return person


def change_person(*, by: Any, person: Person, reason: str = "") -> Person:
    """Write what was changed. Whoever becomes threatened takes the own contacts back to the coordination."""
    settle(by=by, row=person, institution=None, permission="directory.change_person")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        person.save()
        if person.threat_flag:
            for contact in person.contacts.filter(level__lt=Level.COORDINATION):
                contact.level = Level.COORDINATION
                contact.save()
    return person


def save_affiliation(*, by: Any, affiliation: Affiliation, reason: str = "") -> Affiliation:
    """Add or change a function of a person at an institution.

    Whose name is kept by another network cannot be given a function here: it would show the name to this one.
    """
    settle(by=by, row=affiliation, institution=affiliation.institution)
    if affiliation.pk is None:
        settle(by=by, row=affiliation.person, institution=None)
    same = Affiliation.objects.in_force().filter(
        person=affiliation.person,
        institution=affiliation.institution,
        function=affiliation.function,
        network=affiliation.network,
    )
    if affiliation.valid_until is None and same.exclude(pk=affiliation.pk).exists():
        raise RuleBroken(_("This person already has this function here."), code="already_there")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        affiliation.save()
    return affiliation


def delete_affiliation(*, by: Any, affiliation: Affiliation, reason: str = "") -> None:
    """Delete a function that was entered by mistake; one that has ended gets its last day instead."""
    settle(by=by, row=affiliation, institution=None)
    if not affiliation.person.affiliations.exclude(pk=affiliation.pk).exists():
        raise RuleBroken(
            _("This is the only function of this person. Please give it a last day, or remove the person."),
            code="only_affiliation",
        )
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        affiliation.delete()
