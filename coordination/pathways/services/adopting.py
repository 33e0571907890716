"""Taking a template over into a network, with the words of its Land and with its emergency branch."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import require
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.pathways.models import Pathway
from coordination.pathways.parts import Parts, write_parts

COPIED = ("code", "slug", "title", "who", "purpose", "land", "voice", "is_branch", "source", "checked_on")


@transaction.atomic
def adopt(*, by: Any, network: Network, template: Pathway) -> Pathway:
    """Copy a template into the network; where the Land says otherwise, its words stand in the copy.

    Raises RuleBroken when the network has it already. The emergency branch comes along once.
    """
    require(by, "pathways.add_draft", network)
    if template.network_id is not None:
        raise RuleBroken(_("Only templates can be adopted."), code="no_template")
    if Pathway.objects.filter(network=network, slug=template.slug).exists():
        raise RuleBroken(_("Your network has this pathway already."), code="already_adopted")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=_("Template adopted")):
        return copy(template, network)


def copy(template: Pathway, network: Network) -> Pathway:
    """Write the copy; the caller opened the change and asked for the right."""
    branch = None
    if template.branch is not None:
        own = Pathway.objects.filter(network=network, slug=template.branch.slug).first()
        branch = own or copy(template.branch, network)
    made = Pathway(
        network=network,
        template=template,
        branch=branch,
        **{name: getattr(template, name) for name in COPIED},
    )
    made.save()
    write_parts(made, in_land(Parts.of(template), network))
    return made


def in_land(parts: Parts, network: Network) -> Parts:
    """Put the words of the network's Land into the steps; the other Länder stay behind in the template."""
    for part in parts.steps:
        for land, body, time, law, source, day in part.variants:
            if land.pk == network.land_id:
                part.step.body = body or part.step.body
                part.step.time_code = time or part.step.time_code
                part.step.time_days = None if time else part.step.time_days
                part.step.legal_basis = law or part.step.legal_basis
                part.step.source, part.step.checked_on = source, day
        part.variants = []
    return parts
