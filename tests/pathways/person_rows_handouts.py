"""Rows of handouts about a person."""

from django.utils import timezone

from coordination.pathways.models import Handout, HandoutNotice, Pathway, Release
from tests.factories.places import place


def make(*, user, person, network, other_user):
    code = f"blatt-{user.pk}"
    pathway = Pathway.objects.create(network=network, title=code, code=code, slug=code)
    release = Release.objects.create(pathway=pathway, number=1)
    paper = {
        "network": network, "release": release, "municipality": place("53840", "05382068", "Troisdorf"),
        "content": {"contacts": [], "slots": {}}, "phrase": "Ahorn Anker Apfel",
    }  # fmt: skip
    issued = Handout.objects.create(**paper, format="flow", content_hash="a", issued_by=user)
    Handout.objects.create(
        **paper, format="card", content_hash="a", issued_by=other_user, state="withdrawn",
        withdrawn_at=timezone.now(), withdrawn_reason="x", withdrawn_by=user,
    )  # fmt: skip
    HandoutNotice.objects.create(handout=issued, user=user)
    if user.email:
        HandoutNotice.objects.create(handout=issued, email=user.email, confirmed_at=timezone.now())
