"""Canaries of accounts: people of the network, roles, views, log."""

import datetime as dt

from django.utils import timezone

from coordination.accounts.models import (
    ApiToken,
    AuditEntry,
    Link,
    Membership,
    NetworkHost,
    NetworkText,
    SavedView,
    UserSession,
)
from coordination.lib.levels import Level
from tests.factories.accounts import MembershipFactory, UserFactory


def fill(world, network):
    if network == world.ours:  # or the public pages would answer at no host of this machine
        NetworkHost.objects.create(network=network, host="testserver")
    boss = world.coordinator(network)
    roles = "accounts.view_membership"
    guest = world.canary("invitation.recipient", Level.PUBLIC, network, right="accounts.add_membership")
    user = UserFactory(last_name=world.canary("user.last_name", Level.PUBLIC, network, right=roles))
    world.keep(
        MembershipFactory(user=user, network=network, role="professional"), network, Level.COORDINATION
    )
    world.keep(user, network, Level.COORDINATION)
    closed = UserFactory(last_name="Geschlossen", is_active=False)
    MembershipFactory(user=closed, network=network, role="professional")
    world.keep(closed, network, Level.COORDINATION, state="closed")
    world.keep(Membership.objects.get(user=boss), network, Level.COORDINATION)
    world.keep(network, network, Level.PROFESSIONALS)  # whoever has a role in it
    token, _secret = ApiToken.make(
        user=boss,
        name=world.canary("token.name", Level.COORDINATION, network, owner=boss),
        scopes=["accounts:read"],
        expires_at=timezone.now() + dt.timedelta(days=30),
    )
    session = UserSession.objects.create(user=boss, session_key=f"k{network.pk}", device="Firefox")
    text = NetworkText.objects.create(
        network=network,
        page=NetworkText.Page.ABOUT,
        draft=world.canary("text.draft", Level.PUBLIC, network, right="accounts.view_networktext"),
    )
    for thing in (token, session, text):
        world.keep(thing, network, Level.COORDINATION)
    world.keep(
        SavedView.objects.create(
            owner=boss,
            network=network,
            page="directory:institution-list",
            name=world.canary("view.name", Level.COORDINATION, network, owner=boss),
        ),
        network,
        Level.COORDINATION,
    )
    world.keep(
        Link.make(
            Link.Purpose.INVITATION,
            recipient=f"{guest}@example.org",
            network=network,
            made_by=boss,
            data={"role": "professional"},
        )[0],
        network,
        Level.COORDINATION,
    )
    world.keep(
        AuditEntry.objects.create(
            network=network,
            did=AuditEntry.Did.EXPORTED,
            user=boss,
            detail=world.canary("audit.detail", Level.PUBLIC, network, right="accounts.view_audit"),
        ),
        network,
        Level.COORDINATION,
    )
