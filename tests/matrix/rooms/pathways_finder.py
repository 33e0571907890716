"""Canaries of the dead-end check and of remarks on drafts."""

from coordination.lib.levels import Level
from coordination.pathways.models import Pathway, Remark, Reviewer
from coordination.pathways.services.deadends import refresh


def fill(world, network):
    pathway = Pathway.objects.of_networks([network.pk]).for_people().order_by("pk").first()
    remark = Remark.objects.create(
        pathway=pathway,
        author=world.coordinator(network),
        text=world.canary("remark.text", Level.PUBLIC, network, right="pathways.view_draft"),
    )
    reviewer = Reviewer.objects.create(pathway=pathway, user=world.coordinator(network))
    for thing in (refresh(network), remark, reviewer):
        world.keep(thing, network, Level.COORDINATION)
