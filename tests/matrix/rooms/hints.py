"""Canaries of what comes from outside and goes out: hints about entries, reported barriers, texts of public pages."""

from coordination.accounts.models import NetworkHost, NetworkText
from coordination.directory.services.proposals import propose
from coordination.lib.levels import Level
from coordination.overview.services import report_barrier
from tests.factories.directory import InstitutionFactory, ListingFactory


def fill(world, network):
    if network == world.ours:  # or the public pages would answer at no host of this machine
        NetworkHost.objects.create(network=network, host="testserver")
    entry = InstitutionFactory(name="Kita Hinweis")
    ListingFactory(institution=entry, network=network, level=Level.PUBLIC)
    told = {
        "text": world.canary(Level.PUBLIC, network, right="directory.view_proposal"),
        "reply_to": f"{world.canary(Level.PUBLIC, network, right='directory.view_proposal')}@example.org",
    }
    street = {
        "what": "street",
        "old": "",
        "new": world.canary(Level.PUBLIC, network, right="directory.view_proposal"),
    }
    proposal = propose(by=None, institution=entry, network=network, changes=[street], **told)
    world.keep(proposal, network, Level.COORDINATION)
    barrier = report_barrier(
        network=network,
        text=world.canary(Level.PUBLIC, network, right="overview.view_barrier"),
        reply_to=f"{world.canary(Level.PUBLIC, network, right='overview.view_barrier')}@example.org",
    )
    world.keep(barrier, network, Level.COORDINATION)
    text = NetworkText.objects.create(
        network=network,
        page=NetworkText.Page.ABOUT,
        draft=world.canary(Level.PUBLIC, network, right="accounts.view_networktext"),
    )
    world.keep(text, network, Level.COORDINATION)
