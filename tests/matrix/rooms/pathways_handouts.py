"""Canaries of handouts: their register is for the network, the page behind a code for everybody."""

from coordination.lib.levels import Level
from coordination.pathways.models import Handout, HandoutNotice, Pathway, Release
from tests.factories.accounts import UserFactory
from tests.factories.places import place


def fill(world, network):
    register = "pathways.view_handout"
    pathway = Pathway.objects.create(
        network=network, code="P08", slug=f"blatt-{network.slug}", title="Handreichung", who="Ich bin Probe"
    )
    release = Release.objects.create(
        pathway=pathway, number=1, content={"format": 1, "code": "P08", "title": "Handreichung"}
    )
    handout = Handout.objects.create(
        network=network,
        release=release,
        municipality=place("53840", "05382068", "Troisdorf"),
        format="flow",
        content_hash="a",
        content={
            "place": {"postcode": "53840", "municipality": "Troisdorf", "part": ""},
            "release": {"uid": "", "number": 1, "valid_from": "", "valid_until": "", "decided": ""},
            "network": {
                "name": network.name,
                "body": "",
                "contact": "",
                "phone": "",
                "email": "",
                "address": "",
            },
            "contacts": [],
            "slots": {},
        },
        phrase=world.canary("handout.phrase", Level.PUBLIC, network, right=register),
    )
    notice = HandoutNotice.objects.create(handout=handout, user=UserFactory())
    for thing in (handout, notice):
        world.keep(thing, network, Level.COORDINATION)
